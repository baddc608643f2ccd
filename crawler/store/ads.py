"""Writing ads: new ones, changes as dated versions, reviews. The caller's transaction; a re-run doubles nothing.

Ads are known by (site, external_id), versions by content hash, reviews by (ad, external_id). New rows go in as plain
table inserts: on a first pass nearly all rows are new, and the mapper's book-keeping was a tenth of the whole pipeline.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert
from sqlmodel import Session, col, select

from crawler.items import AdItem, ReviewItem
from crawler.store.content import (
    FILLED_BY_READING,
    PLAIN_COLUMNS,
    VERSION_COLUMNS,
    VERSIONED,
    content_hash,
    content_of,
    page_values,
)
from models.ad import Ad, AdVersion, Review
from models.keys import KeyRing

CHUNK = 400


def write_ads(session: Session, keyring: KeyRing, items: Sequence[AdItem], seen_at: datetime) -> tuple[int, int]:
    """Write a batch of ads; return how many were new and how many had changed."""
    new = changed = 0
    for start in range(0, len(items), CHUNK):
        part = list({item.external_id: item for item in items[start : start + CHUNK]}.values())
        keys = [item.external_id for item in part]
        stored = {
            ad.external_id: ad
            for ad in session.exec(select(Ad).where(Ad.site == part[0].site, col(Ad.external_id).in_(keys)))
        }
        fresh = [item for item in part if item.external_id not in stored]
        _add_new(session, keyring, fresh, seen_at)
        new += len(fresh)
        changed += sum(
            _update(session, keyring, stored[item.external_id], item, seen_at)
            for item in part
            if item.external_id in stored
        )
    return new, changed


def table_of(model: Any) -> Table:
    """Return the table under a model, for inserts past the mapper."""
    table: Table = model.__table__
    return table


def _add_new(session: Session, keyring: KeyRing, items: Sequence[AdItem], seen_at: datetime) -> None:
    """Insert new ads with their first version and reviews: a few statements for all of them."""
    if not items:
        return
    # Sealed before the first write: SQLite has one writer, and others wait for it.
    ads = table_of(Ad)
    contents = {item.external_id: _sealed(keyring, item) for item in items}
    rows = [
        {
            "site": item.site,
            "external_id": item.external_id,
            "url": item.url,
            "first_seen": seen_at,
            "last_seen": seen_at,
            "content_hash": contents[item.external_id][0],
            "content_sealed": contents[item.external_id][1],
            "list_clue": item.list_clue,
            "posted_at": item.posted_at,
            "image_count": item.image_count,
            **{name: getattr(item, name) for name in PLAIN_COLUMNS},
        }
        for item in items
    ]
    session.flush()
    made = session.connection().execute(insert(ads).returning(ads.c.id, ads.c.external_id), rows)
    ids = {key: ad_id for ad_id, key in made}
    session.connection().execute(
        insert(table_of(AdVersion)),
        [
            {
                "ad_id": ids[item.external_id],
                "seen_from": seen_at,
                "content_hash": contents[item.external_id][0],
                "content_sealed": contents[item.external_id][2],
                "changed": [],
                **{name: getattr(item, name) for name in VERSION_COLUMNS},
            }
            for item in items
        ],
    )
    said = [
        _review_row(keyring, ids[item.external_id], review, seen_at)
        for item in items
        for review in {review.external_id: review for review in item.reviews}.values()
    ]
    if said:
        session.connection().execute(insert(table_of(Review)), said)


def _sealed(keyring: KeyRing, item: AdItem) -> tuple[str, bytes, bytes]:
    """Return hash and sealed content, for the ad and for its version."""
    content = content_of(item)
    return content_hash(item), keyring.seal(content, "ad.content"), keyring.seal(content, "ad_version.content")


def _review_row(keyring: KeyRing, ad_id: int, review: ReviewItem, seen_at: datetime) -> dict[str, object]:
    return {
        "ad_id": ad_id,
        "external_id": review.external_id,
        "text_sealed": keyring.seal(review.text, "review.text"),
        "posted_at": review.posted_at,
        "rating": review.rating,
        "first_seen": seen_at,
    }


def _update(session: Session, keyring: KeyRing, ad: Ad, item: AdItem, seen_at: datetime) -> bool:
    ad.last_seen, ad.gone_at, ad.url = max(ad.last_seen, seen_at), None, item.url
    ad.list_clue = item.list_clue or ad.list_clue
    ad.posted_at = item.posted_at or ad.posted_at
    ad.image_count = item.image_count if item.image_count is not None else ad.image_count
    assert ad.id is not None  # noqa: S101  (it was read from the store)
    _add_reviews(session, keyring, ad.id, item.reviews, seen_at)
    digest = content_hash(item)
    session.add(ad)
    if digest == ad.content_hash:
        return False
    before = page_values(json.loads(keyring.unseal(ad.content_sealed, "ad.content")))
    differs = [name for name in VERSIONED if (getattr(item, name) or None) != (before.get(name) or None)]
    content = content_of(item)
    ad.content_hash, ad.content_sealed = digest, keyring.seal(content, "ad.content")
    for name in PLAIN_COLUMNS:
        value = getattr(item, name)
        kept = name in FILLED_BY_READING and value in (None, []) and not before.get(name) and "text" not in differs
        if not kept:
            setattr(ad, name, value)
    # The masked forms belong to the text before; reading makes new ones.
    ad.title_masked = ad.text_masked = None
    version = {name: getattr(item, name) for name in VERSION_COLUMNS}
    session.add(
        AdVersion(
            ad_id=ad.id,
            seen_from=seen_at,
            content_hash=digest,
            content_sealed=keyring.seal(content, "ad_version.content"),
            changed=differs,
            **version,
        )
    )
    return True


def _add_reviews(
    session: Session, keyring: KeyRing, ad_id: int, reviews: Iterable[ReviewItem], seen_at: datetime
) -> None:
    wanted = {review.external_id: review for review in reviews}
    if not wanted:
        return
    there = {review.external_id: review for review in session.exec(select(Review).where(Review.ad_id == ad_id))}
    for key, review in wanted.items():
        old = there.get(key)
        if old is None:
            session.add(Review.model_validate(_review_row(keyring, ad_id, review, seen_at)))
        elif keyring.unseal(old.text_sealed, "review.text") != review.text:
            old.text_sealed, old.text_masked = keyring.seal(review.text, "review.text"), None
            session.add(old)
