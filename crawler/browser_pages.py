"""Pages that need a browser, as the keeper asks for them: which browser, what it does on a page, how long that may take.

What drives the browser is the site's fetcher (`crawler.fetcher.browsing`), with re-used tabs, under the same walls.
"""

from typing import Any

from crawler.browser import find_chromium
from crawler.definition import SiteDefinition
from crawler.errors import SiteRefused
from crawler.pass_book import PassBook
from crawler.sentences import say

LONGEST_PAGE_S = 30.0
LONGEST_LIST_S = 120.0  # a list that grows by pressing or scrolling has many pages in one
TABS = 2
Step = tuple[str, ...]


def browser_settings(definition: SiteDefinition, book: PassBook) -> dict[str, Any]:
    """Return the settings of a site that needs a browser. Raises SiteRefused when there is no browser."""
    path = find_chromium()
    if not path:
        raise SiteRefused(say("no_browser"))
    return {
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "crawler.fetcher.browser_handler.ApartBrowsing"),
        "LYGTE_BROWSER": path,
        "LYGTE_AUTHORITIES": sorted(book.authorities),
    }


def page_steps(definition: SiteDefinition, *, is_list: bool) -> list[Step]:
    """Return what the browser does on a page before it is read: wait, then load the rest of a list."""
    steps: list[Step] = []
    if definition.wait_for:
        steps.append(("wait_for", definition.wait_for))
    if definition.press and not is_list:
        steps.append(("press_once", definition.press))
    rule = definition.list.next
    if is_list and rule and rule.kind == "click":
        steps.append(("press_until_gone", rule.where, definition.list.ad))
    if is_list and rule and rule.kind == "scroll":
        steps.append(("scroll_to_end", definition.list.ad))
    return steps
