"""What keeper and fetcher say to each other: a head in JSON and a body in bytes, each checked value by value. Pure."""

import json
import struct
from dataclasses import dataclass, field
from typing import Any

_HEAD = struct.Struct(">I")
LARGEST_HEAD = 1_000_000
# What the crawl reads of an answer's head; nothing else crosses.
READ_HEADERS = frozenset(
    {
        "content-type",
        "etag",
        "last-modified",
        "link",
        "location",
        "retry-after",
        "tdm-reservation",
        "x-robots-tag",
    }
)
MOST_HEADERS = 64
LONGEST_HEADER = 16_384
# Why nothing came: the head named media or a giant, it was packed as nobody packs in good faith, or any failure.
FAILURES = ("media", "size", "packing", "browser", "failed")
# What a browser was kept from asking for.
COUNTED = frozenset({"blocked_media", "blocked_host", "blocked_scheme", "blocked_long"})
MOST_COUNTED = 1_000_000
MOST_HEARD, LONGEST_HEARD = 40, 2_000_000


class Nonsense(Exception):
    """What came is no message of a fetcher as we wrote it."""


@dataclass(frozen=True, slots=True)
class Door:
    """A fetcher asks for a connection."""

    number: int
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one request. ``why`` is None when an answer came; ``packed`` its size on the way, None when not packed."""

    number: int
    why: str | None = None
    status: int = 0
    url: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    packed: int | None = None
    redirects: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    body: bytes = b""
    # What a page in a browser fetched for itself: address, method, text, whether it is JSON, the body sent.
    heard: tuple[tuple[str, str, str, bool, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """A fetcher has shut its doors. ``shut``: see `crawler.confinement`."""

    shut: frozenset[str]


Told = Door | Fetched | Ready


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Return a message."""
    packed = json.dumps(head).encode()
    return b"".join((_HEAD.pack(len(packed)), packed, body))


def unpack(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return head and body. Raises Nonsense."""
    if len(content) < _HEAD.size:
        raise Nonsense
    end = _HEAD.size + _HEAD.unpack_from(content)[0]
    if end > len(content) or end > LARGEST_HEAD:
        raise Nonsense
    try:
        head = json.loads(content[_HEAD.size : end])
    except (ValueError, RecursionError):
        raise Nonsense from None
    if type(head) is not dict:
        raise Nonsense
    return head, content[end:]


def told_in(content: bytes) -> Told | None:
    """Return what a fetcher tells, None for anything it cannot have meant."""
    try:
        head, body = unpack(content)
        if "door" in head:
            return Door(_number(head["door"]), _text(head["host"], 300), _number(head["port"], 65_535))
        if "shut" in head:
            return Ready(frozenset(_text(each, 40) for each in _list(head["shut"], 10)))
        return _fetched(head, body)
    except (Nonsense, KeyError):
        return None


def _fetched(head: dict[str, Any], body: bytes) -> Fetched:
    number = _number(head["fetched"])
    if "why" in head:
        if head["why"] not in FAILURES or body:
            raise Nonsense
        return Fetched(number, why=head["why"])
    packed = head["packed"]
    end = len(body) - _number(head.get("heard", 0), len(body))
    return Fetched(
        number,
        status=_status(head["status"]),
        url=None if head["url"] is None else _text(head["url"], LONGEST_HEADER),
        headers=tuple(_header(each) for each in _list(head["headers"], MOST_HEADERS)),
        packed=None if packed is None else _number(packed),
        redirects=_number(head["redirects"], 1_000),
        counts=_counts(head["counts"]),
        body=body[:end],
        heard=_heard(body[end:]) if end < len(body) else (),
    )


def _number(value: object, most: int = 1 << 40) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise Nonsense
    return value


def _status(value: object) -> int:
    if type(value) is not int or not 100 <= value <= 999:
        raise Nonsense
    return value


def _text(value: object, longest: int) -> str:
    if type(value) is not str or len(value) > longest:
        raise Nonsense
    return value


def _list(value: object, most: int) -> list[Any]:
    if type(value) is not list or len(value) > most:
        raise Nonsense
    return value


def _header(value: object) -> tuple[str, str]:
    pair = _row(value, 2)
    name, said = _text(pair[0], 100), _text(pair[1], LONGEST_HEADER)
    if name not in READ_HEADERS or any(sign in said for sign in "\r\n\0"):
        raise Nonsense
    try:
        said.encode("latin-1")
    except UnicodeEncodeError:
        raise Nonsense from None
    return name, said


def _heard(content: bytes) -> tuple[tuple[str, str, str, bool, str], ...]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise Nonsense from None
    found = []
    for each in _list(told, MOST_HEARD):
        url, method, text, is_json, sent = _row(each, 5)
        if type(is_json) is not bool:
            raise Nonsense
        texts = _text(url, LONGEST_HEADER), _text(method, 20), _text(text, LONGEST_HEARD)
        found.append((*texts, is_json, _text(sent, LONGEST_HEARD)))
    return tuple(found)


def _row(value: object, width: int) -> list[Any]:
    row = _list(value, width)
    if len(row) != width:
        raise Nonsense
    return row


def _counts(value: object) -> dict[str, int]:
    if type(value) is not dict or not COUNTED.issuperset(value):
        raise Nonsense
    return {name: _number(number, MOST_COUNTED) for name, number in value.items()}
