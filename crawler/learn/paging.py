"""How a list goes on: rel=next, a link that says "Næste", numbered pages, a button that carries the next address."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import html

from crawler.addresses import join
from crawler.learn.naming import own_names
from crawler.learn.samples import Rule, Sample
from crawler.learn.slots import visible_elements
from crawler.plain_text import element_text

NEXT_WORDS = (
    "næste", "næste side", "next", "next page", "weiter", "nächste", "nächste seite", "nästa", "nästa sida", "neste", "neste side", "frem", "fremad",
    "flere", "vis flere", "flere annoncer", "vis flere annoncer", "se flere", "hent flere", "indlæs flere", "mere", "more", "load more", "show more", "more ads",
    "mehr", "mehr laden", "mehr anzeigen", "visa fler", "fler annonser", "ladda fler", "vis mer", "older", "older posts", "ældre", "ældre annoncer", "äldre", "ältere",
)  # fmt: skip
NEXT_SIGNS = ("»", "›", ">", ">>", "→", "⟩", "▶", "≫", "&gt;")
_NEXT_NAME = re.compile(r"\bnext\b|næste|naeste|pager?-next|older|load-?more|flere|nextpage", re.IGNORECASE)
_PAGE_NAME = re.compile(
    r"^(?:page|p|pg|side|seite|sida|s|start|offset|from|skip|pagenum|paged|pageno|page_no|pn|nr|fra|cursor|after)$",
    re.IGNORECASE,
)


def next_rules(sample: Sample) -> Iterator[tuple[Rule, str]]:
    """Yield the ways this list page may go on, the surest first, each with the address of the following page."""
    yield from _by_rel(sample)
    yield from _by_word(sample)
    yield from _by_name(sample)
    yield from _by_data(sample)
    yield from _by_numbers(sample)


def _url(sample: Sample, element: html.HtmlElement, attribute: str = "href") -> str | None:
    given = element.get(attribute)
    url = join(sample.url, given) if given and not given.startswith(("#", "javascript:")) else None
    return url if url and url != join(sample.url, "") and urlsplit(url).netloc == urlsplit(sample.url).netloc else None


def _by_rel(sample: Sample) -> Iterator[tuple[Rule, str]]:
    for tag in ("a", "link"):
        for element in sample.tree.xpath(f"//{tag}[contains(concat(' ', normalize-space(@rel), ' '), ' next ')]"):
            url = _url(sample, element)
            if url:
                yield {"link": f'{tag}[rel~="next"]::attr(href)'}, url
                break


def _words(element: html.HtmlElement) -> str:
    said = element_text(element) or element.get("aria-label") or element.get("title") or ""
    return " ".join(said.split()).casefold()


def _bare(said: str) -> str:
    return re.sub(r"^[«»‹›<>→←\s]+|[«»‹›<>→←.…\s]+$", "", said)


def _by_word(sample: Sample) -> Iterator[tuple[Rule, str]]:
    """Links that say "next" in some language or by a sign; the plainest word first, "more" last."""
    found: dict[str, tuple[int, str]] = {}
    for element in visible_elements(sample, 20_000):
        if element.tag != "a":
            continue
        said = _words(element)
        if not said or len(said) > 30 or (_bare(said) not in NEXT_WORDS and said not in NEXT_SIGNS):
            continue
        url = _url(sample, element)
        selector = _saying(element)
        if url and selector and selector not in found:
            # A rule follows the first link of those words, so further ones are not its meaning.
            found[selector] = (NEXT_WORDS.index(_bare(said)) if _bare(said) in NEXT_WORDS else 5, url)
    for selector, (_, url) in sorted(found.items(), key=lambda entry: entry[1][0]):
        yield {"link": selector}, url


def _saying(element: html.HtmlElement) -> str | None:
    shown = " ".join("".join(element.itertext()).split())
    if shown and "'" not in shown:
        return f"//a[normalize-space(.)='{shown}']/@href"
    for attribute in ("aria-label", "title"):
        value = element.get(attribute)
        if value and '"' not in value:
            return f'a[{attribute}="{value}"]::attr(href)'
    return None


def _by_name(sample: Sample) -> Iterator[tuple[Rule, str]]:
    for element in sample.tree.iter("a"):
        marks = " ".join((element.get("class") or "", element.get("id") or "", element.get("data-testid") or ""))
        url = _url(sample, element)
        if not url or not _NEXT_NAME.search(marks):
            parent = element.getparent()
            if (
                url
                and parent is not None
                and _NEXT_NAME.search(parent.get("class") or "")
                and len(parent.findall(".//a")) == 1
            ):
                for name, rank in own_names(parent):
                    if rank <= 2:
                        yield {"link": f"{name} a::attr(href)"}, url
            continue
        for name, rank in own_names(element):
            if rank <= 2 and _NEXT_NAME.search(name):
                yield {"link": f"{name}::attr(href)"}, url


def _by_data(sample: Sample) -> Iterator[tuple[Rule, str]]:
    """A button or marker that carries the next address in an attribute."""
    for element in sample.tree.iter("button", "div", "a", "span", "li"):
        for attribute, value in element.attrib.items():
            if not attribute.startswith("data-") or not re.match(r"^(?:/|\?|https?://|\w+[\w./-]*\?)", value):
                continue
            named = re.search(r"next|more|scroll|load|feed|mere|flere", attribute) or _NEXT_NAME.search(
                element.get("class") or ""
            )
            if not named and _bare(_words(element)) not in NEXT_WORDS and not counting(value):
                continue
            url = _url(sample, element, attribute)
            if url:
                yield {"link": f"{element.tag}[{attribute}]::attr({attribute})"}, url
                # What comes may be a piece of a page, without the next address in it.
                pattern = counting(url)
                if pattern:
                    yield pattern, url


def _by_numbers(sample: Sample) -> Iterator[tuple[Rule, str]]:
    numbered = [
        (element, _url(sample, element))
        for element in visible_elements(sample, 20_000)
        if element.tag == "a" and re.fullmatch(r"\[?\d{1,4}\]?", _words(element))
    ]
    linked = [(element, url) for element, url in numbered if url]
    if not linked:
        return
    first = min(linked, key=lambda each: int(re.sub(r"\D", "", _words(each[0]))))
    parent = first[0].getparent()
    for _ in range(3):
        if parent is None or parent.tag == "body":
            break
        if len([element for element, _ in linked if parent in element.iterancestors()]) >= min(2, len(linked)):
            for name, rank in own_names(parent):
                if rank <= 4:
                    yield {"links": f"{name} a::attr(href)"}, first[1]
            break
        parent = parent.getparent()
    pattern = counting(first[1])
    if pattern:
        yield pattern, first[1]
    part = _shared_part([url for _, url in linked])
    if part:
        yield {"links": f'a[href*="{part}"]::attr(href)'}, first[1]


def counting(url: str) -> Rule | None:
    """Return the counting rule that an address of a second page suggests: "?side=2" → "?side={page}"."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in query:
        if _PAGE_NAME.match(name) and value.isdigit() and int(value) > 0:
            count = int(value)
            word = "{page}" if count <= 3 else "{offset}"
            rest = urlencode([(each, word if each == name else given) for each, given in query], safe="{}")
            rule: Rule = {"url": urlunsplit(("", "", parts.path, rest, "")), "first": count}
            return rule if count <= 3 else {**rule, "step": count}
    hit = re.search(r"^(.*/(?:page|side|seite|sida|p|s)[/-]?)(\d{1,2})(/?)$", parts.path)
    if hit and int(hit[2]) <= 3:
        return {"url": f"{hit[1]}{{page}}{hit[3]}" + (f"?{parts.query}" if parts.query else ""), "first": int(hit[2])}
    return None


def _shared_part(urls: list[str]) -> str:
    for url in urls:
        for name, _ in parse_qsl(urlsplit(url).query):
            if _PAGE_NAME.match(name) and all(f"{name}=" in each for each in urls):
                return f"{name}="
    return ""


def more_buttons(sample: Sample) -> Iterator[str]:
    """Yield selectors of buttons that may load more ads into the same page."""
    for element in visible_elements(sample, 20_000):
        if (
            element.tag in ("button", "a", "input", "div", "span")
            and _bare(_words(element) or (element.get("value") or "").casefold()) in NEXT_WORDS
        ):
            for name, rank in own_names(element):
                if rank <= 2:
                    yield name
            shown = " ".join("".join(element.itertext()).split())
            if shown and "'" not in shown:
                yield f"//{element.tag}[normalize-space(.)='{shown}']"
