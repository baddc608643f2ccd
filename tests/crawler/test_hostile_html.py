"""Hostile pages (T-01): no crash, no markup in any value, nothing read that a person would not see.

10,000 at each change (a million in ``make test-deep``) are read, kept as the store keeps and drawn as the screens draw, in
a process of their own; some hundred go the whole road in ``test_hostile_crawl``; a few hundred are shrunk by hypothesis.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crawler.definition import FIELDS, read_definition
from crawler.extract import extract_ad
from crawler.fields import Context
from crawler.islands import islands_of
from crawler.learn.ad_page import learn_ad_page
from crawler.learn.samples import Sample
from crawler.learn.totals import stated_totals
from crawler.list_page import extract_list
from crawler.page import Page
from crawler.plain_text import without_markup
from review_ui.rendering import make_templates
from tests.crawler.hostile_pages import DEFINITION, DRAWN, MARKUP, NOW, PIECES, read_and_draw

TRIED = Context(now=NOW, languages=("da",), currency="DKK", date_order=None)
PAGES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=40).map("".join)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PAGES)
def test_no_page_crashes_the_reading_or_brings_markup_into_a_value(page: str) -> None:
    assert list(read_and_draw(page, make_templates().from_string(DRAWN))) == []


def _read_by_the_thousand(count: int, seed: int) -> None:
    """T-01: read, keep and draw; no crash, no tag on a screen, under 300 MB, under 2 s each."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(root / "tests/crawler/hostile_pages.py"), str(count), str(seed)],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    met = json.loads(done.stdout)
    assert (met["pages"], met["wrong"]) == (count, [])
    assert met["mb"] < 300
    assert met["slowest_s"] < 2


def test_ten_thousand_hostile_pages_are_read_kept_and_drawn_without_a_crash_or_a_tag() -> None:
    _read_by_the_thousand(10_000, seed=20261121)


@pytest.mark.deep
@pytest.mark.parametrize("part", range(20))
def test_a_million_hostile_pages_are_read_kept_and_drawn_without_a_crash_or_a_tag(part: int) -> None:
    _read_by_the_thousand(50_000, seed=1000 + part)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PAGES)
@example("<h1 a=b \x1f<h1>")
def test_no_page_crashes_the_looking_that_learning_does(page: str) -> None:
    _look_safely(page)


def _look_safely(page: str) -> None:
    """Read facts, islands and totals, and learn from two such pages: nothing raises, nothing empty or unknown comes."""
    samples = [Sample(f"http://127.0.0.1/ad/{number}", page) for number in (1, 2)]
    assert all(value for values in samples[0].facts.values.values() for value in values)
    assert all(isinstance(value, dict | list) for _, value in islands_of(samples[0].tree))
    assert all(total > 0 for total in stated_totals(samples[0]))
    learned = learn_ad_page(samples, TRIED)
    assert set(learned.fields) <= set(FIELDS)


@settings(max_examples=300, deadline=None)
@given(st.one_of(PAGES, st.text(max_size=200)))
def test_plain_text_holds_no_markup_and_stays_as_it_is_the_second_time(text: str) -> None:
    once = without_markup(text)
    assert not MARKUP.search(once)
    assert without_markup(once) == once


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["items", "a", "name", "id"]), inner, max_size=4), max_leaves=20))  # fmt: skip
def test_no_json_crashes_the_reading(content: object) -> None:
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


@pytest.mark.parametrize("shown", ["<p style='opacity:0.9'>SET</p>", "<p style='font-size:0.8em'>SET</p>", "<style>@media print{.a{display:none}}</style><p class='a'>SET</p>", "<p style='color:#fff;background:#000'>SET</p>", "<p style='margin-left:-9px'>SET</p>", "<embed src=/film.swf><p>SET</p>", "<picture><source srcset=/a.avif><img src=/a.png></picture>SET"])  # fmt: skip
def test_words_a_reader_sees_are_read(shown: str) -> None:
    item = extract_ad(Page("http://127.0.0.1/1", f"<h1>Titel</h1><div>{shown}</div>"), DEFINITION, now=NOW)
    assert item.text == "SET"
