"""Give every ad its contact point; makes the missing ones. Address and number appear here only keyed or sealed."""

import json
import secrets
from collections import Counter, defaultdict
from datetime import datetime
from functools import partial

from sqlmodel import Session, col, or_, select

from models.ad import Ad, AdPhone, Phone
from models.contact_point import ContactPoint
from models.key_change import BASIS_KEY
from models.keys import KeyRing
from outreach.addresses import parse_address
from outreach.gathering import AdPlace, basis_of

TOKEN_BYTES = 9


def assign(session: Session, keyring: KeyRing, *, now: datetime) -> None:
    """Set ``contact_point_id`` of all live ads and of those that never had one.

    All is worked out before the first row is written: people decide meanwhile, and the store has one writer at a time.
    """
    ads = list(
        session.exec(
            select(Ad).where(or_(col(Ad.gone_at).is_(None), col(Ad.contact_point_id).is_(None))).order_by(col(Ad.id))
        )
    )
    phones = _phones_by_ad(session)
    ads_by_number = Counter(keyed for numbers in phones.values() for keyed, _, _ in numbers)
    points = {point.basis_key: point for point in session.exec(select(ContactPoint))}
    keys_of_points = {point.id: point.basis_key for point in points.values()}
    found: list[tuple[Ad, ContactPoint]] = []
    for ad in ads:
        content = json.loads(keyring.unseal(ad.content_sealed, "ad.content"))
        address = parse_address(content.get("address"), ad.postcode)
        place = AdPlace(ad.id or 0, address, tuple(phones.get(ad.id or 0, ())))
        here = keys_of_points.get(ad.contact_point_id)
        basis, key_text = basis_of(place, ads_by_number, partial(_is_there, keyring, here))
        key = keyring.key_value(key_text, BASIS_KEY)
        point = points.get(key)
        if point is None:
            point = points[key] = _new_point(ad, basis, key, now=now)
            if address is not None:
                point.address_sealed = keyring.seal(content["address"], "contact_point.address")
                point.postcode = address.postcode
        found.append((ad, point))
    session.add_all(points.values())
    session.flush()
    for ad, point in found:
        ad.contact_point_id = point.id


def _is_there(keyring: KeyRing, here: str | None, key_text: str) -> bool:
    return keyring.key_value(key_text, BASIS_KEY) == here


def _new_point(ad: Ad, basis: str, key: str, *, now: datetime) -> ContactPoint:
    # An ad that moved here was seen elsewhere before: for this place it begins now.
    since = ad.first_seen if ad.contact_point_id is None else now
    return ContactPoint(
        token=secrets.token_urlsafe(TOKEN_BYTES),
        basis=basis,
        basis_key=key,
        label="",
        first_seen=since,
        last_seen=ad.last_seen,
    )


def _phones_by_ad(session: Session) -> dict[int, list[tuple[str, str, datetime]]]:
    rows = session.exec(
        select(AdPhone.ad_id, Phone.keyed, Phone.type, AdPhone.last_seen).join(Phone, col(Phone.id) == AdPhone.phone_id)
    )
    by_ad: dict[int, list[tuple[str, str, datetime]]] = defaultdict(list)
    for ad_id, keyed, kind, seen in rows:
        by_ad[ad_id].append((keyed, kind, seen))
    return by_ad
