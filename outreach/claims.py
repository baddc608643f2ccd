"""Claims: "I take this one", so that two teams never stand at one door. They run out by themselves (R-UX-4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.contact_point import ContactPoint
from models.decision import Mark
from outreach.actor import Actor
from outreach.errors import NotAllowed, NotFound
from outreach.frozen import demand_not_frozen

KIND = "claim"
MOST_DAYS = 7


@dataclass(frozen=True, slots=True)
class ClaimState:
    """``own`` when the viewer's organisation holds it, else ``colleague``: who it is stays unsaid."""

    kind: str
    until: datetime


def claim(session: Session, contact_point_id: int, actor: Actor, *, now: datetime, days: float = MOST_DAYS) -> Mark:
    """Claim a contact point for the actor's organisation, or prolong its claim.

    Raises NotAllowed when a colleague of another organisation holds it or it must not be visited.
    """
    # The row is locked first, so that of two claims at once one waits and then sees the other.
    point = session.exec(select(ContactPoint).where(ContactPoint.id == contact_point_id).with_for_update()).first()
    if point is None:
        raise NotFound("place_gone")
    demand_not_frozen(session, contact_point_id)
    if point.do_not_visit:
        raise NotAllowed("do_not_visit")
    held = _open_claims(session, [contact_point_id], now=now)
    if any(mark.organisation_id != actor.organisation_id for mark in held):
        raise NotAllowed("claimed_by_colleague")
    until = now + timedelta(days=min(days, MOST_DAYS))
    if held:
        mark = held[-1]
        mark.until = max(mark.until or until, until)
    else:
        mark = Mark(
            contact_point_id=contact_point_id,
            user_id=actor.user_id,
            organisation_id=actor.organisation_id,
            kind=KIND,
            made_at=now,
            until=until,
        )
    session.add(mark)
    session.flush()
    return mark


def release(session: Session, contact_point_id: int, actor: Actor, *, now: datetime) -> None:
    """Give a contact point free; releasing what one does not hold changes nothing."""
    for mark in _open_claims(session, [contact_point_id], now=now):
        if mark.organisation_id == actor.organisation_id:
            mark.undone_at = now
            session.add(mark)
    session.flush()


def claim_states(
    session: Session, contact_point_ids: Iterable[int], organisation_id: int, *, now: datetime
) -> dict[int, ClaimState]:
    """Return who holds what, as one organisation may see it; a free contact point is not in the answer."""
    states = {}
    for mark in _open_claims(session, list(contact_point_ids), now=now):
        kind = "own" if mark.organisation_id == organisation_id else "colleague"
        states[mark.contact_point_id] = ClaimState(kind, mark.until or now)
    return states


def _open_claims(session: Session, contact_point_ids: list[int], *, now: datetime) -> list[Mark]:
    rows = session.exec(
        select(Mark)
        .where(
            Mark.kind == KIND,
            col(Mark.contact_point_id).in_(contact_point_ids),
            col(Mark.undone_at).is_(None),
            col(Mark.until) > now,
        )
        .order_by(col(Mark.id))
    )
    return list(rows)
