"""How far each wording is to be believed: how often it was right in texts that nobody looked at when wordings were made.

Most wordings are right nearly always, some no more than every other time. Where unseen texts show that, the wording needs the
model, or the rest of the text, on its side. A wording they hold less than twice counts as its indicator does on the whole.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
# What is known of an indicator's wordings on the whole weighs as much as so many meetings of one.
PRIOR = 2.0
FEWEST_MET = 2


class Met(NamedTuple):
    """Wordings met in labelled texts, side by side: the row (sentence), the column (label) and the rule of each."""

    rows: Array
    columns: Array
    rules: Sequence[str]


def learn_trust(met: Met, shown: Array, writers: Sequence[str]) -> tuple[dict[str, float], Array]:
    """Return the trust in each rule, and for every row and column the highest trust of the wordings there, 0 where none is.

    ``shown[row, column]`` is 1, 0 or -1 (unclear), ``writers[row]`` the unseen writer, "" for texts that do not count. Trust is
    the log odds that the rule is right, over those of its indicator's rules together. What a writer's own texts say of a
    rule is left out for that writer's rows: nobody is judged by what he taught.
    """
    right: dict[tuple[str, str], Array] = defaultdict(lambda: np.zeros(2))
    of_rule: dict[str, Array] = defaultdict(lambda: np.zeros(2))
    whole = np.zeros((shown.shape[1], 2))
    column_of: dict[str, int] = {}
    for row, column, rule in zip(met.rows.tolist(), met.columns.tolist(), met.rules, strict=True):
        column_of[rule] = column
        if writers[row] and shown[row, column] >= 0:
            place = 1 - int(shown[row, column])
            for counts in (right[writers[row], rule], of_rule[rule], whole[column]):
                counts[place] += 1
    share = (whole[:, 0] + 1) / (whole.sum(axis=1) + 2)

    def trust(counts: Array, column: int) -> float:
        if counts.sum() < FEWEST_MET:
            return 0.0
        odds = (counts[0] + PRIOR * share[column]) / (counts[1] + PRIOR * (1 - share[column]))
        return round(float(np.log(odds * (1 - share[column]) / share[column])), 2)

    highest = np.full(shown.shape, -np.inf)
    for row, column, rule in zip(met.rows.tolist(), met.columns.tolist(), met.rules, strict=True):
        others = of_rule[rule] - right[writers[row], rule] if writers[row] else of_rule[rule]
        highest[row, column] = max(highest[row, column], trust(others, column))
    trusted = {rule: trust(counts, column_of[rule]) for rule, counts in sorted(of_rule.items())}
    return {rule: value for rule, value in trusted.items() if value}, np.where(np.isfinite(highest), highest, 0.0)


def trust_in(rules: Sequence[str], trusted: Mapping[str, float]) -> list[float]:
    """Return how far each rule is to be believed, 0 where nothing is known of it."""
    return [trusted.get(rule, 0.0) for rule in rules]
