"""Hostile pages (T-01 at its per-change size): no crash, no markup in any value, nothing read that a person would not see."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.definition import FIELDS, read_definition
from crawler.extract import Page, extract_ad, extract_list
from crawler.islands import islands_of
from crawler.learn.ad_page import learn_ad_page
from crawler.learn.samples import Sample, default_context
from crawler.learn.totals import stated_totals
from crawler.plain_text import without_markup

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
PIECES = st.sampled_from(
    [
        "<h1>", "</h1>", "<div>", "</div>", "<script>", "</script>", "<style>.a{display:none}", "</style>", "<!--", "-->", "<![CDATA[",
        "]]>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<a href='javascript:x'>",
        "<a href=//evil.example>", "<iframe srcdoc='<b>'>", "\x00", "\u202e", "\u200b", "&#0;", "&#x110000;", "&bogus;", "<table><tr><td>",
        "<li><a href='/1'>", "<dt>Alder</dt><dd>", "25 år", "<p><b>", "<time>", "1/13-2026", "<span>7100 Vejle", "30 min 600 kr", "<textarea>",
        "<plaintext>", "<noscript><p>", "<template>", "<base href=http://evil.example/>", "{\"a\":[{\"b\":", "'\"><", "\ud83d\ude00", "🙂", "æøå",
        "<script type='application/ld+json'>{\"name\":\"<b>x</b>\"}</script>", "<p hidden>", "<div class=a>", "\x1b[31m", "\r\n", "<h1 " + "a=b " * 50,
    ]
)  # fmt: skip
PAGES = st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=40).map("".join)
MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--|\x00|[\x01-\x08\x0e-\x1f]")


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PAGES)
def test_no_page_crashes_the_reading_or_brings_markup_into_a_value(page: str) -> None:
    _read_safely(page)


@pytest.mark.deep
@settings(max_examples=10_000, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PAGES)
def test_ten_thousand_broken_pages_crash_nothing_and_bring_no_markup(page: str) -> None:
    _read_safely(page)
    _look_safely(page)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PAGES)
def test_no_page_crashes_the_looking_that_learning_does(page: str) -> None:
    _look_safely(page)


def _look_safely(page: str) -> None:
    """Read facts, islands and totals, and learn from two such pages: nothing raises, nothing empty or unknown comes."""
    samples = [Sample(f"http://127.0.0.1/ad/{number}", page) for number in (1, 2)]
    assert all(value for values in samples[0].facts.values.values() for value in values)
    assert all(isinstance(value, dict | list) for _, value in islands_of(samples[0].tree))
    assert all(total > 0 for total in stated_totals(samples[0]))
    learned = learn_ad_page(samples, default_context(NOW))
    assert set(learned.fields) <= set(FIELDS)


def _read_safely(page: str) -> None:
    read = Page("http://127.0.0.1/ad/1", page)
    item = extract_ad(read, DEFINITION, now=NOW)
    said = [
        item.title,
        item.text,
        item.alias,
        item.city,
        item.address,
        *item.phones,
        *(review.text for review in item.reviews),
    ]
    for value in said:
        assert value is None or not MARKUP.search(value)
    listed = extract_list(read, DEFINITION)
    for url in (*listed.next_urls, *listed.list_urls, *(row.url for row in listed.rows)):
        assert url.startswith(("http://", "https://"))


@settings(max_examples=600, deadline=None)
@given(st.one_of(PAGES, st.text(max_size=200)))
def test_plain_text_holds_no_markup_and_stays_as_it_is_the_second_time(text: str) -> None:
    once = without_markup(text)
    assert not MARKUP.search(once)
    assert without_markup(once) == once


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["items", "a", "name", "id"]), inner, max_size=4), max_leaves=20))  # fmt: skip
def test_no_json_crashes_the_reading(content: object) -> None:
    import json

    given_ = {
        "name": "x",
        "start_url": "http://127.0.0.1/",
        "list": {"format": "json", "ad": "items", "id": "id", "next": {"json": "next"}},
        "ad": {
            "format": "json",
            "url": "/api/{id}",
            "fields": {"title": "name", "text": "a.*.name", "age": "a", "prices": "items"},
        },
    }
    definition = read_definition(given_, "x")
    page = Page("http://127.0.0.1/api", json.dumps(content))
    assert extract_list(page, definition).elements >= 0
    assert extract_ad(page, definition, now=NOW).site == "x"


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>SKJULT</p>", "<p style='display:none'>SKJULT</p>", "<p style='visibility: hidden'>SKJULT</p>", "<p style='font-size:0'>SKJULT</p>",
        "<p style='opacity:0'>SKJULT</p>", "<p style='position:absolute;left:-9999px'>SKJULT</p>", "<p style='text-indent:-9999px'>SKJULT</p>",
        "<p style='color:#fff;background:#fff'>SKJULT</p>", "<p style='height:0;overflow:hidden'>SKJULT</p>", "<p style='clip:rect(0,0,0,0)'>SKJULT</p>",
        "<style>.gemt{display:none}</style><p class='gemt'>SKJULT</p>", "<style>p.a, .b > i {visibility:hidden}</style><b class='b'><i>SKJULT</i></b>",
        "<script>'SKJULT'</script>", "<!-- SKJULT -->", "<noscript>SKJULT</noscript>", "<template>SKJULT</template>", "<div hidden><p>a<b>SKJULT</b></p></div>",
    ],
)  # fmt: skip
def test_words_no_reader_sees_are_not_read(hidden: str) -> None:
    item = extract_ad(Page("http://127.0.0.1/1", f"<h1>Titel</h1><div>Før {hidden} efter</div>"), DEFINITION, now=NOW)
    assert "SKJULT" not in str(item.text)
    assert str(item.text).split()[0] == "Før"
    assert str(item.text).split()[-1] == "efter"


@pytest.mark.parametrize("shown", ["<p style='opacity:0.9'>SET</p>", "<p style='font-size:0.8em'>SET</p>", "<style>@media print{.a{display:none}}</style><p class='a'>SET</p>", "<p style='color:#fff;background:#000'>SET</p>", "<p style='margin-left:-9px'>SET</p>"])  # fmt: skip
def test_words_a_reader_sees_are_read(shown: str) -> None:
    item = extract_ad(Page("http://127.0.0.1/1", f"<h1>Titel</h1><div>{shown}</div>"), DEFINITION, now=NOW)
    assert item.text == "SET"
