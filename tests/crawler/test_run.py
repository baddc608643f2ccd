"""Passes over a little site: presence, versions, what is fetched again, what survives trouble."""

import time
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, select

from crawler.run import crawl
from models.ad import Ad, Review
from models.audit import AuditEntry
from models.errors import BadInput


def test_a_pass_stores_every_ad_with_all_its_fields_sealed_where_they_must_be(collected_on_each: Any) -> None:
    made = collected_on_each
    made.site.fill(23)
    result = made.crawl()
    assert (result.status, result.ads_seen, result.new, result.alarms, result.message) == ("complete", 23, 23, 0, None)
    ad = made.ads()["101"]
    assert (ad.alias, ad.age, ad.city, ad.postcode) == ("NavnB", 23, "Odense C", "5000")
    assert ad.prices == [
        {"minutes": 30, "amount": 600.0, "currency": "DKK"},
        {"minutes": 60, "amount": 1000.0, "currency": "DKK"},
    ]
    content = made.content("101")
    assert content["title"] == "Annonce 1 i Odense C"
    assert content["phones"] == ["+4571741001"]
    assert ad.title_masked is None
    assert b"Annonce" not in ad.content_sealed
    assert ad.first_seen == ad.last_seen == made.passes()[0].started_at


def test_an_unchanged_ad_is_not_fetched_again_but_is_seen(collected_on_each: Any) -> None:
    made = collected_on_each
    made.site.fill(40)
    made.crawl()
    second = made.crawl()
    fetched = [path for path in made.site.asked if path.startswith("/ad/")]
    assert (second.status, second.new, second.changed) == ("complete", 0, 0)
    assert 0 < len(fetched) <= 15  # the few that are looked at again to notice broken selectors
    assert {ad.last_seen for ad in made.ads().values()} == {made.passes()[1].started_at}
    assert all(len(made.versions(key)) == 1 for key in ("100", "139"))


def test_every_change_is_a_dated_version_that_names_its_fields(collected_on_each: Any) -> None:
    made = collected_on_each
    made.site.fill(12)
    made.crawl()
    ad = made.site.ads["103"]
    made.site.put(replace(ad, phone="71 74 99 98", city="Odense C", postcode="5000", rev=2))
    made.crawl()
    made.site.put(replace(made.site.ads["103"], prices=("30 min: 500 kr.",), text="Ny tekst om ugen.", rev=3))
    made.crawl()
    versions = made.versions("103")
    assert [set(version.changed) for version in versions] == [set(), {"phones", "city", "postcode"}, {"prices", "text"}]
    assert [version.seen_from for version in versions] == [each.started_at for each in made.passes()]
    assert made.ads()["103"].city == "Odense C"
    assert len(made.versions("104")) == 1


def test_an_ad_that_vanishes_gets_gone_at_and_loses_it_when_it_comes_back(collected_on_each: Any) -> None:
    made = collected_on_each
    made.site.fill(12)
    made.crawl()
    away = made.site.ads.pop("105")
    result = made.crawl()
    assert (result.status, result.gone) == ("complete", 1)
    first, second = made.passes()
    gone = made.ads()["105"]
    assert (gone.gone_at, gone.last_seen) == (second.started_at, first.started_at)
    made.site.put(away)
    made.crawl()
    back = made.ads()["105"]
    assert (back.gone_at, back.first_seen) == (None, first.started_at)
    assert back.last_seen == made.passes()[2].started_at
    assert len(made.versions("105")) == 1


def test_nothing_is_gone_after_a_pass_that_missed_a_list_page(collected: Any, site: Any) -> None:
    site.fill(30)
    collected.crawl()
    for key in ("125", "126"):
        site.ads.pop(key)
    site.special["/?side=2"] = lambda _headers: _answer(500)
    result = collected.crawl()
    assert result.status == "partial"
    assert result.message == "A list page of Lille answered 500; the ads met before it were stored."
    assert all(ad.gone_at is None for ad in collected.ads().values())
    del site.special["/?side=2"]
    assert collected.crawl().gone == 2


