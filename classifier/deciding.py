"""What wordings and trained model say of one sentence, side by side: the signs from which one decision an indicator is made.

Wordings are exact but know only what someone wrote down, and some of them fool; the model has met other wordings but may be
fooled by a single word. How far each is to be believed is learned from texts that nobody looked at when wordings were made.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Batch, Ints
from classifier.evidence import CLUE
from classifier.judging import Found

Floats = NDArray[np.float64]
SIGNS = 13
# Where no unseen texts teach how far to believe a wording: wordings count by themselves, the model backs clues.
UNTAUGHT = (1.0, 12.0, 0.0, 2.0, 0.0, -12.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
LOWEST, HIGHEST = -6.0, 4.0


@dataclass(frozen=True, slots=True)
class Wordings:
    """What the wordings say: ``strength[u, l]`` of label ``l`` in unit ``u`` at most (0: none), how many, of several words,
    cancelled."""

    strength: Floats
    count: Floats
    several: Floats
    cancelled: Floats


def wordings(batch: Batch, found: Sequence[Found], first: Ints, labels: Sequence[str]) -> Wordings:
    """Return what the wordings of each text say of its units; unit ``u`` begins at row ``first[u]``."""
    places = {label: place for place, label in enumerate(labels)}
    made = Wordings(*(np.zeros((len(first), len(labels))) for _ in range(4)))
    for text, one in enumerate(found):
        shift = int(batch.first[text])
        for hit in one.hits:
            label = places.get(hit.indicator)
            if label is not None:
                unit = int(np.searchsorted(first, hit.first + shift, side="right")) - 1
                made.strength[unit, label] = max(made.strength[unit, label], hit.strength)
                made.count[unit, label] += 1
                made.several[unit, label] = max(made.several[unit, label], float(hit.words > 1))
        starts = batch.words[text].starts
        for drop in one.cancelled:
            label = places.get(drop.indicator)
            if label is not None and starts:
                row = shift + max(0, int(np.searchsorted(starts, drop.start, side="right")) - 1)
                made.cancelled[int(np.searchsorted(first, row, side="right")) - 1, label] = 1.0
    return made


def signs(scores: Floats, said: Wordings, ads: NDArray[np.bool_]) -> Floats:
    """Return the signs of every unit and label, as ``signs[u, l, sign]``; ``scores`` are the model's, as log odds."""
    known = np.clip(scores, LOWEST, HIGHEST)
    sure = (said.strength >= CLUE).astype(np.float64)
    clue = ((said.strength > 0) & (said.strength < CLUE)).astype(np.float64)
    ad = np.repeat(ads[:, None].astype(np.float64), scores.shape[1], axis=1)
    elsewhere = (sure.sum(axis=1, keepdims=True) - sure > 0).astype(np.float64)
    return np.stack(
        [
            known, sure, sure * said.strength, clue, (said.count > 1).astype(np.float64), said.cancelled,
            sure * said.several, sure * known / 2, clue * known / 2, np.clip(_highest_other(scores), -4.0, 3.0) / 2,
            elsewhere, ad, sure * ad,
        ],
        axis=2,
    )  # fmt: skip


def vetoed(said: Wordings) -> NDArray[np.bool_]:
    """Say of every unit and label whether nothing may be found: a wording stands there but was cancelled, and none else is sure."""
    return (said.cancelled > 0) & (said.strength < CLUE)


def _highest_other(scores: Floats) -> Floats:
    """Return for every label the highest score of the other labels."""
    if scores.shape[1] < 2:
        return np.full_like(scores, -4.0)
    order = np.sort(scores, axis=1)
    best, second = order[:, -1:], order[:, -2:-1]
    return np.where(scores == best, second, best)
