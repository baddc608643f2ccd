"""Every table that leaves: which fine counts each of its cells adds up, over which period. Pure.

One list for all figures and trends: what it does not name is not told (R-AGG-3).
"""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from outreach.figures.figure import TOTAL
from outreach.figures.fine_counts import Block, FineCounts, Key
from outreach.figures.fine_others import BEFORE
from outreach.figures.fine_visits import LEVELS
from outreach.figures.hiding import Form
from outreach.figures.periods import Period, Pieces

# Trends are told by month, figures by half-year and year.
VISITS, ADS = "visits", "ads"
YES, NO = frozenset({True}), frozenset({False})
Allowed = Mapping[str, Collection[Hashable]]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the sums of a block by one column (None: all of it), of keys that ``where`` allows."""

    figure: str
    breakdown: str
    block: str
    by: str | None = None
    where: Allowed = field(default_factory=dict)
    monthly: bool = False
    # Told by no page, but worked out from what is told: protected like the rest.
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Sum:
    """One cell of one table over one period. ``told`` is False for what is never shown, but follows from what is."""

    table: Table
    period: Period
    category: str
    form: Form
    told: bool = True

    @property
    def key(self) -> str:
        """Return the cell's name within its period."""
        return cell_key(self.table.figure, self.table.breakdown, self.category)


def cell_key(figure: str, breakdown: str, category: str) -> str:
    """Return the name of a cell within its period."""
    return f"{figure}|{breakdown}|{category}"


def _both(figure: str, block: str, by: str, where: Allowed) -> list[Table]:
    return [Table(figure, TOTAL, block, None, where), Table(figure, by, block, by, where)]


LET_IN, OUTSIDE, OF_CLINICS = {"let_in": YES}, {"let_in": NO}, {"clinic": YES}
WORK: tuple[Table, ...] = (
    *_both("F1", "visits", "region", OF_CLINICS),
    Table("F1", "month", "visits", "piece", OF_CLINICS),
    Table("F1", "organisation", "teams", "organisation", OF_CLINICS),
    Table("F1", "place_type", "kinds", "place_type"),
    *_both("F2", "clinics", "region", {}),
    Table("F3", TOTAL, "places"),
    Table("F3", "region", "places by region", "region"),
    Table("F3", "visits", "places by visits {period}", "visits"),
    *_both("F4", "visits", "region", LET_IN),
    Table("F4", "place_type", "kinds", "place_type", LET_IN),
    *_both("F5", "visits", "region", OUTSIDE),
    Table("F5", "outcome", "outcomes", "outcome", OUTSIDE),
    *_both("F6", "people", "region", {}),
    Table("F6", "gender", "genders", "gender"),
    *_both("F7", "people", "region", {"met_before": {"new"}}),
    Table("F7", "met_before", "people", "met_before"),
    *_both("F8", "people", "region", {"met_before": {"known"}}),
    Table("F6", "unknown", "people", "region", {"met_before": {"unknown"}}, shown=False),
    *_both("F9", "nationalities", "nationality", {}),
    *_both("F10", "examinations", "region", {}),
    Table("F10", "organisation", "examinations by organisation", "organisation"),
    *_both("F13", "referrals", "region", {}),
    Table("F13", "type", "referrals by type", "type"),
    *_both("F18", "teams", "region", {"cmm": YES}),
    Table("F18", "organisation", "teams", "organisation", {"cmm": YES}),
    Table("F25", TOTAL, "talks", None, {"level": LEVELS}),
    Table("F25", "visits_by_level", "talks", "level", {"level": LEVELS}),
    Table("F25", "concern_met_by_level", "talks", "level", {"level": LEVELS, "met": YES}),
    Table(VISITS, TOTAL, "visits", monthly=True),
    Table(VISITS, "region", "visits", "region", monthly=True),
    Table(VISITS, "outcome", "outcomes", "outcome", monthly=True),
    Table(VISITS, "place_type", "kinds", "place_type", monthly=True),
)
TEXTS: tuple[Table, ...] = (
    Table("F22", TOTAL, "messages"),
    *(Table("F22", by, f"messages by {by}", by) for by in ("language", "organisation", "answer")),
)
NETWORKS: tuple[Table, ...] = (
    Table("F24", TOTAL, "networks"),
    *(Table("F24", by, f"networks by {by}", by) for by in ("quarter", "size", "towns")),
)
_AD_LEAVES = ("region", "site", "level", "language", "kind")
OF_ADS: tuple[Table, ...] = (
    Table("F23", TOTAL, "ads"),
    *(Table("F23", by, f"ads by {by}", by) for by in _AD_LEAVES),
    Table("F23", "new_in_month", "ads", "begun"),
    Table("F23", "screened", "ads by screened", "screened"),
    Table(ADS, TOTAL, "ads", monthly=True),
    *(Table(ADS, by, f"ads by {by}", by, monthly=True) for by in _AD_LEAVES),
)


