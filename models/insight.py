"""What is held with one number, for the person who reviews a request for access (GDPR article 15, R-DSR-1).

The asker never gets this by asking: the asker may hold another person's phone. A reviewer hands it over face to face.
Staff are pseudonyms; ad text is not in it, only when, where and why.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, col, select

from models.ad import Ad, AdPhone, Phone, Review
from models.audit import AuditEntry
from models.audit_chain import record
from models.contact_point import ContactPoint
from models.keys import KeyRing
from models.visit import DoNotContact, Visit


@dataclass(frozen=True, slots=True)
class HeldAd:
    """One ad with the number: where and when it was seen, how many reviews came with it."""

    site: str
    first_seen: datetime
    last_seen: datetime
    gone_at: datetime | None
    reviews: int


@dataclass(frozen=True, slots=True)
class LookUp:
    """One act on a place of these ads. ``who`` is a pseudonym, the same for the same worker in this answer."""

    at: datetime
    act: str
    purpose: str | None
    who: str


@dataclass(frozen=True, slots=True)
class Holding:
    """Everything held with one number, without its content."""

    ads: tuple[HeldAd, ...]
    places: int
    visits: int
    look_ups: tuple[LookUp, ...]
    do_not_contact_since: str | None


def held_with(session: Session, keyring: KeyRing, e164: str) -> Holding:
    """Gather what is held with a number. The same questions are asked of the store whether anything is held or not."""
    keyed = sorted(keyring.key_phone(e164, epoch) for epoch in keyring.phone_keys)
    # Not a DISTINCT over whole ads: PostgreSQL cannot compare their JSON columns.
    with_number = (
        select(AdPhone.ad_id).join(Phone, col(Phone.id) == col(AdPhone.phone_id)).where(col(Phone.keyed).in_(keyed))
    )
    ads = session.exec(select(Ad).where(col(Ad.id).in_(with_number)).order_by(col(Ad.first_seen), col(Ad.id))).all()
    reviews = session.exec(select(Review.ad_id).where(col(Review.ad_id).in_([ad.id for ad in ads]))).all()
    points = sorted({ad.contact_point_id for ad in ads if ad.contact_point_id is not None})
    tokens = session.exec(select(ContactPoint.token).where(col(ContactPoint.id).in_(points))).all()
    visits = session.exec(select(Visit.id).where(col(Visit.contact_point_id).in_(points))).all()
    blocked = session.get(DoNotContact, keyring.key_do_not_contact(e164))
    return Holding(
        ads=tuple(HeldAd(ad.site, ad.first_seen, ad.last_seen, ad.gone_at, reviews.count(ad.id or 0)) for ad in ads),
        places=len(points),
        visits=len(visits),
        look_ups=tuple(_look_ups(session, keyring, list(tokens))),
        do_not_contact_since=blocked.since.isoformat() if blocked else None,
    )


def note_request(session: Session, *, now: datetime) -> None:
    """Put the request on record, the same for a hit and a miss: the trail must not tell either."""
    record(session, "request access", at=now, purpose="registreret beder om indsigt")


def _look_ups(session: Session, keyring: KeyRing, tokens: list[str]) -> list[LookUp]:
    rows = session.exec(
        select(AuditEntry)
        .where(col(AuditEntry.subject).in_([f"place:{token}" for token in tokens]))
        .order_by(col(AuditEntry.number))
    )
    return [LookUp(row.at, row.act, row.purpose, _pseudonym(keyring, row.user_id)) for row in rows]


def _pseudonym(keyring: KeyRing, user_id: int | None) -> str:
    if user_id is None:
        return "system"
    return "worker " + hmac.new(keyring.session_key, f"insight {user_id}".encode(), sha256).hexdigest()[:6]
