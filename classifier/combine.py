"""Lexicon and trained model together: each covers the other's weakness.

The lexicon is exact and explains itself but knows only what someone wrote down; the model has met other wordings but may
be fooled by a single word. One decision a sentence and indicator weighs both (``deciding``): it keeps or drops a wording, lets a
clue count, and may make a weak finding where no wording stands.
"""

from collections.abc import Sequence

import numpy as np

from classifier.deciding import unit_of_rows
from classifier.evidence import CLUE, Hit
from classifier.judging import LexiconHit
from classifier.learned import Judged, Model
from classifier.looking import Look
from classifier.words import Words, WordTable

# Wordings this strong are believed whatever the model says: who writes one into a lexicon means it.
SURE = 0.95
# A clue that the model backs.
BACKED = 0.45
# A finding by the model alone needs so many words with letters: numbers, dates and prices say nothing.
FEWEST_WORDS = 3
# What the model alone may reach: a word from the lexicon always counts more.
# Below the policy's grave strength: the model alone never makes a grave sign.
MODEL_LEAST, MODEL_MOST = 0.36, 0.49
# Log odds above the limit at which the model is as sure as it gets.
SUREST = 3.0
# Of a longer sentence the clauses are shown that add at least this share of what its best clause adds.
SHORT, CLAUSE_SHARE = 14, 0.5


def combine(look: Look, judged: Judged, model: Model, table: WordTable) -> list[list[Hit]]:
    """Return for each text the hits of both; wordings and clues that the decision speaks against are left out."""
    places = {label: place for place, label in enumerate(model.labels)}
    spoken: set[tuple[int, int]] = set()
    combined: list[list[Hit]] = []
    unit_of_row = unit_of_rows(look.first, len(look.batch.numbers)).tolist()
    margins = judged.margins.tolist()
    for shift, found in zip(look.batch.first.tolist(), look.found, strict=False):
        hits = []
        for hit in found.hits:
            place, unit = places.get(hit.indicator, -1), unit_of_row[hit.first + shift]
            weighed = _weighed(hit, margins[unit][place] if place >= 0 else None)
            if weighed:
                hits.append(weighed)
                spoken.add((unit, place))
        combined.append(hits)
    units, labels = np.nonzero(judged.margins >= 0)
    for unit, label in zip(units.tolist(), labels.tolist(), strict=True):
        if (unit, label) not in spoken and (alone := _alone(look, (unit, label), judged, model, table)):
            combined[int(look.text[unit])].append(alone)
    return combined


def _weighed(hit: LexiconHit, margin: float | None) -> Hit | None:
    """Return a wording with the strength that the decision leaves it, None where it is not believed.

    ``margin`` is how far the decision lies above (0 and more) or below its limit; None: nothing is known.
    """
    strength = hit.strength
    if margin is not None:
        if margin < 0 and strength < SURE:
            return None
        strength = BACKED if strength < CLUE and margin >= 0 else strength
    return Hit(hit.indicator, hit.rule, strength, hit.start, hit.end, hit.sentence)


def _alone(look: Look, where: tuple[int, int], judged: Judged, model: Model, table: WordTable) -> Hit | None:
    """Return the model's own finding in a unit of a label, None where too few words stand there."""
    unit, label = where
    text = int(look.text[unit])
    words, shift = look.batch.words[text], int(look.batch.first[text])
    first, last = int(look.first[unit]) - shift, int(look.last[unit]) - shift
    if _with_letters(words, first, last) < FEWEST_WORDS:
        return None
    if last - first > SHORT:
        first, last = _telling(words.clauses[first:last], model.shares(look, table, unit, label), first)
    name = model.labels[label]
    above = min(1.0, float(judged.margins[unit, label]) / SUREST)
    strength = round(MODEL_LEAST + (MODEL_MOST - MODEL_LEAST) * above, 3)
    rule = f"model/{name}/{model.version}"
    return Hit(name, rule, strength, words.starts[first], words.ends[last - 1], words.sentences[first])


def _telling(clauses: Sequence[int], shares: Sequence[float], first: int) -> tuple[int, int]:
    """Return the words (first, last exclusive) of the clauses that say most of it, and what stands between them."""
    of_clause: dict[int, float] = {}
    for clause, share in zip(clauses, shares, strict=True):
        of_clause[clause] = of_clause.get(clause, 0.0) + share
    most = max(of_clause.values())
    chosen = [at for at, clause in enumerate(clauses) if of_clause[clause] >= CLAUSE_SHARE * most]
    if most <= 0 or not chosen:
        return first, first + len(clauses)
    return first + chosen[0], first + chosen[-1] + 1


def _with_letters(words: Words, first: int, last: int) -> int:
    """Count the words that hold letters."""
    return sum(folded[0].isalpha() for folded in words.folded[first:last])
