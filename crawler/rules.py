"""One rule of a site definition: where on a page a value is, and what is done with it. See ``definition`` for the words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cssselect import SelectorError
from lxml import etree
from parsel.csstranslator import HTMLTranslator

PLACES = ("select", "label", "priced", "json", "jsonld", "data", "count", "value", "url")
DECODINGS = ("base64", "reverse", "rot13", "url", "hex", "json_string")
PARSERS = (
    "text",
    "line",
    "phones",
    "handles",
    "age",
    "place",
    "kind",
    "prices",
    "words",
    "languages",
    "date",
    "count",
    "rating",
)
KEYS = {*PLACES, "all", "without", "decode", "re", "into", "fetch", "parse", "required"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One place to look. ``source`` names the kind of place, ``where`` the selector, label or path in it."""

    source: str
    where: str
    path: str | None = None
    all: bool = False
    without: tuple[str, ...] = ()
    decode: str | None = None
    pattern: re.Pattern[str] | None = None
    into: str | None = None
    fetch: bool = False
    parse: str | None = None
    required: bool = False


def is_xpath(selector: str) -> bool:
    """Say whether a selector is XPath; everything else is CSS."""
    return selector == "." or selector.startswith(("/", "./", "(", "@", "concat(", "string("))


def read_rules(value: object, where: str, problems: list[str], *, json_page: bool = False) -> tuple[Rule, ...]:
    """Read a rule, or a list of alternatives; problems are appended, never raised."""
    if value is None:
        return ()
    given = value if isinstance(value, list) else [value]
    rules = [_read_rule(each, where, problems, json_page) for each in given]
    return tuple(rule for rule in rules if rule)


def _read_rule(value: object, where: str, problems: list[str], json_page: bool) -> Rule | None:
    if isinstance(value, str):
        value = {"json": value} if json_page else {"select": value}
    if not isinstance(value, Mapping):
        problems.append(f"{where} must be a selector or a mapping")
        return None
    unknown = sorted(str(key) for key in value if key not in KEYS)
    if unknown:
        problems.append(f"{where} has unknown words: {', '.join(unknown)}")
    places = [place for place in PLACES if place in value]
    # `json` beside `data` or `fetch` names the path inside; alone it is the place itself.
    if "json" in places and len(places) > 1:
        places.remove("json")
    if not places and ("re" in value or "all" in value):
        places = ["select"]
    if len(places) != 1:
        problems.append(f"{where} must say exactly one of {', '.join(PLACES)}")
        return None
    source = places[0]
    text = str(value.get(source, ""))
    if source in {"select", "count", "data", "priced"}:
        check_selector(text, where, problems)
    given = value.get("without") or []
    without = tuple(str(each) for each in (given if isinstance(given, list) else [given]))
    for selector in without:
        check_selector(selector, f"{where}.without", problems)
    return Rule(
        source=source,
        where=text,
        path=str(value["json"]) if "json" in value and source != "json" else None,
        all=bool(value.get("all", False)),
        without=without,
        decode=_one_of(value.get("decode"), DECODINGS, f"{where}.decode", problems),
        pattern=read_pattern(value.get("re"), where, problems),
        into=str(value["into"]) if value.get("into") else None,
        fetch=bool(value.get("fetch", False)),
        parse=_one_of(value.get("parse"), PARSERS, f"{where}.parse", problems),
        required=bool(value.get("required", False)),
    )


def _one_of(value: object, allowed: tuple[str, ...], where: str, problems: list[str]) -> str | None:
    if value is None or value in allowed:
        return None if value is None else str(value)
    problems.append(f"{where} must be one of {', '.join(allowed)}")
    return None


def read_pattern(value: object, where: str, problems: list[str]) -> re.Pattern[str] | None:
    """Compile a regular expression of a definition."""
    if value is None:
        return None
    try:
        return re.compile(str(value))
    except re.error:
        problems.append(f"{where}.re is not a regular expression")
        return None


def check_selector(selector: str, where: str, problems: list[str]) -> None:
    """Say whether CSS or XPath is well formed. An empty selector means the element itself."""
    try:
        if is_xpath(selector):
            etree.XPath(selector)
        elif selector and not selector.startswith("::"):
            HTMLTranslator().css_to_xpath(selector)
    except (SelectorError, etree.XPathError, ValueError):
        problems.append(f"{where} is neither CSS nor XPath")
