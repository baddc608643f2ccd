"""What a rival posts raises no independent's place to red, whenever and wherever it is posted (T-05, threat A2).

The real road from rows to levels: texts read, ads, numbers and findings in a store, grouped, gathered into contact points,
levels proposed.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from demo.poison import MAKERS, Scenario, scenarios
from models.ad import Ad
from models.contact_point import ContactPoint
from models.keys import KeyRing
from networks import stage
from outreach.contact_points import refresh
from tests.outreach.conftest import Factory
from tests.outreach.posting import Row, post

DAY = timedelta(days=1)
# Poison that reaches its victim: somebody is asked to look.
NOTICED = ("borrowed_number", "hub_number", "shared_address", "two_sites", "there_before", "imitated_before")


@cache
def by_kind() -> dict[str, list[Scenario]]:
    """All 200 scenarios, by kind of poison."""
    made = defaultdict[str, list[Scenario]](list)
    for one in scenarios():
        made[one.kind].append(one)
    return made


def levels_of_victims(engine: Engine, keyring: KeyRing, now: datetime, made: Sequence[Scenario]) -> list[str]:
    """Post what honest people posted weeks ago and the poison of one night, later or before; return their places' levels."""
    honest = {str(row["id"]): row for one in made for row in one.honest}
    early: list[Row] = [row for one in made if one.was_first for row in one.poison]
    late: list[Row] = [row for one in made if not one.was_first for row in one.poison]
    theirs = list[int]()
    for rows, days in ((early, 60), (list(honest.values()), 30), (late, 1)):
        if rows:
            ids = post(engine, keyring, rows, now - days * DAY, now)
            theirs = ids if days == 30 else theirs
    stage.refresh(engine, keyring, now=now)
    refresh(engine, keyring, now=now)
    with Session(engine) as session:
        places = session.exec(select(Ad.contact_point_id).where(Ad.id.in_(theirs)))  # type: ignore[union-attr]
        return [session.get_one(ContactPoint, place).proposed_level for place in places]


@pytest.mark.parametrize("kind", list(MAKERS))
def test_no_independent_is_raised_to_red_by_what_others_post(
    sqlite_store: Engine, keyring: KeyRing, now: datetime, kind: str
) -> None:
    made = by_kind()[kind]
    assert len(made) == 200 // len(MAKERS)
    levels = levels_of_victims(sqlite_store, keyring, now, made)
    assert len(levels) >= len({str(one.honest[0]["id"]) for one in made})
    assert "red" not in levels
    assert ("yellow" in levels) or kind not in NOTICED


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
        first = make.ad("Uden kondom er muligt", phones=("+4567000001",), first_seen=now - 30 * DAY)
        # Her own words give some concern, so nothing contradicts the others.
        make.finding(first, "unsafe_services")
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
            make.finding(make.ad("Uden kondom", phones=(number,), first_seen=now - 30 * DAY), "unsafe_services")
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


@pytest.mark.parametrize(
    ("own", "rule", "level", "code"),
    [
        # Her own ad says nothing of the kind: somebody should look, and is told why it is not red.
        (None, "pressure.t", "yellow", "doubted_contradicted"),
        # A claim to be genuine is nothing of the kind either.
        ("trust_claims", "pressure.t", "yellow", "doubted_contradicted"),
        # It does.
        ("third_party_control", "pressure.t", "red", None),
        # A stated age under 18 is never doubted.
        (None, "youth.stated_under_18", "red", None),
    ],
)
def test_an_ad_that_says_nothing_of_the_kind_holds_its_place_at_yellow(
    store: Engine, keyring: KeyRing, now: datetime, own: str | None, rule: str, level: str, code: str | None
) -> None:
    with Session(store, expire_on_commit=False) as session:
        make = Factory(session, keyring, now)
        for site in ("hjerterum", "byportalen"):
            bad = make.ad(f"Dårlige ord på {site}", phones=("+4567000001",), site=site)
            make.finding(bad, "youth" if rule.startswith("youth") else "pressure", rule=rule)
        hers = make.ad("Jeg har egne regler", phones=("+4567000001",), first_seen=now - DAY)
        if own:
            make.finding(hers, own)
        session.commit()
    refresh(store, keyring, now=now)
    with Session(store) as session:
        (point,) = session.exec(select(ContactPoint))
        assert point.proposed_level == level
        assert [one["code"] for one in point.rank_reasons if str(one["code"]).startswith("doubted")] == [code] * bool(
            code
        )


def test_what_customers_write_of_a_quiet_ad_is_not_doubted(store: Engine, keyring: KeyRing, now: datetime) -> None:
    with Session(store, expire_on_commit=False) as session:
        make = Factory(session, keyring, now)
        quiet = make.ad("Massage", phones=("+4567000001",))
        make.finding(quiet, "pressure", review_id=make.review(quiet, "Hun ville ikke").id)
        make.ad("Jeg har egne regler", phones=("+4567000001",))
        session.commit()
    refresh(store, keyring, now=now)
    with Session(store) as session:
        assert [point.proposed_level for point in session.exec(select(ContactPoint))] == ["red"]
