"""A flood of one night is put aside by the one pass that first sees it, and takes nobody along (T-05, threat A2).

The real road: texts read, ads and numbers in a store, grouped, gathered into contact points, levels proposed.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from classifier.reader import load_reader
from demo.ad_in import ad_in_rows
from demo.floods import Flood, flood
from demo.world import build_world
from models.ad import Ad
from models.contact_point import ContactPoint
from models.keys import KeyRing
from networks import stage
from outreach.contact_points import refresh
from tests.outreach.conftest import Factory

DAY = timedelta(days=1)
Row = dict[str, object]


class Night:
    """A store on which whole passes are made."""

    def __init__(self, engine: Engine, keyring: KeyRing, now: datetime) -> None:
        self.engine, self.keyring, self.now = engine, keyring, now

    def post(self, rows: Iterable[Row], first_seen: datetime) -> set[int]:
        """Put read ads into the store; return their ids."""
        rows = list(rows)
        texts = {str(row["text"]) for row in rows}
        entries = ({"id": text, "text": text, "type": "ad", "lang": None} for text in texts)
        readings = dict(zip(texts, load_reader().read_many(entries), strict=True))
        posted = set[int]()
        with Session(self.engine) as session:
            make = Factory(session, self.keyring, self.now)
            for row in rows:
                said = readings[str(row["text"])]
                ad = make.ad(
                    str(row["text"]), site=str(row["site"]), phones=tuple(row["phones"]), read=said.level.value, first_seen=first_seen,  # type: ignore[arg-type]
                    address=row["address"], city=row["city"], postcode=row["postcode"], alias=row["alias"], age=row["age"],  # type: ignore[arg-type]
                )  # fmt: skip
                for hit in said.indicators:
                    rule = hit.evidence[0].rule if hit.evidence else ""
                    make.finding(ad, hit.name, strength=hit.strength, direction=hit.direction.value, rule=rule)
                posted.add(ad.id or 0)
            session.commit()
        return posted

    def one_pass(self) -> None:
        stage.refresh(self.engine, self.keyring, now=self.now)
        refresh(self.engine, self.keyring, now=self.now)

    def look(self) -> tuple[dict[int, int | None], dict[int, tuple[int, str]]]:
        """Return by ad its possible network, and its contact point with the level proposed."""
        with Session(self.engine) as session:
            levels = dict(session.exec(select(ContactPoint.id, ContactPoint.proposed_level)).all())
            rows = session.exec(select(Ad.id, Ad.network_id, Ad.contact_point_id)).all()
            return {ad: network for ad, network, _ in rows}, {ad: (point, levels[point]) for ad, _, point in rows}


def together(networks: dict[int, int | None], ads: set[int]) -> set[frozenset[int]]:
    groups = defaultdict[int, set[int]](set)
    for ad in ads:
        if (network := networks[ad]) is not None:
            groups[network].add(ad)
    return {frozenset(group) for group in groups.values()}


def assert_put_aside(night: Night, kind: Flood, ads: int, scale: float) -> set[int]:
    """Post honest people's ads, look, post the flood, look again; return the contact points of the flood."""
    world = list(ad_in_rows(build_world(seed=1, days=1, scale=scale)))
    honest = night.post(world, night.now - 30 * DAY)
    night.one_pass()
    networks, places = night.look()
    before, red = together(networks, honest), {ad for ad in honest if places[ad][1] == "red"}
    assert len(before) >= 3
    theirs = night.post(flood(kind, world, ads), night.now - timedelta(hours=3))
    assert len(theirs) == ads
    night.one_pass()
    networks, places = night.look()
    after = together(networks, honest)
    # Nobody is raised to red, and no two possible networks become one.
    assert {ad for ad in honest if places[ad][1] == "red"} <= red
    assert all(sum(bool(group & one) for one in before) <= 1 for group in after)
    if kind is Flood.ONE_NUMBER:
        # Whoever hung together before does so now, and no one else.
        assert after == before
        assert not {networks[ad] for ad in theirs} & {networks[ad] for ad in honest} - {None}
    return {places[ad][0] for ad in theirs}


def test_a_flood_of_one_night_takes_nobody_along_and_is_one_thing_to_look_at(
    sqlite_store: Engine, keyring: KeyRing, now: datetime
) -> None:
    points = assert_put_aside(Night(sqlite_store, keyring, now), Flood.ONE_NUMBER, 120, 0.1)
    # Its own, and the doors and numbers it names in passing: one ad in twenty.
    assert 1 <= len(points) <= 1 + 120 / 20


@pytest.mark.deep
@pytest.mark.parametrize("kind", list(Flood))
def test_nor_does_one_of_5000_ads(sqlite_store: Engine, keyring: KeyRing, now: datetime, kind: Flood) -> None:
    points = assert_put_aside(Night(sqlite_store, keyring, now), kind, 5_000, 1.0)
    if kind is Flood.ONE_NUMBER:
        assert len(points) <= 1 + 5_000 / 20
