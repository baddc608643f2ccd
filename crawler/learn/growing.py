"""Lists that a script makes longer: ask the browser what the page fetches when scrolled or when "more" is pressed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.addresses import as_identity, join
from crawler.learn.found import Effort, Found, Getter, ads_of
from crawler.learn.looks import Looking, Rendered
from crawler.learn.paging import counting, more_buttons
from crawler.learn.samples import Rule, Sample
from crawler.learn.walking import Onward, walk_on

_SCRIPTED = re.compile(r"<script\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Growth:
    """How a list grows: the rule, and whether following it needs the browser."""

    rule: Rule
    browser: bool
    page: Sample


def may_grow(found: Found) -> bool:
    """Say whether a list that seems to be one page may go on by script."""
    return found.next is None and len(found.pages) == 1 and bool(_SCRIPTED.search(found.pages[0].text))


def find_growth(found: Found, looking: Looking) -> Growth | None:
    """Return how the list goes on, or None when it is whole. ``looking`` has a browser."""
    first = found.pages[0]
    known = {as_identity(url) for url in found.ads}
    scrolled = looking.browse(first.url, scrolls=3)
    if scrolled and _more(scrolled, found, known):
        return _counted(scrolled, found, looking, known) or Growth({"scroll": True}, True, scrolled.page)
    for button in more_buttons(first):
        pressed = looking.browse(first.url, press=button)
        if pressed and _more(pressed, found, known):
            return _counted(pressed, found, looking, known) or Growth({"click": button}, True, pressed.page)
    return None


def _more(shown: Rendered, found: Found, known: set[str]) -> bool:
    return bool({as_identity(url) for url in ads_of(shown.page, found.form)} - known)


def _counted(shown: Rendered, found: Found, looking: Looking, known: set[str]) -> Growth | None:
    """Return the plain addresses behind the growth, when they count pages and answer with more ads."""
    for url in _asked(shown, found.pages[0].url):
        rule = counting(url)
        page = looking.get(url) if rule else None
        if rule and page is not None and {as_identity(ad) for ad in ads_of(page, found.form)} - known:
            return Growth(rule, False, page)
    return None


def _asked(shown: Rendered, start: str) -> Sequence[str]:
    urls = [answer.url for answer in shown.answers if answer.method == "GET"]
    return [url for url in urls if urlsplit(url).netloc == urlsplit(start).netloc and join(start, url)]


def take_growth(found: Found, growth: Growth, get: Getter, effort: Effort) -> None:
    """Add what the growth brings to the list that was found, following it page by page where it counts pages."""
    if growth.browser:
        found.next = growth.rule
        found.pages.append(growth.page)
        found.ads.update({url: words for url, words in ads_of(growth.page, found.form).items() if url not in found.ads})
        return
    walk_on(found, Onward(growth.rule, growth.page.url), get, effort=effort, progress=silent_steps)


def silent_steps(_done: int, _total: int) -> None:
    """Show nothing."""
