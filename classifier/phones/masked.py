"""Numbers behind a mask: digits or letters of another script for letters (s13te, 4our, SEMЬ), cut up (sev-en, s(y)v), 67at33at81at06.

Only words that are number words once the mask is off are touched, and what stands alike between the digits of a whole number; all
else stays as it is written.
"""

import re
from functools import cache, lru_cache
from itertools import chain, pairwise

from classifier.folding import fold
from classifier.phones.number_words import number_words

# Letters that a digit may stand for.
_LETTERS_OF = {"0": "oо", "1": "ilі", "3": "eеэз", "4": "aач", "5": "s", "6": "gbб", "7": "tт", "8": "bв", "9": "g"}
# Latin letters that look (or sound) like Cyrillic ones.
_AS_CYRILLIC = str.maketrans("aceopxykmthbis", "асеорхукмтнвис")
_TOKEN = re.compile(r"[^\W_]{3,20}")
_CYRILLIC, _LATIN, _DIGIT = re.compile("[а-яё]", re.IGNORECASE), re.compile("[a-z]", re.IGNORECASE), re.compile("[0-9]")
_CUT_UP = re.compile(r"[^\W\d_]+(?:[-.·'’()][^\W\d_]+)+")
_LETTERS = re.compile(r"[^\W\d_]+")
# The same letters between groups of digits, at least three times: "67at33at81at06", "67/x/88/x/12/x/04"; no measure.
_SAME_BETWEEN = re.compile(
    r"(?<!\d)\d{1,4}([^\w\s]?[^\W\d_]{1,15}[^\w\s]?)(?:\d{1,4}\1){2,6}\d{1,4}(?!\d|\s?[cm]?m(?!\w))"
)
_DIGITS = re.compile(r"\d+")
# So many digits make a Danish number.
WHOLE = 8
# Number words and articles: "un0" is "uno" rather than one and zero.
_MORE_LIKELY_CUT = frozenset({"un"})
FEWEST_LETTERS, MOST_PARTS, LONGEST = 2, 4, 80


@cache
def _words_of_length() -> dict[int, tuple[tuple[str, str], ...]]:
    """Return (word, its value) of the number words, by length."""
    found: dict[int, list[tuple[str, str]]] = {}
    for word, meanings in number_words().meanings.items():
        if meanings[0].kind in ("unit", "teen", "tens"):
            found.setdefault(len(word), []).append((word, str(meanings[0].value)))
    return {size: tuple(sorted(words)) for size, words in found.items()}


@lru_cache(maxsize=20_000)
def _behind(token: str) -> str:
    """Return the number word behind one token of letters and digits, "" for none; it has as many signs."""
    if token.isdecimal() or (token.isalpha() and token.isascii()):
        return ""
    folded = fold(token)
    if len(folded) != len(token):
        return ""
    if _CYRILLIC.search(folded) and _LATIN.search(folded):
        folded = folded.translate(_AS_CYRILLIC)
        if folded in number_words().meanings:
            return folded
    if not _DIGIT.search(folded) or sum(sign.isalpha() for sign in folded) < FEWEST_LETTERS:
        return ""
    # Letters stand for themselves: hardly any word has the first of them where the token has it.
    place = next(at for at, sign in enumerate(folded) if not sign.isdecimal())
    letters = folded.strip("0123456789")
    if letters not in _MORE_LIKELY_CUT and letters in (word for word, _ in _words_of_length().get(len(letters), ())):
        # "Otte8" is the word and a digit beside it, no mask of "otter".
        return ""
    fitting = [
        word
        for word, value in _words_of_length().get(len(folded), ())
        if word[place] == folded[place]
        and all(
            sign == letter or letter in _LETTERS_OF.get(sign, "") or (sign.isdecimal() and sign == value)
            for sign, letter in zip(folded, word, strict=True)
        )
    ]
    return fitting[0] if fitting else ""


def _cuts(text: str) -> list[int]:
    """Return where signs stand inside number words that are cut up, or alike between the digits of one number."""
    meanings = number_words().meanings
    gaps: list[int] = []
    for found in _CUT_UP.finditer(text):
        parts = list(_LETTERS.finditer(text, found.start(), found.end()))
        at = 0
        while at < len(parts) - 1:
            for size in range(min(MOST_PARTS, len(parts) - at), 1, -1):
                mine = [part.group() for part in parts[at : at + size]]
                if fold("".join(mine)) in meanings and not all(fold(part) in meanings for part in mine):
                    gaps += chain.from_iterable(
                        range(one.end(), two.start())
                        for one, two in zip(parts[at : at + size], parts[at + 1 : at + size], strict=False)
                    )
                    at += size - 1
                    break
            at += 1
    for found in _SAME_BETWEEN.finditer(text):
        groups = list(_DIGITS.finditer(text, found.start(), found.end()))
        if sum(len(group.group()) for group in groups) == WHOLE:
            gaps += chain.from_iterable(range(one.end(), two.start()) for one, two in pairwise(groups))
    return gaps


@lru_cache(maxsize=30_000)
def is_masked(chunk: str) -> bool:
    """Say whether what stands between two spaces holds a number word behind a mask."""
    if len(chunk) > LONGEST:
        return False
    return any(map(_behind, _TOKEN.findall(chunk))) or bool(_cuts(chunk))


def unmasked(text: str) -> tuple[str, frozenset[int]]:
    """Return a text of the same length with number words in their own letters, and the places of signs that cut them up."""
    gaps: list[int] = []
    shown: list[str] = []
    at = 0
    for chunk in text.split(" "):
        if chunk and is_masked(chunk):
            chunk = _TOKEN.sub(lambda token: _behind(token.group()) or token.group(), chunk)  # noqa: PLW2901 (as it is shown)
            gaps += (at + place for place in _cuts(chunk))
        shown.append(chunk)
        at += len(chunk) + 1
    return " ".join(shown), frozenset(gaps)
