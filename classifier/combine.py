"""Lexicon and trained model together: each covers the other's weakness.

The lexicon is exact and explains itself but knows only what someone wrote down; the model has met other wordings but may
be fooled by a single word. So the model backs clues, doubts single wordings, and speaks alone only where it is sure and
some wording of the text points to a concern as well.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from classifier.batch import Batch
from classifier.evidence import CLUE, Hit
from classifier.features import LONGEST_STRETCH
from classifier.judging import Cancelled, Found, LexiconHit
from classifier.learned import Judged, Model
from classifier.spans import TakenSpans
from classifier.words import Words

# A wording the model doubts keeps this share of its strength; sure wordings (SURE and more) are believed anyway.
DOUBTED = 0.5
SURE = 0.85
# Counter-evidence in a stretch silences the model about what it speaks against.
OPPOSITES = {
    "condom_required": ("unsafe_services", "trust_claims"),
    "own_limits": ("restricted_freedom", "pressure", "unsafe_services", "third_party_control", "trust_claims"),
    "first_person_independent": ("third_party_control", "restricted_freedom", "recruitment", "trust_claims"),
    "deposit_or_appointment": ("restricted_freedom", "unsafe_services", "youth"),
}
# Of so few words with letters the model says nothing alone.
FEWEST_WORDS = 4
# What the model alone may reach: a word from the lexicon always counts more.
# Below the policy's grave strength: the model alone never makes a grave sign.
MODEL_LEAST, MODEL_MOST = 0.36, 0.49


class _Sure(NamedTuple):
    """Words ``first`` to ``last`` (exclusive) of a text, and how sure the model is."""

    first: int
    last: int
    probability: float


def combine(batch: Batch, found: Sequence[Found], judged: Judged, model: Model) -> list[list[Hit]]:
    """Return for each text the hits of both, clues that the model does not back left out.

    Where the lexicon cancelled a wording or found its opposite ("always with condom"), the model says nothing alone.
    """
    beliefs = _beliefs(batch, found, judged, model)
    sure = _sure(batch, judged, model)
    combined = []
    for place, (words, one) in enumerate(zip(batch.words, found, strict=True)):
        hits = [_weighed(hit, next(beliefs), model) for hit in one.hits]
        if place in sure:
            may = _may_speak(sure[place], hits, model)
            hits += _alone(words, may, _covered(hits, one.cancelled), model)
        combined.append(hits)
    return combined


def _beliefs(batch: Batch, found: Sequence[Found], judged: Judged, model: Model) -> Iterator[tuple[int, float]]:
    """Yield for each hit, in order, its label and the highest probability of a stretch that shares a word with it."""
    places = {label: place for place, label in enumerate(model.labels)}
    hits = [(text, hit) for text, one in enumerate(found) for hit in one.hits]
    label = np.array([places.get(hit.indicator, -1) for _, hit in hits], np.int64)
    shift = batch.first[np.array([text for text, _ in hits], np.int64)]
    first = np.array([hit.first for _, hit in hits], np.int64) + shift
    last = np.array([hit.last for _, hit in hits], np.int64) + shift
    # Stretches are sorted by their first word and of limited length: only these can reach the hit.
    low = np.searchsorted(judged.first, first - LONGEST_STRETCH, side="right")
    high = np.maximum(np.searchsorted(judged.first, last, side="right"), low)
    best = np.zeros(len(hits) + 1)
    of_hit = np.repeat(np.arange(len(hits)), high - low)
    rows = np.arange(len(of_hit)) - np.repeat(np.cumsum(high - low) - (high - low) - low, high - low)
    reaches = (judged.last[rows] > first[of_hit]) & (label[of_hit] >= 0)
    np.maximum.at(best, of_hit[reaches], judged.probabilities[rows[reaches], label[of_hit[reaches]]])
    return zip(label.tolist(), best.tolist(), strict=False)


def _weighed(hit: LexiconHit, belief: tuple[int, float], model: Model) -> Hit:
    """Return a wording with the strength that the model leaves or gives it."""
    (place, probability), strength = belief, hit.strength
    if place >= 0:
        if strength < CLUE and probability >= model.backing[place]:
            strength = 0.45
        elif CLUE <= strength < SURE and probability < model.doubts[place]:
            strength *= DOUBTED
        elif strength >= CLUE and probability >= model.thresholds[place]:
            strength = strength + (1.0 - strength) * 0.3
    return Hit(hit.indicator, hit.rule, strength, hit.start, hit.end, hit.sentence)


def _sure(batch: Batch, judged: Judged, model: Model) -> dict[int, dict[int, list[_Sure]]]:
    """Return by text and label the stretches where the model is sure by itself."""
    enough = judged.last - judged.first >= FEWEST_WORDS
    rows, labels = np.nonzero((judged.probabilities >= model.thresholds) & enough[:, None])
    found: dict[int, dict[int, list[_Sure]]] = defaultdict(lambda: defaultdict(list))
    for text, label, first, last, probability in zip(
        judged.text[rows].tolist(), labels.tolist(), judged.first[rows].tolist(), judged.last[rows].tolist(),
        judged.probabilities[rows, labels].tolist(), strict=True,
    ):  # fmt: skip
        shift = int(batch.first[text])
        one = _Sure(first - shift, last - shift, probability)
        if _spoken(batch.words[text], one) >= FEWEST_WORDS:
            found[text][label].append(one)
    return found


def _may_speak(sure: dict[int, list[_Sure]], hits: Sequence[Hit], model: Model) -> dict[int, list[_Sure]]:
    """Return what the model may say alone: concerns only in a text where some wording, or clue, shows a concern too.

    On texts without any the model alone was wrong more often than right (measured on texts of other writers).
    """
    if any(hit.indicator not in OPPOSITES for hit in hits):
        return sure
    return {place: stretches for place, stretches in sure.items() if model.labels[place] in OPPOSITES}


def _spoken(words: Words, stretch: _Sure) -> int:
    """Count the words of a stretch that hold letters: numbers, dates and prices say nothing."""
    return sum(folded[0].isalpha() for folded in words.folded[stretch.first : stretch.last])


def _covered(hits: Sequence[Hit], cancelled: Sequence[Cancelled]) -> dict[str, TakenSpans]:
    """Return by indicator where the model has nothing to add."""
    covered: dict[str, TakenSpans] = defaultdict(TakenSpans)
    for hit in hits:
        covered[hit.indicator].add(hit.start, hit.end)
        for opposite in OPPOSITES.get(hit.indicator, ()):
            covered[opposite].add(hit.start, hit.end)
    for drop in cancelled:
        covered[drop.indicator].add(drop.start, drop.end)
    return covered


def _alone(words: Words, sure: dict[int, list[_Sure]], covered: dict[str, TakenSpans], model: Model) -> list[Hit]:
    """Return the model's own hits, the surest and narrowest first, none over another hit."""
    hits: list[Hit] = []
    for place in sorted(sure):
        label, threshold = model.labels[place], float(model.thresholds[place])
        for stretch in sorted(
            sure[place], key=lambda one: (-round(one.probability, 1), one.last - one.first, one.first)
        ):
            start, end = words.starts[stretch.first], words.ends[stretch.last - 1]
            if covered[label].overlap(start, end):
                continue
            covered[label].add(start, end)
            above = (stretch.probability - threshold) / max(1e-6, 1.0 - threshold)
            strength = round(MODEL_LEAST + (MODEL_MOST - MODEL_LEAST) * above, 3)
            rule = f"model/{label}/{model.version}"
            hits.append(Hit(label, rule, strength, start, end, words.sentences[stretch.first]))
    return hits
