"""A page as a tree: parsed once, selected with selectors compiled once. Pure.

Plain lxml elements, not parsel's wrappers: a pass makes some twenty selections a page, and a wrapper for each result,
a translation for each selector and lxml.html's own element classes cost more than the parsing (measured).
"""

from functools import lru_cache
from typing import TypeAlias

from cssselect import SelectorError
from lxml import etree
from parsel import Selector
from parsel.csstranslator import HTMLTranslator

from crawler.rules import is_xpath

# What a selection may be: an element, or the text of an attribute or text node.
Selected: TypeAlias = etree._Element | str
Node: TypeAlias = Selector | etree._Element
_NAMESPACES = {"re": "http://exslt.org/regular-expressions", "set": "http://exslt.org/sets"}


def parse_html(text: str) -> etree._Element:
    """Return the root of a page; an empty page has an empty root. Never raises, whatever the page is."""
    body = text.strip().encode("utf-8", "ignore") or b"<html/>"
    # recover: pages are never well formed. huge_tree off: libxml2's own limits on depth and length stay on (T-02).
    parser = etree.HTMLParser(recover=True, encoding="utf-8", huge_tree=False, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        root = None
    return root if root is not None else etree.fromstring(b"<html/>", etree.HTMLParser())


def root_of(node: Node) -> Selected:
    """Return the element (or text) under a parsel selector, or the element itself."""
    return node.root if isinstance(node, Selector) else node


@lru_cache(maxsize=2_000)
def _compiled(selector: str) -> etree.XPath | None:
    """Return the evaluator of a selector, CSS or XPath; None when it is neither."""
    try:
        path = selector if is_xpath(selector) else HTMLTranslator().css_to_xpath(selector)
        return etree.XPath(path, namespaces=_NAMESPACES, smart_strings=False)
    except (SelectorError, ValueError, etree.XPathError):
        return None


def select(selector: str, node: Selected) -> list[Selected]:
    """Return what a selector selects under a node, in page order; an empty selector is the node itself."""
    if not selector:
        return [node]
    if isinstance(node, str):
        return [node] if selector == "." else []
    evaluate = _compiled(selector)
    if evaluate is None:
        return []
    try:
        found = evaluate(node)
    except (etree.XPathError, ValueError):
        return []
    if not isinstance(found, list):
        return [found if isinstance(found, str) else str(found)]
    return [each for each in found if isinstance(each, str | etree._Element)]
