"""Find the list of ads on a site: start at the given page, look at a few pages it links to, judge which are ads.

A list is believed when its links lead to pages that read as one ad each. Lists are then walked to see how they go on.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from crawler.addresses import as_identity, join
from crawler.learn.links import Group, ad_likeness, address_form, link_groups
from crawler.learn.marks import things
from crawler.learn.paging import counting, next_rules
from crawler.learn.samples import Rule, Sample
from crawler.learn.slots import visible_elements
from crawler.parse import field_of_label, find_plain_phones
from crawler.plain_text import element_text

_LIST_WORDS = re.compile(
    r"^(?:alle|se alle|vis alle|all|view all|browse|alla|alle anzeigen|annoncer|annonser|anzeigen|ads|listings?|oversigt|liste|list|katalog|piger|profiler|profiles|klinikker|escort|privat|search|søg)\b",
    re.IGNORECASE,
)
_TELLING = frozenset({"age", "phones", "city", "place", "postcode", "prices", "kind", "posted_at", "alias", "address"})
_THINGS = frozenset(
    {
        "Person",
        "LocalBusiness",
        "Product",
        "Offer",
        "Service",
        "HealthAndBeautyBusiness",
        "ProfilePage",
        "Classified",
        "DiscussionForumPosting",
    }
)
ENOUGH_SCORE = 2.5
# Ways to go on that are tried before a list is taken to be one page.
MOST_TRIES = 6


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


def explore(start: str, get: Getter, *, effort: Effort, progress: Callable[[int, int], None]) -> Found | None:
    """Return the list of ads, or None when no page reads as one."""
    first = get(start)
    if first is None:
        return None
    seen: dict[str, Sample] = {first.url: first}
    form = _ad_form([first], get, seen)
    near: list[Sample] = []
    if form is None or not _leads_far(first, form):
        near = _nearby(first, get, seen, effort)
        form = form or _ad_form([first, *near], get, seen)
    if form is None:
        return None
    pages = [page for page in (first, *near) if ads_of(page, form)]
    pages.sort(key=lambda page: (-len(ads_of(page, form)), page is not first))
    best = (
        first
        if first in pages
        and (len(ads_of(first, form)) >= 0.8 * len(ads_of(pages[0], form)) or next(iter(next_rules(first)), None))
        else pages[0]
    )
    found = Found(form=form, starts=[best.url], pages=[])
    _walk(found, best, get, effort=effort, progress=progress)
    _add_other_lists(found, first, near)
    return found


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


def _leads_far(page: Sample, form: str) -> bool:
    """Say whether a list shows that it goes on, so that no other page need be looked for."""
    return len(ads_of(page, form)) >= 5 and next(iter(next_rules(page)), None) is not None


def _ad_form(pages: list[Sample], get: Getter, seen: dict[str, Sample]) -> str | None:
    groups: dict[str, Group] = {}
    for page in pages:
        for group in link_groups(page):
            if len(group.targets) < 2 or (
                counting(next(iter(group.targets))) and len(group.form.split("?")) > 1 and _pages_only(group)
            ):
                continue
            known = groups.setdefault(group.form, Group(group.form))
            for url, elements in group.targets.items():
                known.targets.setdefault(url, elements)
    ranked = sorted(groups.values(), key=lambda group: -ad_likeness(group))[:6]
    best: tuple[float, str] | None = None
    best_likeness = 0.0
    # What the list pages say as well is the site's frame: its own number makes no page an ad.
    frame = {text for page in pages for text in _own_texts(page)}
    for group in ranked:
        likeness = ad_likeness(group)
        if likeness <= 0 or (best is not None and likeness < 0.35 * best_likeness):
            # Far less alike than links already known to lead to ads: not worth a request, and it may be a trap.
            continue
        urls = list(group.targets)
        scores = []
        for url in dict.fromkeys((urls[len(urls) // 2], urls[-1])):
            target = seen.get(url) or get(url)
            if target is not None:
                seen[url] = target
                scores.append(ad_score(target, group.form, frame))
        score = sum(scores) / len(scores) if scores else 0.0
        if score >= ENOUGH_SCORE and (best is None or score * (1 + likeness / 20) > best[0]):
            best = (score * (1 + likeness / 20), group.form)
            best_likeness = likeness
    return best[1] if best else None


def _pages_only(group: Group) -> bool:
    return all(
        re.fullmatch(r"[\d\s«»‹›<>.…-]*|næste.*|next.*|forrige.*|prev.*", element_text(element), re.IGNORECASE)
        for element in group.links
    )


def _own_texts(page: Sample) -> list[str]:
    return [text for element in visible_elements(page, 8000) if (text := " ".join((element.text or "").split()))]


def ad_score(page: Sample, form: str, frame: Collection[str] = ()) -> float:
    """Return how much a page reads as one ad: labelled facts, a phone, prose; much less when it reads as a list."""
    labels, said = _told(page, frame)
    prose = max(map(len, said), default=0)
    score = float(sum(1 for count in labels.values() if count <= 3))
    phones = find_plain_phones("\n".join(said)[:60_000])
    score += 1.5 if 1 <= len(phones) <= 4 else 0.0
    score += 1.0 if prose >= 40 else 0.0
    score += (
        1.0
        if any(_is_thing(thing) for thing in things(page)) or page.tree.xpath("boolean(//*[@itemprop='telephone'])")
        else 0.0
    )
    heads = page.tree.findall(".//h1")
    score += 0.5 if len(heads) == 1 else 0.0
    score += (
        0.5
        if page.tree.xpath(
            "boolean(//time[@datetime] | //a[starts-with(@href, 'tel:')] | //*[starts-with(name(@*), 'data-phone')])"
        )
        else 0.0
    )
    score += (
        1.0
        if page.tree.xpath(
            "boolean(//button[contains(translate(., 'NT', 'nt'), 'nummer') or contains(translate(., 'T', 't'), 'telefon') or contains(translate(., 'P', 'p'), 'phone')])"
        )
        else 0.0
    )
    repeated = sum(1 for count in labels.values() if count > 3)
    others = max(
        (len(group.targets) for group in link_groups(page) if group.form != "/*" and ad_likeness(group) > 3), default=0
    )
    same = max((len(group.targets) for group in link_groups(page) if group.form == form), default=0)
    return score - repeated - (2.0 if others > 12 or same > 12 else 0.0)


def _told(page: Sample, frame: Collection[str]) -> tuple[Counter[str], list[str]]:
    """Return how often each telling field is named on a page, and the texts that are not the site's frame."""
    labels: Counter[str] = Counter()
    said: list[str] = []
    for element in visible_elements(page, 8000):
        texts = [" ".join((piece or "").split()) for piece in (element.text, *(child.tail for child in element))]
        for place, text in enumerate(texts):
            if not text or text in frame:
                continue
            said.append(text)
            bracketed = _BRACKETED.match(text)
            label = bracketed[1] if bracketed else text.split(":")[0]
            if 1 < len(label) <= 30 and (bracketed or ":" in text or (place == 0 and len(text) <= 25)):
                labels.update([field_of_label(label) or ""])
        marks = [name[5:] for name in element.attrib if name.startswith("data-")] + [element.get("itemprop") or ""]
        labels.update(field_of_label(mark) or "" for mark in marks if mark)
    return Counter({name: count for name, count in labels.items() if name in _TELLING}), said