def _answer(status: int, body: bytes = b"", **headers: str) -> Any:
    from types import SimpleNamespace

    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return SimpleNamespace(status=status, body=body, headers={"Content-Type": "text/html", **named})


def test_a_site_that_is_down_is_one_plain_sentence_and_changes_nothing(collected: Any, site: Any) -> None:
    site.fill(5)
    collected.crawl()
    before = {key: (ad.last_seen, ad.gone_at) for key, ad in collected.ads().items()}
    site.__exit__()
    result = collected.crawl()
    assert result.status == "failed"
    assert result.message == "Lille did not answer; nothing was changed, the next pass tries again."
    assert {key: (ad.last_seen, ad.gone_at) for key, ad in collected.ads().items()} == before
    assert ("site_down", None) in collected.alarms()


def test_reviews_are_added_once_and_hold_nothing_of_the_customer(collected_on_each: Any) -> None:
    made = collected_on_each
    made.site.fill(6)
    made.site.put(replace(made.site.ads["101"], reviews=("Venlig og præcis.",)))
    made.crawl()
    made.site.put(replace(made.site.ads["101"], reviews=("Venlig og præcis.", "Kom til tiden."), rev=2))
    made.crawl()
    with Session(made.engine) as session:
        reviews = session.exec(select(Review)).all()
    texts = {made.keyring.unseal(review.text_sealed, "review.text") for review in reviews}
    assert texts == {"Venlig og præcis.", "Kom til tiden."}
    assert {review.rating for review in reviews} == {4.0}
    assert [str(review.posted_at) for review in reviews] == ["2026-11-01", "2026-11-01"]


def test_what_reading_filled_in_is_not_emptied_by_the_next_pass(collected: Any, site: Any) -> None:
    site.fill(6)
    site.put(replace(site.ads["101"], alias=None, age=None))
    collected.crawl()
    with Session(collected.engine) as session:
        ad = session.exec(select(Ad).where(Ad.external_id == "101")).one()
        ad.age, ad.text_masked = 27, "masked"
        session.add(ad)
        session.commit()
    site.put(replace(site.ads["101"], phone="71 74 99 97", rev=2))
    collected.crawl()
    again = collected.ads()["101"]
    assert (again.age, again.alias, again.text_masked) == (27, None, None)
    assert collected.versions("101")[-1].changed == ["phones"]


def test_a_name_no_site_has_is_wrong_use_and_names_the_known_ones(collected: Any) -> None:
    with pytest.raises(BadInput, match=r"There is no site named nowhere; known are: .*lille"):
        crawl(collected.settings, collected.engine, collected.keyring, names=["nowhere"], now=lambda: collected.now)


def test_quick_is_for_this_machine_only(collected: Any) -> None:
    collected.define(start_url="http://annoncer.example/", hosts=["annoncer.example"])
    with pytest.raises(BadInput, match="Quick crawling"):
        crawl(
            collected.settings,
            collected.engine,
            collected.keyring,
            names=["lille"],
            now=lambda: collected.now,
            quick=True,
        )


def test_a_paused_site_is_not_contacted(collected: Any, site: Any) -> None:
    from models.site import Site

    site.fill(3)
    with Session(collected.engine) as session:
        session.add(Site(name="lille", title="Lille", start_url=site.url, paused=True))
        session.commit()
    result = collected.crawl()
    assert (result.status, site.asked) == ("refused", [])
    with Session(collected.engine) as session:
        assert session.exec(select(AuditEntry)).one().act == "crawl_refused"


def test_a_clue_that_did_not_move_with_its_ad_is_distrusted_in_the_same_pass(collected: Any, site: Any) -> None:
    site.fill(40)
    collected.crawl()
    # The site forgets to count up: every ad has changed, none of the clues has.
    for ad in site.ads.values():
        ad.age = 55
    result = collected.crawl()
    assert (result.status, result.changed) == ("complete", 40)
    assert {ad.age for ad in collected.ads().values()} == {55}
    third = collected.crawl()
    assert (third.status, third.changed) == ("complete", 0)
    assert len([path for path in site.asked if path.startswith("/ad/")]) < 20


