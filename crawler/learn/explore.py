"""Find the list of ads on a site: start at the given page, look at a few pages it links to, judge which are ads.

A list is believed when its links lead to pages that read as one ad each. Lists are then walked to see how they go on.
"""

import re
from collections.abc import Callable

from crawler.addresses import as_identity
from crawler.learn.found import Effort, Found, Getter, ads_of
from crawler.learn.judging import ad_score, own_texts
from crawler.learn.links import Group, ad_likeness, address_form, link_groups
from crawler.learn.naming import own_names
from crawler.learn.paging import counting, next_rules
from crawler.learn.samples import Sample
from crawler.learn.walking import walk
from crawler.plain_text import element_text

_LIST_WORDS = re.compile(
    r"^(?:alle|se alle|vis alle|all|view all|browse|alla|alle anzeigen|annoncer|annonser|anzeigen|ads|listings?|oversigt|liste|list|katalog|piger|profiler|profiles|klinikker|escort|privat|search|søg)\b",
    re.IGNORECASE,
)
ENOUGH_SCORE = 2.5


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
    walk(found, best, get, effort=effort, progress=progress)
    _add_other_lists(found, first, near)
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
    frame = {text for page in pages for text in own_texts(page)}
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