_BRACKETED = re.compile(r"[\[(*]{1,2}([^\]\[()*]{2,30})[\])*]{1,2}")


def _is_thing(thing: dict[str, object]) -> bool:
    kinds = thing.get("@type")
    return bool(_THINGS & set(kinds if isinstance(kinds, list) else [str(kinds)]))


def _nearby(first: Sample, get: Getter, seen: dict[str, Sample], effort: Effort) -> list[Sample]:
    """Fetch pages the first one links to that may list ads: named so, or one of a group (towns, categories)."""
    wanted: dict[str, int] = {}
    for group in link_groups(first):
        for url, elements in group.targets.items():
            named = any(_LIST_WORDS.match(element_text(element)) for element in elements)
            wanted[url] = min(wanted.get(url, 9), 0 if named else 2 if len(group.targets) < 60 else 3)
    found = []
    for url in sorted(wanted, key=lambda each: wanted[each])[: effort.other_pages]:
        page = seen.get(url) or get(url)
        if page is not None:
            seen[url] = page
            found.append(page)
    return found


@dataclass(frozen=True, slots=True)
class Onward:
    """How a list goes on, and the address it goes on to."""

    rule: Rule
    url: str


def walk_on(found: Found, onward: Onward, get: Getter, *, effort: Effort, progress: Callable[[int, int], None]) -> None:
    """Follow a list further by a rule found later."""
    found.next, found.ended = onward.rule, False
    _follow(found, [onward.url], get, effort=effort, progress=progress)


