"""Ads as rows for another program (the contract's *Ad out*). Opens sealed text and numbers: only for those who may.

No level, score or finding is in a row. Ads of real sites are not given here: they leave only through the screens, at most
fifty, with a second person's yes (R-DISC-2).
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from models.ad import Ad, AdPhone, Phone, Review
from models.keys import KeyRing
from models.phone import normalise_phone
from models.site import Site

BATCH = 500


def ad_rows(engine: Engine, keyring: KeyRing) -> Iterator[dict[str, Any]]:
    """Give every ad of the invented sites on this machine as one row, in the order of their ids, a batch at a time."""
    with Session(engine) as session:
        last = 0
        while True:
            query = select(Ad).join(Site).where(col(Site.is_loopback), col(Ad.id) > last)
            ads = list(session.exec(query.order_by(col(Ad.id)).limit(BATCH)))
            if not ads:
                return
            ids = [ad.id for ad in ads]
            phones, reviews = _phones(session, keyring, ids), _reviews(session, keyring, ids)
            for ad in ads:
                yield _row(ad, keyring, phones[ad.id or 0], reviews[ad.id or 0])
            last = ads[-1].id or 0
            session.expunge_all()


def real_ads(engine: Engine) -> int:
    """Return how many ads come from real sites: those :func:`ad_rows` leaves out."""
    with Session(engine) as session:
        query = select(func.count()).select_from(Ad).join(Site).where(col(Site.is_loopback).is_(False))
        return session.exec(query).one()


def _row(ad: Ad, keyring: KeyRing, phones: list[str], reviews: list[dict[str, Any]]) -> dict[str, Any]:
    content = json.loads(keyring.unseal(ad.content_sealed, "ad.content"))
    # An ad not read yet has its numbers only as written.
    written = [normalise_phone(number) for number in content.get("phones") or ()]
    numbers = phones or [number for number in written if number]
    return {
        "site": ad.site,
        "url": ad.url,
        "title": content.get("title"),
        "text": content.get("text"),
        "phones": list(dict.fromkeys(numbers)),
        "alias": ad.alias,
        "age": ad.age,
        "city": ad.city,
        "postcode": ad.postcode,
        "address": content.get("address"),
        "kind": ad.kind,
        "prices": [{name: price.get(name) for name in ("minutes", "amount", "currency")} for price in ad.prices],
        "posted_at": ad.posted_at.isoformat() if ad.posted_at else None,
        "first_seen": _iso(ad.first_seen),
        "last_seen": _iso(ad.last_seen),
        "gone_at": _iso(ad.gone_at),
        "languages": list(ad.languages),
        "reviews": reviews,
        "image_count": ad.image_count,
    }


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _phones(session: Session, keyring: KeyRing, ids: list[int | None]) -> dict[int, list[str]]:
    rows = session.exec(
        select(AdPhone.ad_id, Phone.sealed)
        .join(Phone, col(Phone.id) == AdPhone.phone_id)
        .where(col(AdPhone.ad_id).in_(ids))
        .order_by(col(AdPhone.id))
    )
    by_ad: dict[int, list[str]] = defaultdict(list)
    for ad_id, sealed in rows:
        by_ad[ad_id].append(keyring.unseal(sealed, "phone.e164"))
    return by_ad


def _reviews(session: Session, keyring: KeyRing, ids: list[int | None]) -> dict[int, list[dict[str, Any]]]:
    rows = session.exec(select(Review).where(col(Review.ad_id).in_(ids)).order_by(col(Review.id)))
    by_ad: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for review in rows:
        text = keyring.unseal(review.text_sealed, "review.text")
        posted = review.posted_at.isoformat() if review.posted_at else None
        by_ad[review.ad_id].append({"text": text, "posted_at": posted, "rating": review.rating})
    return by_ad
