"""What the trained model sees of a text: words and letter groups of its clauses, never nationality or language.

Every feature belongs to one word or two neighbours, so the score of a stretch of text is a sum over its words and each
word's share can be shown.
"""

import zlib
from functools import lru_cache
from itertools import pairwise

from classifier.protected import is_protected
from classifier.words import Words

# Stretches looked at: single clauses, two neighbours, whole sentences of at most so many clauses.
MOST_CLAUSES = 12
LONGEST_STRETCH = 60
_LETTER_GROUPS = (3, 4, 5)
# Letter groups of one word weigh together about as much as the word.
GROUP_SHARE = 0.6
_KEPT_NUMBERS = frozenset({"18", "19", "20", "24", "7", "21", "22"})
PROTECTED = "<who>"


def shape(folded: str) -> str:
    """Return a word as the model sees it: numbers by their length, protected words as one sign."""
    if folded.isdecimal() and folded not in _KEPT_NUMBERS:
        return f"<{min(len(folded), 8)}>"
    if folded[0].isdecimal() and any(sign.isalpha() for sign in folded):
        return "<1" + "".join(sign for sign in folded if not sign.isdecimal()) + ">"
    return PROTECTED if is_protected(folded) else folded


def feature_number(name: str) -> int:
    """Return the 32-bit number under which a feature is stored."""
    return zlib.crc32(name.encode())


@lru_cache(maxsize=100_000)
def word_features(word: str, kind: str) -> tuple[tuple[int, float], ...]:
    """Return (feature, weight before idf) of one shaped word in an ad or a review."""
    if word == PROTECTED:
        return ()
    found = [(feature_number("w:" + word), 1.0), (feature_number(f"{kind}:{word}"), 0.7)]
    if word.startswith("<"):
        return tuple(found)
    edged = f"<{word}>"
    groups = {edged[at : at + size] for size in _LETTER_GROUPS for at in range(len(edged) - size + 1)}
    groups.discard(edged)
    share = GROUP_SHARE / max(1.0, len(groups) ** 0.5)
    found += [(feature_number("c:" + group), share) for group in sorted(groups)]
    return tuple(found)


def pair_feature(first: str, second: str) -> int:
    """Return the feature of two neighbouring shaped words."""
    return feature_number(f"p:{first} {second}")


def stretches(words: Words) -> list[tuple[int, int]]:
    """Return the stretches (first word, last exclusive) a finding can be: clauses, neighbouring clauses, sentences."""
    found: list[tuple[int, int]] = []
    clauses = words.clause_spans()
    at = 0
    while at < len(clauses):
        sentence = words.sentences[clauses[at][0]]
        last = at
        while last < len(clauses) and words.sentences[clauses[last][0]] == sentence:
            last += 1
        here = clauses[at:last]
        found += here
        found += [(one[0], other[1]) for one, other in pairwise(here)]
        if 2 < len(here) <= MOST_CLAUSES:
            found.append((here[0][0], here[-1][1]))
        at = last
    return [(first, last) for first, last in found if last - first <= LONGEST_STRETCH]
