"""What the trained model sees beyond words: which ideas (word families) stand together in a sentence, whatever the language.

A family says the same in every language ("she", "money", "to take"), so what texts of one language teach about ideas holds
for the others. Features are single ideas, ideas in an ad or a review, and pairs of ideas in one sentence.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints, ranges, run_starts
from classifier.features import KIND_SHARE, UnitFeatures

Present = NDArray[np.bool_]
# Families that hold names of languages: they speak of a language barrier and of nothing else.
LANGUAGE_IDEAS = frozenset({"tongue"})


def feature_count(ideas: int) -> int:
    """Return how many features so many ideas make."""
    return 3 * ideas + ideas * ideas


def idea_shares(features: Ints, ideas: int) -> NDArray[np.float64]:
    """Return what each feature weighs: one idea in an ad or a review less than an idea or a pair."""
    return np.where((features >= ideas) & (features < 3 * ideas), KIND_SHARE, 1.0)


def of_languages(features: Ints, names: Sequence[str]) -> NDArray[np.bool_]:
    """Say of each feature whether names of languages take part in it; ``names`` are the ideas in their order."""
    size = len(names)
    named = [place for place, name in enumerate(names) if name in LANGUAGE_IDEAS]
    pairs = features - 3 * size
    alone = (pairs < 0) & np.isin(features % size, named)
    beside = (pairs >= 0) & (np.isin(pairs // size, named) | np.isin(pairs % size, named))
    found: NDArray[np.bool_] = alone | beside
    return found


def idea_features(present: Present, kinds: Ints) -> UnitFeatures:
    """Return the features of units; ``present[u, i]`` says whether idea ``i`` stands in unit ``u``, ``kinds[u]`` is 0 or 1."""
    size = present.shape[1]
    unit, idea = ideas_met(present)
    one, other = together(unit)
    # Ideas nearest to each other in the list first.
    pairs = np.argsort(other - one, kind="stable")[len(idea) :]
    one, other = one[pairs], other[pairs]
    units = np.concatenate([unit, unit, unit[one]])
    features = np.concatenate([idea, size * (1 + kinds[unit]) + idea, 3 * size + idea[one] * size + idea[other]])
    order = np.argsort(units, kind="stable")
    return UnitFeatures(units[order], features[order], idea_shares(features[order], size))


def ideas_met(present: Present) -> tuple[Ints, Ints]:
    """Return (unit, idea) of all ideas that stand in units, unit by unit."""
    unit, idea = np.divmod(np.flatnonzero(present), present.shape[1])
    return unit, idea


def together(unit: Ints) -> tuple[Ints, Ints]:
    """Return (one, other): each idea of a list with itself and with those after it in its unit, unit by unit.

    ``unit`` says where each stands; ideas of one unit follow each other.
    """
    starts = run_starts(unit)
    ends = np.append(starts[1:], len(unit))[: len(starts)]
    places = np.arange(len(unit))
    counts = np.repeat(ends, ends - starts) - places
    return np.repeat(places, counts), ranges(places, counts)
