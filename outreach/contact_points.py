"""Contact points: gather ads into the places and numbers a team can visit, propose a level, and rank them.

Runs after reading and grouping, over what they left in the tables. Nothing a person decided is changed.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from models.ad import Ad
from models.contact_point import ContactPoint
from models.db import session_scope
from models.finding import Finding
from models.keys import KeyRing
from models.policy import load_policy
from models.progress import Progress, silent
from outreach.contact_assignment import assign
from outreach.contact_store import last_changes, open_decisions, ranking_facts, read_findings, read_presences
from outreach.gathering import AdPresence, current_ads, label_for, most_common, spot_of
from outreach.level_signs import Gathered, gathered_level
from outreach.presence import Stay, StayCurve, stay_curve
from outreach.priority import rank

__all__ = ["current_level", "gathered_signs", "label_for", "red_share", "refresh"]

STEPS = 3
# The chance shown is that of still being there in the coming week.
AHEAD_DAYS = 7


def refresh(engine: Engine, keyring: KeyRing, *, now: datetime, progress: Progress = silent) -> int:
    """Bring all contact points up to date with the ads; returns how many there are.

    Running it again changes nothing unless ads, findings, visits or decisions did. Each step reads and thinks first and
    writes last, in a transaction of its own: whoever decides on a place meanwhile waits for the writing only.
    """
    progress("contact points", 0, STEPS)
    with session_scope(engine) as session:
        assign(session, keyring, now=now)
    progress("contact points", 1, STEPS)
    with session_scope(engine) as session, session.no_autoflush:
        points = list(session.exec(select(ContactPoint)))
        presences, changed = read_presences(session), last_changes(session)
        for point in points:
            describe(point, presences.get(point.id or 0, []), now=now)
            point.changed_at = changed.get(point.id or 0)
        progress("contact points", 2, STEPS)
        doubts = propose(session, points)
        rank_all(session, points, doubts, now=now)
        progress("contact points", STEPS, STEPS)
        return len(points)


def describe(point: ContactPoint, ads: list[AdPresence], *, now: datetime) -> None:
    """Set what a contact point is and where, from its ads that are there now (else those seen last)."""
    point.live_ads = sum(ad.live for ad in ads)
    if not ads:
        point.gone_at = point.gone_at or now
        return
    there = current_ads(ads)
    point.first_seen = min([point.first_seen, *(ad.first_seen for ad in ads)])
    point.last_seen = max(ad.last_seen for ad in ads)
    point.gone_at = None if point.live_ads else point.gone_at or now
    point.place_type = most_common(ad.kind for ad in there)
    point.opening_hours = most_common(ad.opening_hours for ad in there)
    if point.basis != "place":
        point.postcode = most_common(ad.postcode for ad in there)
    spot = spot_of(point.postcode, most_common(ad.city for ad in there))
    point.city, point.municipality_code, point.region_code = spot.city, spot.municipality_code, spot.region_code
    point.lat, point.lon, point.precision = spot.lat, spot.lon, spot.precision
    point.label = label_for(point.place_type, point.city)


def propose(session: Session, points: list[ContactPoint]) -> dict[int, str]:
    """Propose a level for every contact point; without a live ad the proposal expires (R-HUM-1).

    Returns by contact point why it is not red where all that was found would make it so.
    """
    policy, doubts = load_policy(), dict[int, str]()
    gathered = read_findings(session)
    for point in points:
        proposal, doubt = gathered_level(gathered.get(point.id or 0, Gathered()), policy)
        if doubt:
            doubts[point.id or 0] = doubt
        point.proposed_level = proposal.level.value
        point.proposed_groups = list(proposal.groups)
        point.proposed_score = proposal.score
        point.policy_version = policy.version
    return doubts


def rank_all(session: Session, points: list[ContactPoint], doubts: Mapping[int, str], *, now: datetime) -> None:
    """Set rank and reasons of every contact point; ``doubts`` as ``propose`` returns them."""
    chances = presence_chances(points, now=now)
    facts = ranking_facts(session, points, chances, now=now)
    for point in points:
        ranked = rank(replace(facts[point.id or 0], doubt=doubts.get(point.id or 0, "")), now=now)
        point.rank_score = ranked.score
        point.rank_reasons = [{"code": code, "value": value} for code, value in ranked.reasons]


def presence_chances(points: list[ContactPoint], *, now: datetime, ahead_days: int = AHEAD_DAYS) -> dict[int, float]:
    """Return by contact point the chance (0-1) that it is still there so many days ahead; all points, for the curves."""
    curves = stay_curves(points)
    chances = {}
    for point in points:
        age = max((point.last_seen - point.first_seen).days, 0)
        ahead = max((now - point.last_seen).days, 0) + ahead_days
        curve = curves[point.place_type == "clinic"]
        chances[point.id or 0] = 0.0 if point.gone_at else curve.chance_present(age, ahead)
    return chances


def stay_curves(points: list[ContactPoint]) -> dict[bool, StayCurve]:
    """Learn how long clinics (True) and other contact points (False) stay; they differ by an order of magnitude."""
    stays: dict[bool, list[Stay]] = defaultdict(list)
    for point in points:
        days = max((point.last_seen - point.first_seen).days, 0)
        stays[point.place_type == "clinic"].append(Stay(days, point.gone_at is not None))
    return {clinic: stay_curve(stays[clinic]) for clinic in (True, False)}


def current_level(session: Session, contact_point_ids: list[int]) -> dict[int, str]:
    """Return the level that counts by contact point: a person's where there is one, else the proposal."""
    rows = session.exec(
        select(ContactPoint.id, ContactPoint.proposed_level).where(col(ContactPoint.id).in_(contact_point_ids))
    )
    levels = {number: level for number, level in rows if number is not None}
    return levels | {number: decision.level for number, decision in open_decisions(session).items() if number in levels}


def red_share(session: Session) -> float:
    """Return the share (0-1) of live ads whose contact point is proposed red; above 0.02 the coordinator is told."""
    live = select(ContactPoint.proposed_level, func.sum(ContactPoint.live_ads)).group_by(ContactPoint.proposed_level)
    counts = {level: int(number or 0) for level, number in session.exec(live)}
    return counts.get("red", 0) / max(sum(counts.values()), 1)


def gathered_signs(session: Session, contact_point_id: int) -> list[Finding]:
    """Return the findings of a contact point's live ads and their reviews, each set of words once, strongest first."""
    rows = session.exec(
        select(Finding)
        .join(Ad, col(Ad.id) == Finding.ad_id)
        .where(Ad.contact_point_id == contact_point_id, col(Ad.gone_at).is_(None))
    )
    first: dict[tuple[str, str | None, str | None], Finding] = {}
    for finding in sorted(rows, key=lambda found: (-found.strength, found.id or 0)):
        first.setdefault((finding.indicator, finding.quote_masked, finding.facts), finding)
    return list(first.values())
