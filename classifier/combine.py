"""Lexicon and trained model together: each covers the other's weakness.

The lexicon is exact and explains itself but knows only what someone wrote down; the model has met other wordings but may
be fooled by a single word. One decision a sentence and indicator weighs both (``deciding``): it keeps or drops a wording, lets a
clue count, and may make a weak finding where no wording stands.
"""

from collections.abc import Sequence

import numpy as np

from classifier.batch import Ints
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
    hits, texts, units, labels = _wordings(look, model.labels)
    strength = np.array([hit.strength for hit in hits], np.float64)
    # Of other indicators nothing is known: what is not a number is neither above nor below.
    margin = np.where(labels < 0, np.nan, judged.margins[units, labels])
    believed = ~((margin < 0) & (strength < SURE))
    weighed = np.where((margin >= 0) & (strength < CLUE), BACKED, strength)
    combined: list[list[Hit]] = [[] for _ in range(len(look.batch))]
    for place, size in zip(np.flatnonzero(believed).tolist(), weighed[believed].tolist(), strict=True):
        hit = hits[place]
        combined[texts[place]].append(Hit(hit.indicator, hit.rule, size, hit.start, hit.end, hit.sentence))
    alone = judged.margins >= 0
    known = believed & (labels >= 0)
    alone[units[known], labels[known]] = False
    for unit, label in np.argwhere(alone).tolist():
        if found := _alone(look, (unit, label), judged, model, table):
            combined[int(look.text[unit])].append(found)
    return combined


def _wordings(look: Look, labels: Sequence[str]) -> tuple[list[LexiconHit], list[int], Ints, Ints]:
    """Return all wordings found, with the text, the unit and the label (-1: none) of each."""
    places = {label: place for place, label in enumerate(labels)}
    hits = [hit for found in look.found for hit in found.hits]
    texts = [text for text, found in enumerate(look.found) for _ in found.hits]
    rows = np.array([hit.first for hit in hits], np.int64) + look.batch.first[np.array(texts, np.int64)]
    units = unit_of_rows(look.first, len(look.batch.numbers))[rows]
    return hits, texts, units, np.array([places.get(hit.indicator, -1) for hit in hits], np.int64)


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
    return sum(folded[0].isalpha() for folded in words.said(first, last))
