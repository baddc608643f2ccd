"""Tell periods: all tables of a year in one go, so that neither they nor anything told before gives a small count away. Pure.

What was told of a cell stays; it limits what may be told later. Where facts changed since (an ad's level, a late text), an
attacker is granted that nothing was taken back: the difference is one more unknown, and a small one is protected like a count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from outreach.figures.figure import TOTAL, YearFacts, is_small
from outreach.figures.fine_counts import FineCounts
from outreach.figures.fine_others import add_ads, add_known_clinics, add_messages, add_networks
from outreach.figures.fine_visits import add_visits
from outreach.figures.hiding import Candidate, CannotHide, Form, Known, to_hide
from outreach.figures.periods import Period, Pieces, pieces
from outreach.figures.tables import NETWORKS, TEXTS, WORK, Sum, Table, ad_tables, sums_of

STEP = 5


@dataclass(frozen=True, slots=True)
class Told:
    """One period as it was told: cells by name, None for a hidden one."""

    period: Period
    cells: Mapping[str, int | None]
    missing_days: int = 0
    months_without_crawl: frozenset[str] = field(default_factory=frozenset)


def as_told(count: int, period: Period) -> int:
    """Return a count as a period tells it: exact, or rounded to the nearest five."""
    return count if period.exact else STEP * round(count / STEP)


def room(shown: int, period: Period) -> tuple[int, int]:
    """Return between which counts a shown number lies. From one to four nothing is shown, so five stands for five to seven."""
    if period.exact or shown == 0:
        return shown, shown
    return max(shown - STEP // 2, STEP), shown + STEP // 2


def tell(facts: YearFacts, periods: Sequence[Period], earlier: Sequence[Told] = ()) -> list[Told]:
    """Return new periods of a year, hidden so that they fit what was told earlier."""
    every = [*(told.period for told in earlier), *periods]
    cut = pieces(facts.year, every)
    cells: dict[str, dict[str, int | None]] = {period.key: {} for period in periods}
    for fine, tables in _subjects(facts, cut, every):
        for one, value in _release(fine, tables, periods, earlier, cut):
            cells[one.period.key][one.key] = value
    return [Told(period, cells[period.key], facts.days_without_crawl, facts.months_without_crawl) for period in periods]


def _subjects(facts: YearFacts, cut: Pieces, every: Sequence[Period]) -> list[tuple[FineCounts, tuple[Table, ...]]]:
    """Return what hangs together: nothing told of one subject limits another."""
    work, texts, ads, networks = FineCounts(), FineCounts(), FineCounts(), FineCounts()
    add_visits(work, facts, cut, every)
    add_known_clinics(work, facts, cut, every)
    add_messages(texts, facts, cut)
    add_ads(ads, facts, cut, facts.months_without_crawl)
    add_networks(networks, facts, cut)
    return [(work, WORK), (texts, TEXTS), (ads, ad_tables(ads)), (networks, NETWORKS)]


def _release(
    fine: FineCounts, tables: tuple[Table, ...], periods: Sequence[Period], earlier: Sequence[Told], cut: Pieces
) -> list[tuple[Sum, int | None]]:
    """Return every new cell of one subject with what is shown of it."""
    new = [one for period in periods for one in sums_of(fine, tables, period, cut)]
    old = [(told, one) for told in earlier for one in sums_of(fine, tables, told.period, cut)]
    values = list(fine.values)
    known = [*fine.known, *_told_before(old, values)]
    candidates = [_candidate(one, _value(one.form, values)) for one in new if one.told]
    every = [*new, *(one for _, one in old)]
    forms = [one.form for one in every] + _steps(every) + [{at: 1} for at in range(len(fine.values), len(values))]
    small = _distinct([form for form in forms if is_small(_value(form, values))])
    alone = {_name(one) for one in new if one.told and is_small(_value(one.form, values))}
    try:
        gone = to_hide(len(values), known, candidates, small, alone)
    except CannotHide:
        gone = {one.key for one in candidates}
    return [
        (one, None if _name(one) in gone else as_told(_value(one.form, values), one.period)) for one in new if one.told
    ]


def _told_before(old: Sequence[tuple[Told, Sum]], values: list[int]) -> list[Known]:
    """Return what earlier tellings say. Where a count changed, the change is a new unknown at the end of ``values``."""
    known = []
    for told, one in old:
        shown = told.cells.get(one.key) if one.told else None
        if shown is None:
            continue
        low, high = room(shown, one.period)
        now = _value(one.form, values)
        if low <= now <= high:
            known.append(Known(one.form, low, high))
        else:
            nearest = low if now < low else high
            known.append(Known({**one.form, len(values): 1 if now < low else -1}, low, high))
            values.append(abs(now - nearest))
    return known


def _candidate(one: Sum, value: int) -> Candidate:
    low, high = room(as_told(value, one.period), one.period) if not is_small(value) else (value, value)
    return Candidate(_name(one), one.form, low, high, _cost(one, value))


def _cost(one: Sum, value: int) -> float:
    """Totals are missed most, then a zero (it says that nothing was there), then large counts."""
    base = 30.0 if one.category == TOTAL else 8.0 if value == 0 else 1.0
    return base + min(value, 200) / 100


def _name(one: Sum) -> str:
    return f"{one.period.key}|{one.key}"


def _steps(sums: Sequence[Sum]) -> list[Form]:
    """Return what was added between two tellings of the same cell up to different days."""
    same: dict[tuple[str, str, str], list[Sum]] = {}
    for one in sums:
        if one.told:
            same.setdefault((one.table.figure, f"{one.table.breakdown}|{one.category}", one.period.name), []).append(
                one
            )
    return [
        {at: factor for at, factor in later.form.items() if at not in sooner.form}
        for group in same.values()
        for sooner, later in combinations(sorted(group, key=lambda one: one.period), 2)
        if set(sooner.form) <= set(later.form)
    ]


def _distinct(forms: Sequence[Form]) -> list[Form]:
    return list({tuple(sorted(form.items())): form for form in forms}.values())


def _value(form: Form, values: Sequence[int]) -> int:
    return sum(factor * values[at] for at, factor in form.items())
