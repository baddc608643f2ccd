"""Fields of ads are found on pages of many layouts, in four label languages, and read right on pages not seen before."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.definition import read_definition
from crawler.extract import extract_ad
from crawler.fields import Context
from crawler.learn.ad_page import learn_ad_page
from crawler.learn.samples import Sample
from crawler.page import Page

NOW = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
TRIED = Context(now=NOW, languages=("da",), currency="DKK", date_order=None)
LAYOUTS = (
    "definition list",
    "broken table",
    "labelled lines",
    "made-up classes",
    "JSON-LD",
    "microdata",
    "data attributes",
)
ALL = (
    "title",
    "text",
    "phones",
    "alias",
    "age",
    "city",
    "postcode",
    "address",
    "kind",
    "prices",
    "posted_at",
    "image_count",
    "reviews",
)


def plain(name: str, value: Any) -> Any:
    """Return a value as it is compared: white space and order of reviews do not count."""
    if value in (None, [], ""):
        return None
    if isinstance(value, str):
        return " ".join(value.split())
    if name == "reviews":
        return sorted(
            (each["text"], each["rating"], each["posted_at"])
            if isinstance(each, dict)
            else (each.text, each.rating, each.posted_at)
            for each in value
        )
    return value


@pytest.mark.parametrize("language", ["da", "en", "de", "sv"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_a_layout_shows_is_read_on_unseen_pages(invented: SimpleNamespace, layout: str, language: str) -> None:
    draw, shown = invented.layouts[layout]
    samples = [
        Sample(f"http://127.0.0.1/annonce/{ad['id']}", draw(ad), link_text=ad["title"])
        for ad in invented.make_ads(14, language)
    ]
    learned = learn_ad_page(samples, replace(TRIED, languages=(language,)))
    given = {
        "name": "x",
        "start_url": "http://127.0.0.1/",
        "languages": [language],
        "list": {"ad": "a", "link": "::attr(href)"},
        "ad": {"fields": learned.fields},
    }
    definition = read_definition({**given, **({"reviews": learned.reviews} if learned.reviews else {})}, "x")
    right, said, true = 0, 0, 0
    wrong = set()
    for ad in invented.make_ads(20, language, seed=2):
        item = extract_ad(Page(f"http://127.0.0.1/annonce/{ad['id']}", draw(ad)), definition, now=NOW)
        for name in ALL:
            found, wanted = plain(name, getattr(item, name)), plain(name, ad[name]) if name in shown else None
            said += found is not None
            true += wanted is not None
            right += found is not None and found == wanted
            wrong |= {name} if found != wanted else set()
    assert right / true >= 0.97, wrong
    assert right / said >= 0.98, wrong


def test_the_frame_of_the_site_is_never_a_field(invented: SimpleNamespace) -> None:
    draw, _shown = invented.layouts["definition list"]
    samples = [Sample(f"http://127.0.0.1/annonce/{ad['id']}", draw(ad)) for ad in invented.make_ads(10)]
    learned = learn_ad_page(samples, TRIED)
    assert "footer" not in str(learned.fields)
    assert "Support" not in str(learned.fields)


def test_pages_that_say_nothing_of_an_ad_give_no_fields() -> None:
    samples = [
        Sample(f"http://127.0.0.1/{number}", "<html><body><p>Siden findes ikke.</p></body></html>")
        for number in range(6)
    ]
    assert learn_ad_page(samples, TRIED).fields == {}
