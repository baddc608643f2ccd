"""JSON inside a page: ``<script type="application/json">``, ``window.STATE = {...}``, ``data-page="{...}"``. Pure.

What a script would draw from stands here already; reading it needs no browser.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from crawler.tree import Selected, select

LONGEST = 2_000_000
SHORTEST = 60
MOST_TRIES = 40
_OPENING = re.compile(r"(?:=|\(|:|^|return)\s*(?=[{\[])")
_QUOTED = re.compile(
    r"""JSON\.parse\(\s*(?:decodeURIComponent\(\s*)?(?P<quote>['"`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""",
    re.DOTALL,
)
_ASSIGNED = re.compile(
    r"(?:^|[;\s{])(?:(?:window|self|globalThis)\.|(?:var|let|const)\s+)([A-Za-z_$][\w$.]{1,60})\s*=\s*[{\[J]"
)
_BARE_KEY = re.compile(r"([{,]\s*)([A-Za-z_$][\w$]*)\s*:")
_LAST_COMMA = re.compile(r",\s*([}\]])")


def read_island(text: str) -> object:
    """Return the largest JSON value in a script or attribute, None when there is none."""
    text = text[:LONGEST].strip()
    if not text:
        return None
    if text[0] in "{[":
        with suppress(ValueError, RecursionError):
            return json.loads(text)
    quoted = _in_quotes(text)
    return quoted if quoted is not None else _largest(text)


def _in_quotes(text: str) -> object:
    for hit in _QUOTED.finditer(text):
        with suppress(ValueError, RecursionError):
            raw = hit["text"].replace("\\'", "'") if hit["quote"] == "'" else hit["text"]
            plain = json.loads('"' + raw.replace('\\"', '"').replace('"', '\\"') + '"')
            return json.loads(plain)
        with suppress(ValueError, RecursionError):
            return json.loads(
                hit["text"].encode().decode("unicode_escape").encode("latin-1", "ignore").decode("utf-8", "ignore")
            )
    return None


def _largest(text: str) -> object:
    """Return the longest value that begins after an assignment, a bracket or a colon."""
    best: tuple[int, object] = (0, None)
    place = 0
    for _ in range(MOST_TRIES):
        hit = _OPENING.search(text, place)
        if hit is None:
            break
        value, end = _value_at(text, hit.end())
        if end - hit.end() > max(best[0], SHORTEST - 1):
            best = (end - hit.end(), value)
        place = max(end, hit.end() + 1)
    return best[1]


def _value_at(text: str, start: int) -> tuple[object, int]:
    with suppress(ValueError, RecursionError):
        value, end = json.JSONDecoder().raw_decode(text, start)
        return value, end
    end = _closing(text, start)
    if end - start >= SHORTEST:
        # A script's own notation: names without quotes, a comma before the end.
        loose = _LAST_COMMA.sub(r"\1", _BARE_KEY.sub(r'\1"\2":', text[start:end]))
        with suppress(ValueError, RecursionError):
            return json.loads(loose), end
    return None, start


def _closing(text: str, start: int) -> int:
    depth, quote, place = 0, "", start
    while place < len(text):
        sign = text[place]
        if quote:
            if sign == "\\":
                place += 1
            elif sign == quote:
                quote = ""
        elif sign in "\"'`":
            quote = sign
        elif sign in "{[":
            depth += 1
        elif sign in "}]":
            depth -= 1
            if depth == 0:
                return place + 1
        place += 1
    return start


def island_at(selector: str, root: Selected) -> object:
    """Return the JSON value that a selector finds on a page, None when there is none."""
    for found in select(selector, root):
        value = read_island(found if isinstance(found, str) else "".join(found.itertext()))
        if value is not None:
            return value
    return None


def islands_of(root: etree._Element) -> Iterator[tuple[str, object]]:
    """Yield (selector, value) for every piece of JSON on a page, each with a name that other pages share."""
    for script in root.iter("script"):
        text = script.text or ""
        if len(text) < SHORTEST or "ld+json" in (script.get("type") or ""):
            continue
        selector = _script_name(script, text)
        value = read_island(text) if selector else None
        if selector and isinstance(value, dict | list):
            yield selector, value
    for element in root.iter(etree.Element):
        for name, text in element.attrib.items():
            if (
                len(text) >= SHORTEST
                and text.lstrip()[:1] in "{["
                and name.startswith(("data-", ":", "x-", "v-", "props", "wire:"))
            ):
                value = read_island(text)
                if isinstance(value, dict | list):
                    yield f"//*[@*[name()='{name}']]/@*[name()='{name}']", value


def _script_name(script: etree._Element, text: str) -> str | None:
    identifier = script.get("id")
    if identifier and '"' not in identifier and not re.search(r"\d{2,}", identifier):
        return f'script[id="{identifier}"]'
    for name, value in script.attrib.items():
        if name.startswith("data-") and len(value) <= 40 and '"' not in value and not re.search(r"\d{2,}", value):
            return f'script[{name}="{value}"]' if value else f"script[{name}]"
    assigned = _ASSIGNED.search(text)
    if assigned:
        return f"//script[contains(., '{assigned[1]}')]"
    if "JSON.parse(" in text:
        return "//script[contains(., 'JSON.parse(')]"
    kind = script.get("type") or ""
    return f'script[type="{kind}"]' if "json" in kind and '"' not in kind else None
