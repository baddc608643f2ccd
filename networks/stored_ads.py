"""Read ads from the store as a table for linkage; sealed values are opened in memory only and never logged.

Ads are read in portions, each made into columns at once: texts, open or sealed, are never held all together.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy import select as wide_select
from sqlmodel import Session, col, select

from models.ad import Ad, AdPhone, AdVersion, Phone
from models.finding import Finding, TextReading
from models.keys import KeyRing
from models.network import LinkJudgement
from models.progress import Progress, silent
from models.values import AdFacts
from networks.ad_table import AdTable
from networks.blocks import make_block
from networks.joining import join_blocks
from networks.judgements import Judgement
from networks.number_types import NumberType

ADS_A_PORTION = 10_000
LABEL = "opening ads"


@dataclass(frozen=True, slots=True)
class StoredAds:
    """Everything linkage needs of a store. Ids are row ids as text; ``phone_ids`` leads back from number to row."""

    table: AdTable
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


def read_ads(session: Session, keyring: KeyRing, progress: Progress = silent) -> StoredAds:
    """Return all ads with all their versions, people's judgements and people's number types."""
    wanted = wide_select(col(Phone.id), col(Phone.sealed), col(Phone.type), col(Phone.type_set_by_person))
    phones = {
        phone_id: (keyring.unseal(sealed, "phone.e164"), kind, by_person)
        for phone_id, sealed, kind, by_person in session.execute(wanted.order_by(col(Phone.id)))
    }
    numbers = {phone_id: number for phone_id, (number, _, _) in phones.items()}
    total, done = session.execute(wide_select(func.count()).select_from(Ad)).scalar_one(), 0
    blocks = [make_block([])]
    for ads in _portions(session):
        blocks.append(make_block(list(_facts_of(session, ads, numbers, keyring))))
        done += len(ads)
        progress(LABEL, done, max(total, done))
    return StoredAds(
        table=join_blocks(blocks),
        judgements=_judgements(session),
        types={
            number: NumberType(kind)
            for number, kind, by_person in phones.values()
            if by_person and kind in set(NumberType)
        },
        phone_ids={number: phone_id or 0 for phone_id, number in numbers.items()},
        recruiting=_recruiting(session),
    )


def _portions(session: Session) -> Iterator[list[_Ad]]:
    """Yield all ads by id, some at a time."""
    columns = (Ad.id, Ad.site, Ad.first_seen, Ad.last_seen, Ad.alias, Ad.age, Ad.city, Ad.postcode)
    wanted = wide_select(*columns).order_by(Ad.id).limit(ADS_A_PORTION)  # type: ignore[call-overload]  # columns
    after = 0
    while rows := session.execute(wanted.where(col(Ad.id) > after)).all():
        yield [_Ad(ad_id, site, first, last, _Said(*said)) for ad_id, site, first, last, *said in rows]
        after = rows[-1][0]


def _facts_of(
    session: Session, ads: Sequence[_Ad], numbers: Mapping[int | None, str], keyring: KeyRing
) -> Iterator[AdFacts]:
    """Yield the facts of a portion of ads."""
    first, last = ads[0].id, ads[-1].id
    seen: dict[int, list[_Seen]] = defaultdict(list)
    shown = select(AdPhone.ad_id, AdPhone.phone_id, AdPhone.first_seen, AdPhone.last_seen).order_by(AdPhone.id)  # type: ignore[arg-type]  # a column
    for ad_id, phone_id, begun, until in session.exec(shown.where(col(AdPhone.ad_id).between(first, last))):
        seen[ad_id].append(_Seen(numbers[phone_id], begun, until))
    versions = _versions(session, first, last)
    for ad in ads:
        yield from _facts(session, ad, versions.pop(ad.id, []), seen.pop(ad.id, []), keyring)


def _versions(session: Session, first: int, last: int) -> dict[int, list[_Version]]:
    """Return the versions of the ads between two ids, of each in order."""
    columns = (AdVersion.ad_id, AdVersion.seen_from, AdVersion.content_sealed, AdVersion.alias, AdVersion.age, AdVersion.city, AdVersion.postcode)  # fmt: skip
    wanted = wide_select(*columns).where(col(AdVersion.ad_id).between(first, last))  # type: ignore[call-overload]  # columns
    found: dict[int, list[_Version]] = defaultdict(list)
    for ad_id, seen_from, sealed, *said in session.execute(wanted.order_by(AdVersion.seen_from, AdVersion.id)):
        found[ad_id].append(_Version(seen_from, sealed, _Said(*said)))
    return found


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
