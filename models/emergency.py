"""The emergency stop: nothing is collected, nobody stays logged in, until a person lifts it."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.audit_chain import record
from models.people import UserSession
from models.site import Site


def stop_everything(session: Session, *, why: str, now: datetime) -> tuple[int, int]:
    """Pause every site and end every log-in; returns how many of each. The caller commits."""
    sites = [site for site in session.exec(select(Site)) if not site.paused]
    for site in sites:
        site.paused = True
        session.add(site)
    seats = session.exec(select(UserSession).where(col(UserSession.ended_at).is_(None))).all()
    for seat in seats:
        seat.ended_at = now
        session.add(seat)
    record(session, "emergency stop", at=now, details={"why": why, "sites": len(sites), "log_ins": len(seats)})
    return len(sites), len(seats)


def lift_stop(session: Session, *, why: str, now: datetime) -> int:
    """Let every site be collected again; returns how many were paused. Log-ins start anew by themselves."""
    sites = session.exec(select(Site).where(col(Site.paused).is_(True))).all()
    for site in sites:
        site.paused = False
        session.add(site)
    record(session, "emergency stop lifted", at=now, details={"why": why, "sites": len(sites)})
    return len(sites)
