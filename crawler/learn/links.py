"""Links of a page in groups that look alike: by the form of their address and by where they stand on the page."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from lxml import html

from crawler.addresses import clean, join
from crawler.learn.samples import Sample
from crawler.learn.slots import visible_elements
from crawler.parse import find_city, parse_age, parse_date, parse_price_list
from crawler.plain_text import element_text

LANGUAGES = frozenset(
    ["da", "en", "de", "sv", "no", "nb", "fi", "nl", "fr", "es", "it", "pl", "ro", "hu", "ru", "uk", "th"]
)
_FRAME = re.compile(
    r"^(?:om|om os|kontakt|contact|about|about us|login|log ind|log in|sign in|opret|register|vilkår|terms|privatliv|privacy|cookies?|hjem|home|forside|faq|hjælp|help|"
    r"impressum|datenschutz|agb|kontakta oss|om oss|villkor|regler|rules|start|startseite|startsida|søg|search|suche|sök|rss|profil|min side|annoncér|opret annonce)$",
    re.IGNORECASE,
)
# Steps that forums put before a thread's title.
_THREADS = frozenset(
    ["t", "topic", "topics", "thread", "threads", "emne", "traad", "tråd", "trad", "thema", "p", "d", "discussion"]
)
LINK_ATTRIBUTES = ("href", "data-href", "data-url", "data-link", "onclick")
# A card whose handler goes to its page.
GOES_TO = r"(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\(|open\(|(?:goto|goTo|go|visit|navigate)\()\s*['\"]([^'\"]+)['\"]"


@dataclass
class Group:
    """Links of one form. ``targets`` maps each address to the elements that link to it."""

    form: str
    targets: dict[str, list[html.HtmlElement]] = field(default_factory=dict)
    attribute: str = "href"

    @property
    def links(self) -> list[html.HtmlElement]:
        """All elements that link to one of them."""
        return [element for elements in self.targets.values() for element in elements]


def address_form(url: str) -> str:
    """Return the form of an address: numbers as #, other changing parts as *, languages left out.

    "/annonce/sofie-1017" and "/annonce/lina-1024" have one form, "/annonce/#"; "vis.asp?id=17" is "vis.asp?id=".
    """
    parts = urlsplit(clean(url))
    steps = [step for step in parts.path.split("/") if step]
    if steps and (steps[0].lower() in LANGUAGES or re.fullmatch(r"[a-z]{2}-[a-zA-Z]{2}", steps[0])):
        steps = steps[1:]
    formed = []
    for place, step in enumerate(steps):
        last = place == len(steps) - 1
        digits = bool(re.search(r"\d", step))
        ending = re.search(r"\.\w{2,5}$", step)
        if re.fullmatch(r"(?:page|pg|p|side|seite|sida)[-_]?\d+", step, re.IGNORECASE):
            formed.append("{page}")
        elif re.fullmatch(r"\d+", step):
            formed.append("#")
        elif _is_slug(steps, place):
            formed.append("*")
        elif digits or re.fullmatch(r"[0-9a-f-]{16,}", step):
            # With or without words ("/p/1017", "/p/lina-1017"): titles without Latin letters give no words.
            formed.append("#" + (ending[0] if ending else ""))
        elif last and place > 0 and not ending:
            formed.append("*")
        else:
            formed.append(step)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return "/" + "/".join(formed) + ("?" + "&".join(names) if names else "")


def _is_slug(steps: Sequence[str], place: int) -> bool:
    """Say whether a step is the title before the number, as in "/t/massage-i-vejle/1017": it changes from ad to ad.

    A single word there may be a board ("/forum/annoncer/1017"), unless a thread's own short step comes before it.
    """
    if place == 0 or place != len(steps) - 2 or not re.fullmatch(r"\d+", steps[-1]):
        return False
    return "-" in steps[place] or steps[place - 1].lower() in _THREADS


def address_in(element: html.HtmlElement, attribute: str, base: str) -> str | None:
    """Return the address that an attribute of an element leads to, None when it leads nowhere."""
    given = element.get(attribute)
    if not given or (attribute == "href" and element.tag != "a"):
        return None
    if attribute == "onclick":
        hit = re.search(GOES_TO, given)
        return join(base, hit[1]) if hit else None
    return join(base, given)


def link_groups(sample: Sample) -> list[Group]:
    """Return the groups of visible links to other pages of the same site, the most promising for ads first."""
    groups: dict[str, Group] = {}
    here = join(sample.url, "")
    for element in visible_elements(sample, 20_000):
        for attribute in LINK_ATTRIBUTES:
            url = address_in(element, attribute, sample.url)
            if not url or urlsplit(url).netloc != urlsplit(sample.url).netloc or url == here or _is_frame(element):
                continue
            form = address_form(url)
            group = groups.setdefault(
                form + ("" if attribute == "href" else f" @{attribute}"), Group(form, attribute=attribute)
            )
            group.targets.setdefault(url, []).append(element)
    found = list(groups.values())
    found.extend(_joined(found))
    return sorted(found, key=lambda group: -ad_likeness(group))


def _joined(groups: Sequence[Group]) -> list[Group]:
    """Return groups of addresses straight under the root ("/sofie", "/lina"): each its own form, alike in their place."""
    lone: dict[str, Group] = defaultdict(lambda: Group("/*"))
    for group in groups:
        if group.form.count("/") == 1 and "#" not in group.form and "?" not in group.form and len(group.targets) == 1:
            for url, elements in group.targets.items():
                lone[_where(elements[0])].targets.setdefault(url, []).extend(elements)
    return [group for group in lone.values() if len(group.targets) > 1]


def _where(element: html.HtmlElement) -> str:
    steps = [element.tag, *(above.tag for above in element.iterancestors())]
    return "/".join(str(step) for step in reversed(steps))


def _is_frame(element: html.HtmlElement) -> bool:
    text = element_text(element)
    rel = (element.get("rel") or "").lower()
    return bool(_FRAME.match(text)) or ("nofollow" in rel.split() and not text)


def ad_likeness(group: Group) -> float:
    """Return how much a group looks like links to ads: many, each in a block of its own that says something of an ad."""
    count = len(group.targets)
    if count < 2:
        return 0.0
    items = containers(group)
    texts = [element_text(item)[:600] for item in items[:30]]
    words = [len(text.split()) for text in texts]
    mean = sum(words) / max(len(words), 1)
    numbers_only = sum(bool(re.fullmatch(r"[\d\s«»‹›<>.…-]*", text)) for text in texts) / max(len(texts), 1)
    told = sum(_tells(text) for text in texts) / max(len(texts), 1)
    pictures = sum(item.find(".//img") is not None for item in items[:30]) / max(len(items[:30]), 1)
    framed = sum(
        any(above.tag in ("nav", "footer", "header") for above in item.iterancestors()) for item in items[:30]
    ) / max(len(items[:30]), 1)
    different = len(set(texts)) / max(len(texts), 1)
    score: float = (
        min(count, 60) ** 0.5 * (0.5 + min(mean, 25) / 10 + 1.5 * told + 0.5 * pictures) * (0.3 + 0.7 * different)
    )
    score *= 1.3 if "#" in group.form or "?" in group.form else 1.0
    return score * (1 - 0.9 * numbers_only) * (1 - 0.8 * framed)


def _tells(text: str) -> float:
    """Return how many sorts of ad facts a text holds, 0-3."""
    facts = [parse_age(line) is not None for line in text.split("\n")[:12]]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    dated = any(parse_date(line, now=now, languages=["da", "en"]) for line in text.split("\n")[:12] if len(line) < 60)
    return (
        float(any(facts))
        + float(bool(find_city(text[:300], large_only=True)))
        + 0.5 * dated
        + 0.5 * bool(parse_price_list(text[:400]))
    )


def containers(group: Group) -> list[html.HtmlElement]:
    """Return for each target the largest element that links to it and to no other of the group, in page order."""
    owners: dict[html.HtmlElement, set[str]] = defaultdict(set)
    for url, elements in group.targets.items():
        for element in elements:
            owners[element].add(url)
            for above in element.iterancestors():
                owners[above].add(url)
    found: list[html.HtmlElement] = []
    for elements in group.targets.values():
        # A target linked twice (picture and title) has its block around both; one linked far apart keeps its first.
        item = elements[0]
        while (
            item.getparent() is not None
            and len(owners[item.getparent()]) == 1
            and item.getparent().tag not in ("body", "html")
        ):
            item = item.getparent()
        found.append(item)
    return found