def ad_tables(fine: FineCounts) -> tuple[Table, ...]:
    """Return the tables of ads: the fixed ones, and one for each indicator that was found."""
    found = [name.removeprefix("ads by indicator ") for name in fine.blocks if name.startswith("ads by indicator ")]
    return OF_ADS + tuple(
        Table(ADS, "indicator", f"ads by indicator {name}", f"={name}", {"indicator": YES}, monthly=True)
        for name in found
    )


def sums_of(fine: FineCounts, tables: tuple[Table, ...], period: Period, cut: Pieces) -> Iterator[Sum]:
    """Yield every cell of the tables told for a period, and with it what would follow: the rest of a yes or no."""
    for table in tables:
        if table.monthly != period.is_month:
            continue
        inside = _within(fine.blocks[table.block.format(period=period.key)], period, cut)
        yield from _cells(fine, table, table.where, period, inside, told=table.shown)
        rest = {name: NO if allowed == YES else YES for name, allowed in table.where.items() if allowed in (YES, NO)}
        if rest and table.shown:
            yield from _cells(fine, table, {**table.where, **rest}, period, inside, told=False)


def _cells(
    fine: FineCounts, table: Table, where: Allowed, period: Period, inside: Callable[[Key], bool], *, told: bool
) -> Iterator[Sum]:
    one = fine.blocks[table.block.format(period=period.key)]
    places = [(one.at(name), allowed) for name, allowed in where.items()]
    sums: dict[str, dict[int, int]] = {}
    for key in one.counts:
        if inside(key) and all(key[place] in allowed for place, allowed in places):
            sums.setdefault(_category(one, table, key, period), {})[fine.numbers[one.name, key]] = 1
    if not sums and table.by is None:
        sums[TOTAL] = {}
    for category in sorted(sums):
        yield Sum(table, period, category, sums[category], told)


def _category(one: Block, table: Table, key: Key, period: Period) -> str:
    if table.by is None:
        return TOTAL
    if table.by.startswith("="):
        return table.by[1:]
    value = key[one.at(table.by)]
    if isinstance(value, date):
        return f"{value:%Y-%m}" if value >= period.first else BEFORE
    return str(value)


def _within(one: Block, period: Period, cut: Pieces) -> Callable[[Key], bool]:
    """Return what tells whether a key counts in a period."""
    wanted = cut.within(period)
    for name in ("piece", "part"):
        if name in one.columns:
            place = one.at(name)
            return lambda key: key[place] in wanted
    if "begun" not in one.columns:
        places = [one.at(f"in {end.isoformat()}") for end in cut.large if end in wanted]
        return lambda key: any(key[place] for place in places)
    if one.name.startswith("messages") or period.is_month:
        return lambda key: key[0] in wanted
    late = period.first.month > 6
    return lambda key: (
        (key[0] == BEFORE or (isinstance(key[0], date) and key[0] <= period.last)) and (bool(key[1]) or not late)
    )
