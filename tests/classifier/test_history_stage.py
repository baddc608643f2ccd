"""History findings follow the versions in the store and are written once."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from classifier import stage
from classifier.reader import Reader
from models.ad import Ad, AdVersion
from models.finding import Finding
from models.keys import KeyRing
from models.site import Site

TOWNS = ["Vejle", "Kolding", "Ribe"]


@pytest.fixture(autouse=True)
def with_small_lexicon(monkeypatch: pytest.MonkeyPatch, small_reader: Reader) -> None:
    monkeypatch.setattr(stage, "load_reader", lambda: small_reader)


def add_travelling_ad(engine: Engine, keyring: KeyRing, now: datetime) -> int:
    """An ad that named three towns in eight days, at a falling price."""
    content = json.dumps({"title": "", "text": "Ring 71 74 62 88", "phones": []})
    first = now - timedelta(days=8)
    with Session(engine) as session:
        session.add(Site(name="byen", title="Byen", start_url="http://127.0.0.1/"))
        session.flush()
        ad = Ad(site="byen", external_id="1", url="u", first_seen=first, last_seen=now, content_hash="h", content_sealed=keyring.seal(content, "ad.content"))  # fmt: skip
        session.add(ad)
        session.flush()
        assert ad.id is not None
        for place, town in enumerate(TOWNS):
            prices: list[dict[str, object]] = [{"minutes": 60, "amount": 1000 - 300 * place, "currency": "DKK"}]
            session.add(AdVersion(ad_id=ad.id, seen_from=first + timedelta(days=3 * place), content_hash=str(place), city=town, prices=prices, content_sealed=keyring.seal(content, "ad_version.content")))  # fmt: skip
        session.commit()
        return ad.id


def history_of(engine: Engine) -> dict[str, Finding]:
    with Session(engine) as session:
        rows = session.exec(select(Finding).where(Finding.source == "history").order_by(col(Finding.id))).all()
        assert len({row.indicator for row in rows}) == len(rows)
        return {row.indicator: row for row in rows}


def test_versions_become_findings_with_facts_and_without_a_quote(
    store: Engine, keyring: KeyRing, now: datetime
) -> None:
    add_travelling_ad(store, keyring, now)
    stage.read_new(store, keyring, now=now)
    found = history_of(store)
    assert set(found) == {"observed_movement", "price_falling", "new_place"}
    assert json.loads(found["price_falling"].facts or "") == {"percent": 60, "minutes": 60}
    assert found["observed_movement"].quote_masked is None
    assert found["new_place"].direction == "note"


def test_an_ad_that_went_is_noted_and_one_that_came_back_is_not(store: Engine, keyring: KeyRing, now: datetime) -> None:
    ad_id = add_travelling_ad(store, keyring, now)
    stage.read_new(store, keyring, now=now)
    for moment in (now, None):
        with Session(store) as session:
            session.get_one(Ad, ad_id).gone_at = moment
            session.commit()
        stage.read_new(store, keyring, now=now)
        assert ("gone" in history_of(store)) is (moment is not None)


def test_a_price_is_compared_with_other_numbers_of_the_same_kind_and_region(
    store: Engine, keyring: KeyRing, now: datetime
) -> None:
    def add(session: Session, place: int, amount: int, city: str, kind: str = "private") -> None:
        content = json.dumps(
            {"title": "", "text": f"Massage i byen, ring 71 74 {place // 10 + 10} {place % 10 + 10}", "phones": []}
        )
        prices: list[dict[str, object]] = [{"minutes": 60, "amount": amount, "currency": "DKK"}]
        session.add(Ad(site="byen", external_id=str(place), url="u", first_seen=now, last_seen=now, content_hash="h", content_sealed=keyring.seal(content, "ad.content"), city=city, kind=kind, prices=prices))  # fmt: skip

    with Session(store) as session:
        session.add(Site(name="byen", title="Byen", start_url="http://127.0.0.1/"))
        session.flush()
        for place in range(10):
            add(session, place, 1000, "Vejle" if place % 2 else "Kolding")
        for place in range(10, 20):
            add(session, place, 2000, "Aalborg")
        add(session, 20, 1400, "Vejle")
        add(session, 21, 1400, "Aalborg")
        add(session, 22, 1400, "Vejle", kind="clinic")
        session.commit()
    stage.read_new(store, keyring, now=now)
    with Session(store) as session:
        found = session.exec(select(Finding, Ad).join(Ad).where(Finding.indicator == "price_above_local")).all()
    assert [(ad.external_id, finding.direction) for finding, ad in found] == [("20", "counter")]
    assert json.loads(found[0][0].facts or "") == {"percent": 40, "minutes": 60, "ads": 10}
