"""Definitions: every shipped one reads, a wrong one names all its problems at once, identity holds over addresses and languages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.addresses import as_identity, clean, join
from crawler.definition import SITES, all_sites, read_definition
from crawler.errors import DefinitionWrong
from crawler.extract import extract_ad
from crawler.page import Page
from models.settings import Settings

NOW = datetime(2026, 11, 15, 9, tzinfo=UTC)


def test_every_shipped_site_reads_and_stays_on_this_machine(tmp_path: Path) -> None:
    sites = all_sites(Settings(tmp_path, ""))
    assert set(sites) == {file.parent.name for file in SITES.glob("*/site.yml")} != set()
    assert all(site.is_loopback and site.required for site in sites.values())


def test_all_problems_are_named_together() -> None:
    wrong = {
        "name": "Not A Name", "start_url": "ftp://x/", "browser": "maybe", "ads": {"min": 9, "max": 3}, "colour": "red",
        "list": {"ad": "li[", "link": {"select": "a", "label": "b"}, "next": {"link": "a", "url": "b"}},
        "ad": {"fields": {"height": "p", "age": {"select": "p", "decode": "rot99", "re": "("}}},
    }  # fmt: skip
    with pytest.raises(DefinitionWrong) as caught:
        read_definition(wrong, "x/site.yml")
    text = str(caught.value)
    for part in ("name must be", "start_url must be", "browser must be", "min <= max", "colour", "list.ad", "list.link", "list.next", "height", "decode", "not a regular expression", "title or text"):  # fmt: skip
        assert part in text


@pytest.mark.parametrize("given", [None, [], "x", 3, {}])
def test_what_is_no_mapping_of_facts_is_said(given: object) -> None:
    with pytest.raises(DefinitionWrong):
        read_definition(given, "x/site.yml")


def test_session_ids_and_tracking_words_do_not_make_another_page() -> None:
    plain = "http://a.example/annonce/7?side=2"
    for url in (
        "http://A.example/annonce/7?side=2&sid=0123456789abcdef#top",
        "http://a.example/annonce/7;jsessionid=AB12?side=2",
        "http://a.example/annonce/7?utm_source=x&side=2&PHPSESSID=1",
    ):
        assert clean(url) == plain
        assert as_identity(url) == "/annonce/7?side=2"
    assert as_identity("http://a.example/annonce/8") != as_identity("http://a.example/annonce/7")


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "mailto:a@b.example",
        "data:text/html,x",
        "tel:+4571741000",
        "http://[",
        "http://u:p@a.example/",
    ],
)
def test_what_is_no_page_is_no_address(link: str) -> None:
    assert join("http://a.example/", link) is None


def test_one_ad_in_three_languages_has_one_identity() -> None:
    definition = read_definition(
        {
            "name": "x",
            "start_url": "http://127.0.0.1/",
            "languages": ["da", "en"],
            "list": {"ad": "li", "link": "a::attr(href)", "id": {"re": r"/annonce/(\d+)"}},
            "ad": {"identity": "canonical", "fields": {"title": "h1"}},
        },
        "x",
    )
    links = "".join(
        f'<link rel="alternate" hreflang="{code}" href="{path}">'
        for code, path in (("da", "/annonce/7-sofie"), ("en", "/en/ad/seven"), ("de", "/de/anzeige/7"))
    )
    items = [
        extract_ad(
            Page(f"http://127.0.0.1{path}", f"<html><head>{links}</head><body><h1>Sofie</h1></body></html>"),
            definition,
            now=NOW,
        )
        for path in ("/annonce/7-sofie", "/en/ad/seven", "/de/anzeige/7")
    ]
    assert {item.external_id for item in items} == {"7"}
    assert {item.url for item in items} == {"http://127.0.0.1/annonce/7-sofie"}
    assert items[0].languages == ["da", "en", "de"]
