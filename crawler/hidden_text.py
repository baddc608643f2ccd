"""Words on a page that no reader sees: by attribute, by inline style, by the page's own style sheet (T-05). Pure."""

import re
from itertools import islice

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

# Longer style sheets than this are cut: they are frameworks, and what hides is near the content.
LONGEST_STYLE = 200_000
# Each is looked for on the whole page.
MOST_SELECTORS = 200
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|(?:left|top|right|bottom|text-indent|margin-left)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01](?:px)?\s*[, ]\s*[01]"
    r"|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)|transform\s*:\s*scale\(\s*0\s*\)|color\s*:\s*transparent",
    re.IGNORECASE,
)
_NO_SIZE = re.compile(r"(?:^|[;\s])(?:max-)?(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$|!)", re.IGNORECASE)
_CUT_OFF = re.compile(r"overflow\s*:\s*hidden", re.IGNORECASE)
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AT_BLOCK = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{1,2000})\}")
_SIMPLE = re.compile(r"^[\w\s.#>*\[\]=\"'+~-]+$")
MARK = "data-lygte-unseen"


def style_hides(style: str) -> bool:
    """Say whether a style makes its element invisible."""
    if _HIDES.search(style) or (_NO_SIZE.search(style) and _CUT_OFF.search(style)):
        return True
    colour, ground = _COLOUR.search(style), _GROUND.search(style)
    return bool(colour and ground and colour[1].strip().lower() == ground[1].strip().lower())


def is_hidden(element: etree._Element) -> bool:
    """Say whether an element is invisible by its own attributes, or marked by :func:`mark_hidden`."""
    if element.get("hidden") is not None or element.get(MARK) is not None:
        return True
    style = element.get("style")
    return bool(style and style_hides(style))


def mark_hidden(root: etree._Element) -> None:
    """Mark the elements that the page's own style sheets hide. Rules for print or other media are left out."""
    sheet = "\n".join(style.text or "" for style in root.iter("style"))[:LONGEST_STYLE]
    if not sheet:
        return
    rules = _RULE.findall(_AT_BLOCK.sub("", _COMMENT.sub("", sheet)))
    hiding = (part.strip() for selectors, style in rules if style_hides(style) for part in selectors.split(","))
    for selector in islice(dict.fromkeys(part for part in hiding if _SIMPLE.match(part)), MOST_SELECTORS):
        _mark(root, selector)


def _mark(root: etree._Element, selector: str) -> None:
    try:
        found = root.xpath(HTMLTranslator().css_to_xpath(selector))
    except (SelectorError, etree.XPathError):
        return
    for element in found if isinstance(found, list) else []:
        if isinstance(element, etree._Element) and element.tag not in ("html", "body"):
            element.set(MARK, "")
