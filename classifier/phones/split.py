"""Join a number whose parts stand in different sentences: "starts with 7174 … and ends with 6288"."""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from classifier.folding import fold
from classifier.phones.calls import WORD, is_called
from classifier.phones.context_words import context_words
from classifier.phones.pieces import Item
from classifier.phones.plan import danish
from classifier.phones.readings import Budget, readings
from classifier.phrases import has_thai

# Beginnings of words that announce a part of a number.
_HALVES = tuple(sorted(context_words("halves")))
_STEMS = context_words("halves") | context_words("following")
# By their first three letters.
_CUES_BEGIN = {stem[:3]: tuple(sorted(one for one in _STEMS if one[:3] == stem[:3])) for stem in _STEMS}
CUE_OPENINGS = frozenset(_CUES_BEGIN)
FARTHEST = 70
# Two halves announced as such stand farther apart, each at most so far behind what announces it.
FARTHEST_HALF, NEAR_HALF = 400, 24
MOST_PARTS, FEWEST_OF_PART, DANISH = 4, 2, 8
# Between parts that nobody announces stand at most so many signs and words.
BESIDE, WORDS_BESIDE = 34, 5
MOST_BESIDE, HALF = 6, 3


def _announced(between: str) -> bool:
    return any(map(_is_cue, WORD.findall(between)))


@lru_cache(maxsize=30_000)
def _is_cue(word: str) -> bool:
    return is_folded_cue(fold(word))


@lru_cache(maxsize=30_000)
def _is_cue_of_half(word: str) -> bool:
    return fold(word).startswith(_HALVES)


def is_folded_cue(folded: str) -> bool:
    """Say whether a folded word may announce a part of a number."""
    return folded.startswith(_CUES_BEGIN.get(folded[:3], ()))


def may_announce_part(chunk: str, folded: Sequence[str]) -> bool:
    """Say whether what stands between two spaces, or one of its pieces, given folded, may announce a part of a number."""
    # Only Thai letters and others together make one word of two pieces.
    return any(map(is_folded_cue, folded)) or (has_thai(chunk) and _announced(chunk))


def _counts_digits(run: list[Item], text: str) -> bool:
    """Say whether a run is no part but tells how many digits come: "the first four are"."""
    if len(run) > 1 or run[0].plain or run[0].end - run[0].start < 2:
        return False
    if not any(meaning.kind == "unit" for meaning in run[0].meanings):
        # "Ends with twenty".
        return False
    before = WORD.findall(text[max(0, run[0].start - 20) : run[0].start])
    return bool(before) and _is_cue(before[-1])


def _enough_in_parts(runs: list[list[Item]]) -> bool:
    """Say whether runs hold as many digits as a Danish number, those apart that are counted by a word: no part does."""
    return sum([item.most for run in runs for item in run if not item.measured]) >= DANISH


def may_be_parts(runs: list[list[Item]], text: str) -> bool:
    """Say whether runs hold enough digits for a number in parts, and words that may announce them stand where they have to."""
    if not _enough_in_parts(runs):
        return False
    parts = [run for run in runs if len(run) > 1 or run[0].most >= FEWEST_OF_PART]
    between = [
        text[before[-1].end if after[0].start - before[-1].end <= FARTHEST else after[0].start : after[-1].end]
        for before, after in itertools.pairwise(parts)
    ]
    return any(map(_announced, between)) or sum([_is_announced_half(run, text) for run in parts]) > 1


def _is_no_part(run: list[Item]) -> bool:
    """Say whether a run spells one digit at most, no part of a number worth announcing, or is counted by a word."""
    if len(run) > 1:
        return _measured(run)
    item = run[0]
    return item.measured or all(meaning.kind == "unit" or len(meaning.digits) == 1 for meaning in item.meanings)


def _measured(run: list[Item]) -> bool:
    """Say whether a word or sign by a run counts it, or some of it."""
    return True in [item.measured for item in run]


def _digits_of(run: list[Item], lang: str, budget: Budget) -> set[str]:
    """Return what a whole short run can spell."""
    if len(run) > DANISH or _measured(run):
        return set()
    # A word before plain digits may be none ("termina en 4077": Danish "en" is one).
    starts = (0, 1) if len(run) > 1 and not run[0].plain and run[1].plain else (0,)
    return {
        digits
        for start in starts
        for last, digits in readings(run, start, lang, budget)
        if last == len(run) and len(digits) <= 7
    }


