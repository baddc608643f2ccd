"""What a site allows, asked before anything else: robots.txt, ai.txt and tdmrep.json of every host of the site.

A reservation stops the pass unless the controller has lifted just that sign (R-CRAWL-1); what was read is kept in the
pass's ``permissions``.
"""

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scrapy import Request

from crawler.decoding import decode
from crawler.middlewares.guard import Refused
from crawler.pass_book import PassBook
from crawler.permissions import read_robots, reserved_by_ai_txt, reserved_by_file
from crawler.reach import DEFAULT_PORTS
from crawler.sentences import say

if TYPE_CHECKING:
    from crawler.site_asking import Asking

PERMISSION_FILES = ("/robots.txt", "/ai.txt", "/.well-known/tdmrep.json")
LONGEST_CRAWL_DELAY_S = 60.0
Answers = dict[str, tuple[int | None, str]]


def origins(book: PassBook) -> list[str]:
    """Return the start address and one address for each further host: rules hold for one host and port (RFC 9309 §2.3)."""
    start = urlsplit(book.definition.start_url)
    own = (start.hostname or "", start.port or DEFAULT_PORTS[start.scheme])
    found = [book.definition.start_url]
    for host, port in sorted(book.authorities):
        scheme = next((name for name, usual in DEFAULT_PORTS.items() if usual == port), start.scheme)
        same_site = host == own[0] and port in DEFAULT_PORTS.values() and own[1] in DEFAULT_PORTS.values()
        if (host, port) != own and not same_site and (port not in DEFAULT_PORTS.values() or scheme == start.scheme):
            name = f"[{host}]" if ":" in host else host
            found.append(f"{scheme}://{name}:{port}/" if port != DEFAULT_PORTS[scheme] else f"{scheme}://{name}/")
    return found


async def read_permissions(spider: "Asking") -> None:
    """Ask what the site allows; the book is stopped when it keeps us out or does not answer."""
    book = spider.book
    signs: dict[str, None] = {}
    for place, origin in enumerate(origins(book)):
        answers = await _ask(spider, origin)
        if answers is None:
            return
        rules = read_robots(*answers["/robots.txt"])
        if place == 0:
            book.robots = rules
            book.permissions |= {"robots": rules.digest, "robots_status": rules.status, "tdm": None}
        else:
            book.robots_elsewhere[urlsplit(origin).netloc] = rules
        if reserved_by_ai_txt(*answers["/ai.txt"], origin):
            signs["ai.txt"] = None
        if reserved_by_file(*answers["/.well-known/tdmrep.json"], origin):
            signs["tdmrep.json"] = None
    robots = book.robots
    if robots is None or robots.keep_out or not all(robots.allows(url) for url in book.definition.start_urls):
        book.alarm("robots_forbid")
        book.stop("refused", say("robots_forbid", title=book.definition.title))
    for sign in signs:
        reserve(book, sign)


async def _ask(spider: "Asking", origin: str) -> Answers | None:
    """Fetch the permission files of one host; None when the site does not answer at all."""
    kept = await spider.kept_answers(origin)
    if kept is not None:
        return kept
    answers: Answers = {}
    for path in PERMISSION_FILES:
        request: Request = spider.permission_request(urljoin(origin, path))
        try:
            response = await spider.crawler.engine.download_async(request)
        except Exception as problem:  # any way a download can fail means: no answer
            # Our guard refused where it leads (another host, a picture): that holds no reservation, but rules on
            # another host that we cannot read are rules to keep out.
            elsewhere = isinstance(problem, Refused)
            answers[path] = (
                (503 if path == "/robots.txt" and _is_elsewhere(problem) else 404) if elsewhere else None,
                "",
            )
        else:
            answers[path] = (response.status, decode(response.body))
        if path == "/robots.txt" and answers[path][0] is None:
            spider.book.alarm("site_down")
            spider.book.stop("failed", say("silent", title=spider.definition.title))
            return None
    spider.keep_answers(origin, answers)
    return answers


def _is_elsewhere(problem: Exception) -> bool:
    return isinstance(problem, Refused) and problem.reason in ("host", "scheme")


def reserve(book: PassBook, sign: str) -> None:
    """Note a reservation; it stops the pass unless the controller's recorded decision covers this sign."""
    book.permissions["tdm"] = sign
    if sign in book.lifted:
        book.permissions["tdm_decision"] = book.lifted[sign]
        return
    book.alarm("tdm_reserved")
    book.stop("refused", say("reserved", title=book.definition.title, sign=sign))


def slowest_delay_s(book: PassBook) -> float:
    """Return the longest Crawl-delay that any host of the site asks for, within reason (seconds)."""
    rules = [book.robots, *book.robots_elsewhere.values()]
    return min(max((each.delay_s for each in rules if each), default=0.0), LONGEST_CRAWL_DELAY_S)
