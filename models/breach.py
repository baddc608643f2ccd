"""What somebody could have seen: the audit trail of a time, by worker, day and act (GDPR articles 33 and 34)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.audit import AuditEntry
from models.people import User


@dataclass(frozen=True, slots=True)
class Scope:
    """How often one worker did one thing on one day (UTC), and on how many different records."""

    day: str
    login: str
    act: str
    times: int
    records: int


def scope_of(session: Session, *, since: datetime, until: datetime, login: str | None = None) -> list[Scope]:
    """Return the scope of a time, in order of day, worker and act. ``login`` narrows it to one worker."""
    names = {user.id: user.login for user in session.exec(select(User))}
    rows = session.exec(
        select(AuditEntry)
        .where(col(AuditEntry.at) >= since, col(AuditEntry.at) < until)
        .order_by(col(AuditEntry.number))
    )
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    records: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        who = names.get(row.user_id, "system") if row.user_id is not None else "system"
        if login is not None and who != login:
            continue
        key = (row.at.date().isoformat(), who, row.act)
        counts[key] += 1
        if row.subject:
            records[key].add(row.subject)
    return [Scope(*key, counts[key], len(records[key])) for key in sorted(counts)]
