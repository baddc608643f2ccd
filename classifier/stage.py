"""The reading stage: reads ads and reviews whose content or reader changed, and writes what was found.

Only here does reading meet the store. Numbers are keyed and sealed, text is masked; nothing readable is written or logged.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, and_, delete, func, select, update
from sqlmodel import Session, col

from classifier.history_stage import write_history
from classifier.hours import find_opening_hours
from classifier.phone_rows import PhoneBook
from classifier.phones import find_phones
from classifier.places import find_alias, find_place, find_private_spans
from classifier.reader import Reader, load_reader
from classifier.stored_text import review_hash, whole_text
from models.ad import Ad, AdPhone, AdVersion, Review
from models.db import session_scope
from models.finding import Finding, TextReading
from models.keys import KeyRing
from models.phone import mask_spans
from models.progress import Progress, silent
from models.values import Reading

BATCH = 200
SOURCE = "text"


def read_new(
    engine: Engine, keyring: KeyRing, *, now: datetime, progress: Progress = silent, model: Path | None = None
) -> int:
    """Read what is new and return how many texts were read; ``model`` is the folder of a model trained in use.

    ``now`` is aware UTC. Works in batches, each written whole: a stopped run goes on where it was.
    """
    reader = load_reader(model) if model else load_reader()
    with session_scope(engine) as session:
        ads = _ads_to_read(session, reader.version)
        reviews = _reviews_to_read(session, reader.version)
    total, done = len(ads) + len(reviews), 0
    for chunk in _chunks(ads):
        with session_scope(engine) as session:
            _read_ads(session, chunk, reader, keyring, now)
        done += len(chunk)
        progress("reading", done, total)
    for chunk in _chunks(reviews):
        with session_scope(engine) as session:
            _read_reviews(session, chunk, reader, keyring, now)
        done += len(chunk)
        progress("reading", done, total)
    with session_scope(engine) as session:
        _still_seen(session)
    write_history(engine, keyring, reader, changed=ads, now=now, progress=progress)
    return total


def _chunks(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[first : first + BATCH] for first in range(0, len(ids), BATCH)]


def _ads_to_read(session: Session, version: str) -> list[int]:
    known = and_(
        col(TextReading.ad_id) == Ad.id,
        col(TextReading.review_id).is_(None),
        col(TextReading.content_hash) == Ad.content_hash,
        col(TextReading.reader_version) == version,
    )
    # Ads that are there now first: after a change of the reader, history must not keep today's waiting.
    rows = session.execute(
        select(col(Ad.id))
        .outerjoin(TextReading, known)
        .where(col(TextReading.id).is_(None))
        .order_by(col(Ad.gone_at).is_not(None), col(Ad.id))
    )
    return [int(row[0]) for row in rows]


def _reviews_to_read(session: Session, version: str) -> list[int]:
    known = and_(col(TextReading.review_id) == Review.id, col(TextReading.reader_version) == version)
    rows = session.execute(
        select(col(Review.id))
        .outerjoin(TextReading, known)
        .where(col(TextReading.id).is_(None))
        .order_by(col(Review.id))
    )
    return [int(row[0]) for row in rows]


def _read_ads(session: Session, ids: Sequence[int], reader: Reader, keyring: KeyRing, now: datetime) -> None:
    session.execute(
        delete(Finding).where(
            col(Finding.ad_id).in_(ids), col(Finding.review_id).is_(None), col(Finding.source) == SOURCE
        )
    )
    session.execute(delete(TextReading).where(col(TextReading.ad_id).in_(ids), col(TextReading.review_id).is_(None)))
    ads = list(session.scalars(select(Ad).where(col(Ad.id).in_(ids)).order_by(col(Ad.id))))
    contents = [json.loads(keyring.unseal(ad.content_sealed, "ad.content")) for ad in ads]
    entries = [{"text": whole_text(content), "type": "ad"} for content in contents]
    book = PhoneBook(session, keyring)
    for ad, content, reading in zip(ads, contents, reader.read_many(entries), strict=True):
        _write_ad(session, ad, content, reading, version=reader.version, now=now)
        _note_phones(book, ad, content, reading)
    book.write()


def _write_ad(
    session: Session, ad: Ad, content: dict[str, str], reading: Reading, *, version: str, now: datetime
) -> None:
    """Write masked text, findings and the reading; fill fields that the site left empty."""
    whole, title = whole_text(content), content.get("title") or ""
    masked = mask_spans(whole, _private_spans(whole, content, reading))
    ad.title_masked, ad.text_masked = masked[: len(title)], masked[len(title) + 1 :]
    _fill(ad, whole, reading)
    session.add(ad)
    assert ad.id is not None  # noqa: S101 (a stored row has an id)
    session.add_all(_findings(reading, masked, ad.id, review_id=None, now=now, shift=len(title) + 1))
    session.add(
        TextReading(
            ad_id=ad.id,
            content_hash=ad.content_hash,
            lang=reading.lang,
            level=reading.level.value,
            reader_version=version,
            read_at=now,
        )
    )


def _private_spans(text: str, content: dict[str, str], reading: Reading) -> list[tuple[int, int]]:
    spans = [(phone.start, phone.end) for phone in reading.phones] + find_private_spans(text)
    address = content.get("address") or ""
    street = address.split(",")[0].strip()
    at = text.find(street) if len(street) > 5 and any(sign.isdigit() for sign in street) else -1
    while at >= 0:
        spans.append((at, at + len(street)))
        at = text.find(street, at + 1)
    return spans


def _fill(ad: Ad, text: str, reading: Reading) -> None:
    if ad.age is None and reading.ages:
        ad.age = reading.ages[0].years
    if ad.alias is None:
        ad.alias = find_alias(text)
    if ad.city is None:
        place = find_place(text)
        if place:
            ad.city, ad.postcode = place.city, ad.postcode or place.postcode
    if not ad.languages and reading.lang != "und":
        ad.languages = [reading.lang]
    if not ad.prices:
        ad.prices = [
            {"minutes": price.minutes, "amount": price.amount, "currency": price.currency} for price in reading.prices
        ]
    if ad.opening_hours is None:
        ad.opening_hours = find_opening_hours(text)


def _findings(
    reading: Reading, masked: str, ad_id: int, *, review_id: int | None, now: datetime, shift: int = 0
) -> list[Finding]:
    """Return one row a piece of evidence; offsets count in the body, evidence from the title carries none."""
    rows = []
    for hit in reading.indicators:
        for piece in hit.evidence:
            in_body = piece.start >= shift
            rows.append(
                Finding(
                    ad_id=ad_id,
                    review_id=review_id,
                    indicator=hit.name,
                    direction=hit.direction.value,
                    strength=hit.strength,
                    source=SOURCE,
                    start=piece.start - shift if in_body else None,
                    end=piece.end - shift if in_body else None,
                    quote_masked=masked[piece.start : piece.end],
                    rule=piece.rule,
                    found_at=now,
                )
            )
    return rows


def _note_phones(book: PhoneBook, ad: Ad, content: dict[str, object], reading: Reading) -> None:
    for phone in reading.phones:
        book.note(ad, phone.e164, obscured=phone.obscured, source="text")
    written = content.get("phones")
    for number in written if isinstance(written, list) else []:
        for phone in find_phones(str(number), reading.lang):
            book.note(ad, phone.e164, obscured=False, source="field")


def _read_reviews(session: Session, ids: Sequence[int], reader: Reader, keyring: KeyRing, now: datetime) -> None:
    session.execute(delete(Finding).where(col(Finding.review_id).in_(ids), col(Finding.source) == SOURCE))
    session.execute(delete(TextReading).where(col(TextReading.review_id).in_(ids)))
    reviews = list(session.scalars(select(Review).where(col(Review.id).in_(ids)).order_by(col(Review.id))))
    texts = [keyring.unseal(review.text_sealed, "review.text") for review in reviews]
    readings = reader.read_many([{"text": text, "type": "review"} for text in texts])
    for review, text, reading in zip(reviews, texts, readings, strict=True):
        assert review.id is not None  # noqa: S101 (a stored row has an id)
        masked = mask_spans(text, [(phone.start, phone.end) for phone in reading.phones] + find_private_spans(text))
        review.text_masked = masked
        session.add(review)
        session.add_all(_findings(reading, masked, review.ad_id, review_id=review.id, now=now))
        session.add(
            TextReading(
                ad_id=review.ad_id,
                review_id=review.id,
                content_hash=review_hash(review),
                lang=reading.lang,
                level=reading.level.value,
                reader_version=reader.version,
                read_at=now,
            )
        )


def _still_seen(session: Session) -> None:
    """Carry the last sighting of an ad over to the numbers its current content holds.

    A number belongs to the current content when it was seen since that content was: otherwise it was dropped from the ad.
    """
    current = (
        select(func.max(col(AdVersion.seen_from)))
        .where(col(AdVersion.ad_id) == AdPhone.ad_id)
        .correlate(AdPhone)
        .scalar_subquery()
    )
    seen = select(col(Ad.last_seen)).where(col(Ad.id) == AdPhone.ad_id).correlate(AdPhone).scalar_subquery()
    session.execute(
        update(AdPhone)
        .where(col(AdPhone.last_seen) < seen, func.coalesce(current, col(AdPhone.first_seen)) <= col(AdPhone.last_seen))
        .values(last_seen=seen)
        .execution_options(synchronize_session=False)
    )
