"""Learning a whole site: proposal, preview, folder with fixture, repair of a changed site, and clear refusals."""

import itertools
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from crawler.definition import load_definition
from crawler.errors import SiteRefused
from crawler.extract import extract_ad
from crawler.learn.fixture import vars_of
from crawler.learn.site import learn_site
from crawler.page import Page
from models.audit import AuditEntry
from models.collecting import TdmDecision
from models.errors import BadInput
from models.settings import Settings
from models.site import Site

NOW = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
Serve = Callable[[Mapping[str, str | bytes]], str]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'x.db'}")


@pytest.fixture
def pages(invented: SimpleNamespace) -> dict[str, str]:
    draw, _shown = invented.layouts["definition list"]
    ads = invented.make_ads(20)
    return dict(invented.list_pages(ads)) | {f"/annonce/{ad['id']}": draw(ad) for ad in ads}


def test_a_learned_site_is_written_whole_with_a_fixture_that_reads(
    pages: dict[str, str], serve: Serve, settings: Settings
) -> None:
    result = learn_site(serve(pages), "proeven", settings, now=NOW)
    result.write(settings)
    folder = settings.learned_sites_dir / "proeven"
    definition = load_definition(folder)
    page = (folder / "fixture" / "page.html").read_text(encoding="utf-8")
    expected = json.loads((folder / "fixture" / "expected.json").read_text(encoding="utf-8"))
    item = extract_ad(Page("http://127.0.0.1/fixture/1", page), definition, now=datetime.fromisoformat(expected["now"]))
    assert vars_of(item) == expected["item"]
    assert {"title", "text", "phones", "age", "prices"} <= set(expected["item"])
    assert definition.is_loopback
    assert definition.pace_s == 0
    assert result.difference == ""
    assert len(result.preview_rows) == 8


def test_the_fixture_holds_nothing_that_an_ad_said(
    pages: dict[str, str], serve: Serve, settings: Settings, invented: SimpleNamespace
) -> None:
    learn_site(serve(pages), "proeven", settings, now=NOW).write(settings)
    page = (settings.learned_sites_dir / "proeven" / "fixture" / "page.html").read_text(encoding="utf-8")
    for ad in invented.make_ads(20):
        assert ad["phones"][0][3:] not in page.replace(" ", "")
        assert ad["text"] not in page
        assert f">{ad['title']}<" not in page


def test_the_preview_masks_numbers(
    pages: dict[str, str], serve: Serve, settings: Settings, invented: SimpleNamespace
) -> None:
    result = learn_site(serve(pages), "proeven", settings, now=NOW)
    shown = str(result.preview_rows).replace(" ", "")
    assert not any(ad["phones"][0][3:] in shown for ad in invented.make_ads(20))
    assert not (settings.learned_sites_dir / "proeven").exists()


def test_learning_a_changed_site_again_shows_the_repair(
    pages: dict[str, str], serve: Serve, settings: Settings
) -> None:
    learn_site(serve(pages), "proeven", settings, now=NOW).write(settings)
    changed = {
        path: page.replace("class=kort", "class=felt")
        .replace("<h1>", "<h1 class=navn>")
        .replace("class=om", "class=tekst")
        for path, page in pages.items()
    }
    again = learn_site(serve(changed), "proeven", settings, now=NOW)
    assert "-  ad: li.kort" in again.difference
    assert "+  ad: li.felt" in again.difference
    assert set(again.changed) == {"title", "text", "list"}
    assert "p.om" in (settings.learned_sites_dir / "proeven" / "site.yml").read_text(encoding="utf-8")
    again.write(settings)
    assert "li.kort" in (settings.learned_sites_dir / "proeven" / "site.before.yml").read_text(encoding="utf-8")


def test_other_hosts_are_refused_before_any_contact_and_noted(settings: Settings, sqlite_store: Engine) -> None:
    with pytest.raises(SiteRefused, match="legal-basis"):
        learn_site("http://annoncer.example/", "annoncer", settings, engine=sqlite_store, now=NOW)
    with Session(sqlite_store) as session:
        assert [entry.act for entry in session.exec(select(AuditEntry))] == ["learn_refused"]


