"""How a JSON list goes on: an address or cursor in the document, a value that counts in its calls, what is usual."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawler.addresses import join
from crawler.asking import split_body, with_body
from crawler.json_paths import as_text, json_values, paths
from crawler.learn.api import Api
from crawler.learn.calls import Part, filled, parts_of, template
from crawler.learn.found import Effort
from crawler.learn.looks import Looking
from crawler.learn.samples import Rule, Sample

_NEXT_KEYS = re.compile(r"next|cursor|naeste|næste|more|after|token|continuation|end", re.IGNORECASE)
_CURSOR_NAMES = re.compile(
    r"^(?:cursor|after|next|token|page_?token|continuation|from|start_?after|since|before|efter|start)$", re.IGNORECASE
)
_COUNT_NAMES = re.compile(
    r"^(?:page|p|pg|side|seite|sida|page_?(?:no|num|number|index)|index|offset|skip|start|from|fra|begin|first_?result|position)$",
    re.IGNORECASE,
)
_OFFSET_NAMES = re.compile(r"^(?:offset|skip|start|from|fra|begin|first_?result|position)$", re.IGNORECASE)
MOST_TRIES = 14


@dataclass(slots=True)
class Walk:
    """A list as walked: its pages, the rule for going on (None when it is one page), and the call it begins with."""

    pages: list[Sample]
    rule: Rule | None
    start: str


def walk_list(api: Api, start: Sample, calls: Sequence[str], looking: Looking, effort: Effort) -> Walk:
    """Follow a list by the first way that brings new ads. ``calls`` are those the page itself made, in order."""
    best = Walk([start], None, api.url)
    for tried, (rule, first_call) in enumerate(_ways(api, start, calls)):
        if tried >= MOST_TRIES:
            break
        first = looking.get(_whole(first_call, api)) or start
        pages = [first]
        met = _keys(first, api)
        while len(pages) < effort.list_pages:
            call = following(rule, api, pages[-1], len(pages))
            page = looking.get(call) if call else None
            new = _keys(page, api) - met if page is not None else set()
            if page is None or not new:
                break
            pages.append(page)
            met |= new
        if len(pages) > 1:
            return Walk(pages, rule, first_call)
    return best


def _keys(page: Sample, api: Api) -> set[str]:
    return {api.key_of(item) for item in api.items_of(page)}


def following(rule: Rule, api: Api, page: Sample, number: int) -> str | None:
    """Return the call of the next page by a rule, None at the end."""
    post = str(rule["post"]) if rule.get("post") else None
    base = split_body(api.url)[0]
    if "json" in rule:
        values = [as_text(value) for value in json_values(api.content(page), str(rule["json"]))]
        if not values or values[0] in ("", "false", "None", "null"):
            return None
        if "url" not in rule:
            return join(page.url, values[0])
        return _whole(filled(str(rule["url"]), post, next=values[0]), api)
    step = int(str(rule.get("first", 2))) + (number - 1) * int(str(rule.get("step", 1)))
    call = filled(str(rule["url"]), post, page=str(step), offset=str(step))
    url, body = split_body(call)
    return with_body(urljoin(base, url), body)


def _whole(call: str, api: Api) -> str:
    url, body = split_body(call)
    return with_body(urljoin(split_body(api.url)[0], url), body)


def _ways(api: Api, start: Sample, calls: Sequence[str]) -> Iterator[tuple[Rule, str]]:
    """Yield (rule, first call): what the document says, what the page's own calls show, what is usual."""
    path = urlsplit(split_body(api.url)[0]).path
    same = [call for call in calls if urlsplit(split_body(call)[0]).path == path]
    begin = same[0] if same else api.url
    yield from _by_document(api, start, same, begin)
    yield from _by_calls(api, same, begin)
    if split_body(begin)[1] is None:
        size = len(api.items)
        for name, first, step in (
            ("page", 2, 1),
            ("side", 2, 1),
            ("p", 2, 1),
            ("offset", size, size),
            ("skip", size, size),
            ("start", size, size),
            ("page", 1, 1),
        ):
            yield _counted(begin, Part(name, ""), first, step), begin


def _by_document(api: Api, start: Sample, same: Sequence[str], begin: str) -> Iterator[tuple[Rule, str]]:
    """Ways that the document itself names: an address, or a cursor for one of the values of a call."""
    for path, value in paths(api.content(start), most_list=0):
        last = path.rsplit(".", maxsplit=1)[-1]
        if not _NEXT_KEYS.search(last) or isinstance(value, dict | list | bool) or value in (None, ""):
            continue
        text = as_text(value)
        if re.match(r"^(?:https?://|/|\?)", text):
            yield {"json": path}, begin
            continue
        for other in same[1:]:
            for part in parts_of(other):
                if part.value == text:
                    yield _cursored(path, other, part), begin
        for part in parts_of(begin):
            if _CURSOR_NAMES.match(part.name):
                yield _cursored(path, begin, part), begin
        if split_body(begin)[1] is None:
            for name in dict.fromkeys((last, "cursor", "after", "page", "side", "offset")):
                yield _cursored(path, begin, Part(name, "")), begin


def _cursored(path: str, call: str, part: Part) -> Rule:
    url, post = template(call, part, "{next}")
    return {"json": path, "url": url, **({"post": post} if post else {})}


def _by_calls(api: Api, same: Sequence[str], begin: str) -> Iterator[tuple[Rule, str]]:
    """Ways that the page's own calls show: a value that counts pages or ads."""
    size = len(api.items)
    for part in parts_of(begin if len(same) < 2 else same[1]):
        if not part.value.lstrip("-").isdigit() or not _COUNT_NAMES.match(part.name):
            continue
        here = _value(begin, part)
        then = int(part.value)
        if len(same) > 1 and here is not None and then > here:
            yield _counted(begin, part, then, then - here), begin
        elif len(same) > 1 and here is None:
            step = then if _OFFSET_NAMES.match(part.name) and then > 3 else 1
            yield _counted(same[1], part, then, step), begin
        step = size if _OFFSET_NAMES.match(part.name) and part.name.lower() != "p" else 1
        first = (here if here is not None else then) + step
        yield _counted(begin, part, first, step), begin


def _value(call: str, wanted: Part) -> int | None:
    for part in parts_of(call):
        if part.name == wanted.name and part.path == wanted.path and part.value.lstrip("-").isdigit():
            return int(part.value)
    return None


def _counted(call: str, part: Part, first: int, step: int) -> Rule:
    url, post = template(call, part, "{page}" if step == 1 else "{offset}")
    return {"url": url, **({"post": post} if post else {}), "first": first, "step": max(step, 1)}
