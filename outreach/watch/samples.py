"""Twenty look-ups of each organisation a month, drawn at random for another organisation's officer to read (R-AUD-4)."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.audit import AuditEntry
from models.people import User
from models.watch import TrailSample
from outreach.actor import Actor
from outreach.errors import NotFound, NotYours, WrongField
from outreach.local_time import day_start, local_day
from outreach.on_record import on_record

A_MONTH = 20
SAMPLED = ("reveal", "open outside area", "record view", "search", "export", "day sheet")
VERDICTS = ("fits", "ask")


def draw_samples(session: Session, *, now: datetime) -> int:
    """Draw last month's samples where that was not done yet; returns how many. The caller commits."""
    first = local_day(now).replace(day=1)
    month = (first - timedelta(days=1)).replace(day=1)
    name = f"{month:%Y-%m}"
    done = set(
        session.execute(select(col(TrailSample.organisation_id)).where(col(TrailSample.month) == name)).scalars()
    )
    drawn = 0
    for organisation in _organisations_at_work(session, month, first):
        if organisation in done:
            continue
        numbers = list(session.execute(_look_ups(organisation, month, first)).scalars())
        # Not the day's seeded chance: nobody may know beforehand which look-ups are read.
        chosen = secrets.SystemRandom().sample(numbers, min(A_MONTH, len(numbers)))
        reader = _reader_for(session, organisation, month)
        for number in sorted(chosen):
            session.add(
                TrailSample(
                    month=name,
                    entry_number=number,
                    organisation_id=organisation,
                    reader_organisation_id=reader,
                    drawn_at=now,
                )
            )
        drawn += len(chosen)
    session.flush()
    return drawn


def _look_ups(organisation: int, month: date, until: date):  # type: ignore[no-untyped-def]
    return select(col(AuditEntry.number)).where(
        col(AuditEntry.organisation_id) == organisation,
        col(AuditEntry.act).in_(SAMPLED),
        col(AuditEntry.at) >= day_start(month),
        col(AuditEntry.at) < day_start(until),
    )


def _organisations_at_work(session: Session, month: date, until: date) -> list[int]:
    rows = session.execute(
        select(col(AuditEntry.organisation_id))
        .where(
            col(AuditEntry.act).in_(SAMPLED),
            col(AuditEntry.at) >= day_start(month),
            col(AuditEntry.at) < day_start(until),
            col(AuditEntry.organisation_id).is_not(None),
        )
        .distinct()
    ).scalars()
    return sorted(number for number in rows if number is not None)


def _reader_for(session: Session, organisation: int, month: date) -> int | None:
    """Return another organisation with an officer, in turn from month to month; None where there is none."""
    others = sorted(
        session.execute(
            select(func.distinct(col(User.organisation_id))).where(
                col(User.role) == "dpo", col(User.disabled_at).is_(None), col(User.organisation_id) != organisation
            )
        ).scalars()
    )
    return others[(month.year * 12 + month.month) % len(others)] if others else None


def answer_sample(session: Session, actor: Actor, sample_id: int, verdict: str, *, now: datetime) -> TrailSample:
    """Note what the reader thinks of one look-up. Raises NotYours for another organisation's to read."""
    sample = session.get(TrailSample, sample_id)
    if sample is None:
        raise NotFound("sample_gone")
    if sample.reader_organisation_id != actor.organisation_id:
        raise NotYours("sample_of_others")
    if verdict not in VERDICTS:
        raise WrongField("alert_answer")
    sample.answered_at, sample.answered_by, sample.verdict = now, actor.user_id, verdict
    session.add(sample)
    on_record(session, actor, "sample read", now=now, subject=f"sample:{sample.id}", details={"verdict": verdict})
    return sample
