"""Lexicon and trained model together: each covers the other's weakness.

The lexicon is exact and explains itself but knows only what someone wrote down; the model has met other wordings but may
be fooled by a single word. So the model backs clues, doubts single wordings, and speaks alone only where it is sure.
"""

from collections import defaultdict
from collections.abc import Sequence

from classifier.evidence import CLUE, Hit
from classifier.learned import Model, Stretch
from classifier.lexicon import Cancelled, LexiconHit
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


def combine(
    words: Words,
    found: Sequence[LexiconHit],
    stretches: Sequence[Stretch],
    model: Model,
    cancelled: Sequence[Cancelled] = (),
) -> list[Hit]:
    """Return the hits of both, clues that the model does not back left out.

    Where the lexicon cancelled a wording or found its opposite ("always with condom"), the model says nothing alone.
    """
    places = {label: place for place, label in enumerate(model.labels)}
    hits = _from_lexicon(words, found, stretches, model, places)
    covered: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for hit in hits:
        covered[hit.indicator].append((hit.start, hit.end))
        for opposite in OPPOSITES.get(hit.indicator, ()):
            covered[opposite].append((hit.start, hit.end))
    for drop in cancelled:
        covered[drop.indicator].append((drop.start, drop.end))
    for label, place in places.items():
        hits += _alone(words, stretches, label, place, model=model, covered=covered[label])
    return hits


def _belief(words: Words, hit: LexiconHit, stretches: Sequence[Stretch], place: int) -> float:
    """Return the highest probability of a stretch that holds the hit."""
    best = 0.0
    for stretch in stretches:
        if words.starts[stretch.first] < hit.end and hit.start < words.ends[stretch.last - 1]:
            best = max(best, float(stretch.probabilities[place]))
    return best


def _from_lexicon(
    words: Words, found: Sequence[LexiconHit], stretches: Sequence[Stretch], model: Model, places: dict[str, int]
) -> list[Hit]:
    hits = []
    for hit in found:
        place, strength = places.get(hit.indicator), hit.strength
        if place is not None:
            belief = _belief(words, hit, stretches, place)
            if strength < CLUE and belief >= model.backing[place]:
                strength = 0.45
            elif CLUE <= strength < SURE and belief < model.doubts[place]:
                strength *= DOUBTED
            elif strength >= CLUE and belief >= model.thresholds[place]:
                strength = strength + (1.0 - strength) * 0.3
        hits.append(Hit(hit.indicator, hit.rule, strength, hit.start, hit.end, hit.sentence))
    return hits


def _spoken(words: Words, stretch: Stretch) -> int:
    """Count the words of a stretch that hold letters: numbers, dates and prices say nothing."""
    return sum(folded[0].isalpha() for folded in words.folded[stretch.first : stretch.last])


def _alone(
    words: Words, stretches: Sequence[Stretch], label: str, place: int, *, model: Model, covered: list[tuple[int, int]]
) -> list[Hit]:
    """Return the stretches where the model is sure by itself, the surest and narrowest first, none over another hit."""
    threshold = float(model.thresholds[place])
    sure = [
        stretch for stretch in stretches
        if stretch.probabilities[place] >= threshold and _spoken(words, stretch) >= FEWEST_WORDS
    ]  # fmt: skip
    sure.sort(
        key=lambda stretch: (
            -round(float(stretch.probabilities[place]), 1),
            stretch.last - stretch.first,
            stretch.first,
        )
    )
    hits: list[Hit] = []
    for stretch in sure:
        start, end = words.starts[stretch.first], words.ends[stretch.last - 1]
        if any(start < other_end and other_start < end for other_start, other_end in covered):
            continue
        covered.append((start, end))
        above = (float(stretch.probabilities[place]) - threshold) / max(1e-6, 1.0 - threshold)
        strength = MODEL_LEAST + (MODEL_MOST - MODEL_LEAST) * above
        hits.append(
            Hit(label, f"model/{label}/{model.version}", round(strength, 3), start, end, words.sentences[stretch.first])
        )
    return hits
