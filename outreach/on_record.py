"""Put an act of a worker on the audit trail, in the caller's transaction."""

from datetime import datetime

from sqlmodel import Session

from models.audit_chain import record
from outreach.actor import Actor


def on_record(
    session: Session,
    actor: Actor,
    act: str,
    *,
    now: datetime,
    subject: str | None = None,
    purpose: str | None = None,
    details: dict[str, object] | None = None,
) -> None:
    """Append one entry in the actor's name."""
    record(
        session,
        act,
        at=now,
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        subject=subject,
        purpose=purpose,
        details=details,
    )
