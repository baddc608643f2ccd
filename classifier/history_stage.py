"""History indicators meet the store: versions and sightings in, findings with source "history" out.

Worked out again only for ads that changed, share a number with one that changed, went away, came back or grew old.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine, delete, func, select
from sqlmodel import Session, col

from classifier.history import (
    STABLE,
    HistorySign,
    Sighting,
    Version,
    burst,
    gone,
    long_stable,
    observed_movement,
    price_above_local,
    signs_of_versions,
)
from classifier.price_level import PriceLevel, prices_of
from classifier.reader import Reader
from classifier.stored_text import whole_text
from models.ad import Ad, AdPhone, AdVersion
from models.db import session_scope
from models.finding import Finding
from models.keys import KeyRing
from models.policy import load_policy
from models.progress import Progress
from models.values import Reading

BATCH = 200
SOURCE = "history"
# A number in more ads than this is a switchboard: its sightings say nothing of one person.
MOST_ADS_OF_A_NUMBER = 15


def write_history(
    engine: Engine, keyring: KeyRing, reader: Reader, *, changed: Sequence[int], now: datetime, progress: Progress
) -> None:
    """Write the history findings of every ad that ``changed`` touches, batch by batch."""
    with session_scope(engine) as session:
        touched = sorted(_touched(session, changed, now))
        level = PriceLevel(session)
    for first in range(0, len(touched), BATCH):
        with session_scope(engine) as session:
            _write(session, touched[first : first + BATCH], keyring, reader, level=level, now=now)
        progress("history", min(first + BATCH, len(touched)), len(touched))


def _touched(session: Session, changed: Sequence[int], now: datetime) -> set[int]:
    touched = set(changed)
    for first in range(0, len(changed), BATCH):
        phones = select(col(AdPhone.phone_id)).where(col(AdPhone.ad_id).in_(changed[first : first + BATCH]))
        touched.update(session.scalars(select(col(AdPhone.ad_id)).where(col(AdPhone.phone_id).in_(phones))))
    told = select(col(Finding.ad_id)).where(col(Finding.source) == SOURCE)
    told_gone = told.where(col(Finding.indicator) == "gone")
    told_stable = told.where(col(Finding.indicator) == "long_stable")
    is_gone, old = col(Ad.gone_at).is_not(None), col(Ad.first_seen) <= now - STABLE
    touched.update(session.scalars(select(col(Ad.id)).where(is_gone, col(Ad.id).not_in(told_gone))))
    touched.update(session.scalars(select(col(Ad.id)).where(col(Ad.gone_at).is_(None), col(Ad.id).in_(told_gone))))
    touched.update(
        session.scalars(select(col(Ad.id)).where(old, col(Ad.gone_at).is_(None), col(Ad.id).not_in(told_stable)))
    )
    return {ad_id for ad_id in touched if ad_id is not None}


def _write(
    session: Session, ids: Sequence[int], keyring: KeyRing, reader: Reader, *, level: PriceLevel, now: datetime
) -> None:
    session.execute(delete(Finding).where(col(Finding.ad_id).in_(ids), col(Finding.source) == SOURCE))
    ads = list(session.scalars(select(Ad).where(col(Ad.id).in_(ids)).order_by(col(Ad.id))))
    versions: dict[int, list[AdVersion]] = defaultdict(list)
    for row in session.scalars(
        select(AdVersion).where(col(AdVersion.ad_id).in_(ids)).order_by(col(AdVersion.seen_from), col(AdVersion.id))
    ):
        versions[row.ad_id].append(row)
    phones: dict[int, set[int]] = defaultdict(set)
    for ad_phone in session.scalars(select(AdPhone).where(col(AdPhone.ad_id).in_(ids))):
        phones[ad_phone.ad_id].add(ad_phone.phone_id)
    stored = _as_facts(ads, versions, keyring, reader)
    of_number = {number: _signs_of_number(session, number) for number in sorted(set().union(*phones.values()))}
    for ad in ads:
        assert ad.id is not None  # noqa: S101 (a stored row has an id)
        signs = _signs_of_ad(ad, stored[ad.id], len(phones[ad.id]), now)
        above = price_above_local(prices_of(ad.prices), level.around(ad, phones[ad.id])) if ad.gone_at is None else None
        if above:
            signs.append(above)
        best: dict[str, HistorySign] = {}
        for sign in signs + [sign for number in sorted(phones[ad.id]) for sign in of_number[number]]:
            if sign.indicator not in best or sign.strength > best[sign.indicator].strength:
                best[sign.indicator] = sign
        session.add_all(_finding(ad.id, sign, now) for sign in best.values())


def _finding(ad_id: int, sign: HistorySign, now: datetime) -> Finding:
    direction = load_policy().indicators[sign.indicator].direction
    return Finding(
        ad_id=ad_id, indicator=sign.indicator, direction=direction.value, strength=round(sign.strength, 3), source=SOURCE,
        rule=f"history/{sign.indicator}", facts=json.dumps(sign.facts, sort_keys=True), found_at=now,
    )  # fmt: skip


def _signs_of_ad(ad: Ad, versions: list[Version], phones: int, now: datetime) -> list[HistorySign]:
    signs = signs_of_versions(versions, now)
    for sign in (gone(ad.gone_at), long_stable(versions, phones, ad.first_seen, ad.last_seen)):
        if sign:
            signs.append(sign)
    return signs


def _as_facts(
    ads: Sequence[Ad], versions: Mapping[int, list[AdVersion]], keyring: KeyRing, reader: Reader
) -> dict[int, list[Version]]:
    """Return the stored versions of each ad as facts; texts are read, all together, where there are others to compare with."""
    rows = [(ad, row) for ad in ads for row in versions.get(ad.id or 0, [])]
    compared = [row for ad, row in rows if len(versions[ad.id or 0]) > 1]
    opened = (json.loads(keyring.unseal(row.content_sealed, "ad_version.content")) for row in compared)
    readings = reader.read_many({"text": whole_text(content), "type": "ad"} for content in opened)
    read = {row.id: reading for row, reading in zip(compared, readings, strict=True)}
    facts: dict[int, list[Version]] = {ad.id or 0: [] for ad in ads}
    for ad, row in rows:
        facts[ad.id or 0].append(_version(row, ad, read.get(row.id)))
    return facts


def _version(row: AdVersion, ad: Ad, reading: Reading | None) -> Version:
    condom: bool | None = None
    unsafe: bool | None = None
    age = row.age
    if reading is not None:
        names = {hit.name for hit in reading.indicators}
        age = age if age is not None or not reading.ages else reading.ages[0].years
        condom, unsafe = "condom_required" in names, "unsafe_services" in names
    prices = prices_of(row.prices)
    return Version(row.seen_from, age, row.alias, row.city or ad.city, prices, frozenset(row.services), condom, unsafe)


def _signs_of_number(session: Session, phone_id: int) -> list[HistorySign]:
    """Return what the sightings of one number show; nothing for a switchboard."""
    ads = (
        session.scalar(select(func.count(func.distinct(col(AdPhone.ad_id)))).where(col(AdPhone.phone_id) == phone_id))
        or 0
    )
    if ads > MOST_ADS_OF_A_NUMBER:
        return []
    rows = session.execute(
        select(AdPhone, Ad)
        .join(Ad, col(Ad.id) == AdPhone.ad_id)
        .where(col(AdPhone.phone_id) == phone_id)
        .order_by(col(AdPhone.id))
    ).all()
    by_ad: dict[int, list[AdVersion]] = defaultdict(list)
    ids = [row[1].id for row in rows]
    for version in session.scalars(
        select(AdVersion).where(col(AdVersion.ad_id).in_(ids)).order_by(col(AdVersion.seen_from))
    ):
        by_ad[version.ad_id].append(version)
    sightings = [sighting for ad_phone, ad in rows for sighting in _sightings(ad_phone, ad, by_ad[ad.id])]
    found = (observed_movement(sightings), burst([ad.first_seen for _, ad in rows]))
    return [sign for sign in found if sign]


def _sightings(ad_phone: AdPhone, ad: Ad, versions: list[AdVersion]) -> list[Sighting]:
    """Return where and when an ad showed a number: one sighting for each version's town."""
    found = []
    for place, version in enumerate(versions):
        until = versions[place + 1].seen_from if place + 1 < len(versions) else ad.last_seen
        city = version.city or ad.city
        start, end = max(version.seen_from, ad_phone.first_seen), min(until, ad_phone.last_seen)
        if city and start <= end:
            found.append(Sighting(city, start, end))
    return found
