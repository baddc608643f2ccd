"""What wordings and trained model say of one sentence and of those beside it: the signs from which one decision an indicator is made.

Wordings are exact but know only what someone wrote down, and some of them fool; the model has met other wordings but may be
fooled by a single word. How far each is to be believed is learned from texts that nobody looked at when wordings were made.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Batch, Ints
from classifier.beside import Floats, Units, any_elsewhere, best_elsewhere, near, neighbours, others_of
from classifier.evidence import CLUE
from classifier.judging import Found
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


def wordings(
    batch: Batch, found: Sequence[Found], first: Ints, labels: Sequence[str], trusted: Mapping[str, float]
) -> Wordings:
    """Return what the wordings of each text say of its units; unit ``u`` begins at row ``first[u]``."""
    places = {label: place for place, label in enumerate(labels)}
    cells = _Cells(len(first), len(labels), unit_of_rows(first, len(batch.numbers)))
    rows, labels_hit, strengths, several, rules = [], [], [], [], []
    dropped_rows, dropped = [], []
    for shift, words, one in zip(batch.first.tolist(), batch.words, found, strict=False):
        for hit in one.hits:
            label = places.get(hit.indicator)
            if label is not None:
                rows.append(hit.first + shift)
                labels_hit.append(label)
                strengths.append(hit.strength)
                several.append(hit.words > 1)
                rules.append(hit.rule)
        starts = words.starts
        for drop in one.cancelled:
            label = places.get(drop.indicator)
            if label is not None and starts:
                dropped_rows.append(shift + max(0, bisect_right(starts, drop.start) - 1))
                dropped.append(label)
    hits = cells.of(rows, labels_hit)
    return Wordings(
        cells.highest(hits, strengths), cells.counted(hits), cells.highest(hits, several),
        cells.highest(cells.of(dropped_rows, dropped), np.ones(len(dropped))),
        cells.highest_of_any_sign(hits, trust_in(rules, trusted)),
    )  # fmt: skip


def unit_of_rows(first: Ints, rows: int) -> Ints:
    """Return for each row the unit it stands in; unit ``u`` begins at row ``first[u]``."""
    return np.repeat(np.arange(len(first)), np.diff(np.append(first, rows)))


class _Cells:
    """A table of units and labels that is filled from lists."""

    def __init__(self, units: int, labels: int, unit_of_row: Ints) -> None:
        self._shape, self._unit_of_row = (units, labels), unit_of_row

    def of(self, rows: Sequence[int], labels: Sequence[int]) -> Ints:
        """Return the cells of labels at rows."""
        cells: Ints = self._unit_of_row[np.array(rows, np.int64)] * self._shape[1] + np.array(labels, np.int64)
        return cells

    def highest(self, cells: Ints, values: Sequence[float] | Floats) -> Floats:
        """Return the highest value in each cell, 0 where none stands."""
        table = np.zeros(self._shape)
        np.maximum.at(table.reshape(-1), cells, np.array(values, np.float64))
        return table

    def highest_of_any_sign(self, cells: Ints, values: Sequence[float]) -> Floats:
        """Return the highest value in each cell, be it below 0; 0 where none stands."""
        table = np.full(self._shape, -np.inf)
        np.maximum.at(table.reshape(-1), cells, np.array(values, np.float64))
        return np.where(np.isfinite(table), table, 0.0)

    def counted(self, cells: Ints) -> Floats:
        """Return how often each cell is named."""
        counts = np.bincount(cells, minlength=self._shape[0] * self._shape[1])
        table: Floats = counts.reshape(self._shape).astype(np.float64)
        return table


def signs(scores: Floats, told: Floats, said: Wordings, units: Units, sides: Sides) -> list[Floats]:
    """Return the signs of every unit and label: SIGNS times ``sign[u, l]``, or ``sign[u, 0]`` where all labels have the same.

    ``scores`` are the model's of the unit, ``told`` those of its surroundings, both as log odds.
    """
    known = np.clip(scores, LOWEST, HIGHEST)
    likely = np.clip(near(known, units.text, LOWEST) / LIKELY + 0.5, 0.0, 1.0)
    concerns, counters = others_of(likely, sides.concerns), others_of(likely, sides.counters)
    sure = (said.strength >= CLUE).astype(np.float64)
    clue = ((said.strength > 0) & (said.strength < CLUE)).astype(np.float64)
    ad, length, units_beside = (
        column[:, None].astype(np.float64)
        for column in (units.ads, np.log1p(units.words) / 3, np.log(units.per_text()))
    )
    before, after = neighbours(known, units.text, LOWEST)
    elsewhere = (sure.sum(axis=1, keepdims=True) - sure > 0).astype(np.float64)
    half = known / 2
    return [
        known, sure, sure * said.strength, clue, (said.count > 1).astype(np.float64), said.cancelled,
        sure * said.several, sure * half, clue * half, np.clip(_highest_other(scores, sides), -4.0, 3.0) / 2,
        elsewhere, ad, sure * ad, best_elsewhere(known, units.text, LOWEST) / 2, any_elsewhere(sure, units.text),
        before / 2, after / 2, units_beside, length, said.trust, np.clip(told, LOWEST, HIGHEST) / 2,
        concerns, counters, concerns * half, counters * half,
    ]  # fmt: skip


def as_table(given: Sequence[Floats]) -> Floats:
    """Return signs as ``table[u, l, sign]``."""
    return np.stack(np.broadcast_arrays(*given), axis=2)


def decide(given: Sequence[Floats], weights: Floats) -> Floats:
    """Return the sum of the signs of every unit and label; ``weights[sign, l]`` say how much each counts.

    Added one by one: the same sum alone and among others, to the last bit.
    """
    total: Floats = given[0] * weights[0]
    for sign, weight in zip(given[1:], weights[1:], strict=True):
        total += sign * weight
    return total


def vetoed(said: Wordings) -> NDArray[np.bool_]:
    """Say of every unit and label whether nothing may be found: a wording stands there but was cancelled, and none else is sure."""
    return (said.cancelled > 0) & (said.strength < CLUE)


def _highest_other(scores: Floats, sides: Sides) -> Floats:
    """Return for every label the highest score of the other labels; notes (movement, language) raise and lower nothing."""
    weighed = [*sides.concerns, *sides.counters]
    if len(weighed) < 2:
        return np.full_like(scores, -4.0)
    order = np.sort(scores[:, weighed], axis=1)
    best, second = order[:, -1:], order[:, -2:-1]
    others = np.repeat(best, scores.shape[1], axis=1)
    others[:, weighed] = np.where(scores[:, weighed] == best, second, best)
    return others
