"""What parts words: which signs end a clause or a sentence, and where the same sign does not."""

import unicodedata
from pathlib import Path

from classifier.folding import fold
from models.yaml_file import read_yaml

# Breaks between words, the larger wins; MAYBE ends a sentence unless a small letter follows ("d. 5. maj", "💋 og").
NONE, CLAUSE, MAYBE, SENTENCE = 0, 1, 2, 3
_SENTENCE_ENDS = frozenset(".!?…。")
_CLAUSE_ENDS = frozenset(',;:–—()[]•|"“”„»«')
# Signs that part what is said where they stand by themselves ("Anna * 25 * Odense").
_PARTING = frozenset("*~·|•")
# Pictures, arrows and ornaments begin here; letters' kin such as № and ℃ stand before.
_FIRST_PICTURE = "\u2190"
_AFTER_AN_END = frozenset("\"'”»)")
_ABBREVIATIONS = frozenset(
    fold(word) for word in read_yaml(Path(__file__).parent / "abbreviations.yml")["abbreviations"]
)


def _break_of_picture(chunk: str, end: int, sign: str) -> int:
    """Return the break of a sign that may be a picture: "her 💋 Ring" and "her💋Ring" are parted, "her 💋 og" and "71💋74" not."""
    if sign < _FIRST_PICTURE or unicodedata.category(sign[0]) != "So":
        return NONE
    follows = next(filter(str.isalnum, chunk[end:]), "")
    if not follows:
        return MAYBE
    return NONE if follows.islower() or (follows.isdecimal() and chunk[0].isalnum()) else SENTENCE


def _ends_without_a_space(sign: str, glued: str, rest: str) -> bool:
    """Say whether a sentence ends between a word and the ``rest`` of its chunk: "er her.Ring til mig", "her!ring"."""
    if not glued.isalpha() or not rest[0].isalpha():
        return False
    is_name = len(glued) < 3 or glued == "www" or glued in _ABBREVIATIONS
    return sign in "!?" or (sign == "." and rest[0].isupper() and rest[1:2].islower() and not is_name)


def break_of(chunk: str, end: int, sign: str, glued: str) -> int:
    """Return what kind of break a sign makes that ends at ``end``; ``glued`` is the word right before it, if any."""
    rest = chunk[end : end + 2]
    alone = sign in _PARTING and not any(map(str.isalnum, chunk))
    if sign == "\n" or alone or (rest and _ends_without_a_space(sign, glued, rest)):
        return SENTENCE
    if sign in _CLAUSE_ENDS or chunk == "-":
        return CLAUSE
    if sign not in _SENTENCE_ENDS:
        return _break_of_picture(chunk, end, sign)
    inside = rest and rest[0].isascii() and not (rest[0].isspace() or rest[0] in _AFTER_AN_END)
    # "kl. 10" is an abbreviation
    if inside or (sign == "." and glued in _ABBREVIATIONS):
        return NONE
    if sign == "." and glued.isdecimal() and len(glued) < 3:
        # "3. sal", "d. 5. maj"
        return MAYBE if not rest else NONE if rest[1:].islower() else SENTENCE
    return SENTENCE
