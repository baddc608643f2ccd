"""In what order contact points are shown: pure arithmetic with a reason for every part of the sum.

Evidence first, then how long nobody came, then what is new; all of it weighed by how likely the place is still there.
The level of a person always stands above the machine's. The order proposes; people choose where to go.
"""

from dataclasses import dataclass
from datetime import date, datetime

from outreach.local_time import local_day

# Starting points to be tuned in a pilot: points added by each part.
LEVEL_POINTS = {"red": 3.0, "yellow": 2.0, "not_assessed": 0.6, "green": 0.3}
NEVER_VISITED_POINTS = 1.0
# Places are visited once or twice a year: after half a year a visit is due in full.
VISIT_DUE_DAYS = 180
REVISIT_DUE_POINTS = 1.0
NEW_SINCE_VISIT_POINTS = 0.5
NEW_PLACE_DAYS = 14
NEW_PLACE_POINTS = 0.3

Reason = tuple[str, object]


@dataclass(frozen=True, slots=True)
class PriorityFacts:
    """What ranking knows of one contact point. ``score`` is the policy's log odds, ``likely_present`` 0-1."""

    proposed_level: str
    decided_level: str | None
    score: float
    groups: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    gone_at: datetime | None
    likely_present: float
    last_visit: datetime | None = None
    last_outcome: str | None = None
    revisit_on: date | None = None
    new_ads_since_visit: int = 0
    claimed_until: datetime | None = None
    do_not_visit: bool = False
    # Why it is not proposed red where all that was found would make it so (see level_signs); else empty.
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A score (higher first) with the reasons behind it."""

    score: float
    reasons: tuple[Reason, ...]


def effective_level(facts: PriorityFacts) -> str:
    """Return the level that counts: a person's, else the proposal."""
    return facts.decided_level or facts.proposed_level


def rank(facts: PriorityFacts, *, now: datetime) -> Ranked:
    """Score one contact point and say why."""
    if facts.do_not_visit:
        return Ranked(0.0, (("do_not_visit", True),))
    points, reasons = _evidence(facts)
    for part in (_coverage(facts, now), _news(facts, now)):
        points += part[0]
        reasons += part[1]
    reasons += _presence_reasons(facts, now)
    if facts.claimed_until is not None and facts.claimed_until > now:
        reasons.append(("claimed", local_day(facts.claimed_until).isoformat()))
    return Ranked(round(points * presence_weight(facts.likely_present), 4), tuple(reasons))


def presence_weight(chance: float) -> float:
    """Return what a place counts that is there with this chance (0-1): a knock in vain is worth something too."""
    return 0.25 + 0.75 * chance


def _evidence(facts: PriorityFacts) -> tuple[float, list[Reason]]:
    level = effective_level(facts)
    # The log odds order places within one level; squeezed so that they never lift a place to the next one.
    within = min(max(facts.score, 0.0) / 4.0, 0.9)
    reasons: list[Reason] = [("decided" if facts.decided_level else "evidence", level)]
    if facts.doubt:
        reasons.append((f"doubted_{facts.doubt}", True))
    if facts.groups:
        reasons.append(("groups", list(facts.groups)))
    return LEVEL_POINTS[level] + within, reasons


def _coverage(facts: PriorityFacts, now: datetime) -> tuple[float, list[Reason]]:
    if facts.last_visit is None:
        return NEVER_VISITED_POINTS, [("never_visited", True)]
    days = max((now - facts.last_visit).days, 0)
    points = min(days / VISIT_DUE_DAYS, 1.0)
    reasons: list[Reason] = [("days_since_visit", days)]
    if facts.last_outcome:
        reasons.append(("last_outcome", facts.last_outcome))
    if facts.revisit_on is not None and facts.revisit_on <= local_day(now):
        points += REVISIT_DUE_POINTS
        reasons.append(("revisit_due", facts.revisit_on.isoformat()))
    return points, reasons


def _news(facts: PriorityFacts, now: datetime) -> tuple[float, list[Reason]]:
    points, reasons = 0.0, list[Reason]()
    if facts.last_visit is not None and facts.new_ads_since_visit:
        points += NEW_SINCE_VISIT_POINTS
        reasons.append(("new_since_visit", facts.new_ads_since_visit))
    age = (now - facts.first_seen).days
    if age < NEW_PLACE_DAYS:
        points += NEW_PLACE_POINTS
        reasons.append(("new_place", age))
    return points, reasons


def _presence_reasons(facts: PriorityFacts, now: datetime) -> list[Reason]:
    if facts.gone_at is not None:
        return [("gone", local_day(facts.gone_at).isoformat())]
    return [
        ("likely_present", round(100 * facts.likely_present)),
        ("last_seen_days", max((now - facts.last_seen).days, 0)),
    ]
