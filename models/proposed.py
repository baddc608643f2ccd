"""What reading proposes for the live ads of the store, with the groups that are compared (R-FAIR-3)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from models.ad import Ad
from models.contact_point import ContactPoint
from models.finding import TextReading

KINDS = ("lang", "region", "site")
LEVELS = ("red", "yellow")
# Shares of smaller groups say nothing.
FEWEST = 50


@dataclass(frozen=True)
class Proposed:
    """One live ad: the level its text proposes, and the groups it belongs to (kind of group to its name)."""

    level: str
    groups: dict[str, str]


def proposals(session: Session) -> list[Proposed]:
    """Return what is proposed for each live ad, with the groups it belongs to; an ad without a region is in no region."""
    rows = session.execute(
        select(col(TextReading.level), col(TextReading.lang), col(Ad.site), col(ContactPoint.region_code))
        .join(Ad, col(Ad.id) == TextReading.ad_id)
        .outerjoin(ContactPoint, col(ContactPoint.id) == Ad.contact_point_id)
        .where(col(TextReading.review_id).is_(None), col(Ad.gone_at).is_(None))
    )
    return [
        Proposed(level, {"lang": lang, "site": site} | ({"region": region} if region else {}))
        for level, lang, site, region in rows
    ]
