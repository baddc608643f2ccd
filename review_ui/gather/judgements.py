"""How people judged what the machine proposed: agreement, differences with reasons, links said yes or no to, hit rate."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import col

from models.contact_point import ContactPoint
from models.decision import LevelDecision
from models.network import LinkJudgement
from outreach.contact_points import label_for
from outreach.figures.hit_rate import calibration_sentence, hits_told
from outreach.figures.ledger import figures_of, told_of
from outreach.figures.periods import YEAR
from review_ui.desk import Desk

DAYS = 90
MOST = 50
HIT_LEVELS = ("red", "yellow", "green")


@dataclass(frozen=True)
class Difference:
    """One place where a person set another level than the proposal."""

    decision: LevelDecision
    point: ContactPoint
    label: str


@dataclass(frozen=True)
class Judgements:
    """Everything the page shows. ``table`` counts by (proposed, decided); ``hits`` are sentences by level (F25)."""

    table: dict[tuple[str, str], int]
    agreed: int
    total: int
    differences: list[Difference]
    links: list[LinkJudgement]
    links_same: int
    links_apart: int
    hits: list[tuple[str, str]]


def make_judgements(desk: Desk) -> Judgements:
    """Read the judgements of the last ninety days in the own area."""
    rows = desk.session.execute(
        select(LevelDecision, ContactPoint)
        .join(ContactPoint, col(ContactPoint.id) == col(LevelDecision.contact_point_id))
        .where(
            col(LevelDecision.undone_at).is_(None),
            col(LevelDecision.decided_at) >= desk.now - timedelta(days=DAYS),
            col(ContactPoint.region_code).in_(desk.regions),
        )
        .order_by(col(LevelDecision.id).desc())
    ).all()
    table = Counter((decision.proposed_level, decision.level) for decision, _ in rows)
    differ = [
        Difference(decision, point, label_for(point.place_type, point.city, desk.lang))
        for decision, point in rows
        if decision.level != decision.proposed_level
    ]
    same, apart = (
        desk.session.execute(
            select(func.count()).where(col(LinkJudgement.same).is_(value), col(LinkJudgement.undone_at).is_(None))
        ).scalar_one()
        for value in (True, False)
    )
    own = select(LinkJudgement).where(
        col(LinkJudgement.user_id) == desk.user.id, col(LinkJudgement.undone_at).is_(None)
    )
    links = list(desk.session.execute(own.order_by(col(LinkJudgement.id).desc()).limit(MOST)).scalars())
    record = hits_told(figures_of(told_of(desk.session, desk.now.year, now=desk.now), YEAR))
    return Judgements(
        dict(table),
        sum(count for (proposed, decided), count in table.items() if proposed == decided),
        len(rows),
        differ[:MOST],
        links,
        same,
        apart,
        [(level, calibration_sentence(record[level], desk.lang)) for level in HIT_LEVELS],
    )
