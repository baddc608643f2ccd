"""Find a rule's values on a page: CSS, XPath, labels, JSON, JSON-LD. No network, no store; nothing raises on odd pages."""

import base64
import binascii
import codecs
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urljoin

from lxml import etree
from parsel import Selector

from crawler.facts import Facts, read_facts
from crawler.hidden_text import is_hidden
from crawler.json_paths import as_text, json_values
from crawler.plain_text import element_text, without_markup
from crawler.priced import price_lines
from crawler.rules import Rule
from crawler.tree import Node, Selected, root_of, select

# A field longer than this is a page, not a field.
LONGEST_VALUE = 20_000
MOST_VALUES = 500


@dataclass(slots=True)
class Source:
    """Where rules look: an HTML selection or a JSON value, with what has been fetched for it so far."""

    node: Node | None
    json: object
    url: str
    fetched: Mapping[str, str] = field(default_factory=dict)
    needs: list[str] = field(default_factory=list)
    page: Node | None = None
    facts: Facts | None = None
    # The labels its rules ask for, where they are known: reading others is wasted.
    labels: frozenset[str] | None = None
    # Parts of the page that are not the ad: reviews, other ads, the site's own numbers.
    ignored: Collection[etree._Element] = ()

    @property
    def root(self) -> Selected | None:
        """The selected element (or text), None for a JSON value."""
        return None if self.node is None else root_of(self.node)


def find(rules: Sequence[Rule], source: Source) -> list[str]:
    """Return the values of the first rule that finds any; [] when none does."""
    for rule in rules:
        values = [value for value in _values(rule, source) if value]
        if values:
            return values
    return []


def has_place(rules: Sequence[Rule], source: Source) -> bool:
    """Say whether any rule selects an element at all, empty or not: an ad may well have no words."""
    root = source.root
    return root is not None and any(rule.source == "select" and bool(select(rule.where, root)) for rule in rules)


def find_elements(selector: str, node: Selector) -> list[Selector]:
    """Return what a selector selects under a node, as parsel selectors (for learning); see ``tree.select``."""
    return [node if each is node.root else Selector(root=each, type="html") for each in select(selector, node.root)]


def _values(rule: Rule, source: Source) -> list[str]:
    raw = _FINDERS[rule.source](rule, source)
    if not rule.all and rule.source != "label":
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
    root = source.root
    if root is None:
        return []
    selector = rule.where
    if selector.startswith("::") or not selector:
        selector = _self_xpath(selector)
    found = [each for each in select(selector, root) if isinstance(each, str) or not _is_inside(each, source.ignored)]
    # Hidden words are read only where nothing else is selected: a number that a button shows, not a poisoned paragraph.
    seen = [each for each in found if isinstance(each, str) or not _is_out_of_sight(each)]
    if rule.without:
        return [_words_without(each, rule.without) for each in seen or found]
    return [words_in(each) for each in seen or found]


def _words_without(selected: Selected, without: Sequence[str]) -> str:
    """Return an element's words but for those of some elements inside it: a heading, a score, a quotation."""
    if isinstance(selected, str):
        return selected
    unwanted = {each for selector in without for each in select(selector, selected) if not isinstance(each, str)}
    return element_text(selected, without=unwanted - {selected})


def _is_inside(element: etree._Element | None, parts: Collection[etree._Element]) -> bool:
    while parts and element is not None:
        if element in parts:
            return True
        element = element.getparent()
    return False


def _is_out_of_sight(element: etree._Element | None) -> bool:
    while element is not None:
        if is_hidden(element):
            return True
        element = element.getparent()
    return False


def _self_xpath(selector: str) -> str:
    if selector.startswith("::attr("):
        return f"./@{selector[7:-1]}"
    return "./text()" if selector == "::text" else "."


def words_in(selected: Selected) -> str:
    """Return the visible words of a selected element, or the value of a selected attribute or text."""
    return selected if isinstance(selected, str) else element_text(selected)


def node_text(node: Selector) -> str:
    """Return the words of a parsel selector (for learning)."""
    return words_in(root_of(node))


def _counted(rule: Rule, source: Source) -> list[str]:
    root = source.root
    if root is not None:
        found = select(rule.where, root)
        return [str(sum(isinstance(each, str) or not _is_inside(each, source.ignored) for each in found))]
    values = json_values(source.json, rule.where)
    if not values:
        return []
    return [str(len(values[0]) if isinstance(values[0], list) else len(values))]


def _labelled(rule: Rule, source: Source) -> list[str]:
    """All values stated for the label, the likeliest first: the field takes the first that means something to it."""
    facts = facts_of(source)
    return facts.of(rule.where) if facts else []


def _priced(rule: Rule, source: Source) -> list[str]:
    root = source.root
    if root is None or isinstance(root, str):
        return []
    lines: list[str] = []
    for part in select(rule.where, root) if rule.where else [root]:
        if not isinstance(part, str):
            # Any duration may be a label here.
            whole = part is root and source.labels is None
            facts = facts_of(source) if whole else read_facts(part, without=source.ignored)
            lines.extend(price_lines(part, facts, without=source.ignored) if facts else ())
    return ["\n".join(lines)]


def facts_of(source: Source) -> Facts | None:
    """Return the facts a page states (read once a page), None for JSON."""
    root = source.root
    if source.facts is None and root is not None and not isinstance(root, str):
        source.facts = read_facts(root, wanted=source.labels, without=source.ignored)
    return source.facts


def _in_json(rule: Rule, source: Source) -> list[str]:
    return [as_text(value) for value in json_values(source.json, rule.where)]


def _in_json_ld(rule: Rule, source: Source) -> list[str]:
    page = source.node if source.page is None else source.page
    if page is None:
        return []
    found: list[str] = []
    for script in select("//script[contains(@type, 'ld+json')]/text()", root_of(page)):
        try:
            content = json.loads(str(script))
        except ValueError:
            continue
        graph = content.get("@graph", [content]) if isinstance(content, dict) else content
        for thing in graph if isinstance(graph, list) else []:
            found.extend(as_text(value) for value in json_values(thing, rule.where))
    return found


def _in_data(rule: Rule, source: Source) -> list[str]:
    root = source.root
    if root is None:
        return []
    for found in select(rule.where, root):
        text = found if isinstance(found, str) else "".join(found.itertext())
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
    "priced": _priced,
    "json": _in_json,
    "jsonld": _in_json_ld,
    "data": _in_data,
    "value": lambda rule, _source: [rule.where],
    "url": lambda _rule, source: [source.url],
}


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
