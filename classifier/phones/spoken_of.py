"""Say quickly of most texts that no word speaks of their digits: that none labels, numbers or counts them.

Such a word, or the last of several, stands right before the first digits it speaks of; only a week's may stand right after them.
"""

import re
from functools import lru_cache

from classifier.phones.counted import may_count
from classifier.phones.not_phones import ENDING, LABELS, NUMBER_WORD, OR_IS, OR_NUMBER, WITH, WORD
from classifier.phones.pieces import Item
from classifier.phrases import has_thai

# What may stand between the word and the digits, and how many signs of it at most.
_BETWEEN, MOST_BETWEEN = ".:#№ -)°º", 16
# A word of so many letters may be anything.
LONGEST = 48
# What the last word before digits may be: a label, the last one of several words, and what may follow it.
_ONE_WORD = {*re.sub(r"\(\?:[^()]*\)", "", LABELS).split("|")}
_LAST_OF_SEVERAL = {*re.findall(r"[^\W\d_]+(?:\\w[*+])?(?=[\\?)|]|$)", f"{LABELS}|{ENDING}|{OR_NUMBER}")} - _ONE_WORD
_WORDS = "|".join(sorted(_LAST_OF_SEVERAL))
_LAST_WORD = re.compile(rf"(?:{LABELS}|{_WORDS}|eu|)(?:{OR_NUMBER}|n|º)?(?:{OR_IS})?\Z", re.IGNORECASE)
# These say nothing but after another that does: "slutter på 94 50", "kode er 4711", "str. eu 38".
_AFTER_ANOTHER, MOST_PASSED_OVER = frozenset(re.findall(r"\w+", WITH)) | {"er", "is", "ist", "är", "eu"}, 3
_WORD_AT_END = re.compile(r"\w+\Z")
# Before so many digits letters may belong to them ("AB-123456"), or to a label that is written as one word with some of them.
_FIVE_DIGITS = re.compile(r"\d(?:[_.:#№ \-)°º]{0,14}\d){4}")


def may_be_spoken_of(text: str, runs: list[list[Item]]) -> bool:
    """Say whether a word may speak of digits in all runs of a text."""
    for run in runs:
        after_digits = False
        for item in run:
            digits = item.plain or text[item.start].isdecimal()
            # Between digits and digits of one run stand signs alone, but for words that are passed over.
            if digits and (
                ((not after_digits or item.softs) and _spoken_before(text, item.start))
                or (text.startswith(". ", item.end) and _counts(text, item.end + 2))
            ):
                return True
            after_digits = digits
    return "№" in text


def _spoken_before(text: str, start: int, passed_over: int = 0) -> bool:
    """Say whether a word that may speak of digits ends right before a place; so many words after it are passed over already."""
    before = text[max(0, start - MOST_BETWEEN) : start]
    kept = before.rstrip(_BETWEEN)
    if not kept or not (kept[-1].isalnum() or kept[-1] == "_"):
        # Thai words may end with a sign for a vowel.
        return has_thai(kept[-1:])
    if before[len(kept) :] in ("", "-"):
        return _FIVE_DIGITS.match(text, start) is not None
    end = start - len(before) + len(kept)
    least = max(0, end - LONGEST)
    chunk = text[max(least, text.rfind(" ", least, end) + 1) : end]
    if chunk.lower() in _AFTER_ANOTHER and passed_over < MOST_PASSED_OVER:
        return _spoken_before(text, end - len(chunk), passed_over + 1)
    return len(chunk) == LONGEST or _may_speak(chunk)


def _counts(text: str, start: int) -> bool:
    """Say whether a word that may count stands at a place: "48. hét"."""
    word = WORD.match(text, start)
    return word is not None and may_count(word.group())


@lru_cache(maxsize=30_000)
def _may_speak(chunk: str) -> bool:
    """Say whether a chunk may end with a word that speaks of the digits after it. More digits are taken to be part of them."""
    found = _WORD_AT_END.search(chunk)
    word = found.group() if found else ""
    return bool(word) and (
        word[-1].isdecimal()
        or _LAST_WORD.match(word) is not None
        or NUMBER_WORD.match(word) is not None
        or may_count(word)
    )
