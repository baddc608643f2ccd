"""What a site allows: robots.txt (RFC 9309) and reservations against text and data mining. Pure: answers in, rules out."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

AGENT = "lygte"
# RFC 9309 §2.5: a parser must read at least 500 KiB; what comes after is ignored.
LONGEST_ROBOTS = 500 * 1024
_META = re.compile(r"<meta\s[^>]{0,300}>", re.IGNORECASE)
_RESERVED_META = re.compile(r"name\s*=\s*[\"']?tdm-reservation[\"']?", re.IGNORECASE)
_ONE = re.compile(r"content\s*=\s*[\"']?\s*1\b", re.IGNORECASE)
_ROBOTS_META = re.compile(r"name\s*=\s*[\"']?robots", re.IGNORECASE)
_NO_AI = re.compile(r"\bnoai\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The robots.txt of one site. ``digest`` is its hash, None when there is none."""

    status: int | None
    digest: str | None
    parser: Protego | None
    keep_out: bool = False

    def allows(self, url: str) -> bool:
        """Say whether an address may be fetched. robots.txt itself always may."""
        if urlsplit(url).path == "/robots.txt":
            return True
        if self.keep_out:
            return False
        return self.parser is None or bool(self.parser.can_fetch(url, AGENT))

    @property
    def delay_s(self) -> float:
        """The seconds between requests that the site asks for; 0 when it does not."""
        delay = self.parser.crawl_delay(AGENT) if self.parser else None
        return float(delay or 0)


def read_robots(status: int | None, text: str) -> RobotsRules:
    """Read the answer to /robots.txt: 4xx means no rules; 5xx or no answer (None) means keep out (RFC 9309 §2.3.1)."""
    if status is None or status >= 500:
        return RobotsRules(status=status, digest=None, parser=None, keep_out=True)
    if status >= 300:
        return RobotsRules(status=status, digest=None, parser=None)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return RobotsRules(status=status, digest=digest, parser=Protego.parse(text[:LONGEST_ROBOTS]))


def reserved_by_ai_txt(status: int | None, text: str, url: str) -> bool:
    """Say whether /ai.txt keeps mining away from an address. It is written like robots.txt; a web page is no ai.txt."""
    if status is None or not 200 <= status < 300 or "<html" in text[:2000].lower():
        return False
    return not Protego.parse(text[:LONGEST_ROBOTS]).can_fetch(url, AGENT)


def reserved_by_file(status: int | None, text: str, url: str) -> bool:
    """Say whether /.well-known/tdmrep.json reserves an address (TDM Reservation Protocol, W3C community report)."""
    if status is None or not 200 <= status < 300:
        return False
    try:
        entries = json.loads(text)
    except ValueError:
        return False
    path = urlsplit(url).path or "/"
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and str(entry.get("tdm-reservation")) == "1":
            location = str(entry.get("location", "/"))
            pattern = ".*".join(re.escape(part) for part in location.rstrip("$").split("*"))
            if re.match(pattern, path):
                return True
    return False


def signs_on_page(headers: Mapping[str, str], text: str) -> tuple[str, ...]:
    """Return the signs on a page that reserve it: ``header``, ``meta``; none when it does not."""
    signs = []
    if headers.get("tdm-reservation", "").strip() == "1" or _NO_AI.search(headers.get("x-robots-tag", "")):
        signs.append("header")
    if any(_is_reserving(tag) for tag in _META.findall(text[:20_000])):
        signs.append("meta")
    return tuple(signs)


def _is_reserving(tag: str) -> bool:
    if _RESERVED_META.search(tag):
        return bool(_ONE.search(tag))
    return bool(_ROBOTS_META.search(tag) and _NO_AI.search(tag))
