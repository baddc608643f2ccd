"""What exploring a site finds: its lists, every ad met, how lists go on; and how many pages may be asked for."""

from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from crawler.learn.links import link_groups
from crawler.learn.samples import Rule, Sample
from crawler.plain_text import element_text


class Getter(Protocol):
    """Fetches one page through gate, limits and manners; None when it does not come or may not be fetched."""

    def __call__(self, url: str, /) -> Sample | None: ...


@dataclass(frozen=True, slots=True)
class Effort:
    """How many pages learning may ask for: many from our own machine, few from anyone else's."""

    list_pages: int
    other_pages: int
    ads: int


OWN_MACHINE = Effort(list_pages=80, other_pages=24, ads=24)
POLITE = Effort(list_pages=3, other_pages=6, ads=10)


@dataclass
class Found:
    """The list of ads as explored: its pages in order, the form of ad addresses, every ad met, and how lists go on."""

    form: str
    starts: list[str]
    pages: list[Sample]
    ads: dict[str, str] = field(default_factory=dict)  # address → words of the link
    next: Rule | None = None
    lists: str | None = None
    ended: bool = False


def ads_of(page: Sample, form: str) -> dict[str, str]:
    """Return the ads a page links to: address → words of the longest link."""
    found: dict[str, str] = {}
    for group in link_groups(page):
        if group.form != form:
            continue
        for url, elements in group.targets.items():
            words = max((" ".join(element_text(element).split()) for element in elements), key=len, default="")
            if len(words) >= len(found.get(url, "")):
                found[url] = words
    return found


def paths_of(urls: list[str], start: str) -> list[str]:
    """Return addresses relative to the start's host, so that a definition can be moved to another port."""
    found = []
    for url in urls:
        parts = urlsplit(url)
        same = parts.netloc == urlsplit(start).netloc
        found.append((parts.path or "/") + (f"?{parts.query}" if parts.query else "") if same else url)
    return found
