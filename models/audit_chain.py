"""Append to and verify the audit chain: ``h_n = SHA-256(h_{n-1} ‖ canonical JSON of the entry)`` (R-AUD-1)."""

import hashlib
import json
from datetime import UTC, datetime

from sqlalchemy import select as wide_select
from sqlalchemy import text
from sqlmodel import Session, col, select

from models.audit import AuditEntry

GENESIS = "0" * 64
# Any fixed number: every writer of the chain takes the same lock on PostgreSQL.
CHAIN_LOCK = 41_2026
_LAST_HASH = wide_select(col(AuditEntry.hash)).order_by(col(AuditEntry.number).desc()).limit(1)


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
    last = session.execute(_LAST_HASH).scalar()
    entry = AuditEntry(
        at=at,
        user_id=user_id,
        organisation_id=organisation_id,
        act=act,
        subject=subject,
        purpose=purpose,
        details=details or {},
        previous_hash=last or GENESIS,
        hash="",
    )
    entry.hash = entry_hash(entry)
    session.add(entry)
    session.flush()
    return entry


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


def first_break(session: Session) -> int | None:
    """Return the number of the first entry that does not fit the chain, or None when all fit."""
    before, expected_number = GENESIS, 1
    for entry in session.exec(select(AuditEntry).order_by(AuditEntry.number)):  # type: ignore[arg-type]
        if entry.number != expected_number or entry.previous_hash != before or entry.hash != entry_hash(entry):
            return expected_number
        before, expected_number = entry.hash, expected_number + 1
    return None
