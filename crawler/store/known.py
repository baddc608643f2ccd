"""What earlier passes left: the ads of a site, what its pages led to, what it usually gives."""

import json
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from crawler.definition import SiteDefinition
from crawler.health import carried, prints_of, usual_fill
from crawler.pass_book import KnownAd, Memory
from crawler.store.content import page_values
from models.ad import Ad, Review
from models.collecting import TdmDecision
from models.keys import KeyRing
from models.site import CrawlPass, PageMemory

USUAL_OVER = timedelta(days=14)


def load_known(engine: Engine, keyring: KeyRing, site: str) -> dict[str, KnownAd]:
    """Return the ads the store has of a site, by external id."""
    with Session(engine) as session:
        reviewed = set(session.exec(select(Review.ad_id).join(Ad).where(Ad.site == site).distinct()))
        ads = session.exec(select(Ad).where(Ad.site == site))
        return {ad.external_id: _known(keyring, ad, has_reviews=ad.id in reviewed) for ad in ads}


def _known(keyring: KeyRing, ad: Ad, *, has_reviews: bool) -> KnownAd:
    values = page_values(json.loads(keyring.unseal(ad.content_sealed, "ad.content")))
    fields = carried(values)
    return KnownAd(
        ad_id=ad.id or 0,
        external_id=ad.external_id,
        list_clue=ad.list_clue,
        content_hash=ad.content_hash,
        gone=ad.gone_at is not None,
        fields=frozenset(fields | ({"reviews"} if has_reviews else set())),
        prints=prints_of(str(values["title"] or ""), str(values["text"] or "")),
    )


def load_memory(engine: Engine, site: str, reader: str) -> dict[str, Memory]:
    """Return what is remembered of a site's pages under the same reading."""
    with Session(engine) as session:
        rows = session.exec(select(PageMemory).where(PageMemory.site == site, PageMemory.reader == reader))
        return {
            row.address: Memory(row.etag, row.last_modified, row.led_to, row.external_id, row.checked_at, row.body_hash)
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


def load_lifted(engine: Engine, site: str, at: datetime) -> dict[str, int]:
    """Return the signs of a reservation that the controller's decisions lift now, each with its decision's number."""
    with Session(engine) as session:
        decisions = session.exec(
            select(TdmDecision)
            .where(
                TdmDecision.site == site,
                col(TdmDecision.withdrawn_at).is_(None),
                TdmDecision.decided_at <= at,
                TdmDecision.until > at,
            )
            .order_by(col(TdmDecision.id))
        ).all()
    return {sign: decision.id or 0 for decision in decisions for sign in decision.covers}
