"""Read ads from the store as facts for linkage; sealed values are opened in memory only and never logged."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

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


@dataclass(frozen=True, slots=True)
class _Seen:
    number: str
    first: datetime
    last: datetime


def read_ads(session: Session, keyring: KeyRing) -> StoredAds:
    """Return all ads with all their versions, people's judgements and people's number types."""
    phones = {
        phone.id: (keyring.unseal(phone.sealed, "phone.e164"), phone)
        for phone in session.exec(select(Phone).order_by(Phone.id)).all()  # type: ignore[arg-type]  # a column, not int
    }
    seen: dict[int, list[_Seen]] = defaultdict(list)
    for row in session.exec(select(AdPhone)).all():
        seen[row.ad_id].append(_Seen(phones[row.phone_id][0], row.first_seen, row.last_seen))
    versions: dict[int, list[AdVersion]] = defaultdict(list)
    for version in session.exec(select(AdVersion).order_by(AdVersion.seen_from, AdVersion.id)).all():  # type: ignore[arg-type]  # columns
        versions[version.ad_id].append(version)
    facts: list[AdFacts] = []
    for ad in session.exec(select(Ad).order_by(Ad.id)).all():  # type: ignore[arg-type]  # a column, not int
        facts.extend(_facts(ad, versions[ad.id or 0], seen[ad.id or 0], keyring))
    return StoredAds(
        facts=facts,
        judgements=_judgements(session),
        types={
            number: NumberType(phone.type)
            for number, phone in phones.values()
            if phone.type_set_by_person and phone.type in set(NumberType)
        },
        phone_ids={number: phone.id or 0 for number, phone in phones.values()},
        recruiting=_recruiting(session),
    )


def _facts(ad: Ad, versions: list[AdVersion], seen: list[_Seen], keyring: KeyRing) -> Iterator[AdFacts]:
    """Yield one fact a version: what the ad said from when to when."""
    if not versions:
        yield _fact(ad, keyring.unseal(ad.content_sealed, "ad.content"), ad, (ad.first_seen, ad.last_seen), seen)
    for number, version in enumerate(versions):
        last = number + 1 == len(versions)
        until = ad.last_seen if last else versions[number + 1].seen_from
        content = keyring.unseal(version.content_sealed, "ad_version.content")
        # Reading fills fields the page left empty in the current ad only.
        said = ad if last else version
        here = [one for one in seen if one.first <= until and one.last >= version.seen_from]
        yield _fact(ad, content, said, (version.seen_from, until), here or (seen if last else []))


def _fact(ad: Ad, content: str, said: Ad | AdVersion, span: tuple[datetime, datetime], seen: list[_Seen]) -> AdFacts:
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
