"""One contact point as a card, in the order people should think: place and date, evidence, counter-evidence, proposal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from models.ad import Ad, AdPhone, Phone, Review
from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.finding import Finding, TextReading
from models.people import Organisation
from models.policy import load_policy
from models.values import Direction
from models.visit import Visit
from outreach.contact_points import label_for
from review_ui.desk import Desk
from review_ui.gather.evidence import Sign, Source, gather_signs
from review_ui.gather.reasons import reason_words

MOST_ADS = 60


@dataclass
class Card:
    """What triage shows of one contact point."""

    point: ContactPoint
    label: str
    decision: LevelDecision | None
    concern: list[Sign]
    counter: list[Sign]
    notes: list[Sign]
    unknown: list[str]
    because: list[str]
    ads: list[Ad]
    reviews: list[Review]
    phones: list[tuple[str, str, int]]
    last_visit: Visit | None
    visited_by: str
    claimed: str
    findings: list[Finding]
    languages: list[str] = field(default_factory=list)

    @property
    def level(self) -> str:
        """The level that counts: a person's, else the proposal."""
        return self.decision.level if self.decision else self.point.proposed_level


# Built once: each card asks the same questions. Sealed texts stay in the store.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_POINT: BindParameter[Any] = bindparam("point")
_ADS = (
    select(Ad)
    .options(defer(col(Ad.content_sealed), raiseload=True))  # type: ignore[arg-type]
    .where(col(Ad.contact_point_id) == _POINT)
    .order_by(col(Ad.last_seen).desc())
)
_LIVE_ADS = _ADS.where(col(Ad.gone_at).is_(None)).limit(MOST_ADS)
_GONE_ADS = _ADS.limit(5)
_REVIEWS = (
    select(Review)
    .options(defer(col(Review.text_sealed), raiseload=True))  # type: ignore[arg-type]
    .where(col(Review.ad_id).in_(_IDS))
)
_FINDINGS = select(Finding).where(col(Finding.ad_id).in_(_IDS))
_READINGS = select(col(TextReading.lang), col(TextReading.level)).where(col(TextReading.ad_id).in_(_IDS)).distinct()
_DECISION = (
    select(LevelDecision)
    .where(col(LevelDecision.contact_point_id) == _POINT, col(LevelDecision.undone_at).is_(None))
    .order_by(col(LevelDecision.id).desc())
    .limit(1)
)
_PHONES = (
    select(col(Phone.tail), col(Phone.type), col(Phone.id))
    .join(AdPhone, col(AdPhone.phone_id) == col(Phone.id))
    .where(col(AdPhone.ad_id).in_(_IDS))
    .distinct()
    .order_by(col(Phone.id))
)
_VISIT = (
    select(Visit, col(Organisation.name))
    .join(Organisation, col(Organisation.id) == Visit.organisation_id)
    .where(col(Visit.contact_point_id) == _POINT)
    .order_by(col(Visit.visited_at).desc(), col(Visit.id).desc())
    .limit(1)
)
_CLAIM = (
    select(col(Mark.organisation_id))
    .where(
        col(Mark.contact_point_id) == _POINT,
        col(Mark.kind) == "claim",
        col(Mark.undone_at).is_(None),
        col(Mark.until) > bindparam("now"),
    )
    .order_by(col(Mark.id).desc())
    .limit(1)
)


def make_card(desk: Desk, point: ContactPoint) -> Card:
    """Read everything a card shows."""
    session, policy = desk.session, load_policy()
    ads = live_ads(session, point)
    ids = {"ids": [ad.id for ad in ads if ad.id is not None]}
    reviews = list(session.execute(_REVIEWS, ids).scalars())
    findings = list(session.execute(_FINDINGS, ids).scalars())
    signs = gather_signs(findings, ad_sources(ads), review_sources(reviews), policy)
    visit, visited_by = last_visit(session, point)
    readings: list[tuple[str, str]] = [(lang, level) for lang, level in session.execute(_READINGS, ids)]
    return Card(
        point=point,
        label=label_for(point.place_type, point.city, desk.lang),
        decision=open_decision(session, point),
        concern=[sign for sign in signs if sign.direction == Direction.CONCERN],
        counter=[sign for sign in signs if sign.direction == Direction.COUNTER],
        notes=[sign for sign in signs if sign.direction == Direction.NOTE],
        unknown=unknowns(point, ads, [level for _, level in readings], visit),
        because=reason_words(point.rank_reasons, desk.t),
        ads=ads,
        reviews=reviews,
        phones=[(tail, kind, number) for tail, kind, number in session.execute(_PHONES, ids)],
        last_visit=visit,
        visited_by=visited_by,
        claimed=claim_state(desk, point),
        findings=findings,
        languages=sorted({lang for lang, _ in readings} | {code for ad in ads for code in ad.languages}),
    )


def live_ads(session: Session, point: ContactPoint) -> list[Ad]:
    """Return the ads of a contact point that are there now, newest first; when all are gone, those seen last."""
    here = {"point": point.id}
    return list(session.execute(_LIVE_ADS, here).scalars()) or list(session.execute(_GONE_ADS, here).scalars())


def ad_sources(ads: Sequence[Ad]) -> dict[int, Source]:
    """Return the texts of ads by id."""
    return {
        ad.id: Source("ad", ad.id, ad.title_masked, ad.text_masked, ad.posted_at or ad.first_seen.date())
        for ad in ads
        if ad.id is not None
    }


def review_sources(reviews: Sequence[Review]) -> dict[int, Source]:
    """Return the texts of reviews by id."""
    return {
        review.id: Source("review", review.ad_id, None, review.text_masked, review.posted_at)
        for review in reviews
        if review.id is not None
    }


def open_decision(session: Session, point: ContactPoint) -> LevelDecision | None:
    """Return the newest decision that was not undone."""
    return session.execute(_DECISION, {"point": point.id}).scalar()


def last_visit(session: Session, point: ContactPoint) -> tuple[Visit | None, str]:
    """Return the newest visit and the organisation that made it."""
    row = session.execute(_VISIT, {"point": point.id}).first()
    return (row[0], row[1]) if row else (None, "")


def claim_state(desk: Desk, point: ContactPoint) -> str:
    """Return own, colleague or an empty string."""
    row = desk.session.execute(_CLAIM, {"point": point.id, "now": desk.now}).first()
    if row is None:
        return ""
    return "own" if row[0] == desk.user.organisation_id else "colleague"


def unknowns(point: ContactPoint, ads: Sequence[Ad], levels: Sequence[str], visit: Visit | None) -> list[str]:
    """Return codes of what nobody knows here; always shown, so that silence is not taken for safety."""
    codes = ["who_wrote"]
    if any(ad.text_masked is None for ad in ads):
        codes.append("unread")
    if "not_assessed" in levels:
        codes.append("not_assessable")
    if point.precision in ("postcode", "city"):
        codes.append("rough_place")
    elif point.precision == "none":
        codes.append("no_place")
    if visit is None:
        codes.append("never_visited")
    codes.append("not_calibrated")
    return codes
