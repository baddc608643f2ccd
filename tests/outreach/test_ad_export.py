"""Ads as rows for another program, on both engines."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import Engine

from models.keys import KeyRing
from outreach.ad_export import ad_rows, real_ads

KEYS = [
    "site",
    "url",
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
    "first_seen",
    "last_seen",
    "gone_at",
    "languages",
    "reviews",
    "image_count",
]


def test_a_row_holds_what_the_contract_names_and_no_level(
    store: Engine, keyring: KeyRing, now: datetime, in_store: Callable[..., object]
) -> None:
    def fill(make):  # type: ignore[no-untyped-def]
        ad = make.ad(
            "Ring 67 00 11 22", address="Torvet 1", phones=("+4567001122",), posted_at=date(2026, 11, 1),
            prices=[{"minutes": 30, "amount": 800, "currency": "DKK", "start": 4}],
        )  # fmt: skip
        make.review(ad, "En anmeldelse")

    in_store(fill)
    (row,) = ad_rows(store, keyring)
    assert list(row) == KEYS
    assert (row["text"], row["address"], row["phones"]) == ("Ring 67 00 11 22", "Torvet 1", ["+4567001122"])
    assert row["prices"] == [{"minutes": 30, "amount": 800, "currency": "DKK"}]
    assert row["reviews"] == [{"text": "En anmeldelse", "posted_at": None, "rating": None}]
    assert (row["posted_at"], row["last_seen"], row["gone_at"]) == ("2026-11-01", "2026-11-15T09:00:00+00:00", None)


def test_an_ad_not_read_yet_has_the_numbers_as_its_page_wrote_them(
    store: Engine, keyring: KeyRing, in_store: Callable[..., object]
) -> None:
    import json

    def fill(make):  # type: ignore[no-untyped-def]
        ad = make.ad()
        content = {"title": "t", "text": "x", "address": None, "phones": ["67 00 11 22", "not a number"], "handles": []}
        ad.content_sealed = make.keyring.seal(json.dumps(content), "ad.content")

    in_store(fill)
    assert [row["phones"] for row in ad_rows(store, keyring)] == [["+4567001122"]]


def test_more_ads_than_one_batch_come_once_each(
    store: Engine, keyring: KeyRing, in_store: Callable[..., object], monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("outreach.ad_export.BATCH", 3)
    in_store(lambda make: [make.ad() for _ in range(8)])
    assert len({row["url"] for row in ad_rows(store, keyring)}) == 8


def test_not_one_ad_of_a_real_site_is_given(store: Engine, keyring: KeyRing, in_store: Callable[..., object]) -> None:
    def fill(make):  # type: ignore[no-untyped-def]
        make.ad(site="hjerterum")
        for _ in range(60):
            make.ad(site="rigtig", loopback=False)

    in_store(fill)
    assert [row["site"] for row in ad_rows(store, keyring)] == ["hjerterum"]
    assert real_ads(store) == 60
