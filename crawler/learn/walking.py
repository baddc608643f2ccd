"""Follow a list page by page: the way on that brings most ads is kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from crawler.addresses import as_identity, join
from crawler.learn.found import Effort, Found, Getter, ads_of
from crawler.learn.paging import next_rules
from crawler.learn.samples import Rule, Sample
from crawler.learn.totals import stated_totals
from crawler.selecting import find_elements, node_text

# Ways to go on that are tried before a list is taken to be one page; and of those that bring something.
MOST_TRIES = 8
MOST_GOOD = 4
# A list that went on so far has been understood.
FAR_ENOUGH = 4


@dataclass(frozen=True, slots=True)
class Onward:
    """How a list goes on, and the address it goes on to."""

    rule: Rule
    url: str


def walk_on(found: Found, onward: Onward, get: Getter, *, effort: Effort, progress: Callable[[int, int], None]) -> None:
    """Follow a list further by a rule found later."""
    found.next, found.ended = onward.rule, False
    _follow(found, [onward.url], get, effort=effort, progress=progress)


def walk(found: Found, first: Sample, get: Getter, *, effort: Effort, progress: Callable[[int, int], None]) -> None:
    """Follow a list by every likely way and keep the one that brings most ads."""
    found.pages.append(first)
    found.ads.update(ads_of(first, found.form))
    best: Found | None = None
    good = 0
    for tried, (rule, url) in enumerate(next_rules(first)):
        if tried >= MOST_TRIES or good >= MOST_GOOD:
            break
        page = get(url)
        if page is None or not set(ads_of(page, found.form)) - set(found.ads):
            continue
        good += 1
        trial = replace(found, pages=list(found.pages), ads=dict(found.ads), next=rule)
        _follow(trial, [url], get, effort=effort, progress=progress)
        if best is None or len(trial.ads) > len(best.ads):
            best = trial
        if len(trial.pages) >= min(FAR_ENOUGH, effort.list_pages) or len(trial.ads) in stated_totals(first):
            break
    if best is None:
        found.ended = True
        return
    found.pages, found.ads, found.next, found.ended = best.pages, best.ads, best.next, best.ended


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
    where = str(rule.get("link") or rule.get("links"))
    urls = [join(page.url, node_text(node)) for node in find_elements(where, page.node)]
    kept = list(dict.fromkeys(url for url in urls if url))
    return kept[:1] if "link" in rule else kept
