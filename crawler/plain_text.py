"""Markup to plain text: what a reader would see, one line a block, nothing hidden, no tag, no control character."""

import re
from collections.abc import Collection

from lxml import etree, html

from crawler.hidden_text import is_hidden
from crawler.trimming import trim

# fmt: off
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
# Not "embed": it has no end tag, and our parser takes what follows it for its content.
UNSEEN = frozenset((
    "script", "style", "noscript", "template", "head", "iframe", "object", "svg", "math", "canvas", "audio",
    "video", "select",
))
# fmt: on
_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--.*?--|![^<>]*|\?[^<>]*)>?", re.DOTALL)
_SPACES = re.compile(r"[ \t\f\v\r\u00a0\u2007\u202f]+")
_LINES = re.compile(r" *\n *")
# Control characters (but not the line end), surrogates, private use, non-characters; PostgreSQL refuses some of them.
_NO_SIGNS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]"
)
_GAPS = re.compile(r"\n{3,}")
# Nothing here that `tidy` would change, but for the ends: most values are one short line.
_TIDY = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]+(?: [^\s\x00-\x1f\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]+)*"
)
_ANY_SPACE = re.compile(r"[ \t\n\r\f]+")
# Between these stands an empty line, as a reader sees it.
_PARAGRAPHS = frozenset(("p", "blockquote", "h1", "h2", "h3"))
# Deeper pages are cut: no ad is 200 elements deep, hostile pages are 100,000.
DEEPEST = 200


def element_text(element: html.HtmlElement, *, without: Collection[html.HtmlElement] = ()) -> str:
    """Return the visible words of an element, but for those ``without``. The element itself counts as visible."""
    pieces: list[str] = []
    _gather(element, pieces, without)
    return tidy("".join(pieces))


def _gather(root: html.HtmlElement, pieces: list[str], without: Collection[html.HtmlElement]) -> None:
    """Walk without recursion, so that nesting cannot exhaust the stack."""
    depth, unseen, verbatim = 0, 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if element.tail and not unseen:
                pieces.append(element.tail if verbatim else _ANY_SPACE.sub(" ", element.tail))
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        closed = element is not root and (tag in UNSEEN or depth >= DEEPEST or element in without or is_hidden(element))
        if event == "start":
            unseen += closed
            depth += 1
            verbatim += tag == "pre"
            if tag in BLOCKS:
                pieces.append("\n\n" if tag in _PARAGRAPHS else "\n")
            if element.text and not unseen:
                pieces.append(element.text if verbatim else _ANY_SPACE.sub(" ", element.text))
        else:
            depth -= 1
            closed = element is not root and (
                tag in UNSEEN or depth >= DEEPEST or element in without or is_hidden(element)
            )
            unseen -= closed
            verbatim -= tag == "pre"
            if tag in BLOCKS and tag != "br":
                pieces.append("\n\n" if tag in _PARAGRAPHS else "\n")
            if element is not root and element.tail and not unseen:
                pieces.append(element.tail if verbatim else _ANY_SPACE.sub(" ", element.tail))


def tidy(text: str) -> str:
    """Make one space of many, at most one empty line, no control characters; keeps every letter, digit, sign and emoji."""
    if _TIDY.fullmatch(text):
        return text
    text = _NO_SIGNS.sub("", text)
    text = _LINES.sub("\n", _SPACES.sub(" ", text.replace("\r\n", "\n")))
    return _GAPS.sub("\n\n", text).strip()


def without_markup(text: str) -> str:
    """Return plain text for a value that may hold markup (a JSON field, escaped HTML). "<3" stays."""
    if "<" not in text:
        return tidy(text)
    text = _NO_SIGNS.sub("", text)  # first: a sign that is dropped later could close a tag
    for _ in range(3):
        if not _TAG.search(text):
            break
        text = _parsed(text)
    return tidy(_TAG.sub(" ", text) if _TAG.search(text) else text)


def _parsed(text: str) -> str:
    try:
        root = html.fragment_fromstring(trim(text), create_parent="div")
    except (etree.ParserError, ValueError):
        return _TAG.sub(" ", text)
    return element_text(root)
