"""What the history of an ad and its numbers shows, from weeks of crawling. Pure: versions and sightings in, signs out.

Each sign carries facts in numbers, never a phone or an address. All of these are untested starting points (see the policy).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

WINDOW = timedelta(days=30)
FEWEST_TOWNS = 3
SERVICES_MORE = 2
PRICE_FALL = 0.2
# A price counts as above the local level from a quarter over the median of so many other ads.
ABOVE_LOCAL = 1.25
FEWEST_PRICES = 8
BURST_ADS = 5
BURST_DAYS = timedelta(days=3)
NEW_PLACE = timedelta(days=14)
STABLE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Version:
    """The content of an ad from ``seen_from`` on. ``prices``: (minutes, currency) → amount; None rules: text not read."""

    seen_from: datetime
    age: int | None = None
    alias: str | None = None
    city: str | None = None
    prices: dict[tuple[int | None, str], float] = field(default_factory=dict)
    services: frozenset[str] = frozenset()
    condom_required: bool | None = None
    unsafe: bool | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A number in one town between two times."""

    city: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class HistorySign:
    """One history indicator with its strength (0-1) and the facts that word it."""

    indicator: str
    strength: float
    facts: dict[str, int | float | str]


def observed_movement(sightings: Sequence[Sighting]) -> HistorySign | None:
    """Report a number seen in at least three towns within 30 days; touring independents move too."""
    best: set[str] = set()
    for start in {sighting.first_seen for sighting in sightings}:
        here = {one.city for one in sightings if one.first_seen <= start + WINDOW and one.last_seen >= start}
        best = max(best, here, key=len)
    if len(best) < FEWEST_TOWNS:
        return None
    return HistorySign("observed_movement", min(0.9, 0.2 * len(best)), {"towns": len(best), "days": WINDOW.days})


def services_widened(versions: Sequence[Version]) -> HistorySign | None:
    """Report a list of services that kept what it had and grew by two or more."""
    listed = [version.services for version in versions if version.services]
    if len(listed) < 2:
        return None
    added = len(listed[-1] - listed[0])
    if added < SERVICES_MORE or len(listed[0] - listed[-1]) > len(listed[0]) // 3:
        return None
    return HistorySign("services_widened", min(0.8, 0.3 + 0.1 * added), {"added": added, "before": len(listed[0])})


def condom_rule_dropped(versions: Sequence[Version]) -> HistorySign | None:
    """Report an ad that required condoms before and does not now; stronger where it now offers to go without."""
    read = [version for version in versions if version.condom_required is not None]
    if len(read) < 2 or read[-1].condom_required or not any(version.condom_required for version in read[:-1]):
        return None
    return HistorySign("condom_rule_dropped", 0.9 if read[-1].unsafe else 0.6, {"versions": len(read)})


def price_falling(versions: Sequence[Version]) -> HistorySign | None:
    """Report a price for the same time and currency that fell by a fifth or more from its highest."""
    worst = 0.0
    facts: dict[str, int | float | str] = {}
    for key, now in versions[-1].prices.items() if versions else ():
        before = max((version.prices[key] for version in versions[:-1] if key in version.prices), default=0.0)
        fall = (before - now) / before if before else 0.0
        if fall >= PRICE_FALL and fall > worst:
            worst, facts = fall, {"percent": round(100 * fall), "minutes": key[0] or 0}
    return HistorySign("price_falling", min(0.9, 0.3 + worst), facts) if facts else None


def price_above_local(
    prices: dict[tuple[int | None, str], float], local: Mapping[tuple[int | None, str], Sequence[float]]
) -> HistorySign | None:
    """Report a price a quarter or more above the median of other ads nearby, for the same minutes and currency.

    ``local`` holds what other ads of the same kind and region ask, one price an ad; with few of them nothing is said.
    Where several times are priced, all that can be compared must lie above: one dear extra hour says nothing.
    """
    ratios = [
        (amount / median(local[key]), key)
        for key, amount in prices.items()
        if key[0] is not None and len(local.get(key, ())) >= FEWEST_PRICES
    ]
    if not ratios or min(ratios)[0] < ABOVE_LOCAL:
        return None
    ratio, key = min(ratios)
    return HistorySign(
        "price_above_local",
        round(min(0.9, 0.4 + (ratio - 1.0) / 2), 3),
        {"percent": round(100 * (ratio - 1.0)), "minutes": key[0] or 0, "ads": len(local[key])},
    )


def age_falling(versions: Sequence[Version]) -> HistorySign | None:
    """Report a stated age that became lower under the same name; nobody grows younger."""
    stated = [(version.alias, version.age) for version in versions if version.age is not None]
    if len(stated) < 2 or stated[-1][1] is None:
        return None
    name, age = stated[-1]
    before = max((years for alias, years in stated[:-1] if years is not None and alias == name), default=0)
    if before <= age:
        return None
    return HistorySign("age_falling", min(0.9, 0.4 + 0.1 * (before - age)), {"before": before, "now": age})


def burst(first_seen: Sequence[datetime]) -> HistorySign | None:
    """Note five or more ads of one number that appeared within three days."""
    times = sorted(first_seen)
    most = max((sum(start <= time <= start + BURST_DAYS for time in times) for start in times), default=0)
    return HistorySign("burst", 0.5, {"ads": most, "days": BURST_DAYS.days}) if most >= BURST_ADS else None


def new_place(versions: Sequence[Version], now: datetime) -> HistorySign | None:
    """Note a town that the ad did not name before the last two weeks."""
    for before, after in pairwise(versions):
        if before.city and after.city and before.city != after.city and now - after.seen_from <= NEW_PLACE:
            return HistorySign("new_place", 0.5, {"days": (now - after.seen_from).days})
    return None


def gone(gone_at: datetime | None) -> HistorySign | None:
    """Note that an ad is no longer there."""
    return HistorySign("gone", 0.5, {"since": gone_at.date().isoformat()}) if gone_at else None


def long_stable(
    versions: Sequence[Version], phones: int, first_seen: datetime, last_seen: datetime
) -> HistorySign | None:
    """Report one name, one number and one town for over a year: speaks against."""
    names = {version.alias for version in versions if version.alias}
    towns = {version.city for version in versions if version.city}
    if last_seen - first_seen < STABLE or len(names) > 1 or len(towns) != 1 or phones != 1:
        return None
    return HistorySign("long_stable", 0.8, {"days": (last_seen - first_seen).days})


def signs_of_versions(versions: Sequence[Version], now: datetime) -> list[HistorySign]:
    """Return what the versions of one ad show."""
    found = (
        services_widened(versions), condom_rule_dropped(versions), price_falling(versions), age_falling(versions),
        new_place(versions, now),
    )  # fmt: skip
    return [sign for sign in found if sign]