def join_split(runs: list[list[Item]], text: str, lang: str, budget: Budget) -> Iterator[tuple[list[Item], str]]:
    """Yield (items, E.164) where parts of 2 to 6 digits, announced as parts, make a Danish number together."""
    if not _enough_in_parts(runs):
        return
    runs = [run for run in runs if not _counts_digits(run, text)]
    no_part = list(map(_is_no_part, runs))
    at = 0
    while at < len(runs):
        most = min(MOST_PARTS, len(runs) - at)
        if True in no_part[at : at + most]:
            most = no_part.index(True, at) - at
        for size in range(most, 1, -1):
            joined = _join(runs[at : at + size], text, lang, budget)
            if joined:
                yield [item for run in runs[at : at + size] for item in run], joined
                at += size - 1
                break
        at += 1


def join_far(runs: list[list[Item]], text: str, lang: str, budget: Budget) -> Iterator[tuple[list[Item], str]]:
    """Yield (items, E.164) where two halves of a number stand far apart, each right behind what announces it.

    "The first half is 7174. … The second half is 6288": what stands between has digits of its own at times.
    """
    halves = [run for run in runs if _is_announced_half(run, text)]
    for first, second in itertools.pairwise(halves):
        if second[0].start - first[-1].end <= FARTHEST_HALF:
            spelled = [
                {digits for digits in _digits_of(half, lang, budget) if len(digits) == 4} for half in (first, second)
            ]
            found = next(
                (found for one in sorted(spelled[0]) for two in sorted(spelled[1]) if (found := danish(one + two))),
                None,
            )
            if found:
                yield [*first, *second], found
                return


def _is_announced_half(run: list[Item], text: str) -> bool:
    """Say whether the words right before a run say that a number begins, ends or has a half there."""
    start = run[0].start
    before = re.split(r"[.!?\n]", text[max(0, start - NEAR_HALF) : start])[-1]
    return any(map(_is_cue_of_half, WORD.findall(before)))


def may_be_beside(runs: list[list[Item]]) -> bool:
    """Say whether digits stand close to three or more that are written one by one or in words."""
    hidden = list(map(_disguised, runs))
    return any(hidden) and any(
        (one or two) and after[0].start - before[-1].end <= BESIDE
        for (before, after), (one, two) in zip(itertools.pairwise(runs), itertools.pairwise(hidden), strict=True)
    )


def join_beside(runs: list[list[Item]], text: str, lang: str, budget: Budget) -> Iterator[tuple[list[Item], str]]:
    """Yield (items, E.164) where runs close to each other make a Danish number together, though no word announces parts.

    "7 en 7 fire (snøft) 3 nul 8 to": some words stand between; either all parts are disguised, or one and a word of calling
    stands before. All of the eight digits must be there, no more and no less.
    """
    at = 0
    while at < len(runs):
        called = is_called(text, runs[at][0].start)
        for size in range(min(MOST_BESIDE, len(runs) - at), 1, -1):
            parts = runs[at : at + size]
            hidden = [_disguised(run) for run in parts]
            if (all(hidden) or (called and any(hidden))) and _close(parts, text):
                found = _whole(parts, lang, budget)
                if found:
                    yield [item for run in parts for item in run], found
                    at += size - 1
                    break
        at += 1


def _close(parts: list[list[Item]], text: str) -> bool:
    between = [text[before[-1].end : after[0].start] for before, after in itertools.pairwise(parts)]
    return all(len(one) <= BESIDE and len(WORD.findall(one)) <= WORDS_BESIDE for one in between)


def _disguised(run: list[Item]) -> bool:
    """Say whether a run holds three digits or more, one by one or in words."""
    return len(run) >= HALF and not [item for item in run if item.plain and item.end - item.start != 1]


def _whole(parts: list[list[Item]], lang: str, budget: Budget) -> str | None:
    """Return the Danish number that parts make together, with or without 45 before it."""
    spelled = [""]
    for part in parts:
        options = sorted(_digits_of(part, lang, budget), key=lambda digits: (-len(digits), digits))
        spelled = [head + digits for head in spelled for digits in options if len(head) + len(digits) <= 12]
        if not spelled or not budget.spend():
            return None
    return next((found for digits in spelled if len(digits) in (8, 10, 12) and (found := danish(digits))), None)


def _join(parts: list[list[Item]], text: str, lang: str, budget: Budget) -> str | None:
    for before, after in itertools.pairwise(parts):
        between = text[before[-1].end : after[0].start]
        if len(between) > FARTHEST or not _announced(between):
            return None
    spelled = {""}
    for part in parts:
        options = {digits for digits in _digits_of(part, lang, budget) if len(digits) >= FEWEST_OF_PART}
        spelled = {head + digits for head in spelled for digits in options if len(head) + len(digits) <= DANISH}
        if not spelled or not budget.spend():
            return None
    for digits in sorted(spelled):
        found = danish(digits) if len(digits) == DANISH else None
        if found:
            return found
    return None
