"""An attacker who holds every page and every file of a year, and knows how figures are made.

Knows nothing of how the tool counts: every visit is one of all kinds of visits there could be (month, region, kind of place,
outcome, organisation, CMM, talk), and each told cell is a sum over those kinds, written down here a second time.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack

from models.visit import OUTCOMES
from outreach.figures.figure import TOTAL, UNKNOWN, K, VisitFact
from outreach.figures.joint import Told, room
from outreach.figures.periods import Period

LEVELS = ("green", "yellow", "red", "not_assessed")


@dataclass(frozen=True)
class Kind:
    """One kind of visit: everything any table looks at. ``day`` stands for the piece of the year between two tellings."""

    day: date
    region: str
    place_type: str
    outcome: str
    organisation: str
    cmm: bool
    level: str
    met: bool


Test = Callable[[Kind], bool]
# By figure and breakdown: which visits count, and by what.
VISIT_TABLES: dict[str, tuple[Test, Callable[[Kind], str]]] = {
    "F1|total": (lambda v: v.place_type == "clinic", lambda v: TOTAL),
    "F1|region": (lambda v: v.place_type == "clinic", lambda v: v.region),
    "F1|month": (lambda v: v.place_type == "clinic", lambda v: f"{v.day:%Y-%m}"),
    "F1|organisation": (lambda v: v.place_type == "clinic", lambda v: v.organisation),
    "F1|place_type": (lambda v: True, lambda v: v.place_type),
    "F4|total": (lambda v: v.outcome == "let_in", lambda v: TOTAL),
    "F4|region": (lambda v: v.outcome == "let_in", lambda v: v.region),
    "F4|place_type": (lambda v: v.outcome == "let_in", lambda v: v.place_type),
    "F5|total": (lambda v: v.outcome != "let_in", lambda v: TOTAL),
    "F5|region": (lambda v: v.outcome != "let_in", lambda v: v.region),
    "F5|outcome": (lambda v: v.outcome != "let_in", lambda v: v.outcome),
    "F18|total": (lambda v: v.cmm, lambda v: TOTAL),
    "F18|region": (lambda v: v.cmm, lambda v: v.region),
    "F18|organisation": (lambda v: v.cmm, lambda v: v.organisation),
    "F25|total": (lambda v: v.level in LEVELS, lambda v: TOTAL),
    "F25|visits_by_level": (lambda v: v.level in LEVELS, lambda v: v.level),
    "F25|concern_met_by_level": (lambda v: v.level in LEVELS and v.met, lambda v: v.level),
    "visits|total": (lambda v: True, lambda v: TOTAL),
    "visits|region": (lambda v: True, lambda v: v.region),
    "visits|outcome": (lambda v: True, lambda v: v.outcome),
    "visits|place_type": (lambda v: True, lambda v: v.place_type),
}


def kind_of(visit: VisitFact, cuts: Sequence[date]) -> Kind:
    """Return what kind a visit was, its day moved to the end of its piece."""
    talked = any(visit.tallies.get(f"spoken_{name}", 0) for name in ("new", "known", "unknown"))
    level = (visit.level_before if visit.level_before in LEVELS else "other") if talked else "none"
    return Kind(
        min(cut for cut in cuts if cut >= visit.day), visit.region or UNKNOWN, visit.place_type or UNKNOWN, visit.outcome,
        visit.organisation, visit.cmm_contacted, level, visit.concern_met if talked else False,
    )  # fmt: skip


Row = NDArray[np.int64]


class Attacker:
    """Everything told, as sums over all kinds of visits there could be. Kinds that no sum tells apart are taken as one."""

    def __init__(self, told: Sequence[Told], visits: Sequence[VisitFact], year: int) -> None:
        ends = {date(year + month // 12, month % 12 + 1, 1).toordinal() - 1 for month in range(1, 13)}
        last = max(one.period.last for one in told)
        cuts = sorted({date.fromordinal(day) for day in ends} | {one.period.last for one in told})
        truth = Counter(kind_of(visit, cuts) for visit in visits if visit.day <= last)
        kinds = sorted(set(_all_kinds(truth, [cut for cut in cuts if cut <= last])), key=repr)
        inside, shown = dict[tuple[Period, str], NDArray[np.bool_]](), dict[tuple[Period, str], int | None]()
        days = np.array([kind.day.toordinal() for kind in kinds])
        tables = {name: _by_category(kinds, *table) for name, table in VISIT_TABLES.items()}
        nowhere = np.zeros(len(kinds), dtype=bool)
        for one in told:
            then = (days >= one.period.first.toordinal()) & (days <= one.period.last.toordinal())
            for cell, value in one.cells.items():
                figure, breakdown, category = cell.split("|", 2)
                if f"{figure}|{breakdown}" in tables:
                    inside[one.period, cell] = tables[f"{figure}|{breakdown}"].get(category, nowhere) & then
                    shown[one.period, cell] = value
        alike, which = np.unique(np.array(list(inside.values())), axis=1, return_inverse=True)
        self.counts: Row = np.zeros(alike.shape[1], dtype=np.int64)
        np.add.at(self.counts, which.ravel(), [truth[kind] for kind in kinds])
        # (period, cell) to the kinds it adds up and what was told of it.
        rows = alike.astype(np.int64)
        self.sums: dict[tuple[Period, str], tuple[Row, int | None]] = {
            name: (row, shown[name]) for name, row in zip(inside, rows, strict=True)
        }
        known = [(row, *room(value, name[0])) for name, (row, value) in self.sums.items() if value is not None]
        self.known = np.array([row for row, *_ in known]).reshape(len(known), len(self.counts))
        self.low, self.high = (np.array([one[at] for one in known]) for at in (1, 2))

    def true_value(self, row: Row) -> int:
        """Return what a sum really is."""
        return int(row @ self.counts)

    def highest(self, rows: Sequence[Row]) -> int:
        """Return the largest whole number, five at most, that each of these sums can be, judged from all that was told; of a
        sum that cannot be five at once its own.

        What a sum can be is shown by a set of visits that fits all that was told: one in which as many sums as possible are
        five, then one for those left over, and one for a single sum where none of these came nearer.
        """
        forms = np.array(rows).reshape(len(rows), len(self.counts))
        while len(forms):
            left = forms[forms @ self._world(forms) < K]
            if len(left) == len(forms):
                alone = self._world(forms[:1])
                if forms[0] @ alone < K:
                    return int(forms[0] @ alone)
                left = forms[forms @ alone < K]
            forms = left
        return K

    def _world(self, forms: NDArray[np.int64]) -> Row:
        """Return a set of visits (how many of each kind) that fits all told, in which these sums reach five or near it."""
        kinds, wanted = len(self.counts), len(forms)
        told = hstack([csr_array(self.known), csr_array((len(self.known), wanted))])
        reached = hstack([csr_array(forms), -eye_array(wanted)])
        answer = milp(
            np.concatenate([np.zeros(kinds), -np.ones(wanted)]),
            constraints=[LinearConstraint(told, self.low, self.high), LinearConstraint(reached, 0, np.inf)],
            bounds=Bounds(0, np.concatenate([np.full(kinds, 1000), np.full(wanted, K)])),
            integrality=np.concatenate([np.ones(kinds), np.zeros(wanted)]),
            options={"mip_rel_gap": 0.1},
        )  # fmt: skip
        assert answer.x is not None, "what was told contradicts itself"
        world = np.round(answer.x[:kinds]).astype(np.int64)
        # The solver is not taken at its word.
        assert (world >= 0).all()
        assert ((self.known @ world >= self.low) & (self.known @ world <= self.high)).all()
        return world

    def differences(self) -> tuple[int, list[str]]:
        """Return how many differences of told cells there are, and those that are small in truth.

        Of every told cell and one, two or three others that lie within it, apart from each other, and leave something.
        """
        exact = {name: row for name, (row, shown) in self.sums.items() if shown is not None and name[0].exact}
        names = [f"{period.key} {cell}" for period, cell in exact]
        rows = np.array(list(exact.values())).reshape(len(exact), len(self.counts))
        # Ones and zeros: exact in floating point, and many times faster than whole numbers.
        sizes, values = rows.sum(axis=1), rows @ self.counts
        single = rows.astype(np.float32)
        common = single @ single.T
        within = (common == sizes[:, None]) & (sizes[None, :] > sizes[:, None]) & (sizes[:, None] > 0)
        asked, found = 0, list[str]()
        for outer, name in enumerate(names):
            parts = np.flatnonzero(within[:, outer])
            apart = np.triu(common[np.ix_(parts, parts)] == 0)
            taken = np.arange(len(parts))[:, None]
            for _ in range(3):
                rest = values[outer] - values[parts[taken]].sum(axis=1)
                open_ = sizes[parts[taken]].sum(axis=1) < sizes[outer]
                asked += int(open_.sum())
                small = taken[open_ & (rest > 0) & (rest < K)]
                found += [f"{name} without {', '.join(names[parts[at]] for at in one)}" for one in small]
                # One more that lies apart from all taken so far, and comes after them.
                which, more = np.nonzero(apart[taken].all(axis=1))
                taken = np.hstack([taken[which], more[:, None]])
        return asked, found


def _by_category(kinds: Sequence[Kind], counts: Test, by: Callable[[Kind], str]) -> dict[str, NDArray[np.bool_]]:
    """Return which kinds each category of a table counts."""
    categories = np.array([by(kind) if counts(kind) else "" for kind in kinds])
    return {str(one): categories == one for one in np.unique(categories) if one}


def _all_kinds(truth: Counter[Kind], cuts: Sequence[date]) -> Iterator[Kind]:
    """Yield all kinds there could be, from what is known to occur: regions, kinds of places and organisations."""
    regions, types, teams = (
        sorted({getattr(kind, name) for kind in truth}) for name in ("region", "place_type", "organisation")
    )
    talks = [("none", False), *product(sorted({kind.level for kind in truth} - {"none"}), (False, True))]
    for day, region, place_type, outcome, team in product(cuts, regions, types, OUTCOMES, teams):
        for cmm, (level, met) in product((False, True), talks):
            if met or not cmm or level == "none":
                yield Kind(day, region, place_type, outcome, team, cmm, level, met)
    yield from truth
