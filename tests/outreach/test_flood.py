"""A flood of one night is put aside by the one pass that first sees it, and takes nobody along (T-05, threat A2).

The real road: texts read, ads and numbers in a store, grouped, gathered into contact points, levels proposed.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from demo.ad_in import ad_in_rows
from demo.floods import Flood, flood
from demo.world import build_world
from models.ad import Ad
from models.contact_point import ContactPoint
from models.keys import KeyRing
from networks import stage
from outreach.contact_points import refresh
from tests.outreach.posting import Row, post

DAY = timedelta(days=1)


class Night:
    """A store on which whole passes are made."""

    def __init__(self, engine: Engine, keyring: KeyRing, now: datetime) -> None:
        self.engine, self.keyring, self.now = engine, keyring, now

    def post(self, rows: Iterable[Row], first_seen: datetime) -> list[int]:
        """Put read ads into the store; return their ids in the same order."""
        return post(self.engine, self.keyring, list(rows), first_seen, self.now)

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
    invented = build_world(seed=1, days=1, scale=scale)
    world = list(ad_in_rows(invented))
    invented_by_id = {f"{ad.site}/{ad.external_id}": ad for ad in invented.ads}
    posted = night.post(world, night.now - 30 * DAY)
    truth = {ad: invented_by_id[str(row["id"])] for ad, row in zip(posted, world, strict=True)}
    honest, controlled = set(truth), {ad for ad, true in truth.items() if true.actor_kind == "network"}
    night.one_pass()
    networks, places = night.look()
    before, red = together(networks, honest), {ad for ad in honest if places[ad][1] == "red"}
    assert len(before) >= 3
    theirs = night.post(flood(kind, world, ads), night.now - timedelta(hours=3))
    assert len(theirs) == ads
    night.one_pass()
    networks, places = night.look()
    after = together(networks, honest)
    raised = {ad for ad in honest if places[ad][1] == "red"} - red
    joined = [parts for group in after if len(parts := [one for one in before if group & one]) > 1]
    if kind is Flood.COPIES:
        # What is spread here is also a network's own text under more numbers: that may make red what was nearly so, and join
        # parts of one network. No independent is raised, and nothing of two actors joined (T-05).
        assert raised <= controlled
        assert all(len({truth[ad].actor_id for one in parts for ad in one}) == 1 for parts in joined)
    else:
        assert not raised
        assert not joined
    if kind is Flood.ONE_NUMBER:
        # Whoever hung together before does so now, and no one else.
        assert after == before
        assert not {networks[ad] for ad in theirs} & {networks[ad] for ad in honest} - {None}
    return {places[ad][0] for ad in theirs}


@pytest.mark.parametrize("kind", list(Flood))
def test_a_flood_of_one_night_takes_nobody_along_and_by_number_is_one_thing_to_look_at(
    sqlite_store: Engine, keyring: KeyRing, now: datetime, kind: Flood
) -> None:
    points = assert_put_aside(Night(sqlite_store, keyring, now), kind, 120, 0.1)
    if kind is Flood.ONE_NUMBER:
        # Its own, and the doors and numbers it names in passing: one ad in twenty.
        assert 1 <= len(points) <= 1 + 120 / 20


@pytest.mark.deep
@pytest.mark.parametrize("kind", list(Flood))
def test_nor_does_one_of_5000_ads(sqlite_store: Engine, keyring: KeyRing, now: datetime, kind: Flood) -> None:
    points = assert_put_aside(Night(sqlite_store, keyring, now), kind, 5_000, 1.0)
    if kind is Flood.ONE_NUMBER:
        assert len(points) <= 1 + 5_000 / 20
