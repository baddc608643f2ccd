"""Double reading: a small random sample is read again by somebody who sees neither proposal nor decision (US-24, R-FAIR-6).

One place in twenty, chosen anew each week by a keyed hash, so that nobody can choose or foresee it: places without concern
(what did we miss?) and places decided lately (do two people see the same?).
"""

import hashlib
import hmac
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.values import Level
from outreach.frozen import is_frozen_here
from review_ui.desk import Desk
from review_ui.gather.conditions import newest_decision

KIND = "second"
ONE_IN = 20
DAYS = 90
QUIET = (Level.GREEN.value, Level.NOT_ASSESSED.value)


def week_of(desk: Desk) -> str:
    """Return the ISO week the sample belongs to, e.g. 2026-W47."""
    year, week, _ = desk.now.isocalendar()
    return f"{year}-W{week:02d}"


def in_sample(desk: Desk, number: int, week: str) -> bool:
    """Tell whether a contact point belongs to the week's sample."""
    keyed = hmac.new(desk.office.keyring.session_key, f"second:{week}:{number}".encode(), hashlib.sha256).digest()
    return int.from_bytes(keyed[:4], "big") % ONE_IN == 0


def sample(desk: Desk) -> list[ContactPoint]:
    """Return what this worker may still read of the week's sample in the own area: nothing one decided or read oneself."""
    other = aliased(Mark)
    read = exists().where(
        col(other.contact_point_id) == col(ContactPoint.id),
        col(other.kind) == KIND,
        col(other.undone_at).is_(None),
        col(other.made_at) >= desk.now - timedelta(days=desk.now.weekday() + 1),
    )
    rows = desk.session.execute(
        select(ContactPoint, LevelDecision)
        .outerjoin(LevelDecision, col(LevelDecision.id) == newest_decision())
        .where(
            col(ContactPoint.gone_at).is_(None),
            col(ContactPoint.region_code).in_(desk.regions),
            ~read,
            ~is_frozen_here(),
        )
        .order_by(col(ContactPoint.id))
    )
    week, since = week_of(desk), desk.now - timedelta(days=14)
    return [
        point
        for point, decision in rows
        if (decision.decided_at >= since if decision else point.proposed_level in QUIET)
        and not (decision and decision.user_id == desk.user.id)
        and in_sample(desk, point.id or 0, week)
    ]


@dataclass
class Agreement:
    """How often the second reader saw what was there before: counts by a name."""

    same: int = 0
    total: int = 0

    @property
    def share(self) -> float:
        """Share (0-1) of agreement."""
        return self.same / self.total if self.total else 0.0


@dataclass
class Agreements:
    """Agreement on levels, by indicator and by language, over the last ninety days."""

    levels: Agreement = field(default_factory=Agreement)
    # Places without concern in which the second reader saw one: what was missed.
    missed: Agreement = field(default_factory=Agreement)
    indicators: dict[str, Agreement] = field(default_factory=lambda: defaultdict(Agreement))
    languages: dict[str, Agreement] = field(default_factory=lambda: defaultdict(Agreement))


def agreements(desk: Desk) -> Agreements:
    """Count the second readings of the own area."""
    rows = desk.session.execute(
        select(Mark)
        .join(ContactPoint, col(ContactPoint.id) == col(Mark.contact_point_id))
        .where(
            col(Mark.kind) == KIND,
            col(Mark.undone_at).is_(None),
            col(Mark.made_at) >= desk.now - timedelta(days=DAYS),
            col(ContactPoint.region_code).in_(desk.regions),
        )
    ).scalars()
    found = Agreements()
    for mark in rows:
        said = json.loads(mark.value or "{}")
        agreed = said["level"] == said["first"]
        _count(found.levels, agreed)
        _count(found.languages[said["lang"]], agreed)
        if said["first"] in QUIET:
            _count(found.missed, said["level"] not in QUIET)
        for name in {*said["shown"], *said["seen"]}:
            _count(found.indicators[name], name in said["shown"] and name in said["seen"])
    return found


def _count(agreement: Agreement, same: bool) -> None:
    agreement.total += 1
    agreement.same += same
