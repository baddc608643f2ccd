"""Every write of a crawl: passes, ads with versions, reviews, presence, memory. Batches are one transaction each.

A kill between two batches loses nothing that a re-run does not fetch again, and doubles nothing: ads are known by
(site, external_id), versions by content hash, reviews by (ad, external_id).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import Engine, delete, insert, update
from sqlmodel import Session, col, select

from crawler.definition import SiteDefinition
from crawler.health import prints_of, usual_fill
from crawler.items import AdItem, ReviewItem
from crawler.pass_book import KnownAd, Memory, PassBook
from models.ad import Ad, AdVersion, Review
from models.db import session_scope
from models.keys import KeyRing
from models.site import CrawlPass, PageMemory, Site, SiteAlarm

USUAL_OVER = timedelta(days=14)
CHUNK = 400
RESUMES_WITHIN = timedelta(hours=24)
CUT_OFF = "The pass was cut off; the next one took over."
# Fields whose change makes a new version; a renewed date or one picture more does not.
VERSIONED = (
    "title", "text", "address", "phones", "handles", "alias", "age", "city", "postcode", "kind", "prices", "services",
    "languages", "opening_hours",
)  # fmt: skip
# Columns that reading may fill when the page gives nothing; the crawler does not empty them.
FILLED_BY_READING = frozenset({"alias", "age", "city", "languages"})
VERSION_COLUMNS = ("alias", "age", "city", "postcode", "prices", "services")
PLAIN_COLUMNS = ("alias", "age", "city", "postcode", "kind", "prices", "services", "languages", "opening_hours")


def open_pass(engine: Engine, definition: SiteDefinition, started_at: datetime) -> tuple[int, datetime | None]:
    """Note that a pass has begun; one that a kill left running is closed as failed.

    Returns the number of the pass, and when the killed one began if it can be gone on with.
    """
    with session_scope(engine) as session:
        site = session.get(Site, definition.name) or Site(name=definition.name, title="", start_url="")
        site.title, site.start_url, site.is_loopback = definition.title, definition.start_url, definition.is_loopback
        session.add(site)
        session.flush()
        session.exec(
            update(CrawlPass)
            .where(col(CrawlPass.site) == definition.name, col(CrawlPass.status) == "running")
            .values(status="failed", finished_at=started_at, message=CUT_OFF)
        )
        opened = CrawlPass(site=definition.name, started_at=started_at)
        session.add(opened)
        session.flush()
        assert opened.id is not None  # noqa: S101  (the flush gave it)
        return opened.id, _killed_before(session, definition.name, started_at)


def _killed_before(session: Session, site: str, started_at: datetime) -> datetime | None:
    """Return when the first of the killed passes just before began; None when the last one ended by itself."""
    earlier = session.exec(
        select(CrawlPass)
        .where(
            CrawlPass.site == site, CrawlPass.started_at >= started_at - RESUMES_WITHIN, CrawlPass.status != "running"
        )
        .order_by(col(CrawlPass.id).desc())
        .limit(200)
    )
    found = None
    for each in earlier:
        if each.message != CUT_OFF:
            break
        found = each.started_at
    return found


def is_paused(engine: Engine, name: str) -> bool:
    """Say whether a person has paused the site."""
    with Session(engine) as session:
        site = session.get(Site, name)
        return bool(site and site.paused)


def load_known(engine: Engine, keyring: KeyRing, site: str) -> dict[str, KnownAd]:
    """Return the ads the store has of a site, by external id."""
    with Session(engine) as session:
        reviewed = set(session.exec(select(Review.ad_id).join(Ad).where(Ad.site == site).distinct()))
        ads = session.exec(select(Ad).where(Ad.site == site))
        return {ad.external_id: _known(keyring, ad, has_reviews=ad.id in reviewed) for ad in ads}


def _known(keyring: KeyRing, ad: Ad, *, has_reviews: bool) -> KnownAd:
    values = _page_values(json.loads(keyring.unseal(ad.content_sealed, "ad.content")))
    fields = {name for name, value in values.items() if value not in (None, [], "")}
    return KnownAd(
        ad_id=ad.id or 0,
        external_id=ad.external_id,
        list_clue=ad.list_clue,
        content_hash=ad.content_hash,
        gone=ad.gone_at is not None,
        fields=frozenset(fields | ({"reviews"} if has_reviews else set())),
        prints=prints_of(str(values["title"] or ""), str(values["text"] or "")),
    )


def _page_values(content: Mapping[str, object]) -> dict[str, object]:
    """Return what the page gave, as sealed at the last change: long fields and the plain ones under ``page``."""
    page = content.get("page")
    return {
        **{name: content.get(name) for name in ("title", "text", "address", "phones", "handles")},
        **(page if isinstance(page, dict) else {}),
    }


def load_memory(engine: Engine, site: str, reader: str) -> dict[str, Memory]:
    """Return what is remembered of a site's pages under the same reading."""
    with Session(engine) as session:
        rows = session.exec(select(PageMemory).where(PageMemory.site == site, PageMemory.reader == reader))
        return {
            row.address: Memory(row.etag, row.last_modified, row.led_to, row.external_id, row.checked_at)
            for row in rows
        }


