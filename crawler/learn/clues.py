"""Does the list say when an ad was changed? Then a pass need not fetch ads that are as they were. Pure.

Only what names itself a change counts (``data-rev``, ``updated_at``, an etag), and only to the minute or as a number
that counts: a day is too coarse, "3 hours ago" moves by itself. A pass still looks at some unchanged ads, and distrusts
a clue that did not move with its ad.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import html

from crawler.json_paths import json_values
from crawler.learn.naming import is_made_up
from crawler.learn.samples import Rule, Sample
from crawler.selecting import find_elements

_CHANGED = re.compile(
    r"^(?:data[-_])?(?:rev|revision|version|ver|etag|hash|checksum|digest|mtime|lastmod|sidst[-_]?(?:opdateret|ændret|aendret)"
    r"|(?:last|date|ad|item|annonce)?[-_]?(?:updated|modified|changed|edited|opdateret|ændret|aendret|geaendert|aktualisiert|uppdaterad|ändrad|andrad)"
    r"(?:[-_]?(?:at|on|date|time|ts|utc|am|den))?)$",
    re.IGNORECASE,
)
_TO_THE_MINUTE = re.compile(r"\d[T ]\d{1,2}[:.]\d{2}|^\d{10}(?:\d{3})?$")
_COUNTS = re.compile(r"^(?:[vr]?\d{1,9}|[0-9a-f]{6,64}|W?/?\"[^\"]{4,80}\")$", re.IGNORECASE)
FEWEST_ROWS = 4
MOST_ROWS = 60
ON_NEARLY_ALL = 0.95


def html_clue(pages: Sequence[Sample], ad: str) -> Rule | str | None:
    """Return the rule, inside an ad's block on these list pages, of what moves when the ad changes; None without one."""
    rows = [found.root for page in pages for found in find_elements(ad, page.node)][:MOST_ROWS]
    for rule, attribute in dict.fromkeys(named for row in rows[:3] for named in _named(row)):
        values = [_value(row, rule, attribute) for row in rows]
        if _tells(values):
            return rule
    return None


def json_clue(items: Sequence[dict[str, Any]]) -> Rule | None:
    """Return the rule of the key that moves when an ad of a JSON list changes; None without one."""
    for item in items[:1]:
        inner = item.get("node")
        keys = [str(key) for key in item] + ([f"node.{key}" for key in inner] if isinstance(inner, dict) else [])
        for key in keys:
            bare = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key.rsplit(".", maxsplit=1)[-1])
            values = [next(iter(json_values(each, key)), None) for each in items[:MOST_ROWS]]
            if _CHANGED.match(bare) and _tells([str(value) if value is not None else "" for value in values]):
                return {"json": key}
    return None


def _named(row: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield the rules of a row's attributes that name a change, with the attribute."""
    for element in (row, *row.iterdescendants()):
        if not isinstance(element.tag, str):
            continue
        for name in element.attrib:
            if _CHANGED.match(str(name)):
                yield (f"::attr({name})" if element is row else f"{element.tag}[{name}]::attr({name})"), str(name)
        classes = [each for each in (element.get("class") or "").split() if not is_made_up(each)]
        if element.tag == "time" and element.get("datetime"):
            yield from ((f"time.{each}::attr(datetime)", "datetime") for each in classes if _CHANGED.match(each))


def _value(row: html.HtmlElement, rule: str, attribute: str) -> str:
    if rule.startswith("::"):
        return str(row.get(attribute) or "")
    tag, _, rest = rule.partition("::")[0].partition(".") if "." in rule else rule.partition("[")
    for element in row.iter(tag):
        if element.get(attribute) and (attribute != "datetime" or rest in (element.get("class") or "").split()):
            return str(element.get(attribute))
    return ""


def _tells(values: Sequence[str]) -> bool:
    """Say whether nearly every row carries a value that is exact enough, and not all the same."""
    if len(values) < FEWEST_ROWS or len(set(values)) < 2:
        return False
    exact = sum(bool(_TO_THE_MINUTE.search(value) or _COUNTS.match(value)) for value in values)
    return exact >= ON_NEARLY_ALL * len(values)
