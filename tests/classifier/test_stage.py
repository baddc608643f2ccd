"""Reading writes numbers keyed and sealed, text masked, findings with true offsets; and reads only what changed."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from classifier import stage
from classifier.reader import Reader
from models.ad import Ad, AdPhone, AdVersion, Phone, Review
from models.finding import Finding, TextReading
from models.keys import KeyRing
from models.site import Site

TEXT = "Vores piger er klar på Strandvejen 12, 2. tv, 7100 Vejle. Ring syv en syv fire seks to otte otte. Mail a@b.dk"


@pytest.fixture(autouse=True)
def with_small_lexicon(monkeypatch: pytest.MonkeyPatch, small_reader: Reader) -> None:
    monkeypatch.setattr(stage, "load_reader", lambda: small_reader)


def seal(keyring: KeyRing, text: str, phones: list[str] | None = None, column: str = "ad.content") -> bytes:
    content = {"title": "Maria, 19", "text": text, "address": "Strandvejen 12", "phones": phones or [], "handles": []}
    return keyring.seal(json.dumps(content), column)


def add_ad(engine: Engine, keyring: KeyRing, now: datetime, text: str = TEXT, phones: list[str] | None = None) -> int:
    with Session(engine) as session:
        session.add(Site(name="byen", title="Byen", start_url="http://127.0.0.1/"))
        session.flush()
        ad = Ad(
            site="byen",
            external_id="1",
            url="u",
            first_seen=now,
            last_seen=now,
            content_hash="h1",
            content_sealed=seal(keyring, text, phones),
        )
        session.add(ad)
        session.flush()
        assert ad.id is not None
        session.add(
            AdVersion(
                ad_id=ad.id,
                seen_from=now,
                content_hash="h1",
                content_sealed=seal(keyring, text, phones, "ad_version.content"),
            )
        )
        session.commit()
        return ad.id


def test_an_ad_is_written_masked_with_true_offsets(store: Engine, keyring: KeyRing, now: datetime) -> None:
    ad_id = add_ad(store, keyring, now, phones=["+45 91 30 55 72"])
    assert stage.read_new(store, keyring, now=now) == 1
    with Session(store) as session:
        ad = session.get_one(Ad, ad_id)
        assert ad.text_masked is not None
        for hidden in ("Strandvejen", "syv", "otte", "a@b.dk"):
            assert hidden not in ad.text_masked
        assert len(ad.text_masked) == len(TEXT)
        assert (ad.alias, ad.age, ad.city, ad.postcode, ad.languages) == ("Maria", 19, "Vejle", "7100", ["da"])
        found = {finding.indicator: finding for finding in session.exec(select(Finding))}
        assert set(found) == {"youth", "third_party_control", "obscured_contact"}
        control = found["third_party_control"]
        assert ad.text_masked[control.start : control.end] == control.quote_masked == "Vores piger"
        assert found["youth"].start is None
        assert set(found["obscured_contact"].quote_masked or "") <= {"•", " "}
        phones = session.exec(select(Phone).order_by(col(Phone.tail))).all()
        assert [phone.tail for phone in phones] == ["72", "88"]
        assert phones[1].keyed == keyring.key_phone("+4571746288")
        assert keyring.unseal(phones[1].sealed, "phone.e164") == "+4571746288"
        seen = session.exec(select(AdPhone).order_by(col(AdPhone.source))).all()
        assert [(row.source, row.obscured) for row in seen] == [("field", False), ("text", True)]
        (reading,) = session.exec(select(TextReading))
        assert (reading.content_hash, reading.lang, reading.level) == ("h1", "da", "yellow")


def test_what_did_not_change_is_not_read_again(store: Engine, keyring: KeyRing, now: datetime) -> None:
    ad_id = add_ad(store, keyring, now)
    stage.read_new(store, keyring, now=now)
    later = now + timedelta(days=1)
    with Session(store) as session:
        session.get_one(Ad, ad_id).last_seen = later
        session.commit()
    assert stage.read_new(store, keyring, now=later) == 0
    with Session(store) as session:
        (row,) = session.exec(select(AdPhone))
        assert (row.first_seen, row.last_seen) == (now, later)


def test_a_changed_ad_is_read_again_and_a_dropped_number_stays_in_the_past(
    store: Engine, keyring: KeyRing, now: datetime
) -> None:
    ad_id = add_ad(store, keyring, now)
    stage.read_new(store, keyring, now=now)
    later = now + timedelta(days=3)
    with Session(store) as session:
        ad = session.get_one(Ad, ad_id)
        ad.last_seen, ad.content_hash, ad.content_sealed = later, "h2", seal(keyring, "Rolig massage, ring 71 74 62 90")
        session.add(
            AdVersion(
                ad_id=ad_id,
                seen_from=later,
                content_hash="h2",
                content_sealed=seal(keyring, "Rolig massage, ring 71 74 62 90", None, "ad_version.content"),
            )
        )
        session.commit()
    assert stage.read_new(store, keyring, now=later) == 1
    with Session(store) as session:
        rows = session.exec(select(AdPhone).order_by(col(AdPhone.id))).all()
        assert [(row.first_seen, row.last_seen) for row in rows] == [(now, now), (later, later)]
        assert {finding.indicator for finding in session.exec(select(Finding).where(Finding.source == "text"))} == {
            "youth"
        }
        assert len(session.exec(select(TextReading)).all()) == 1


def test_a_review_is_read_as_a_review(store: Engine, keyring: KeyRing, now: datetime) -> None:
    ad_id = add_ad(store, keyring, now)
    with Session(store) as session:
        sealed = keyring.seal("Hun var bange. Ring 71 74 62 88", "review.text")
        session.add(Review(ad_id=ad_id, external_id="r", text_sealed=sealed, first_seen=now))
        session.commit()
    assert stage.read_new(store, keyring, now=now) == 2
    assert stage.read_new(store, keyring, now=now) == 0
    with Session(store) as session:
        review = session.exec(select(Review)).one()
        assert review.text_masked == "Hun var bange. Ring •• •• •• ••"
        (finding,) = session.exec(select(Finding).where(Finding.indicator == "pressure"))
        assert (finding.review_id, finding.quote_masked) == (review.id, "var bange")


def test_a_new_reader_version_reads_everything_again(
    store: Engine, keyring: KeyRing, now: datetime, small_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_ad(store, keyring, now)
    stage.read_new(store, keyring, now=now)
    monkeypatch.setattr(small_reader, "version", "newer")
    assert stage.read_new(store, keyring, now=now) == 1


def test_ads_that_are_there_now_are_read_before_history(
    store: Engine, keyring: KeyRing, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "BATCH", 1)
    first = add_ad(store, keyring, now)
    with Session(store) as session:
        gone = session.get_one(Ad, first)
        gone.gone_at = now
        session.add(Ad(**gone.model_dump(exclude={"id", "external_id", "gone_at"}), external_id="2"))
        session.commit()
    stage.read_new(store, keyring, now=now)
    with Session(store) as session:
        read = session.exec(select(TextReading.ad_id).order_by(col(TextReading.id))).all()
    assert len(read) == 2 and read[-1] == first


def test_progress_is_told(store: Engine, keyring: KeyRing, now: datetime) -> None:
    add_ad(store, keyring, now)
    told: list[tuple[str, int, int]] = []
    stage.read_new(store, keyring, now=now, progress=lambda label, done, total: told.append((label, done, total)))
    assert ("reading", 1, 1) in told
