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
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

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


class Attacker:
    """Everything told, as sums over all kinds of visits there could be."""

    def __init__(self, told: Sequence[Told], visits: Sequence[VisitFact], year: int) -> None:
        ends = {date(year + month // 12, month % 12 + 1, 1).toordinal() - 1 for month in range(1, 13)}
        last = max(one.period.last for one in told)
        cuts = sorted({date.fromordinal(day) for day in ends} | {one.period.last for one in told})
        self.truth = Counter(kind_of(visit, cuts) for visit in visits if visit.day <= last)
        self.kinds = sorted(set(_all_kinds(self.truth, [cut for cut in cuts if cut <= last])), key=repr)
        self.counts = np.array([self.truth[kind] for kind in self.kinds])
        # (period, cell) to the kinds it adds up and what was told of it.
        self.sums: dict[tuple[Period, str], tuple[np.ndarray[tuple[int], np.dtype[np.int64]], int | None]] = {}
        for one in told:
            for cell, shown in one.cells.items():
                figure, breakdown, category = cell.split("|", 2)
                if f"{figure}|{breakdown}" in VISIT_TABLES:
                    counts, by = VISIT_TABLES[f"{figure}|{breakdown}"]
                    inside = [
                        one.period.first <= kind.day <= one.period.last and counts(kind) and by(kind) == category
                        for kind in self.kinds
                    ]
                    self.sums[one.period, cell] = np.array(inside, dtype=np.int64), shown

    def true_value(self, row: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
        """Return what a sum really is."""
        return int(row @ self.counts)

    def highest(self, row: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
        """Return the largest whole number up to five that a sum can be, judged from all that was told."""
        told = [(form, *room(shown, period)) for (period, _), (form, shown) in self.sums.items() if shown is not None]
        answer = milp(
            -row.astype(float),
            constraints=LinearConstraint(
                csr_array(np.array([*(form for form, *_ in told), row], dtype=float)),
                [*(low for _, low, _ in told), 0],
                [*(high for *_, high in told), K],
            ),
            bounds=Bounds(0, 1000),
            integrality=np.ones(len(self.kinds)),
            options={"mip_rel_gap": 0.1},
        )  # fmt: skip
        assert answer.x is not None, "what was told contradicts itself"
        return float(row @ np.round(answer.x))

    def differences(self) -> Iterator[tuple[str, str, int]]:
        """Yield every two told cells one of which lies within the other, and what the rest between them really is."""
        exact = {name: row for name, (row, shown) in self.sums.items() if shown is not None and name[0].exact}
        names = list(exact)
        rows = np.array([exact[name] for name in names])
        within = (rows @ rows.T) == rows.sum(axis=1)[:, None]
        for inner, outer in zip(*np.nonzero(within), strict=True):
            if rows[outer].sum() > rows[inner].sum():
                rest = int((rows[outer] - rows[inner]) @ self.counts)
                yield f"{names[inner][0].key} {names[inner][1]}", f"{names[outer][0].key} {names[outer][1]}", rest


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