def test_a_pass_notices_that_its_site_is_paused_and_ends_with_what_it_has(
    collected: Any, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.site import Site

    monkeypatch.setattr("crawler.desk.NOTE_EVERY_S", 0.0)
    monkeypatch.setattr("crawler.run.WATCH_S", 0.01)
    monkeypatch.setattr("crawler.run.QUICK_CONCURRENCY", 1)
    site.fill(40)
    collected.crawl()
    for ad in site.ads.values():
        ad.rev, ad.age = ad.rev + 1, 40

    def stop(_headers: object) -> Any:
        with Session(collected.engine) as session:
            session.get_one(Site, "lille").paused = True
            session.commit()
        time.sleep(0.3)
        return site._page(_page_of(site, "110"), {})

    site.special["/ad/110"] = stop
    result = collected.crawl()
    assert result.status == "partial"
    assert result.message.code == "paused_meanwhile"
    assert len([path for path in site.asked if path.startswith("/ad/")]) < 40
    # What was not reached is not taken to be gone.
    assert all(ad.gone_at is None for ad in collected.ads().values())
    assert collected.passes()[-1].said == {"code": "paused_meanwhile", "values": {"title": "Lille"}}


def test_progress_says_how_many_of_the_listed_ads_are_settled(collected: Any, site: Any) -> None:
    site.fill(25)
    told: list[tuple[str, int, int]] = []
    collected.crawl(progress=lambda label, done, total: told.append((label, done, total)))
    assert {label for label, _, _ in told} == {"Lille"}
    assert told[-1][1:] == (25, 25)
    assert all(done <= total for _, done, total in told)


def _moved(target: str) -> Any:
    return _answer(301, Location=target)


def test_pages_that_moved_within_the_site_are_followed_and_known_by_the_address_asked_for(
    collected: Any, site: Any
) -> None:
    site.fill(6)
    site.etags = True
    site.special["/ad/101"] = _moved("/ad/101-sofie")
    site.special["/ad/101-sofie"] = lambda headers: site._page(site.change_page(_page_of(site, "101")), headers)
    first = collected.crawl()
    assert (first.status, set(collected.ads())) == ("complete", set(site.ads))
    collected.define(list={**collected.definition["list"], "clue": None})
    collected.crawl()
    again = collected.crawl()
    assert (again.status, again.changed) == ("complete", 0)
    assert any(
        headers.get("if-none-match") and path == "/ad/101-sofie"
        for path, headers in zip(site.asked, site.asked_headers, strict=True)
    )


def _page_of(site: Any, key: str) -> str:
    """Draw one ad of the little site."""
    ads = dict(site.ads)
    from tests.crawler.conftest import ad_page

    return ad_page(ads[key])


def test_an_ad_whose_address_leads_to_the_front_page_is_gone(collected: Any, site: Any) -> None:
    site.fill(6)
    collected.crawl()
    site.ads["103"].rev = 2
    site.special["/ad/103"] = _moved("/")
    result = collected.crawl()
    assert (result.status, result.gone) == ("complete", 1)
    assert collected.ads()["103"].gone_at is not None
    assert collected.versions("103")[0].changed == []


def test_the_same_bytes_are_not_read_again_and_the_ad_is_seen(collected: Any, site: Any) -> None:
    collected.define(list={**collected.definition["list"], "clue": None})
    site.fill(12)
    collected.crawl()
    site.put(replace(site.ads["104"], text="Ny tekst."))
    second = collected.crawl()
    assert (second.status, second.changed, second.ads_seen) == ("complete", 1, 12)
    assert {ad.last_seen for ad in collected.ads().values()} == {collected.passes()[1].started_at}


def test_a_first_page_cut_short_changes_nothing_that_is_stored(collected: Any, site: Any) -> None:
    site.fill(30)
    collected.crawl()
    before = {key: (ad.content_hash, ad.gone_at) for key, ad in collected.ads().items()}
    whole = site.answer("/", {}).body
    site.special["/"] = lambda _headers: _answer(200, whole[: len(whole) // 2], Content_Length=str(len(whole)))
    result = collected.crawl()
    assert result.status in ("partial", "failed")
    assert {key: (ad.content_hash, ad.gone_at) for key, ad in collected.ads().items()} == before
