"""The questions that ranking contact points asks the store, each answered in one pass over the rows."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select as wide_select
from sqlmodel import Session, col, func, select

from models.ad import Ad, AdPhone, AdVersion, Phone
from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.finding import Finding, TextReading
from models.visit import Visit
from outreach.gathering import FLOODING, AdPresence
from outreach.level_signs import Gathered, GatheredFinding
from outreach.priority import PriorityFacts

# An ad that came so much later than the first ones of its contact point came after them.
LATER = timedelta(days=1)


def read_presences(session: Session) -> dict[int, list[AdPresence]]:
    """Return what every contact point's ads, gone ones too, say of place and time."""
    columns = (
        Ad.contact_point_id,
        Ad.kind,
        Ad.city,
        Ad.postcode,
        Ad.opening_hours,
        Ad.first_seen,
        Ad.last_seen,
        Ad.gone_at,
    )
    rows = session.execute(wide_select(*map(col, columns)).where(col(Ad.contact_point_id).is_not(None)))
    by_point: dict[int, list[AdPresence]] = defaultdict(list)
    for point_id, kind, city, postcode, hours, first, last, gone in rows:
        by_point[point_id].append(AdPresence(kind, city, postcode, hours, first, last, gone is None))
    return by_point


def last_changes(session: Session) -> dict[int, datetime]:
    """Return when an ad of a contact point was last rewritten; first versions are no changes."""
    rows = session.execute(
        wide_select(col(Ad.contact_point_id), func.max(AdVersion.seen_from))
        .join(AdVersion, col(AdVersion.ad_id) == col(Ad.id))
        .where(col(Ad.contact_point_id).is_not(None), col(AdVersion.seen_from) > col(Ad.first_seen))
        .group_by(col(Ad.contact_point_id))
    )
    return {number: changed for number, changed in rows if number is not None}


def read_findings(session: Session) -> dict[int, Gathered]:
    """Return the findings of live ads and their reviews by contact point, with how much text was looked at."""
    point_of, text_of = dict[int, int](), dict[int, str]()
    texts: dict[int, set[str]] = defaultdict(set)
    came: dict[int, tuple[datetime, str]] = {}
    first: dict[int, datetime] = {}
    columns = (Ad.id, Ad.contact_point_id, Ad.text_masked, Ad.first_seen, Ad.site)
    is_live = col(Ad.gone_at).is_(None), col(Ad.contact_point_id).is_not(None)
    for ad_id, point_id, text, first_seen, site in session.execute(wide_select(*map(col, columns)).where(*is_live)):
        point_of[ad_id], text_of[ad_id] = point_id, text_key(text or f"unread {ad_id}")
        texts[point_id].add(text_of[ad_id])
        came[ad_id] = first_seen, site
        first[point_id] = min(first_seen, first.get(point_id, first_seen))
    assessed, heard = set[int](), defaultdict[int, set[int]](set)
    # Asked for live ads only: most readings are of gone ones.
    read = (
        wide_select(col(TextReading.ad_id), col(TextReading.review_id))
        .join(Ad, col(Ad.id) == TextReading.ad_id)
        .where(*is_live, col(TextReading.level) != "not_assessed")
    )
    for ad_id, review_id in session.execute(read):
        assessed.add(point_of[ad_id])
        if review_id is None:
            heard[point_of[ad_id]].add(ad_id)
    # On however many sites it stands, a flood is one voice.
    spam = select(AdPhone.ad_id).join(Phone, col(Phone.id) == AdPhone.phone_id).where(Phone.type == FLOODING)
    flooded = set(session.exec(spam))
    findings: dict[int, list[GatheredFinding]] = defaultdict(list)
    about = (
        Finding.ad_id, Finding.review_id, Finding.indicator, Finding.direction, Finding.strength, Finding.rule, Finding.source,
    )  # fmt: skip
    rows = session.execute(wide_select(*map(col, about)).join(Ad, col(Ad.id) == Finding.ad_id).where(*is_live))
    for ad_id, review_id, indicator, direction, strength, rule, source in rows:
        text = f"review {review_id}" if review_id is not None else text_of[ad_id]
        seen, site = came[ad_id]
        voice = FLOODING if ad_id in flooded else site
        late_on = voice if seen - first[point_of[ad_id]] >= LATER else ""
        found = GatheredFinding(
            indicator, direction, strength, rule, text, review_id is not None, late_on, ad_id, source
        )
        findings[point_of[ad_id]].append(found)
    return {
        point: Gathered(findings.get(point, []), len(keys), heard.get(point, set()), point in assessed)
        for point, keys in texts.items()
    }


def text_key(text: str) -> str:
    """Return a short key that is equal for texts with the same words, whatever the spaces, case and masked numbers."""
    words = " ".join(text.replace("•", "").casefold().split())
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def open_decisions(session: Session) -> dict[int, LevelDecision]:
    """Return the newest decision that was not undone, by contact point."""
    rows = session.exec(
        select(LevelDecision)
        .where(col(LevelDecision.undone_at).is_(None))
        .order_by(col(LevelDecision.decided_at), col(LevelDecision.id))
    )
    return {decision.contact_point_id: decision for decision in rows}


def last_visits(session: Session) -> dict[int, Visit]:
    """Return the newest visit by contact point, leaving out those that a later one corrects."""
    rows = list(session.exec(select(Visit).order_by(col(Visit.visited_at), col(Visit.id))))
    corrected = {visit.corrects_visit_id for visit in rows if visit.corrects_visit_id is not None}
    return {visit.contact_point_id: visit for visit in rows if visit.id not in corrected}


def open_claims(session: Session, *, now: datetime) -> dict[int, Mark]:
    """Return the claims in force by contact point."""
    rows = session.exec(
        select(Mark)
        .where(Mark.kind == "claim", col(Mark.undone_at).is_(None), col(Mark.until) > now)
        .order_by(col(Mark.id))
    )
    return {mark.contact_point_id: mark for mark in rows}


def ranking_facts(
    session: Session, points: Iterable[ContactPoint], chances: Mapping[int, float], *, now: datetime
) -> dict[int, PriorityFacts]:
    """Return everything ranking needs by contact point; ``chances`` of still being there are 0-1."""
    decisions, visits, claims = open_decisions(session), last_visits(session), open_claims(session, now=now)
    new_ads = _ads_since(session, visits)
    facts = {}
    for point in points:
        number = point.id or 0
        visit, decision, claim = visits.get(number), decisions.get(number), claims.get(number)
        facts[number] = PriorityFacts(
            proposed_level=point.proposed_level,
            decided_level=decision.level if decision else None,
            score=point.proposed_score,
            groups=tuple(point.proposed_groups),
            first_seen=point.first_seen,
            last_seen=point.last_seen,
            gone_at=point.gone_at,
            likely_present=chances[number],
            last_visit=visit.visited_at if visit else None,
            last_outcome=visit.outcome if visit else None,
            revisit_on=visit.revisit_on if visit else None,
            new_ads_since_visit=new_ads[number],
            claimed_until=claim.until if claim else None,
            do_not_visit=point.do_not_visit,
        )
    return facts


def _ads_since(session: Session, visits: dict[int, Visit]) -> Counter[int]:
    """Count the live ads that appeared after the last visit."""
    count: Counter[int] = Counter()
    live = select(Ad.contact_point_id, Ad.first_seen).where(col(Ad.gone_at).is_(None))
    for point_id, first_seen in session.exec(live):
        visit = visits.get(point_id or 0)
        if point_id is not None and visit is not None and first_seen > visit.visited_at:
            count[point_id] += 1
    return count
