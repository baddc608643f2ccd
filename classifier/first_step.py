"""The first step of training: a calibrated logistic regression an indicator, for sentences and for sentences in their surroundings.

Each row is also scored by a model that learned from other writers alone: what the second step learns from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from classifier.beside import REACH, near
from classifier.features import KINDS
from classifier.ideas import of_languages
from classifier.learned import SHORTEST
from classifier.table import Table
from classifier.taught import GROUPS, Taught, apart

STRENGTH, STRENGTH_AROUND = 6.0, 3.0
# Unseen texts are nearer to what will be read than those written beside the wordings.
UNSEEN_WEIGHT = 2.0
Array = NDArray[Any]


@dataclass
class Step:
    """What the first step learned: weights over the columns of the design, by label, and their calibration."""

    weights: Array
    bias: list[float]
    slope: list[float]
    offset: list[float]
    # Log odds of every row by a model that never saw its text.
    unseen: Array


@dataclass(frozen=True)
class Rows:
    """What the first step learns from: units, alone or in their surroundings. ``text`` of each row, what it shows (1, 0, -1 = unclear)."""

    design: csr_matrix
    text: Array
    shown: Array
    strength: float


def of_units(table: Table) -> Rows:
    """Return each unit by itself."""
    one = csr_matrix((np.ones(len(table.texts)), (np.arange(len(table.texts)),) * 2))
    return Rows(_design(table, one, table.kinds), table.texts, table.shown, STRENGTH)


def of_surroundings(table: Table, texts: Taught) -> Rows:
    """Return each unit of each text with those around it; what stands in joined texts is scored and teaches nothing."""
    count = len(texts.unit)
    row = column = np.arange(count)
    for far in range(1, REACH + 1):
        same = np.flatnonzero(texts.text[far:] == texts.text[:-far])
        row, column = np.concatenate([row, same, same + far]), np.concatenate([column, same + far, same])
    summed = csr_matrix((np.ones(len(row)), (row, texts.unit[column])), shape=(count, len(table.texts)))
    own = table.shown[texts.unit].astype(np.float64)
    unclear = np.where(near(-own, texts.text, 0) > 0, -1, 0)
    shown = np.where(near(own, texts.text, 0) > 0, 1, unclear).astype(np.int8)
    shown[texts.text >= texts.written] = -1
    return Rows(_design(table, summed, table.kinds[texts.unit]), texts.text, shown, STRENGTH_AROUND)


def _design(table: Table, summed: csr_matrix, kinds: Array) -> csr_matrix:
    """Return word features and idea features, each times rarity over length, and one column for each kind of text.

    ``summed[row, unit]`` says which units make each row.
    """
    blocks = []
    # Names of languages count for no length either: what else stands in a sentence weighs the same with them and without.
    in_length = np.where(of_languages(table.idea_numbers, table.idea_names), 0.0, table.idea_idf)
    for features, idf, length_idf in ((table.words, table.idf, table.idf), (table.ideas, table.idea_idf, in_length)):
        squared = features.copy()
        squared.data = squared.data**2
        # A feature met twice in a sentence was summed by the matrix; the reader sums squares of single meetings. Close enough.
        lengths = np.sqrt(np.maximum(summed @ (squared @ (length_idf**2)), SHORTEST))
        blocks.append(diags(1.0 / lengths) @ (summed @ features) @ diags(idf))
    columns = np.stack([(kinds == place).astype(float) for place in range(len(KINDS))], axis=1)
    return hstack([*blocks, csr_matrix(columns)], format="csr")


def _fit(design: csr_matrix, wanted: Array, weights: Array, strength: float) -> tuple[Array, float]:
    regression = LogisticRegression(
        C=strength,
        solver="liblinear",
        dual=True,
        tol=0.01,
        class_weight={0: 1.0, 1: 3.0},
        random_state=0,
        max_iter=2000,
    )
    regression.fit(design, wanted, sample_weight=weights)
    return regression.coef_[0], float(regression.intercept_[0])


def _folds(text: Array, writers: Sequence[str]) -> list[tuple[Array, Array]]:
    """Return (learn, judge) rows: writers are judged by what others taught; fewer than two: plain folds."""
    groups = apart(np.array(writers)[text])
    if len(groups) < 2:
        return list(GroupKFold(GROUPS).split(text, groups=text))
    return [(np.flatnonzero(~group), np.flatnonzero(group)) for group in groups]


def first_step(rows: Rows, writers: Sequence[str]) -> Step:
    design, shown = rows.design, rows.shown
    folds = _folds(rows.text, writers)
    importance = np.where(np.array([bool(writer) for writer in writers])[rows.text], UNSEEN_WEIGHT, 1.0)
    step = Step(np.zeros((design.shape[1], shown.shape[1])), [], [], [], np.zeros(shown.shape))
    for column in range(shown.shape[1]):
        known = shown[:, column] >= 0
        wanted = (shown[:, column] == 1).astype(int)
        scores, judged = np.zeros(len(wanted)), np.zeros(len(wanted), np.bool_)
        for learn, judge in folds:
            use = learn[known[learn]]
            judged[judge] = True
            if len(set(wanted[use])) == 2:
                weights, bias = _fit(design[use], wanted[use], importance[use], rows.strength)
                scores[judge] = design[judge] @ weights + bias
        chosen = known & judged
        slope, offset = _calibrate(scores[chosen], wanted[chosen])
        coefficients, bias = _fit(design[known], wanted[known], importance[known], rows.strength)
        step.weights[:, column] = coefficients
        step.unseen[:, column] = slope * scores + offset
        for kept, value in ((step.bias, bias), (step.slope, slope), (step.offset, offset)):
            kept.append(round(value, 5))
    return step


def _calibrate(scores: Array, wanted: Array) -> tuple[float, float]:
    """Fit Platt's slope and offset on scores of unseen texts."""
    if len(set(wanted)) < 2:
        return 1.0, 0.0
    regression = LogisticRegression(C=100.0, random_state=0).fit(scores[:, None], wanted)
    return float(regression.coef_[0][0]), float(regression.intercept_[0])
