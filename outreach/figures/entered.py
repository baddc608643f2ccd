"""Numbers that no visit yields, entered by people: the hotline log, the drop-in, CMM's own numbers (F11 … F26).

A number stands for a day and a category, never for a person or a case. A wrong one is taken back, not overwritten.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.figure import ManualCount
from models.gazetteer import regions
from outreach.actor import Actor
from outreach.errors import NotFound, NotYours, WrongField
from outreach.figures.figure import UNKNOWN, Counts, ManualFact
from outreach.local_time import local_day
from outreach.on_record import on_record

MOST = 100_000
# What may be entered for each figure, in the order of the form.
CATEGORIES: dict[str, tuple[str, ...]] = {
    "F11": ("uses", "opening_days", "users_per_week"),
    "F12": ("uses", "opening_days", "newcomers", "unique_about"),
    "F14": ("shifts", "women_seen", "new"),
    "F15": ("visits", "contacts", "women"),
    "F16": ("police", "partners", "informants", "concerned", "others"),
    "F17": ("remand", "operations", "follow_up"),
    "F19": ("interviews",),
    "F20": ("clinic", "mobile", "meeting_place"),
    "F21": ("interviews",),
    "F26": ("outreach", "message", "hotline", "partner", "other"),
}
# Their regions are told too: one number stands for all of it.
WITH_REGIONS = frozenset({"F21"})


def enter_count(
    session: Session,
    actor: Actor,
    *,
    figure: str,
    category: str,
    day: date,
    value: int,
    now: datetime,
    region_code: str | None = None,
) -> ManualCount:
    """Store one number. Raises WrongField for a figure, category, day, region or number that cannot be."""
    if category not in CATEGORIES.get(figure, ()):
        raise WrongField("count_unknown")
    if not date(2019, 1, 1) <= day <= local_day(now):
        raise WrongField("count_day")
    if region_code is not None and region_code not in regions():
        raise WrongField("region_unknown")
    if not 0 <= value <= MOST:
        raise WrongField("count_range", most=MOST)
    entry = ManualCount(
        figure=figure, category=category, day=day, organisation_id=actor.organisation_id, region_code=region_code,
        value=value, user_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    on_record(session, actor, "number entered", now=now, subject=f"{figure} {category}")
    return entry


def take_back(session: Session, actor: Actor, entry_id: int, *, now: datetime) -> None:
    """Take an own organisation's number back. Raises NotFound or NotYours; taking back twice changes nothing."""
    entry = session.get(ManualCount, entry_id)
    if entry is None:
        raise NotFound("count_gone")
    if entry.organisation_id != actor.organisation_id:
        raise NotYours("count_of_others")
    if entry.undone_at is None:
        entry.undone_at = now
        session.add(entry)
        session.flush()
        on_record(session, actor, "number taken back", now=now, subject=f"{entry.figure} {entry.category}")


def own_counts(session: Session, actor: Actor, *, most: int = 50) -> list[ManualCount]:
    """Return the organisation's standing numbers, the newest first."""
    rows = (
        select(ManualCount)
        .where(ManualCount.organisation_id == actor.organisation_id, col(ManualCount.undone_at).is_(None))
        .order_by(col(ManualCount.day).desc(), col(ManualCount.id).desc())
        .limit(most)
    )
    return list(session.exec(rows))


def entered_counts(entries: Iterable[ManualFact], figure: str) -> Counts:
    """Add up what people entered for a figure, by category. Nothing entered is not zero: there is no breakdown then.

    Days, uses and users do not add up to anything, so there is no total.
    """
    own = [entry for entry in entries if entry.figure == figure]
    categories, places = Counter[str](), Counter[str]()
    for entry in own:
        categories[entry.category] += entry.value
        places[entry.region or UNKNOWN] += entry.value
    counts = {"category": dict(sorted(categories.items()))} if own else {}
    return counts | ({"region": dict(sorted(places.items()))} if own and figure in WITH_REGIONS else {})
