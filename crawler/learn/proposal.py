"""A proposed definition: composed from sample ads, tried on them, ready to be shown and written."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.addresses import as_identity
from crawler.definition import SiteDefinition, read_definition
from crawler.extract import extract_ad
from crawler.items import AdItem
from crawler.learn.ad_page import learn_ad_page
from crawler.learn.conventions import context_of, conventions_of
from crawler.learn.fixture import Fixture
from crawler.learn.folder import write_folder
from crawler.learn.found import Found, Getter
from crawler.learn.languages import page_language, preferred, translations
from crawler.learn.preview import HEAD, preview_row
from crawler.learn.samples import Sample
from crawler.learn.task import Task
from crawler.learn.totals import missing_by
from crawler.page import Page
from crawler.sentences import say
from models.settings import Settings


@dataclass
class LearnResult:
    """A proposed definition, what it reads on sample ads, how it differs from the present one, and what to look at."""

    name: str
    definition: dict[str, Any]
    preview_head: Sequence[str] = HEAD
    preview_rows: list[Sequence[object]] = field(default_factory=list)
    difference: str = ""
    # What is read otherwise than by the definition in use: fields, ``reviews``, ``list``.
    changed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    # The pages it was learned from, in the process that learns; how many they were, and a fixture made of them, outside.
    samples: list[Sample] = field(default_factory=list)
    looked_at: int = 0
    fixture: Fixture | None = None
    now: datetime | None = None

    def write(self, settings: Settings) -> Path:
        """Write the site folder and its synthetic fixture, whole or not at all; return the folder."""
        return write_folder(self.name, self.definition, self.fixture, settings.learned_sites_dir, self.now)


def sample_ads(task: Task, found: Found, get: Getter, most: int) -> list[Sample]:
    """Fetch ads spread evenly over all that are listed."""
    urls = list(found.ads)
    chosen = urls if len(urls) <= most else [urls[round(place * (len(urls) - 1) / (most - 1))] for place in range(most)]
    samples = []
    for number, ad in enumerate(dict.fromkeys(chosen)):
        task.ads(number, len(chosen))
        page = get(ad)
        if page is not None and not _led_away(ad, page, found):
            page.link_text = found.ads[ad]
            samples.append(page)
    task.ads(len(chosen), len(chosen))
    return samples


def _led_away(ad: str, page: Sample, found: Found) -> bool:
    """Say whether an ad's address led to the front page or to a list: the ad is no more."""
    return as_identity(page.url) != as_identity(ad) and (
        urlsplit(page.url).path in ("", "/") or page.url in {*found.starts, *(each.url for each in found.pages)}
    )


def compose(task: Task, found: Found, samples: Sequence[Sample]) -> dict[str, Any]:
    """Return the definition but for its ``list`` part."""
    languages = _languages(samples)
    told = [*samples, *found.pages[:2]]
    context = context_of(told, languages, task.now)
    learned = learn_ad_page(samples, context, ad_links=set(found.ads))
    definition: dict[str, Any] = {
        "name": task.name,
        "title": _title(found.pages, task.name),
        "start_url": task.url,
        "hosts": [task.host],
        "languages": languages,
        **conventions_of(told, languages, task.now).facts(),
        "ads": {"min": max(1, len(found.ads) // 3), "max": max(200, len(found.ads) * 10)},
        "usual": {field_name: share for field_name, share in learned.fill.items() if share > 0},
        "list": {},
        "ad": {"fields": dict(learned.fields)},
    }
    if learned.ignore:
        definition["ad"]["ignore"] = learned.ignore
    if learned.reviews:
        definition["reviews"] = learned.reviews
    translated = translations(samples)
    if translated:
        definition["ad"] = {"identity": "canonical", **definition["ad"]}
        definition["languages"] = list(dict.fromkeys([preferred(translated, samples), *translated, *languages]))
    return definition


def _languages(samples: Sequence[Sample]) -> list[str]:
    counted = Counter(language for sample in samples if (language := page_language(sample)))
    return [language for language, _ in counted.most_common()] or ["da"]


def _title(pages: Sequence[Sample], name: str) -> str:
    said = [" ".join("".join(page.tree.xpath("string(//title)")).split()) for page in pages[:1]]
    parts = re.split(r"\s+[|–—·»-]\s+", said[0]) if said else []
    return (parts[-1] if parts and parts[-1] else name)[:60]


def finish(task: Task, definition: dict[str, Any], samples: list[Sample]) -> LearnResult:
    """Check the definition, read the samples with it, and say what a person should look at."""
    checked = read_definition(definition, f"{task.name}/site.yml")
    items = [_read(sample, checked, task.now) for sample in samples]
    result = LearnResult(task.name, definition, samples=samples, now=task.now)
    result.preview_rows = [preview_row(item) for item in items[:8]]
    result.problems = _problems(items)
    return result


def _read(sample: Sample, definition: SiteDefinition, now: datetime) -> AdItem:
    return extract_ad(Page(sample.url, sample.text, sample.links), definition, now=now, fetched=sample.fetched)


def note_missing(result: LearnResult, totals: set[int], found: int, *, whole: bool) -> None:
    """Say when the list names more ads than were found, though it seemed to have been read to its end."""
    stated = missing_by(totals, found) if whole else None
    if stated:
        result.problems.append(say("list_says_more", stated=stated, found=found))


def _problems(items: Sequence[AdItem]) -> list[str]:
    problems: list[str] = []
    if items and sum(bool(item.text) for item in items) < 0.5 * len(items):
        problems.append(say("text_missing"))
    if items and not any(item.phones for item in items):
        problems.append(say("phones_missing"))
    return problems
