"""T-28: a thousand random steps of one worker, undone one after the other, bring back the state at the start."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, col, select
from starlette.datastructures import FormData

from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.expiry import levels_in_force
from models.keys import KeyRing
from models.people import Organisation, User
from models.settings import Settings
from models.visit import Route, RouteStop
from outreach.claims import claim_states
from outreach.errors import NotAllowed
from review_ui.acts.decisions import LABELS, SKIP_FOR, leave_mark, set_level, undo_last
from review_ui.acts.planning import claim_for_visit, put_on_route
from review_ui.app import create_app
from review_ui.desk import Desk
from review_ui.levels import DECIDABLE
from review_ui.wording import Words
from tests.conftest import NOW
from tests.review_ui.invented import invent

KINDS = (
    "level",
    "level",
    "level",
    "skip",
    "visit",
    "duplicate",
    "note",
    "label",
    "route",
    "bulk level",
    "bulk skip",
    "undo",
)


class Worker:
    """One worker's acts on every place, each a second after the one before; a colleague has acted before."""

    def __init__(self, engine: Engine, keyring: KeyRing, folder: Path, seed: int) -> None:
        self.draw = random.Random(seed)
        with Session(engine, expire_on_commit=False) as session:
            invent(session, keyring, NOW)
        office = create_app(Settings(folder, "unused"), engine, keyring, now=lambda: NOW).state.office
        self.session = Session(engine, expire_on_commit=False)
        self.user = self.session.exec(select(User).where(User.login == "outreach")).one()
        organisation = self.session.get_one(Organisation, self.user.organisation_id)
        # The acts ask the desk for store, clock and worker; there is no request.
        no_request: Any = None
        self.desk = Desk(no_request, office, self.session, NOW, FormData(), "da", Words("da"))
        self.desk.the_user, self.desk.the_organisation = self.user, organisation
        self.points = list(self.session.exec(select(ContactPoint).order_by(col(ContactPoint.id))))
        self._before()

    def _before(self) -> None:
        route = Route(
            organisation_id=self.user.organisation_id, user_id=self.user.id or 0, day=(NOW + timedelta(days=2)).date(),
            team="A", start_label="Vejle", start_lat=55.7, start_lon=9.5, created_at=NOW,
        )  # fmt: skip
        colleague = self.session.exec(select(User).where(User.login == "coordinator")).one()
        decided = LevelDecision(
            contact_point_id=self.points[0].id or 0, user_id=colleague.id or 0, level="red", proposed_level="green",
            decided_at=NOW,
        )  # fmt: skip
        self.session.add_all([route, decided])
        self.session.commit()
        self.step_on()
        put_on_route(self.desk, self.points[3])
        self.session.commit()
        self.first = NOW + timedelta(seconds=1)

    def step_on(self) -> None:
        self.desk.now += timedelta(seconds=1)

    def step(self) -> None:
        """Do one thing at random; what a rule refuses is no step."""
        self.step_on()
        kind, point = self.draw.choice(KINDS), self.draw.choice(self.points)
        some = self.draw.sample(self.points, self.draw.randint(2, 8))
        try:
            if kind == "undo":
                self.undo()
            elif kind == "level":
                set_level(self.desk, point, self.draw.choice(list(DECIDABLE)).value, self.draw.choice(["", "other"]))
            elif kind == "visit":
                claim_for_visit(self.desk, point)
            elif kind == "route":
                put_on_route(self.desk, point)
            elif kind == "label":
                leave_mark(self.desk, point, "label", self.draw.choice(LABELS))
            elif kind.startswith("bulk"):
                for one in some:
                    if kind == "bulk level":
                        set_level(self.desk, one, "yellow", "other")
                    else:
                        leave_mark(self.desk, one, "skip", until=self.desk.now + SKIP_FOR)
            else:
                leave_mark(self.desk, point, kind, "en note" if kind == "note" else "")
            self.session.commit()
        except NotAllowed:
            self.session.rollback()

    def undo(self) -> bool:
        """Take the newest act back, but for what was done before the first step."""
        self.step_on()
        newest = max(self._newest(LevelDecision, "decided_at"), self._newest(Mark, "made_at"))
        if newest <= self.first:
            return False
        undo_last(self.desk)
        self.session.commit()
        return True

    def _newest(self, table: Any, column: str) -> datetime:
        own = (table.user_id == self.user.id, col(table.undone_at).is_(None))
        return self.session.exec(select(func.max(getattr(table, column))).where(*own)).one() or self.first

    def state(self) -> dict[str, object]:
        """Return what workers see: levels, open marks, who holds what, every stop of every route in order."""
        ids = [point.id or 0 for point in self.points]
        open_marks = self.session.exec(select(Mark).where(col(Mark.undone_at).is_(None)))
        stops = self.session.exec(select(RouteStop).order_by(col(RouteStop.route_id), col(RouteStop.position)))
        return {
            "levels": levels_in_force(self.session, ids),
            "marks": sorted((mark.contact_point_id, mark.kind, mark.value or "") for mark in open_marks),
            "held": sorted(claim_states(self.session, ids, self.user.organisation_id, now=self.desk.now)),
            "stops": [(stop.route_id, stop.contact_point_id, stop.position) for stop in stops],
        }


def assert_undone(worker: Worker, steps: int) -> None:
    start = worker.state()
    for _ in range(steps):
        worker.step()
    assert worker.state() != start
    while worker.undo():
        pass
    assert worker.state() == start
    # Nothing was deleted, only dated.
    assert len(worker.session.exec(select(LevelDecision.id)).all()) > steps / 5
    worker.session.close()


def test_a_thousand_random_steps_are_undone_to_the_start(
    sqlite_store: Engine, keyring: KeyRing, tmp_path: Path
) -> None:
    assert_undone(Worker(sqlite_store, keyring, tmp_path, 28), 1000)


def test_a_hundred_steps_are_undone_on_each_engine(store: Engine, keyring: KeyRing, tmp_path: Path) -> None:
    assert_undone(Worker(store, keyring, tmp_path, 7), 100)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(20))
def test_twenty_times_a_thousand_steps_are_undone(
    sqlite_store: Engine, keyring: KeyRing, tmp_path: Path, seed: int
) -> None:
    assert_undone(Worker(sqlite_store, keyring, tmp_path, seed), 1000)
