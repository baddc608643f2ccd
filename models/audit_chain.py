"""Append to and verify the audit chain: ``h_n = SHA-256(h_{n-1} ‖ canonical JSON of the entry)`` (R-AUD-1)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, text
from sqlalchemy import select as wide_select
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session, col, select

from models.audit import AuditEntry
from models.months import drop_through

GENESIS = "0" * 64
# Any fixed number: every writer of the chain takes the same lock on PostgreSQL.
CHAIN_LOCK = 41_2026
# Where a session keeps the entries it made, until they are committed or rolled back: (savepoints open, number, hash, at).
MADE = "audit entries made"
Made = tuple[int, int, str, datetime]
# The act of the entry that says up to where older entries were let go (R-RET), with the hash that stood there.
TRIMMED = "audit trimmed"
_LAST = wide_select(col(AuditEntry.number), col(AuditEntry.hash)).order_by(col(AuditEntry.number).desc()).limit(1)


def entry_hash(entry: AuditEntry) -> str:
    """Return the hash of an entry over its content and the hash before it."""
    content = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "user_id": entry.user_id,
        "organisation_id": entry.organisation_id,
        "act": entry.act,
        "subject": entry.subject,
        "purpose": entry.purpose,
        "details": entry.details,
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256((entry.previous_hash + canonical).encode()).hexdigest()


def record(
    session: Session,
    act: str,
    *,
    at: datetime,
    user_id: int | None = None,
    organisation_id: int | None = None,
    subject: str | None = None,
    purpose: str | None = None,
    details: dict[str, object] | None = None,
) -> AuditEntry:
    """Append one entry in the caller's transaction; the caller commits.

    Writers queue: on PostgreSQL by an advisory lock, on SQLite by taking the write lock before the last entry is
    read (its driver otherwise begins only at the insert, and two writers would continue the same entry).
    """
    _wait_for_turn(session)
    last = session.execute(_LAST).first()
    entry = AuditEntry(
        # Not the database's own counter: on PostgreSQL a transaction that is rolled back leaves a hole in it.
        number=last.number + 1 if last else 1,
        at=at,
        user_id=user_id,
        organisation_id=organisation_id,
        act=act,
        subject=subject,
        purpose=purpose,
        details=details or {},
        previous_hash=last.hash if last else GENESIS,
        hash="",
    )
    entry.hash = entry_hash(entry)
    session.add(entry)
    session.flush()
    # Told to a witness once it is committed (``audit_witness``).
    made: Made = (savepoints_open(session), entry.number or 0, entry.hash, at.astimezone(UTC))
    session.info.setdefault(MADE, []).append(made)
    return entry


def savepoints_open(session: AnySession) -> int:
    """Return how many savepoints a session is inside of."""
    number, inside = 0, session.get_nested_transaction()
    while inside is not None:
        number, inside = number + inside.nested, inside.parent
    return number


def _wait_for_turn(session: Session) -> None:
    """Take the writer's place before the last entry is read, so that two writers never follow the same one."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})
    else:
        # Own unsaved rows first: their insert would otherwise open the transaction that is opened here.
        session.flush()
        driver = session.connection().connection.driver_connection
        if driver is not None and not driver.in_transaction:
            session.execute(text("BEGIN IMMEDIATE"))


@dataclass(frozen=True, slots=True)
class Start:
    """Where the kept part of the chain begins: after entry ``through``, whose hash was ``hash``, let go at ``at``."""

    through: int
    hash: str
    at: datetime | None = None


def trim(session: Session, until: datetime, *, now: datetime) -> int:
    """Let go of the entries up to ``until``; returns how many. The caller commits.

    An entry is written first that names the last one let go and its hash: the rest still verifies, and heads kept elsewhere
    show an earlier cut (see ``audit_heads``).
    """
    first_kept = session.execute(wide_select(func.min(AuditEntry.number)).where(col(AuditEntry.at) > until)).scalar()
    last_old = wide_select(col(AuditEntry.number), col(AuditEntry.hash)).where(col(AuditEntry.at) <= until)
    if first_kept is not None:
        last_old = last_old.where(col(AuditEntry.number) < first_kept)
    last = session.execute(last_old.order_by(col(AuditEntry.number).desc()).limit(1)).first()
    if last is None:
        return 0
    record(session, TRIMMED, at=now, details={"through": last.number, "hash": last.hash})
    # Whole months first, where there are such.
    dropped = drop_through(session, "audit_entry", last.number)
    gone = session.execute(delete(AuditEntry).where(col(AuditEntry.number) <= last.number))
    return dropped + int(gone.rowcount)  # type: ignore[attr-defined]  # a cursor result, since this is DML


def kept_from(session: Session) -> Start:
    """Return where the chain begins: at its first entry, or after what the newest trimming let go."""
    newest = session.exec(
        select(AuditEntry).where(AuditEntry.act == TRIMMED).order_by(col(AuditEntry.number).desc()).limit(1)
    ).first()
    if newest is None:
        return Start(0, GENESIS)
    through = newest.details.get("through")
    return Start(through if isinstance(through, int) else 0, str(newest.details.get("hash")), newest.at)


def first_break(session: Session) -> int | None:
    """Return the number of the first entry that does not fit the chain, or None when all fit."""
    start = kept_from(session)
    before, expected_number = start.hash, start.through + 1
    for entry in session.exec(select(AuditEntry).order_by(AuditEntry.number)):  # type: ignore[arg-type]
        if entry.number != expected_number or entry.previous_hash != before or entry.hash != entry_hash(entry):
            return expected_number
        before, expected_number = entry.hash, expected_number + 1
    return None
