"""Other looks for the same invented site: its pages taken apart and put together differently, its facts untouched.

Each change is one a real site might make: nested wrappers, other tags, hashed or missing names, labels in capitals or
with their colon apart, sections in another order, tags never closed, banners and blocks that are not the ad.
"""

import random
import re
from collections.abc import Callable, Sequence

from lxml import etree, html

from demo.answer import Answer

LABELLED = ("td", "dl", "tr", "p", "li", "div")
SUPPORT = "94 10 90 01"


def hash_names(tree: html.HtmlElement, rng: random.Random) -> None:
    """Give every class and id a name without meaning, the same all over the site."""
    salt = rng.randrange(10**6)
    for element in tree.iter(etree.Element):
        for name in ("class", "id"):
            value = element.get(name)
            if value and not value.startswith("__"):
                element.set(
                    name, " ".join(f"x{random.Random(f'{salt}{part}').randrange(16**6):06x}" for part in value.split())
                )


def drop_names(tree: html.HtmlElement, _rng: random.Random) -> None:
    """Take all classes away."""
    for element in tree.iter(etree.Element):
        element.attrib.pop("class", None)


def wrap_pairs(tree: html.HtmlElement, rng: random.Random) -> None:
    """Put each term and each value of a list of terms into wrappers of its own."""
    for terms in list(tree.iter("dl")):
        for child in list(terms):
            child.tag = "div"
            inner = html.Element(rng.choice(["span", "b"]) if child.tag == "dt" else "span")
            inner.text, child.text = child.text, None
            inner.extend(list(child))
            child.append(inner)
        terms.tag = "section"


def terms_to_rows(tree: html.HtmlElement, _rng: random.Random) -> None:
    """Make a table with a spacer cell of a list of terms."""
    for terms in list(tree.iter("dl")):
        table = html.Element("table")
        row = None
        for child in list(terms):
            if child.tag == "dt":
                row = etree.SubElement(table, "tr")
                child.tag = "td"
                row.append(child)
                etree.SubElement(etree.SubElement(row, "td"), "img", src="/gfx/spacer.gif")
            elif row is not None:
                child.tag = "td"
                row.append(child)
        terms.getparent().replace(terms, table)


def rows_to_lines(tree: html.HtmlElement, _rng: random.Random) -> None:
    """Make "Label | value" rows paragraphs with a bold label."""
    for table in list(tree.iter("table")):
        rows = list(table.iter("tr"))
        if not rows or not all(len(row) == 2 for row in rows) or table.find(".//a") is not None:
            continue
        block = html.Element("div")
        for row in rows:
            line = etree.SubElement(block, "p")
            label = etree.SubElement(line, "strong")
            label.text = row[0].text_content().strip().rstrip(":")
            label.tail = ": " + row[1].text_content().strip()
        block.tail = table.tail
        table.getparent().replace(table, block)


def nest(tree: html.HtmlElement, rng: random.Random) -> None:
    """Put blocks into one or two further blocks."""
    for element in list(tree.iter("h1", "h2", "p", "ul", "ol", "table", "article", "section", "dl")):
        parent = element.getparent()
        if parent is None or parent.tag in ("tr", "table", "tbody", "ul", "ol", "dl", "p"):
            continue
        for _ in range(rng.randint(1, 2)):
            outer = html.Element("div")
            outer.tail, element.tail = element.tail, None
            parent.replace(element, outer)
            outer.append(element)
            parent = outer


def capitals(tree: html.HtmlElement, _rng: random.Random) -> None:
    """Write labels in capitals with a hard space."""
    for element in tree.iter("dt", "th", "i", "b", "strong", "label"):
        text = element.text or ""
        parent = element.getparent()
        is_label = element.tag in ("dt", "th") or text.rstrip().endswith(":")
        if is_label and len(element) == 0 and len(text) < 25 and parent is not None and parent.tag in LABELLED:
            element.text = text.upper() + "\u00a0"


def banners(tree: html.HtmlElement, rng: random.Random) -> None:
    """Add what is not the ad: a cookie banner, a service number, a newsletter."""
    body = tree.find("body")
    if body is None:
        return
    cookie = html.fragment_fromstring(
        "<div class='consent'><p>Vi bruger cookies til statistik. Læs mere om dem her.</p><button>Accepter alle</button></div>"
    )
    service = html.fragment_fromstring(
        f"<aside class='service'><h4>Kundeservice</h4><p>Telefon: {SUPPORT}</p><p>By: Odense C</p></aside>"
    )
    news = html.fragment_fromstring(
        "<form class='nyt'><label>E-mail</label><input name='e'><button>Tilmeld</button></form>"
    )
    body.insert(0, cookie) if rng.random() < 0.5 else body.append(cookie)
    body.append(service)
    body.append(news)


def turn_round(tree: html.HtmlElement, _rng: random.Random) -> None:
    """Show the sections of the main part in the opposite order."""
    for name in ("main", "article"):
        for element in list(tree.iter(name))[:1]:
            children = list(element)
            if 2 < len(children) < 30:
                for child in reversed(children):
                    child.tail = None
                    element.append(child)
                return


CHANGES: dict[str, Callable[[html.HtmlElement, random.Random], None]] = {
    "hash_names": hash_names, "drop_names": drop_names, "wrap_pairs": wrap_pairs, "terms_to_rows": terms_to_rows,
    "rows_to_lines": rows_to_lines, "nest": nest, "capitals": capitals, "banners": banners, "turn_round": turn_round,
}  # fmt: skip
_CLOSINGS = re.compile(r"</(?:li|td|tr|dd|dt|p|th)>")


def mutated(answer: Answer, changes: Sequence[str], seed: int) -> Answer:
    """Return an answer whose page is changed in these ways; other answers come back as they are."""
    kind = (answer.content_type or "").lower()
    if answer.stream is not None or answer.status != 200 or answer.body.lstrip()[:1] != b"<" or "html" not in kind:
        return answer
    encoding = "utf-8"
    try:
        page = answer.body.decode(encoding)
    except UnicodeDecodeError:
        encoding = "windows-1252"
        page = answer.body.decode(encoding, "replace")
    tree = html.document_fromstring(page)
    for change in changes:
        if change in CHANGES:
            CHANGES[change](tree, random.Random(f"{seed}{change}"))
    written = "<!doctype html>\n" + html.tostring(tree, encoding="unicode")
    if "unclosed" in changes:
        written = _CLOSINGS.sub("", written)
    return Answer(written.encode(encoding, "xmlcharrefreplace"), answer.kind, answer.status, answer.content_type, ())


def some_changes(seed: int) -> tuple[str, ...]:
    """Return the changes of a seed: two or three of them, in an order that makes sense."""
    rng = random.Random(seed)
    names = [*CHANGES, "unclosed"]
    wanted = set(rng.sample(names, rng.randint(2, 3)))
    return tuple(name for name in names if name in wanted)
