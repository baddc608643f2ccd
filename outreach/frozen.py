"""Places where somebody suspects a minor: frozen until the hotline has advised (R-MIN). Nobody plans, writes or reveals there."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, update
from sqlmodel import Session, col, select

from models.ad import Ad
from models.contact_point import ContactPoint
from models.decision import Mark
from models.display import PlaceDisplay
from models.expiry import Expired, erase_ads
from outreach.actor import Actor
from outreach.errors import NotAllowed, WrongField
from outreach.on_record import on_record

KIND = "minor"
NOTIFIED = "minor_notified"
RECEIPT = "minor_receipt"
_ACTS = {KIND: "minor suspected", NOTIFIED: "minor notified", RECEIPT: "minor receipt"}
# Whom one turns to, in the order of R-MIN-2.
AUTHORITIES = ("emergency", "hotline", "police", "municipality")
# A press by mistake is taken back by the one who pressed, as long as nobody was called.
MISTAKE_MINUTES = 10


def is_frozen_here() -> ColumnElement[bool]:
    """Return the condition that a contact point is frozen, for queries over contact points."""
    return exists().where(
        col(Mark.contact_point_id) == col(ContactPoint.id), col(Mark.kind) == KIND, col(Mark.undone_at).is_(None)
    )


def open_concern(session: Session, contact_point_id: int) -> Mark | None:
    """Return the mark that freezes a place, or None."""
    return session.exec(
        select(Mark)
        .where(Mark.contact_point_id == contact_point_id, Mark.kind == KIND, col(Mark.undone_at).is_(None))
        .limit(1)
    ).first()


def frozen_among(session: Session, contact_point_ids: Iterable[int]) -> set[int]:
    """Return which of these places are frozen."""
    return set(
        session.exec(
            select(Mark.contact_point_id).where(
                Mark.kind == KIND,
                col(Mark.undone_at).is_(None),
                col(Mark.contact_point_id).in_(list(contact_point_ids)),
            )
        )
    )


def demand_not_frozen(session: Session, contact_point_id: int) -> None:
    """Raise NotAllowed where a minor is suspected: no text, visit or contact before the hotline has advised (R-MIN-4)."""
    if open_concern(session, contact_point_id) is not None:
        raise NotAllowed("frozen")


def freeze(session: Session, actor: Actor, point: ContactPoint, *, now: datetime) -> Mark:
    """Freeze a place at once; pressing again changes nothing. Claims and stops there end."""
    already = open_concern(session, point.id or 0)
    if already is not None:
        return already
    session.execute(
        update(Mark)
        .where(col(Mark.contact_point_id) == point.id, col(Mark.kind) == "claim", col(Mark.undone_at).is_(None))
        .values(undone_at=now)
    )
    return _mark(session, actor, point, KIND, "", now=now)


def notified(session: Session, actor: Actor, point: ContactPoint, whom: str, *, now: datetime) -> Mark:
    """Log whom one has told. Raises WrongField for somebody who is not on the list."""
    if whom not in AUTHORITIES:
        raise WrongField("authority_unknown")
    return _mark(session, actor, point, NOTIFIED, whom, now=now)


def received(session: Session, actor: Actor, point: ContactPoint, *, now: datetime) -> None:
    """The authority has confirmed: what was gathered shrinks to a stub of site and date, purged a week later (R-MIN-5).

    Raises NotAllowed when nobody was told yet.
    """
    if not told(session, point):
        raise NotAllowed("nobody_told")
    newest = session.exec(select(Ad).where(Ad.contact_point_id == point.id).order_by(col(Ad.last_seen).desc())).first()
    stub = f"{newest.site} {newest.last_seen.date().isoformat()}" if newest else ""
    _mark(session, actor, point, RECEIPT, stub, now=now)
    ads = session.exec(select(Ad.id).where(Ad.contact_point_id == point.id)).all()
    erase_ads(session, [number for number in ads if number is not None], Expired())
    session.execute(
        delete(Mark).where(col(Mark.contact_point_id) == point.id, col(Mark.kind).not_in([KIND, NOTIFIED, RECEIPT]))
    )
    session.execute(delete(PlaceDisplay).where(col(PlaceDisplay.contact_point_id) == point.id))
    point.address_sealed = point.access_note = point.opening_hours = point.lat = point.lon = None
    point.precision, point.label, point.live_ads, point.gone_at = "none", "–", 0, point.gone_at or now
    session.add(point)


def thaw(session: Session, actor: Actor, point: ContactPoint, *, advised: bool, now: datetime) -> None:
    """Lift the freeze: after the hotline's advice, or at once by the one who pressed by mistake.

    Raises NotAllowed in every other case.
    """
    mark = open_concern(session, point.id or 0)
    if mark is None:
        return
    mistake = mark.user_id == actor.user_id and now - mark.made_at <= timedelta(minutes=MISTAKE_MINUTES)
    if not (advised and told(session, point)) and not (mistake and not told(session, point)):
        raise NotAllowed("frozen")
    mark.undone_at = now
    session.add(mark)
    _record(session, actor, point, "minor lifted" if advised else "minor by mistake", "", now=now)


def told(session: Session, point: ContactPoint) -> list[Mark]:
    """Return whom somebody told, and when, oldest first."""
    return list(
        session.exec(
            select(Mark)
            .where(Mark.contact_point_id == point.id, Mark.kind == NOTIFIED, col(Mark.undone_at).is_(None))
            .order_by(col(Mark.id))
        )
    )


def _mark(session: Session, actor: Actor, point: ContactPoint, kind: str, value: str, *, now: datetime) -> Mark:
    mark = Mark(
        contact_point_id=point.id or 0,
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        kind=kind,
        value=value or None,
        made_at=now,
    )
    session.add(mark)
    session.flush()
    _record(session, actor, point, _ACTS[kind], value, now=now)
    return mark


def _record(session: Session, actor: Actor, point: ContactPoint, act: str, whom: str, *, now: datetime) -> None:
    on_record(
        session,
        actor,
        act,
        now=now,
        subject=f"place:{point.token}",
        details={"whom": whom} if whom in AUTHORITIES else {},
    )