def _walk(found: Found, first: Sample, get: Getter, *, effort: Effort, progress: Callable[[int, int], None]) -> None:
    """Follow a list page by page; the first rule for going on that brings new ads is kept."""
    found.pages.append(first)
    found.ads.update(ads_of(first, found.form))
    tried: set[str] = set()
    for rule, url in next_rules(first):
        if len(tried) >= MOST_TRIES or url in tried:
            continue
        tried.add(url)
        page = get(url)
        if page is None:
            continue
        new = {ad: words for ad, words in ads_of(page, found.form).items() if ad not in found.ads}
        if new:
            found.next = rule
            break
    if found.next is None:
        found.ended = True
        return
    _follow(found, [url], get, effort=effort, progress=progress)


def _follow(
    found: Found, queue: list[str], get: Getter, *, effort: Effort, progress: Callable[[int, int], None]
) -> None:
    visited = {url for page in found.pages for url in (page.url, join(page.url, "") or page.url)}
    stale = 0
    known = {as_identity(ad) for ad in found.ads}
    while queue and len(found.pages) < effort.list_pages and stale < 3:
        url = queue.pop(0)
        if url in visited:
            continue
        visited.add(url)
        page = get(url)
        if page is None:
            continue
        new = {ad: words for ad, words in ads_of(page, found.form).items() if as_identity(ad) not in known}
        stale = 0 if new else stale + 1
        found.ads.update(new)
        known |= {as_identity(ad) for ad in new}
        found.pages.append(page)
        progress(len(found.pages), len(found.pages) + len(queue))
        queue.extend(
            following for following in _following(found.next or {}, page, len(found.pages)) if following not in visited
        )
    found.ended = not queue or stale >= 3


def _following(rule: Rule, page: Sample, number: int) -> list[str]:
    if "url" in rule:
        step = int(str(rule.get("first", 2))) + (number - 1) * int(str(rule.get("step", 1)))
        url = join(page.url, str(rule["url"]).replace("{page}", str(step)).replace("{offset}", str(step)))
        return [url] if url else []
    from crawler.selecting import find_elements, node_text

    where = str(rule.get("link") or rule.get("links"))
    urls = [join(page.url, node_text(node)) for node in find_elements(where, page.node)]
    kept = list(dict.fromkeys(url for url in urls if url))
    return kept[:1] if "link" in rule else kept


def _add_other_lists(found: Found, first: Sample, near: list[Sample]) -> None:
    """Add lists that hold ads the walked one does not: towns or categories that no common list covers."""
    known = {as_identity(ad) for ad in found.ads}
    extra: list[Sample] = []
    for page in (first, *near):
        if page.url in found.starts:
            continue
        new = {ad: words for ad, words in ads_of(page, found.form).items() if as_identity(ad) not in known}
        if new:
            extra.append(page)
            known |= {as_identity(ad) for ad in new}
            found.ads.update(new)
    if not extra:
        return
    for page in extra:
        found.pages.append(page)
    forms = {address_form(page.url) for page in extra if page.url != first.url}
    selector = _lists_selector(first, [page.url for page in extra])
    if selector and len(forms) == 1 and len(extra) > 1:
        found.lists, found.starts = selector, list(dict.fromkeys([first.url, *found.starts]))
    else:
        found.starts.extend(page.url for page in extra)


def _lists_selector(first: Sample, urls: list[str]) -> str | None:
    """Return the selector of the links to those lists on the first page."""
    from crawler.learn.naming import own_names

    wanted = set(urls)
    for group in link_groups(first):
        if len(wanted & set(group.targets)) < 2:
            continue
        element = next(iter(group.links))
        parent = element.getparent()
        while parent is not None and len([link for link in group.links if parent in link.iterancestors()]) < len(
            wanted & set(group.targets)
        ):
            parent = parent.getparent()
        for name, rank in own_names(parent) if parent is not None else ():
            if rank <= 3:
                return f"{name} a::attr(href)"
    return None


def paths_of(urls: list[str], start: str) -> list[str]:
    """Return addresses relative to the start's host, so that a definition can be moved to another port."""
    found = []
    for url in urls:
        parts = urlsplit(url)
        same = parts.netloc == urlsplit(start).netloc
        found.append((parts.path or "/") + (f"?{parts.query}" if parts.query else "") if same else url)
    return found
