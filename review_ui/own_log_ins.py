"""A worker's own open log-ins: seen and ended by the worker, say when a phone was left somewhere (ASVS 7.5.2)."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.people import User, UserSession
from review_ui.signing_in import ABSOLUTE, IDLE


def open_log_ins(session: Session, user: User, now: datetime) -> list[UserSession]:
    """Return the log-ins that still open pages, the newest first."""
    return list(
        session.exec(
            select(UserSession)
            .where(
                UserSession.user_id == user.id,
                col(UserSession.ended_at).is_(None),
                col(UserSession.last_used_at) >= now - IDLE,
                col(UserSession.created_at) >= now - ABSOLUTE,
            )
            .order_by(col(UserSession.id).desc())
        )
    )


def end_others(session: Session, user: User, here: UserSession, now: datetime) -> int:
    """End every open log-in of a worker but this one; returns how many."""
    others = [one for one in open_log_ins(session, user, now) if one.id != here.id]
    for one in others:
        one.ended_at = now
        session.add(one)
    return len(others)
