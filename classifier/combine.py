"""Lexicon and trained model together: each covers the other's weakness.

The lexicon is exact and explains itself but knows only what someone wrote down; the model has met other wordings but may
be fooled by a single word. One decision a sentence and indicator weighs both (``deciding``): it keeps or drops a wording, lets a
clue count, and may make a weak finding where no wording stands.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from classifier.batch import Flags
from classifier.deciding import Standing
from classifier.evidence import CLUE, GUESSED
from classifier.hits import Hit, Hits
from classifier.learned import Judged, Model
from classifier.looking import Look

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


def combine(look: Look, stands: Standing, judged: Judged, model: Model) -> Hits:
    """Return the hits of both; wordings and clues that the decision speaks against are left out."""
    said, unit = stands.hits, stands.unit
    known = said.indicator < len(model.labels)
    # Of other indicators nothing is known: what is not a number is neither above nor below.
    margin = np.full(len(unit), np.nan)
    margin[known] = judged.margins[unit[known], said.indicator[known]]
    believed = ~((margin < 0) & (said.strength < SURE))
    weighed = np.where((margin >= 0) & (said.strength < CLUE), BACKED, said.strength)
    alone = judged.margins >= 0
    known &= believed
    alone[unit[known], said.indicator[known]] = False
    return said._replace(strength=weighed).some(believed).and_those(Hits.of(_alone(look, alone, judged, model)))


def _alone(look: Look, where: Flags, judged: Judged, model: Model) -> Iterator[Hit]:
    """Yield the model's own findings; ``where[u, l]`` names unit and label. None where too few words stand."""
    units, labels = np.divmod(np.flatnonzero(where), len(model.labels))
    texts, margins = look.text[units], judged.margins[units, labels]
    shift = look.batch.first[texts]
    first, last = look.first[units] - shift, look.last[units] - shift
    long = np.flatnonzero(last - first > SHORT)
    shares = dict(zip(long.tolist(), model.shares(look, units[long], labels[long]), strict=True))
    rules = [f"{GUESSED}{name}/{model.version}" for name in model.labels]
    columns = (texts, first, last, look.batch.sentences[look.first[units]], labels, margins)
    for place, (text, *span, sentence, label, margin) in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        words, (begin, end) = look.batch.words[text], span
        if _enough_letters(words.said(begin, end)):
            if place in shares:
                begin, end = _telling(words.clauses[begin:end], shares[place], begin)
            strength = round(MODEL_LEAST + (MODEL_MOST - MODEL_LEAST) * min(1.0, margin / SUREST), 3)
            quoted = words.starts[begin], words.ends[end - 1]
            yield Hit(text, label, rules[label], strength, *quoted, sentence)


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


def _enough_letters(folded: Sequence[str]) -> bool:
    """Say whether enough words hold letters."""
    left = FEWEST_WORDS
    for word in folded:
        if word[0].isalpha():
            left -= 1
            if not left:
                return True
    return False
