"""Look through the trail for patterns and put them before a second person; take the answer. The caller commits."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from models.audit import AuditEntry
from models.people import User
from models.watch import LookUpAlert
from outreach.actor import Actor
from outreach.errors import NotAllowed, NotFound, WrongField
from outreach.on_record import on_record
from outreach.watch.acts import WORK, Act, History, danish, worked_records
from outreach.watch.patterns import MONTH, Noticed, noticed_in, one_number_by_several

LOOKED = (
    "reveal",
    "open outside area",
    "record view",
    "search",
    "export",
    "export asked",
    "day sheet",
    "log-in failed",
)
VERDICTS = ("explained", "talked", "breach")
ANSWER_MAX = 500
# After these a worker's own acts are looked through at once; everything else waits for the night.
AT_ONCE = frozenset({"reveal", "open outside area", "export"})


def look_through(session: Session, *, now: datetime, user_id: int | None = None) -> int:
    """Raise an alert for every new pattern of the last month; returns how many. ``user_id``: of one worker only."""
    acts = _acts(session, now, user_id)
    of_user: dict[int, list[Act]] = defaultdict(list)
    of_organisation: dict[int, list[Act]] = defaultdict(list)
    for act in acts:
        of_user[act.user_id].append(act)
        of_organisation[act.organisation_id].append(act)
    worked = {number: worked_records(own) for number, own in of_organisation.items()}
    ends = _last_days(session)
    found: list[Noticed] = []
    numbers: list[Act] = []
    for number, own in of_user.items():
        history = History(own, worked[own[-1].organisation_id], danish(now), ends.get(number))
        numbers += history.numbers()
        if user_id is None or number == user_id:
            found += noticed_in(history)
    shared = one_number_by_several(sorted(numbers, key=lambda act: act.at))
    found += [one for one in shared if user_id is None or one.user_id == user_id]
    return _keep(session, found, now)


def _acts(session: Session, now: datetime, user_id: int | None) -> list[Act]:
    """Read a month of acts: everybody's, or for one worker the own and what others did with the same records' numbers.

    While a worker waits, views are left to the night: they are the bulk of the trail.
    """
    since = col(AuditEntry.at) > now - MONTH
    work = or_(col(AuditEntry.act).in_(WORK), col(AuditEntry.act).like("mark %"))
    if user_id is None:
        return _read(session, since, col(AuditEntry.user_id).is_not(None), or_(col(AuditEntry.act).in_(LOOKED), work))
    at_once = [act for act in LOOKED if act != "record view"]
    own = _read(session, since, col(AuditEntry.user_id) == user_id, or_(col(AuditEntry.act).in_(at_once), work))
    records = {act.record for act in own if act.act in ("reveal", "open outside area") and act.record}
    named = [*records, *(f"place:{record}" for record in records)]
    same = col(AuditEntry.subject).in_(named)
    others = _read(session, since, col(AuditEntry.user_id) != user_id, same, or_(col(AuditEntry.act) == "reveal", work))
    return sorted([*own, *others], key=lambda act: act.at)


def _read(session: Session, *conditions: ColumnElement[bool]) -> list[Act]:
    rows = session.execute(
        select(AuditEntry).where(*conditions).order_by(col(AuditEntry.at), col(AuditEntry.number))
    ).scalars()
    return [_act(row) for row in rows]


def _act(row: AuditEntry) -> Act:
    found = row.details.get("found")
    return Act(
        at=danish(row.at),
        user_id=row.user_id or 0,
        organisation_id=row.organisation_id or 0,
        act=row.act,
        subject=row.subject,
        purpose=row.purpose,
        blocked=row.details.get("blocked") is True,
        key=str(row.details.get("words") or "") or None,
        found=found if isinstance(found, int) else 0,
    )


def _last_days(session: Session) -> dict[int, date]:
    rows = session.execute(select(col(User.id), col(User.ends_on)).where(col(User.ends_on).is_not(None)))
    return {number: day for number, day in rows if number is not None and day is not None}


def _keep(session: Session, found: Iterable[Noticed], now: datetime) -> int:
    """Store what is new: one alert a worker and pattern, longer as long as nobody answered, anew for what came after an answer."""
    raised = 0
    for one in found:
        last = session.execute(
            select(LookUpAlert)
            .where(col(LookUpAlert.user_id) == one.user_id, col(LookUpAlert.pattern) == one.pattern)
            .order_by(col(LookUpAlert.last_at).desc(), col(LookUpAlert.id).desc())
            .limit(1)
        ).scalar()
        first_at, last_at = one.first_at.astimezone(UTC), one.last_at.astimezone(UTC)
        if last is not None and last.answered_at is None and last.last_at >= first_at - timedelta(days=7):
            if last_at > last.last_at:
                last.last_at, last.times = last_at, max(one.times, last.times)
                session.add(last)
        elif last is None or last_at > last.last_at:
            session.add(
                LookUpAlert(
                    pattern=one.pattern,
                    user_id=one.user_id,
                    organisation_id=one.organisation_id,
                    first_at=first_at,
                    last_at=last_at,
                    times=one.times,
                    raised_at=now,
                )
            )
            raised += 1
        session.flush()
    return raised


def answer_alert(
    session: Session, actor: Actor, alert_id: int, verdict: str, answer: str, *, now: datetime
) -> LookUpAlert:
    """Close an alert with what came of it. Raises NotAllowed for one's own, WrongField for a verdict there is not."""
    alert = session.get(LookUpAlert, alert_id)
    if alert is None:
        raise NotFound("alert_gone")
    if alert.user_id == actor.user_id:
        raise NotAllowed("alert_own")
    if verdict not in VERDICTS or len(answer) > ANSWER_MAX:
        raise WrongField("alert_answer")
    if alert.answered_at is None:
        alert.answered_at, alert.answered_by, alert.verdict, alert.answer = now, actor.user_id, verdict, answer or None
        session.add(alert)
        on_record(session, actor, "alert answered", now=now, subject=f"alert:{alert.id}")
    return alert
