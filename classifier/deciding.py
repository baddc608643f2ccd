"""What wordings and trained model say of one sentence and of those beside it: the signs from which one decision an indicator is made.

Wordings are exact but know only what someone wrote down, and some of them fool; the model has met other wordings but may be
fooled by a single word. How far each is to be believed is learned from texts that nobody looked at when wordings were made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, marked
from classifier.beside import Floats, Units, any_elsewhere, best_elsewhere, near, neighbours, others_of
from classifier.evidence import CLUE
from classifier.hits import Hits
from classifier.looking import Look
from classifier.trust import trust_in
from models.policy import Policy
from models.values import Direction

SIGNS = 25
# Where no unseen texts teach how far to believe a wording: wordings count by themselves, the model backs clues.
UNTAUGHT = (1.0, 12.0, 0.0, 2.0, 0.0, -12.0, *([0.0] * (SIGNS - 6)))
LOWEST, HIGHEST = -6.0, 4.0
# Log odds from surely not to surely there, where the indicators of a text are counted.
LIKELY = 4.0


@dataclass(frozen=True, slots=True)
class Wordings:
    """What the wordings say: ``strength[u, l]`` of label ``l`` in unit ``u`` at most (0: none), how many, of several words,
    cancelled; ``trust`` is the highest in the wordings found, 0 where none stands or nothing is known of them."""

    strength: Floats
    count: Floats
    several: Floats
    cancelled: Floats
    trust: Floats

    def of(self, some: slice | Ints) -> "Wordings":
        """Return what they say of some of the units."""
        return Wordings(
            self.strength[some], self.count[some], self.several[some], self.cancelled[some], self.trust[some]
        )

    def met(self) -> tuple[Ints, "Wordings"]:
        """Return the few cells (of units and labels) where a wording stands or was cancelled, and what is said there."""
        cells = np.flatnonzero((self.count > 0) | (self.cancelled > 0))
        columns = (self.strength, self.count, self.several, self.cancelled, self.trust)
        return cells, Wordings(*(column.take(cells) for column in columns))


@dataclass(frozen=True, slots=True)
class Sides:
    """Which labels (their columns) speak of concern and which against it."""

    concerns: tuple[int, ...]
    counters: tuple[int, ...]

    @classmethod
    def of(cls, labels: Sequence[str], policy: Policy) -> "Sides":
        """Return the sides as the policy has them."""
        directions = [policy.indicators[label].direction for label in labels]
        return cls(
            *(
                tuple(place for place, one in enumerate(directions) if one is side)
                for side in (Direction.CONCERN, Direction.COUNTER)
            )
        )


class Standing(NamedTuple):
    """All wordings that stand in some texts, side by side: the unit of each, and whether it has several words."""

    hits: Hits
    unit: Ints
    several: NDArray[np.bool_]


def standing(look: Look, names: Sequence[str]) -> Standing:
    """Return the wordings found of the indicators ``names``."""
    found, indicator = look.found, _places(look.found.indicator, names)
    known = np.flatnonzero(indicator >= 0)
    if len(known) < len(indicator):
        found, indicator = found.some(known), indicator[known]
    hits = Hits(found.text, indicator, found.rule, found.strength, found.start, found.end, found.sentence)
    return Standing(hits, unit_of_rows(look.first, len(look.batch.numbers))[found.row], found.words > 1)


def _places(indicators: NDArray[np.object_], names: Sequence[str]) -> Ints:
    """Return the place of each indicator in a list of names, -1 where it is none of them."""
    places = {name: place for place, name in enumerate(names)}
    return np.array([places.get(name, -1) for name in indicators.tolist()], np.int64)


def wordings(look: Look, stands: Standing, labels: Sequence[str], trusted: Mapping[str, float]) -> Wordings:
    """Return what the wordings of each text say of its units; the ``labels`` are the first of the names they stand with."""
    shape = (len(look.first), len(labels))
    known = np.flatnonzero(stands.hits.indicator < len(labels))
    hits, several = stands.hits.some(known), stands.several[known]
    cells = stands.unit[known] * len(labels) + hits.indicator
    return Wordings(
        strength=_highest(shape, cells, hits.strength),
        count=_counted(shape, cells),
        several=_said(shape, cells[several]),
        cancelled=_said(shape, _cancelled(look, labels)),
        trust=_highest(shape, cells, np.array(trust_in(hits.rule.tolist(), trusted), np.float64)),
    )


def unit_of_rows(first: Ints, rows: int) -> Ints:
    """Return for each row the unit it stands in; unit ``u`` begins at row ``first[u]``."""
    return np.repeat(np.arange(len(first)), np.diff(np.append(first, rows)))


def _cancelled(look: Look, labels: Sequence[str]) -> Ints:
    """Return the cells (of units and labels) in which a wording was cancelled."""
    cancelled, label, first = look.cancelled, _places(look.cancelled.indicator, labels), look.batch.first
    known = np.flatnonzero((label >= 0) & (first[cancelled.text] < first[cancelled.text + 1]))
    rows = look.batch.rows_at(cancelled.text[known], cancelled.start[known])
    unit = np.searchsorted(look.first, rows, side="right") - 1
    cells: Ints = unit * len(labels) + label[known]
    return cells


def _highest(shape: tuple[int, int], cells: Ints, values: Floats) -> Floats:
    """Return the highest value in each cell of a table, be it below 0; 0 where none stands."""
    table = np.zeros(shape)
    flat = table.reshape(-1)
    flat[cells] = -np.inf
    np.maximum.at(flat, cells, values)
    return table


def _said(shape: tuple[int, int], cells: Ints) -> Floats:
    """Return a table with 1 in some cells, 0 in all others."""
    return marked(shape[0] * shape[1], cells).reshape(shape).astype(np.float64)


def _counted(shape: tuple[int, int], cells: Ints) -> Floats:
    """Return how often each cell of a table is named."""
    table: Floats = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    return table


class Few(NamedTuple):
    """A sign that few units and labels have: its ``values`` in some cells of the table ``[u, l]``, 0 in all others."""

    cells: Ints
    values: Floats


def signs(scores: Floats, told: Floats, said: Wordings, units: Units, sides: Sides) -> list[Floats | Few]:
    """Return the signs of every unit and label: SIGNS times ``sign[u, l]``, or ``sign[u, 0]`` where all labels have the same, or few.

    ``scores`` are the model's of the unit, ``told`` those of its surroundings, both as log odds.
    """
    known = np.clip(scores, LOWEST, HIGHEST)
    half, surely = known / 2, (said.strength >= CLUE).astype(np.float64)
    likely = np.clip(near(known, units.text, LOWEST) / LIKELY + 0.5, 0.0, 1.0)
    concerns, counters = others_of(likely, sides.concerns), others_of(likely, sides.counters)
    ad, length, units_beside = (
        column[:, None].astype(np.float64)
        for column in (units.ads, np.log1p(units.words) / 3, np.log(units.per_text()))
    )
    before, after = neighbours(known, units.text, LOWEST)
    elsewhere = (surely.sum(axis=1, keepdims=True) - surely > 0).astype(np.float64)
    cells, met = said.met()
    few, own, ads = partial(Few, cells), half.take(cells), ad.take(cells // scores.shape[1])
    sure, clue = (one.astype(np.float64) for one in (met.strength >= CLUE, (met.strength > 0) & (met.strength < CLUE)))
    return [
        known, few(sure), few(sure * met.strength), few(clue), few((met.count > 1).astype(np.float64)), few(met.cancelled),
        few(sure * met.several), few(sure * own), few(clue * own), np.clip(_highest_other(scores, sides), -4.0, 3.0) / 2,
        elsewhere, ad, few(sure * ads), best_elsewhere(known, units.text, LOWEST) / 2, any_elsewhere(surely, units.text),
        before / 2, after / 2, units_beside, length, few(met.trust), np.clip(told, LOWEST, HIGHEST) / 2,
        concerns, counters, concerns * half, counters * half,
    ]  # fmt: skip


def as_table(given: Sequence[Floats | Few]) -> Floats:
    """Return signs as ``table[u, l, sign]``."""
    shape, tables = np.broadcast_shapes(*(sign.shape for sign in given if not isinstance(sign, Few))), []
    for sign in given:
        if isinstance(sign, Few):
            table = np.zeros(shape)
            table.reshape(-1)[sign.cells] = sign.values
            tables.append(table)
        else:
            tables.append(np.broadcast_to(sign, shape))
    return np.stack(tables, axis=2)


def decide(given: Sequence[Floats | Few], weights: Floats) -> Floats:
    """Return the sum of the signs of every unit and label; ``weights[sign, l]`` say how much each counts.

    Added one by one: the same sum alone and among others, to the last bit.
    """
    total: Floats = given[0] * weights[0]
    for sign, weight in zip(given[1:], weights[1:], strict=True):
        if isinstance(sign, Few):
            total.reshape(-1)[sign.cells] += sign.values * weight.take(sign.cells % len(weight))
        else:
            total += sign * weight
    return total


def vetoed(said: Wordings) -> NDArray[np.bool_]:
    """Say of every unit and label whether nothing may be found: a wording stands there but was cancelled, and none else is sure."""
    return (said.cancelled > 0) & (said.strength < CLUE)


def _highest_other(scores: Floats, sides: Sides) -> Floats:
    """Return for every label the highest score of the other labels; notes (movement, language) raise and lower nothing."""
    columns = [*sides.concerns, *sides.counters]
    if len(columns) < 2:
        return np.full_like(scores, -4.0)
    order = np.sort(scores.take(columns, axis=1), axis=1)
    best, second = order[:, -1:], order[:, -2:-1]
    others: Floats = np.where((scores == best) & marked(scores.shape[1], np.array(columns)), second, best)
    return others
