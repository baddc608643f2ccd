"""The parts of a call that may change from page to page: values in its address and in the body sent with it."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.asking import split_body, with_body

_HERE = "\x00here\x00"
PLACEHOLDERS = ("{page}", "{offset}", "{next}", "{id}", "{value}")


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a call. ``path`` are the keys to it in a JSON body, () for a value of the query or of a form."""

    name: str
    value: str
    in_body: bool = False
    path: tuple[str | int, ...] = ()
    text: bool = True


def parts_of(call: str) -> list[Part]:
    """Return the values of a call that could count pages or name a cursor or an ad."""
    url, body = split_body(call)
    found = [Part(name, value) for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)]
    if body is None:
        return found
    try:
        content = json.loads(body)
    except ValueError:
        return [*found, *(Part(name, value, in_body=True) for name, value in parse_qsl(body, keep_blank_values=True))]
    return [*found, *_leaves(content)]


def _leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[Part]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, str(key)))
    elif isinstance(value, list):
        for place, inner in enumerate(value[:20]):
            yield from _leaves(inner, (*path, place))
    elif path and not isinstance(value, bool):
        name = next((str(key) for key in reversed(path) if isinstance(key, str)), "")
        said = "" if value is None else str(value)
        yield Part(name, said, in_body=True, path=path, text=not isinstance(value, int | float))


def template(call: str, part: Part, placeholder: str) -> tuple[str, str | None]:
    """Return the address (without its host) and body of a call with a placeholder in place of one of its values."""
    url, body = split_body(call)
    split = urlsplit(url)
    query = parse_qsl(split.query, keep_blank_values=True)
    if not part.in_body:
        query = [(name, placeholder if name == part.name else value) for name, value in query]
        if part.name not in dict(query):
            query.append((part.name, placeholder))
    address = urlunsplit(("", "", split.path, urlencode(query, safe="{}"), ""))
    if body is None:
        return address, None
    return address, _body(body, part, placeholder) if part.in_body else _safe(body)


def _safe(body: str) -> str:
    """Part the signs of a placeholder where they stand in the body by chance (``items{id}`` in a GraphQL query)."""
    for each in PLACEHOLDERS:
        body = body.replace(each, "{ " + each[1:-1] + " }")
    return body


def _body(body: str, part: Part, placeholder: str) -> str:
    if not part.path:
        fields = [
            (name, placeholder if name == part.name else value)
            for name, value in parse_qsl(body, keep_blank_values=True)
        ]
        return urlencode(fields, safe="{}")
    content: Any = copy.deepcopy(json.loads(body))
    inner = content
    for key in part.path[:-1]:
        inner = inner[key]
    inner[part.path[-1]] = _HERE
    written = _safe(json.dumps(content, ensure_ascii=False))
    mark = json.dumps(_HERE)
    return written.replace(mark, f'"{placeholder}"' if part.text else placeholder)


def filled(address: str, body: str | None, **values: str) -> str:
    """Return the call of a template with its placeholders filled."""
    for name, value in values.items():
        address = address.replace("{" + name + "}", value)
        body = body.replace("{" + name + "}", value) if body else body
    return with_body(address, body)
