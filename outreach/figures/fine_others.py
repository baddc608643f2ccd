"""The fine counts behind F3, F22–F24 and the trends of ads: known clinics, texts, ads, possible networks. Pure.

What is seen over some time counts in every period it was seen in: by when it began, and whether it was still there in July.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from itertools import product

from outreach.figures.figure import UNKNOWN, AdFact, NetworkFact, YearFacts
from outreach.figures.fine_counts import Block, FineCounts, Key, block
from outreach.figures.fine_visits import CLINIC
from outreach.figures.periods import Period, Pieces

BEFORE = "before"
ANSWERS = ("yes", "no", "question", "angry", "third_person", "complaint")
LARGE_NETWORK = 10
TIMES = ("0", "1", "2", "3+")


def add_ads(fine: FineCounts, facts: YearFacts, cut: Pieces, without: frozenset[str]) -> None:
    """Add ads by each dimension, and new ads by each indicator. Months nobody collected in can hold none."""
    ads = [ad for ad in facts.ads if ad.first_day <= cut.small[-1]]

    def begun(ad: AdFact) -> Hashable:
        return cut.month_piece(ad.first_day) if ad.first_day.year == facts.year else BEFORE

    starts = [BEFORE, *(end for end in cut.small if f"{end:%Y-%m}" not in without)]
    leaves: dict[str, list[Hashable]] = {
        "region": [ad.region or UNKNOWN for ad in ads],
        "level": [ad.level for ad in ads],
        "kind": [ad.kind or UNKNOWN for ad in ads],
        "language": [ad.language or UNKNOWN for ad in ads],
        "site": [ad.site for ad in ads],
        "screened": ["yes" if ad.screened else "no" for ad in ads],
    }
    for indicator in sorted({name for ad in ads for name in ad.indicators}):
        leaves[f"indicator {indicator}"] = [indicator in ad.indicators for ad in ads]
    _star(fine, "ads", [(begun(ad), _in_second_half(ad.last_day, facts.year)) for ad in ads], leaves, starts=starts)


def add_networks(fine: FineCounts, facts: YearFacts, cut: Pieces) -> None:
    """Add possible networks by when they were first seen, size and towns."""
    networks = [network for network in facts.networks if network.first_day <= cut.small[-1]]

    def begun(network: NetworkFact) -> Hashable:
        return cut.half_piece(network.first_day) if network.first_day.year == facts.year else BEFORE

    leaves: dict[str, list[Hashable]] = {
        "quarter": [quarter(network.first_day) for network in networks],
        "size": ["2-4" if one.ads < 5 else "5-9" if one.ads < LARGE_NETWORK else "10+" for one in networks],
        "towns": ["1" if one.towns <= 1 else "2-3" if one.towns <= 3 else "4+" for one in networks],
    }
    centres = [(begun(one), _in_second_half(one.last_day, facts.year)) for one in networks]
    _star(fine, "networks", centres, leaves, starts=[BEFORE, *cut.large])


def add_known_clinics(fine: FineCounts, facts: YearFacts, cut: Pieces, periods: Sequence[Period]) -> None:
    """Add clinics that were there, by region and by how often they were visited in each period."""
    horizon = cut.small[-1]
    clinics = [one for one in facts.places if one.place_type == CLINIC and (one.first_day or date.min) <= horizon]
    visits = {
        period.key: Counter(
            visit.contact_point_id
            for visit in facts.visits
            if visit.place_type == CLINIC and period.first <= visit.day <= period.last
        )
        for period in periods
        if not period.is_month
    }
    leaves: dict[str, list[Hashable]] = {"region": [one.region or UNKNOWN for one in clinics]}
    for key, times in visits.items():
        leaves[f"visits {key}"] = [_times(times[one.contact_point_id]) for one in clinics]
    centres = [
        (
            cut.half_piece(one.first_day) if one.first_day and one.first_day.year == facts.year else BEFORE,
            _in_second_half(one.last_day or date.max, facts.year),
        )
        for one in clinics
    ]
    _star(fine, "places", centres, leaves, starts=[BEFORE, *cut.large])


def add_messages(fine: FineCounts, facts: YearFacts, cut: Pieces) -> None:
    """Add texts sent by language, organisation and answer."""
    sent = [one for one in facts.messages if one.day <= cut.small[-1]]
    leaves: dict[str, list[Hashable]] = {
        "language": [one.language for one in sent],
        "organisation": [one.organisation for one in sent],
        "answer": [one.outcome or "no_answer" for one in sent],
    }
    _star(fine, "messages", [(cut.half_piece(one.day), False) for one in sent], leaves, starts=cut.large, ends=(False,))


def _star(
    fine: FineCounts,
    name: str,
    centres: Sequence[tuple[Hashable, bool]],
    leaves: Mapping[str, Sequence[Hashable]],
    *,
    starts: Iterable[Hashable],
    ends: tuple[bool, ...] = (False, True),
) -> None:
    """Add one block for all and one for each leaf, each of them by when things began and whether they reached July."""
    possible = list(product(starts, ends))
    middle = fine.add(block(name, ("begun", "july"), Counter(centres), possible))
    for leaf, values in leaves.items():
        found: Counter[Key] = Counter((*centre, value) for centre, value in zip(centres, values, strict=True))
        known = {*values, *_always(leaf)}
        one: Block = fine.add(block(f"{name} by {leaf}", ("begun", "july", leaf.split(" ")[0]), found, ((*at, value) for at in possible for value in known)))  # fmt: skip
        fine.link(middle, one, "begun", "july")


def _always(leaf: str) -> tuple[Hashable, ...]:
    if leaf.startswith("indicator "):
        return (False, True)
    return {"answer": ("no_answer", *ANSWERS), "screened": ("yes", "no"), "towns": ("1", "2-3", "4+"), "size": ("2-4", "5-9", "10+")}.get(leaf, TIMES if leaf.startswith("visits") else ())  # fmt: skip


def _in_second_half(last: date, year: int) -> bool:
    return last >= date(year, 7, 1)


def _times(number: int) -> str:
    return str(number) if number < 3 else "3+"


def quarter(day: date) -> str:
    """Return the quarter of a day, e.g. 2026-Q1."""
    return f"{day.year}-Q{(day.month + 2) // 3}"
