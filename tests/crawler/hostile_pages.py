"""Hostile pages by the thousand: made from a seed, read, kept and drawn as the screens draw; run as a program of its own.

``python tests/crawler/hostile_pages.py COUNT SEED`` prints what it met as JSON, so that time and memory are its alone.
"""

import json
import random
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lxml import html

from crawler.definition import read_definition
from crawler.extract import extract_ad
from crawler.items import AdItem
from crawler.list_page import extract_list
from crawler.page import Page
from crawler.store.content import content_of, page_values
from review_ui.rendering import make_templates

NOW = datetime(2026, 11, 15, 9, tzinfo=UTC)
DEFINITION = read_definition(
    {
        "name": "x",
        "start_url": "http://127.0.0.1/",
        "list": {
            "ad": "li",
            "link": "a::attr(href)",
            "next": {"link": "a.next::attr(href)"},
            "lists": "nav a::attr(href)",
        },
        "ad": {
            "ignore": ["footer", "textarea"],
            "fields": {
                "title": "h1",
                "text": {"select": "div", "all": True, "without": ["h1", "p[hidden]"]},
                "phones": [{"select": "a::attr(href)", "decode": "base64"}, {"label": "Tlf"}],
                "age": {"label": "Alder"},
                "place": "span",
                "prices": [{"priced": ""}, {"select": "tr", "all": True}],
                "alias": {"jsonld": "name"},
                "kind": {"data": "script", "json": "a.*.b"},
                "posted_at": "time",
                "image_count": {"count": "img"},
            },
        },
        "reviews": {
            "each": "p",
            "fields": {"text": "b", "rating": "i", "posted_at": "u"},
            "next": "a.more::attr(href)",
        },
    },
    "x",
)
MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--|\x00|[\x01-\x08\x0e-\x1f]")
PIECES = [
    "<h1>", "</h1>", "<div>", "</div>", "<script>", "</script>", "<style>.a{display:none}", "</style>", "<!--", "-->", "<![CDATA[",
    "]]>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<a href='javascript:x'>",
    "<a href=//evil.example>", "<iframe srcdoc='<b>'>", "\x00", "\u202e", "\u200b", "&#0;", "&#x110000;", "&bogus;", "<table><tr><td>",
    "<li><a href='/1'>", "<dt>Alder</dt><dd>", "25 år", "<p><b>", "<time>", "1/13-2026", "<span>7100 Vejle", "30 min 600 kr", "<textarea>",
    "<plaintext>", "<noscript><p>", "<template>", "<base href=http://evil.example/>", "{\"a\":[{\"b\":", "'\"><", "\ud83d\ude00", "🙂", "æøå",
    "<script type='application/ld+json'>{\"name\":\"<b>x</b>\"}</script>", "<p hidden>", "<div class=a>", "\x1b[31m", "\r\n", "<h1 " + "a=b " * 50,
]  # fmt: skip
# As the screens draw: their own environment, and what an ad's page puts words into (text, attribute, list).
DRAWN = """<article id="a" lang="{{ item.languages|join }}"><h1 title="{{ item.title }}">{{ item.title }}</h1><p>{{ item.text }}</p>
<p>{{ item.alias }} {{ item.city }} {{ item.address }}</p><ul>{% for number in item.phones %}<li>{{ number }}</li>{% endfor %}</ul>
{% for review in item.reviews %}<q>{{ review.text }}</q>{% endfor %}</article>"""
OURS = {"article", "h1", "p", "ul", "li", "q"}


def hostile_page(draw: random.Random) -> str:
    """Return a page of broken, nested and lying pieces, some of them words of any script, some cut or doubled."""
    pieces = [
        draw.choice(PIECES) if draw.random() < 0.85 else "".join(chr(draw.randrange(1, 0x2FFF)) for _ in range(8))
        for _ in range(draw.randrange(40))
    ]
    page = "".join(pieces)
    if draw.random() < 0.04:
        page = page * draw.randrange(2, 20)
    return page[draw.randrange(20) :] if draw.random() < 0.1 else page


def words_of(item: AdItem) -> list[str]:
    """Return all that an ad says in words."""
    told = (item.title, item.text, item.alias, item.city, item.address)
    return [each for each in (*told, *item.phones, *(review.text for review in item.reviews)) if each]


def read_and_draw(page: str, drawn: object) -> Iterator[str]:
    """Read one page, keep it as the store would, draw it as the screens do; yield what is wrong."""
    read = Page("http://127.0.0.1/ad/1", page)
    item = extract_ad(read, DEFINITION, now=NOW)
    if any(MARKUP.search(words) for words in words_of(item)):
        yield "markup in a value"
    kept = page_values(json.loads(content_of(item)))
    if (kept["title"] or None, kept["text"] or None) != (item.title or None, item.text or None):
        yield "kept otherwise than read"
    listed = extract_list(read, DEFINITION)
    if not all(
        url.startswith(("http://", "https://"))
        for url in (*listed.next_urls, *listed.list_urls, *(row.url for row in listed.rows))
    ):
        yield "an address of another kind"
    shown = html.fragment_fromstring(drawn.render(item=item))  # type: ignore[attr-defined]  # a jinja template
    if {element.tag for element in shown.iter()} - OURS or any(
        set(e.attrib) - {"id", "lang", "title"} for e in shown.iter()
    ):
        yield "a tag in the screen"


def main(count: int, seed: int) -> None:
    """Read ``count`` pages; print pages, what was wrong, the slowest page (seconds) and the memory of all (MB)."""
    draw, wrong, slowest = random.Random(seed), [], 0.0
    template = make_templates().from_string(DRAWN)
    for _ in range(count):
        page, started = hostile_page(draw), time.perf_counter()
        wrong.extend(read_and_draw(page, template))
        slowest = max(slowest, time.perf_counter() - started)
    # Not getrusage: its peak is inherited from the process that began this one.
    memory = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"pages": count, "wrong": wrong, "slowest_s": round(slowest, 3), "mb": round(memory)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
