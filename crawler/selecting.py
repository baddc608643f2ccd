"""Find a rule's values on a page: CSS, XPath, labels, JSON, JSON-LD. No network, no store; nothing raises on odd pages."""

import base64
import binascii
import codecs
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urljoin

from lxml import etree
from parsel import Selector

from crawler.hidden_text import is_hidden
from crawler.parse import read_minutes
from crawler.plain_text import element_text, tidy, without_markup
from crawler.rules import Rule, is_xpath

# A field longer than this is a page, not a field.
LONGEST_VALUE = 20_000
MOST_VALUES = 500
_LABEL_TAGS = ("dt", "th", "td", "b", "strong", "span", "label", "div", "li", "p", "em", "h3", "h4", "small")
_LABEL_END = re.compile(r"^\s*[:：\-–]?\s*")


@dataclass(slots=True)
class Source:
    """Where rules look: an HTML selection or a JSON value, with what has been fetched for it so far."""

    node: Selector | None
    json: object
    url: str
    fetched: Mapping[str, str] = field(default_factory=dict)
    needs: list[str] = field(default_factory=list)
    page: Selector | None = None
    openings: list[tuple[str, etree._Element]] | None = None


def find(rules: Sequence[Rule], source: Source) -> list[str]:
    """Return the values of the first rule that finds any; [] when none does."""
    for rule in rules:
        values = [value for value in _values(rule, source) if value]
        if values:
            return values
    return []


def has_place(rules: Sequence[Rule], source: Source) -> bool:
    """Say whether any rule selects an element at all, empty or not: an ad may well have no words."""
    node = source.node
    return node is not None and any(rule.source == "select" and bool(find_elements(rule.where, node)) for rule in rules)


def find_elements(selector: str, node: Selector) -> list[Selector]:
    """Return what a selector selects under a node; an empty selector is the node itself."""
    if not selector:
        return [node]
    try:
        chosen = node.xpath(selector) if is_xpath(selector) else node.css(selector)
    except (ValueError, etree.XPathError):
        return []
    return list(chosen)


def json_values(value: object, path: str) -> list[object]:
    """Return what a dotted path names in a JSON value: ``items.*.name``, ``0`` for the first. [] when nothing."""
    found = [value]
    for step in [step for step in path.split(".") if step]:
        found = [inner for each in found for inner in _step(each, step)]
        if len(found) > MOST_VALUES * 20:
            found = found[: MOST_VALUES * 20]
    return [each for each in found if each is not None]


def _step(value: object, step: str) -> list[object]:
    if step == "*":
        if isinstance(value, dict):
            return list(value.values())
        return list(value) if isinstance(value, list) else []
    if isinstance(value, dict):
        return [value[step]] if step in value else []
    if isinstance(value, list) and step.lstrip("-").isdigit() and -len(value) <= int(step) < len(value):
        return [value[int(step)]]
    return []


def _values(rule: Rule, source: Source) -> list[str]:
    raw = _FINDERS[rule.source](rule, source)
    if not rule.all:
        raw = raw[:1]
    values = [_keep(rule, _decoded(rule, value[:LONGEST_VALUE])) for value in raw[:MOST_VALUES]]
    if rule.into:
        values = [rule.into.replace("{value}", quote(value)) for value in values if value]
    if rule.fetch:
        return [value for each in values if each for value in _fetched(rule, each, source)]
    return [value for value in (without_markup(value) for value in values) if value]


def _fetched(rule: Rule, address: str, source: Source) -> list[str]:
    url = urljoin(source.url, address)
    body = source.fetched.get(url)
    if body is None:
        source.needs.append(url)
        return []
    if rule.path:
        try:
            return [as_text(value) for value in json_values(json.loads(body), rule.path)]
        except ValueError:
            return []
    return [without_markup(body[:LONGEST_VALUE])]


def _selected(rule: Rule, source: Source) -> list[str]:
    if source.node is None:
        return []
    selector = rule.where
    if selector.startswith("::") or not selector:
        selector = _self_xpath(selector)
    nodes = find_elements(selector, source.node)
    # Hidden words are read only where nothing else is selected: a number that a button shows, not a poisoned paragraph.
    seen = [node for node in nodes if not _is_out_of_sight(node)]
    return [node_text(node) for node in seen or nodes]


def _is_out_of_sight(node: Selector) -> bool:
    element = node.root
    while isinstance(element, etree._Element):
        if is_hidden(element):
            return True
        element = element.getparent()
    return False


def _self_xpath(selector: str) -> str:
    if selector.startswith("::attr("):
        return f"./@{selector[7:-1]}"
    return "./text()" if selector == "::text" else "."


def node_text(node: Selector) -> str:
    """Return the visible words of a selected element, or the value of a selected attribute or text."""
    root = node.root
    if isinstance(root, etree._Element):
        return element_text(root)
    return str(root)


def _counted(rule: Rule, source: Source) -> list[str]:
    if source.node is not None:
        return [str(len(find_elements(rule.where, source.node)))]
    values = json_values(source.json, rule.where)
    if not values:
        return []
    return [str(len(values[0]) if isinstance(values[0], list) else len(values))]


