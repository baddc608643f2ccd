"""Read ads from the store as facts for linkage; sealed values are opened in memory only and never logged."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select as wide_select
from sqlmodel import Session, col, select

from models.ad import Ad, AdPhone, AdVersion, Phone
from models.finding import Finding, TextReading
from models.keys import KeyRing
from models.network import LinkJudgement
from models.values import AdFacts
from networks.judgements import Judgement
from networks.number_types import NumberType


@dataclass(frozen=True, slots=True)
class StoredAds:
    """Everything linkage needs of a store. Ids are row ids as text; ``phone_ids`` leads back from number to row."""

    facts: list[AdFacts]
    judgements: list[Judgement]
    types: dict[str, NumberType]
    phone_ids: dict[str, int]
    # Ids of recruitment posts; None while nothing has been read, so that the word list decides.
    recruiting: frozenset[str] | None


# Columns, not objects: making an object of every row, with columns nobody asks here, takes longer than opening its text.


class _Seen(NamedTuple):
    number: str
    first: datetime
    last: datetime


class _Said(NamedTuple):
    """What an ad or one of its versions says in open columns."""

    alias: str | None
    age: int | None
    city: str | None
    postcode: str | None


class _Version(NamedTuple):
    seen_from: datetime
    content_sealed: bytes
    said: _Said


class _Ad(NamedTuple):
    id: int
    site: str
    first_seen: datetime
    last_seen: datetime
    said: _Said


def read_ads(session: Session, keyring: KeyRing) -> StoredAds:
    """Return all ads with all their versions, people's judgements and people's number types."""
    wanted = wide_select(col(Phone.id), col(Phone.sealed), col(Phone.type), col(Phone.type_set_by_person))
    phones = {
        phone_id: (keyring.unseal(sealed, "phone.e164"), kind, by_person)
        for phone_id, sealed, kind, by_person in session.execute(wanted.order_by(col(Phone.id)))
    }
    seen: dict[int, list[_Seen]] = defaultdict(list)
    shown = select(AdPhone.ad_id, AdPhone.phone_id, AdPhone.first_seen, AdPhone.last_seen).order_by(AdPhone.id)  # type: ignore[arg-type]  # a column
    for ad_id, phone_id, first, last in session.exec(shown):
        seen[ad_id].append(_Seen(phones[phone_id][0], first, last))
    versions = _versions(session)
    facts: list[AdFacts] = []
    for ad in _ads(session):
        facts.extend(_facts(session, ad, versions.pop(ad.id, []), seen[ad.id], keyring))
    return StoredAds(
        facts=facts,
        judgements=_judgements(session),
        types={
            number: NumberType(kind)
            for number, kind, by_person in phones.values()
            if by_person and kind in set(NumberType)
        },
        phone_ids={number: phone_id or 0 for phone_id, (number, _, _) in phones.items()},
        recruiting=_recruiting(session),
    )


def _versions(session: Session) -> dict[int, list[_Version]]:
    """Return the versions of each ad in order."""
    columns = (AdVersion.ad_id, AdVersion.seen_from, AdVersion.content_sealed, AdVersion.alias, AdVersion.age, AdVersion.city, AdVersion.postcode)  # fmt: skip
    found: dict[int, list[_Version]] = defaultdict(list)
    for ad_id, seen_from, sealed, *said in session.execute(wide_select(*columns).order_by(AdVersion.seen_from, AdVersion.id)):  # type: ignore[call-overload]  # columns  # fmt: skip
        found[ad_id].append(_Version(seen_from, sealed, _Said(*said)))
    return found


def _ads(session: Session) -> Iterator[_Ad]:
    columns = (Ad.id, Ad.site, Ad.first_seen, Ad.last_seen, Ad.alias, Ad.age, Ad.city, Ad.postcode)
    for ad_id, site, first, last, *said in session.execute(wide_select(*columns).order_by(Ad.id)):  # type: ignore[call-overload]  # columns  # fmt: skip
        yield _Ad(ad_id, site, first, last, _Said(*said))


def _facts(
    session: Session, ad: _Ad, versions: list[_Version], seen: list[_Seen], keyring: KeyRing
) -> Iterator[AdFacts]:
    """Yield one fact a version: what the ad said from when to when."""
    if not versions:
        sealed = session.exec(select(Ad.content_sealed).where(Ad.id == ad.id)).one()
        yield _fact(ad, keyring.unseal(sealed, "ad.content"), ad.said, (ad.first_seen, ad.last_seen), seen)
    for number, version in enumerate(versions):
        last = number + 1 == len(versions)
        until = ad.last_seen if last else versions[number + 1].seen_from
        content = keyring.unseal(version.content_sealed, "ad_version.content")
        # Reading fills fields the page left empty in the current ad only.
        said = ad.said if last else version.said
        here = [one for one in seen if one.first <= until and one.last >= version.seen_from]
        yield _fact(ad, content, said, (version.seen_from, until), here or (seen if last else []))


def _fact(ad: _Ad, content: str, said: _Said, span: tuple[datetime, datetime], seen: list[_Seen]) -> AdFacts:
    page = json.loads(content)
    return AdFacts(
        id=str(ad.id),
        text=f"{page.get('title') or ''}\n{page.get('text') or ''}",
        phones=tuple(sorted({one.number for one in seen})),
        alias=said.alias,
        age=said.age,
        city=said.city,
        postcode=said.postcode,
        address=page.get("address"),
        site=ad.site,
        seen_at=span[0],
        handles=tuple(str(handle).casefold() for handle in page.get("handles") or ()),
        last_seen_at=span[1],
    )


def _judgements(session: Session) -> list[Judgement]:
    order = (LinkJudgement.judged_at, LinkJudgement.id)
    rows = session.exec(select(LinkJudgement).order_by(*order)).all()  # type: ignore[arg-type]  # columns
    return [Judgement(str(row.ad_a), str(row.ad_b), row.same) for row in rows if row.undone_at is None]


def _recruiting(session: Session) -> frozenset[str] | None:
    if session.exec(select(TextReading.id).limit(1)).first() is None:
        return None
    wanted = (Finding.indicator == "recruitment") & (Finding.source == "text")
    rows = session.exec(select(Finding.ad_id, Finding.review_id).where(wanted)).all()
    return frozenset(str(ad) for ad, review in rows if review is None)