def test_a_site_whose_robots_forbid_is_refused(pages: dict[str, str], serve: Serve, settings: Settings) -> None:
    with pytest.raises(SiteRefused, match="keep out"):
        learn_site(serve(pages | {"/robots.txt": "User-agent: *\nDisallow: /\n"}), "proeven", settings, now=NOW)


def test_a_site_that_reserves_its_pages_is_refused(pages: dict[str, str], serve: Serve, settings: Settings) -> None:
    reserved = {
        path: page.replace("<head>", "<head><meta name=tdm-reservation content=1>") for path, page in pages.items()
    }
    with pytest.raises(SiteRefused, match="reserves"):
        learn_site(serve(reserved), "proeven", settings, now=NOW)


def test_a_reservation_that_the_controller_has_lifted_does_not_stop_the_looking(
    pages: dict[str, str], serve: Serve, settings: Settings, sqlite_store: Engine
) -> None:
    reserved = {
        path: page.replace("<head>", "<head><meta name=tdm-reservation content=1>") for path, page in pages.items()
    }
    with Session(sqlite_store) as session:
        session.add(Site(name="proeven", title="Prøven", start_url="http://127.0.0.1/"))
        session.flush()
        session.add(
            TdmDecision(
                site="proeven",
                decided_at=NOW - timedelta(days=1),
                decided_by="Direktøren",
                why="Aftalt skriftligt med siden.",
                until=NOW + timedelta(days=30),
                covers=["meta"],
            )
        )
        session.commit()
    address = serve(reserved)
    learned = learn_site(address, "proeven", settings, engine=sqlite_store, now=NOW)
    assert len(learned.preview_rows) == 8
    with pytest.raises(SiteRefused, match="reserves"):
        learn_site(address, "proeven", settings, engine=sqlite_store, now=NOW + timedelta(days=31))


def test_an_address_that_leads_to_another_host_is_said_with_that_host(serve: Serve, settings: Settings) -> None:
    with pytest.raises(SiteRefused, match=r"leads on to another host \(www\.annoncer\.example\)"):
        learn_site(serve({"/": "-> http://www.annoncer.example/"}), "proeven", settings, now=NOW)


def test_an_ad_whose_address_leads_to_the_front_page_is_no_sample(
    pages: dict[str, str], serve: Serve, settings: Settings
) -> None:
    first = next(path for path in pages if path.startswith("/annonce/"))
    whole = learn_site(serve(pages), "proeven", settings, now=NOW)
    learned = learn_site(serve(pages | {first: "-> /"}), "proeven", settings, now=NOW)
    assert whole.looked_at - learned.looked_at == 1
    assert learned.definition["ad"] == whole.definition["ad"]


def test_a_list_that_says_when_ads_were_changed_gives_the_clue(
    pages: dict[str, str], serve: Serve, settings: Settings
) -> None:
    numbers = itertools.count(7)
    told = {
        path: re.sub("class=kort", lambda _: f"class=kort data-rev={next(numbers)}", page)
        for path, page in pages.items()
    }
    learned = learn_site(serve(told), "proeven", settings, now=NOW)
    assert learned.definition["list"]["clue"] == "::attr(data-rev)"
    assert "clue" not in learn_site(serve(pages), "proeven", settings, now=NOW).definition["list"]


def test_a_site_that_is_down_is_said_plainly(settings: Settings) -> None:
    with pytest.raises(SiteRefused):
        learn_site("http://127.0.0.1:9/", "nede", settings, now=NOW)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("ftp://127.0.0.1/", "x"),
        ("127.0.0.1", "x"),
        ("http://127.0.0.1/", "Stort Navn"),
        ("http://127.0.0.1/", "../ud"),
    ],
)
def test_wrong_names_and_addresses_are_wrong_use(url: str, name: str, settings: Settings) -> None:
    with pytest.raises(BadInput):
        learn_site(url, name, settings, now=NOW)


def test_an_address_that_does_not_answer_is_not_promised_another_pass(settings: Settings, sqlite_store: Engine) -> None:
    with pytest.raises(SiteRefused, match=r"^proeven was not learned: nothing answered at that address") as told:
        learn_site("http://127.0.0.1:1/", "proeven", settings, engine=sqlite_store, now=NOW)
    with Session(sqlite_store) as session:
        assert session.exec(select(AuditEntry)).one().details == {"reason": str(told.value)}
