"""The day's work of one worker: what was looked at, set, planned and visited; what is left."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import col

from models.decision import LevelDecision, Mark
from models.visit import Visit
from review_ui.desk import Desk
from review_ui.gather.places import PlaceFilter, count_places


@dataclass(frozen=True)
class Day:
    """Counts of one worker's day."""

    levels: dict[str, int]
    skipped: int
    claimed: int
    notes: int
    visits: int
    left: int

    @property
    def looked_at(self) -> int:
        """Places decided on or skipped."""
        return sum(self.levels.values()) + self.skipped


def make_day(desk: Desk) -> Day:
    """Count today's work."""
    midnight = desk.now.replace(hour=0, minute=0, second=0, microsecond=0)
    levels = desk.session.execute(
        select(col(LevelDecision.level), func.count())
        .where(
            col(LevelDecision.user_id) == desk.user.id,
            col(LevelDecision.undone_at).is_(None),
            col(LevelDecision.decided_at) >= midnight,
        )
        .group_by(col(LevelDecision.level))
    )
    marks = desk.session.execute(
        select(col(Mark.kind), func.count())
        .where(col(Mark.user_id) == desk.user.id, col(Mark.undone_at).is_(None), col(Mark.made_at) >= midnight)
        .group_by(col(Mark.kind))
    )
    kinds = {str(kind): int(n) for kind, n in marks}
    visits = desk.session.execute(
        select(func.count()).where(col(Visit.user_id) == desk.user.id, col(Visit.visited_at) >= midnight)
    ).scalar_one()
    left = count_places(desk, PlaceFilter(waiting=True))
    return Day(
        {str(level): int(n) for level, n in levels},
        kinds.get("skip", 0),
        kinds.get("visit", 0),
        kinds.get("note", 0),
        visits,
        left,
    )