def load_usual(engine: Engine, definition: SiteDefinition, now: datetime) -> tuple[dict[str, float], float | None]:
    """Return the usual fill per field and the usual number of ads, from the complete passes of 14 days."""
    with Session(engine) as session:
        passes = session.exec(
            select(CrawlPass)
            .where(
                CrawlPass.site == definition.name,
                CrawlPass.status == "complete",
                CrawlPass.started_at > now - USUAL_OVER,
            )
            .order_by(col(CrawlPass.started_at).desc())
            .limit(60)
        ).all()
    counts = [each.ads_seen for each in passes]
    return usual_fill([each.field_fill for each in passes if each.field_fill], definition.usual), median(
        counts
    ) if counts else None


def content_hash(item: AdItem) -> str:
    """Return the hash of everything whose change makes a version."""
    content = {name: getattr(item, name) for name in VERSIONED}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _content(item: AdItem) -> str:
    return json.dumps(
        {
            "title": item.title or "",
            "text": item.text or "",
            "address": item.address,
            "phones": item.phones,
            "handles": item.handles,
            "page": {
                **{name: getattr(item, name) for name in PLAIN_COLUMNS},
                "posted_at": _iso(item.posted_at),
                "image_count": item.image_count,
            },
        },
        ensure_ascii=False,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def write_ads(engine: Engine, keyring: KeyRing, items: Sequence[AdItem], seen_at: datetime) -> tuple[int, int]:
    """Write a batch of ads in one transaction; return how many were new and how many had changed."""
    new = changed = 0
    with session_scope(engine) as session:
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


def _add_new(session: Session, keyring: KeyRing, items: Sequence[AdItem], seen_at: datetime) -> None:
    """Insert new ads with their first version and reviews: a few statements for all of them."""
    if not items:
        return
    contents = {item.external_id: _content(item) for item in items}
    hashes = {item.external_id: content_hash(item) for item in items}
    rows = [
        {
            "site": item.site,
            "external_id": item.external_id,
            "url": item.url,
            "first_seen": seen_at,
            "last_seen": seen_at,
            "content_hash": hashes[item.external_id],
            "content_sealed": keyring.seal(contents[item.external_id], "ad.content"),
            "list_clue": item.list_clue,
            "posted_at": item.posted_at,
            "image_count": item.image_count,
            **{name: getattr(item, name) for name in PLAIN_COLUMNS},
        }
        for item in items
    ]
    made = session.execute(insert(Ad).returning(col(Ad.id), col(Ad.external_id)), rows)
    ids = {key: ad_id for ad_id, key in made}
    session.execute(
        insert(AdVersion),
        [
            {
                "ad_id": ids[item.external_id],
                "seen_from": seen_at,
                "content_hash": hashes[item.external_id],
                "content_sealed": keyring.seal(contents[item.external_id], "ad_version.content"),
                "changed": [],
                **{name: getattr(item, name) for name in VERSION_COLUMNS},
            }
            for item in items
        ],
    )
    for item in items:
        _add_reviews(session, keyring, ids[item.external_id], item.reviews, seen_at)


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
    before = _page_values(json.loads(keyring.unseal(ad.content_sealed, "ad.content")))
    differs = [name for name in VERSIONED if (getattr(item, name) or None) != (before.get(name) or None)]
    ad.content_hash, ad.content_sealed = digest, keyring.seal(_content(item), "ad.content")
    for name in PLAIN_COLUMNS:
        value = getattr(item, name)
        kept = name in FILLED_BY_READING and value in (None, []) and not before.get(name) and "text" not in differs
        if not kept:
            setattr(ad, name, value)
    # The masked forms belong to the text before; reading makes new ones.
    ad.title_masked = ad.text_masked = None
    session.add(_version(keyring, ad, item, seen_at, differs))
    return True


def _version(keyring: KeyRing, ad: Ad, item: AdItem, seen_at: datetime, changed: list[str]) -> AdVersion:
    assert ad.id is not None  # noqa: S101  (flushed before)
    return AdVersion(
        ad_id=ad.id,
        seen_from=seen_at,
        content_hash=ad.content_hash,
        content_sealed=keyring.seal(_content(item), "ad_version.content"),
        changed=changed,
        **{name: getattr(item, name) for name in VERSION_COLUMNS},
    )


def _add_reviews(
    session: Session, keyring: KeyRing, ad_id: int, reviews: Iterable[ReviewItem], seen_at: datetime
) -> None:
    wanted = {review.external_id: review for review in reviews}
    if not wanted:
        return
    there = {review.external_id: review for review in session.exec(select(Review).where(Review.ad_id == ad_id))}
    for key, review in wanted.items():
        old = there.get(key)
        if old is not None:
            if keyring.unseal(old.text_sealed, "review.text") != review.text:
                old.text_sealed, old.text_masked = keyring.seal(review.text, "review.text"), None
                session.add(old)
            continue
        session.add(
            Review(
                ad_id=ad_id,
                external_id=key,
                text_sealed=keyring.seal(review.text, "review.text"),
                posted_at=review.posted_at,
                rating=review.rating,
                first_seen=seen_at,
            )
        )


def touch(engine: Engine, site: str, seen: Iterable[str], seen_at: datetime) -> None:
    """Move ``last_seen`` of ads that a list page showed unchanged; one that had gone is back."""
    keys = list(seen)
    with session_scope(engine) as session:
        for start in range(0, len(keys), CHUNK):
            session.exec(
                update(Ad)
                .where(
                    col(Ad.site) == site,
                    col(Ad.external_id).in_(keys[start : start + CHUNK]),
                    col(Ad.last_seen) <= seen_at,
                )
                .values(last_seen=seen_at, gone_at=None)
            )


def set_clues(engine: Engine, clues: Mapping[int, str]) -> None:
    """Keep the new list clue of ads whose page was looked at and had not changed."""
    with session_scope(engine) as session:
        for ad_id, clue in clues.items():
            session.exec(update(Ad).where(col(Ad.id) == ad_id).values(list_clue=clue))


def mark_gone(engine: Engine, site: str, present: Iterable[str], gone_at: datetime) -> int:
    """Give every live ad of a site that a complete pass did not show its ``gone_at``; return how many."""
    there = set(present)
    with session_scope(engine) as session:
        live = session.exec(select(Ad.id, Ad.external_id).where(Ad.site == site, col(Ad.gone_at).is_(None))).all()
        gone = [ad_id for ad_id, key in live if key not in there]
        for start in range(0, len(gone), CHUNK):
            session.exec(update(Ad).where(col(Ad.id).in_(gone[start : start + CHUNK])).values(gone_at=gone_at))
        return len(gone)


def remember(engine: Engine, site: str, reader: str, pages: Mapping[str, Memory], checked_at: datetime) -> None:
    """Keep what pages led to and their validators; older memories of the same addresses are replaced."""
    addresses = list(pages)
    with session_scope(engine) as session:
        for start in range(0, len(addresses), CHUNK):
            part = addresses[start : start + CHUNK]
            session.exec(delete(PageMemory).where(col(PageMemory.site) == site, col(PageMemory.address).in_(part)))
            session.execute(
                insert(PageMemory),
                [
                    {
                        "site": site,
                        "address": address,
                        "reader": reader,
                        "etag": pages[address].etag,
                        "last_modified": pages[address].last_modified,
                        "led_to": pages[address].led_to,
                        "external_id": pages[address].external_id,
                        "checked_at": checked_at,
                    }
                    for address in part
                ],
            )


def close_pass(engine: Engine, book: PassBook, status: str, fill: Mapping[str, float], finished_at: datetime) -> None:
    """Write how a pass ended, and its alarms: one open alarm per reason and field."""
    with session_scope(engine) as session:
        row = session.get_one(CrawlPass, book.pass_id)
        row.finished_at, row.status, row.message = finished_at, status, book.message
        row.pages_fetched, row.ads_seen = book.counts["pages"], len(book.seen)
        row.ads_new, row.ads_changed, row.ads_gone = book.counts["new"], book.counts["changed"], book.counts["gone"]
        row.errors, row.field_fill, row.permissions = book.counts["errors"], dict(fill), dict(book.permissions)
        session.add(row)
        still = session.exec(
            select(SiteAlarm).where(SiteAlarm.site == book.definition.name, col(SiteAlarm.closed_at).is_(None))
        ).all()
        open_now = {(alarm.reason, alarm.field): alarm for alarm in still}
        for (reason, name), alarm in open_now.items():
            # A complete pass without the trouble closes its alarm.
            if status == "complete" and (reason, name) not in book.alarms:
                alarm.closed_at = finished_at
                session.add(alarm)
        for reason, name in book.alarms:
            if (reason, name) not in open_now:
                session.add(
                    SiteAlarm(
                        site=book.definition.name,
                        crawl_pass_id=book.pass_id,
                        raised_at=finished_at,
                        reason=reason,
                        field=name,
                    )
                )