def _labelled(rule: Rule, source: Source) -> list[str]:
    if source.node is None:
        return []
    if source.openings is None:
        source.openings = _openings(source.node.root)
    return _values_after(source.openings, rule.where)


def value_of_label(tree: etree._Element, label: str) -> list[str]:
    """Return the values after a label: the next cell of a table or list, the rest of the line, or the element after."""
    return _values_after(_openings(tree), label)


def _openings(tree: etree._Element) -> list[tuple[str, etree._Element]]:
    """Return every element that may be a label, with its first words. Gathered once a page: it has many labels."""
    found = []
    for element in tree.iter(*_LABEL_TAGS):
        opening = (element.text or "").strip()
        if not opening:
            opening = next((piece.strip() for piece in element.itertext() if not piece.isspace()), "")
        if opening:
            found.append((opening.casefold(), element))
    return found


def _values_after(openings: list[tuple[str, etree._Element]], label: str) -> list[str]:
    wanted = label.strip().rstrip(":").strip().casefold()
    found = []
    for opening, element in openings:
        if not (opening.startswith(wanted) or wanted.startswith(opening)):
            continue
        whole = _short_text(element)
        if not whole.casefold().startswith(wanted):
            continue
        rest = whole[len(wanted) :].lstrip(" ")
        if rest and rest[0] not in ":\n：–-":
            continue
        value = _LABEL_END.sub("", rest) or _after(element)
        if value:
            found.append(value)
    return list(dict.fromkeys(found))


def _short_text(element: etree._Element) -> str:
    """Return the element's words when it is small enough to be a label with its value, else nothing."""
    return element_text(element) if sum(1 for _ in zip(element.iter(), range(8), strict=False)) < 8 else ""


def _after(element: etree._Element) -> str:
    tail = _LABEL_END.sub("", tidy(element.tail or ""))
    following = element.getnext()
    if tail:
        return tail
    if following is not None and isinstance(following.tag, str):
        return element_text(following)
    return ""


def _in_json(rule: Rule, source: Source) -> list[str]:
    return [as_text(value) for value in json_values(source.json, rule.where)]


def _in_json_ld(rule: Rule, source: Source) -> list[str]:
    page = source.page or source.node
    if page is None:
        return []
    found: list[str] = []
    for script in page.xpath("//script[contains(@type, 'ld+json')]/text()"):
        try:
            content = json.loads(str(script.root))
        except ValueError:
            continue
        graph = content.get("@graph", [content]) if isinstance(content, dict) else content
        for thing in graph if isinstance(graph, list) else []:
            found.extend(as_text(value) for value in json_values(thing, rule.where))
    return found


def _in_data(rule: Rule, source: Source) -> list[str]:
    page = source.node
    if page is None:
        return []
    for node in find_elements(rule.where, page):
        text = str(node.root) if not isinstance(node.root, etree._Element) else "".join(node.root.itertext())
        try:
            content = json.loads(text[text.index("{") : text.rindex("}") + 1])
        except ValueError:
            continue
        return [as_text(value) for value in json_values(content, rule.path or "")]
    return []


_FINDERS: Mapping[str, Callable[[Rule, Source], list[str]]] = {
    "select": _selected,
    "count": _counted,
    "label": _labelled,
    "json": _in_json,
    "jsonld": _in_json_ld,
    "data": _in_data,
    "value": lambda rule, _source: [rule.where],
    "url": lambda _rule, source: [source.url],
}


def as_text(value: object) -> str:
    """Return a JSON value as text: numbers plainly, lists and objects as their parts on lines."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return "\n".join(as_text(each) for each in value)
    if isinstance(value, dict):
        return "\n".join(_keyed(str(key), each) for key, each in value.items())
    return "" if value is None else str(value)


def _keyed(key: str, value: object) -> str:
    """Return a value with its key where the key is part of what it says: {"30": 600} is 30 minutes for 600."""
    if key.isdigit():
        return f"{key} min {as_text(value)}"
    return f"{key} {as_text(value)}" if read_minutes(key) else as_text(value)


def _decoded(rule: Rule, value: str) -> str:
    if not rule.decode:
        return value
    try:
        return _DECODERS[rule.decode](value.strip())
    except (ValueError, binascii.Error):
        return ""


_DECODERS: Mapping[str, Callable[[str], str]] = {
    "base64": lambda value: base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode("utf-8"),
    "hex": lambda value: bytes.fromhex(value).decode("utf-8"),
    "reverse": lambda value: value[::-1],
    "rot13": lambda value: codecs.encode(value, "rot13"),
    "url": unquote,
    "json_string": lambda value: str(json.loads(value)),
}


def _keep(rule: Rule, value: str) -> str:
    if not rule.pattern:
        return value
    hit = rule.pattern.search(value)
    if not hit:
        return ""
    return (hit[1] or "") if rule.pattern.groups else hit[0]
