"""What a rival posts raises no independent's place to red, and joins her to nobody she was not with (T-05, threat A2).

The real road from rows to levels: texts read, ads, numbers and findings in a store, contact points gathered and proposed.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import islice

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from classifier.reader import load_reader
from demo.poison import Scenario, scenarios
from models.ad import Ad
from models.contact_point import ContactPoint
from models.keys import KeyRing
from models.values import Reading
from outreach.contact_points import refresh
from tests.outreach.conftest import Factory

DAY = timedelta(days=1)


def read_all(made: list[Scenario]) -> dict[str, Reading]:
    texts = list(dict.fromkeys(str(row["text"]) for one in made for row in (*one.honest, *one.poison)))
    entries = ({"id": str(at), "text": text, "type": "ad", "lang": None} for at, text in enumerate(texts))
    return dict(zip(texts, load_reader().read_many(entries), strict=True))


def post(make: Factory, row: dict[str, object], reading: Reading, first_seen: datetime, site: str) -> int:
    ad = make.ad(
        str(row["text"]), site=site, phones=tuple(row["phones"]), read=reading.level.value, first_seen=first_seen,  # type: ignore[arg-type]
        address=row["address"], city=row["city"], postcode=row["postcode"],  # type: ignore[arg-type]
    )  # fmt: skip
    for hit in reading.indicators:
        rule = hit.evidence[0].rule if hit.evidence else ""
        make.finding(ad, hit.name, strength=hit.strength, direction=hit.direction.value, rule=rule)
    return ad.id or 0


def levels_of_victims(engine: Engine, keyring: KeyRing, now: datetime, made: list[Scenario]) -> dict[str, set[str]]:
    """Post what honest people posted weeks ago, then the poison of one night; return the levels by kind of poison."""
    readings, theirs = read_all(made), defaultdict[str, list[int]](list)
    with Session(engine, expire_on_commit=False) as session:
        make = Factory(session, keyring, now)
        posted = set[str]()
        for one in made:
            for row in one.honest:
                if row["id"] not in posted:
                    posted.add(str(row["id"]))
                    theirs[one.name.rpartition("-")[0]].append(post(make, row, readings[str(row["text"])], now - 30 * DAY, str(row["site"])))  # fmt: skip
            for row in one.poison:
                post(make, row, readings[str(row["text"])], now - DAY, str(row["site"]))
        session.commit()
    refresh(engine, keyring, now=now)
    with Session(engine) as session:
        return {
            kind: {
                session.get_one(ContactPoint, point).proposed_level
                for point in session.exec(select(Ad.contact_point_id).where(Ad.id.in_(ads)))  # type: ignore[union-attr]
            }
            for kind, ads in theirs.items()
        }


def test_no_independent_is_raised_to_red_by_what_others_post(
    sqlite_store: Engine, keyring: KeyRing, now: datetime
) -> None:
    levels = levels_of_victims(sqlite_store, keyring, now, list(islice(scenarios(), 24)))
    assert len(levels) == 6
    assert not [kind for kind, found in levels.items() if "red" in found]
    # The poison does reach its victims: somebody is asked to look.
    assert "yellow" in levels["borrowed_number"] | levels["hub_number"]


@pytest.mark.deep
def test_nor_in_any_of_200_scenarios(sqlite_store: Engine, keyring: KeyRing, now: datetime) -> None:
    levels = levels_of_victims(sqlite_store, keyring, now, list(scenarios()))
    assert not [kind for kind, found in levels.items() if "red" in found]


@pytest.mark.parametrize(
    ("late_site", "days", "rule", "level"),
    [
        # Bad words come later, on one site: somebody should look.
        ("byportalen", 1, "pressure.t", "yellow"),
        # They were there from the first, or a second site says so too: red.
        ("byportalen", 30, "pressure.t", "red"),
        ("hjerterum byportalen", 1, "pressure.t", "red"),
        # A stated age under 18 is never doubted.
        ("byportalen", 1, "youth.stated_under_18", "red"),
    ],
)
def test_late_ads_of_one_site_raise_to_yellow_at_most(
    store: Engine, keyring: KeyRing, now: datetime, late_site: str, days: int, rule: str, level: str
) -> None:
    with Session(store, expire_on_commit=False) as session:
        make = Factory(session, keyring, now)
        make.ad("Jeg har egne regler", phones=("+4567000001",), first_seen=now - 30 * DAY)
        for site in late_site.split():
            late = make.ad(f"Dårlige ord på {site}", phones=("+4567000001",), site=site, first_seen=now - days * DAY)
            make.finding(late, "youth" if rule.startswith("youth") else "pressure", rule=rule)
        session.commit()
    refresh(store, keyring, now=now)
    with Session(store) as session:
        assert [point.proposed_level for point in session.exec(select(ContactPoint))] == [level]


def test_a_flood_is_one_voice_on_however_many_sites(store: Engine, keyring: KeyRing, now: datetime) -> None:
    with Session(store, expire_on_commit=False) as session:
        make = Factory(session, keyring, now)
        for number in ("+4567000001", "+4567000002"):
            make.ad("Jeg har egne regler", phones=(number,), first_seen=now - 30 * DAY)
            for site in ("hjerterum", "byportalen"):
                late = make.ad(f"Dårlige ord på {site}", phones=(number,), site=site, first_seen=now - DAY)
                make.finding(late, "pressure", rule="pressure.t")
                if number == "+4567000001":
                    make.phone(late, "+4567000099", "spam")
        session.commit()
    refresh(store, keyring, now=now)
    with Session(store) as session:
        levels = [point.proposed_level for point in session.exec(select(ContactPoint).order_by(ContactPoint.id))]  # type: ignore[arg-type]
        assert levels == ["yellow", "red"]
