"""What the trained model sees beyond words: which ideas (word families) stand together in a sentence, whatever the language.

A family says the same in every language ("she", "money", "to take"), so what texts of one language teach about ideas holds
for the others. Features are single ideas, ideas in an ad or a review, and pairs of ideas in one sentence.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.batch import Ints
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
    unit, feature = idea_pairs(present, kinds)
    order = np.argsort(unit, kind="stable")
    return UnitFeatures(unit[order], feature[order], idea_shares(feature[order], present.shape[1]))


def idea_pairs(present: Present, kinds: Ints) -> tuple[Ints, Ints]:
    """Return (unit, feature) of the same features in no order: single ideas, then pairs."""
    size = present.shape[1]
    unit, idea = np.nonzero(present)
    units, features = [unit, unit], [idea, size * (1 + kinds[unit]) + idea]
    for apart in range(1, size):
        # Ideas of one unit follow each other in order: those so many places apart are pairs.
        same = np.flatnonzero(unit[apart:] == unit[:-apart])
        if not len(same):
            break
        units.append(unit[same])
        features.append(3 * size + idea[same] * size + idea[same + apart])
    return np.concatenate(units), np.concatenate(features)
