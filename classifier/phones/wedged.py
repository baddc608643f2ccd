"""Find a number with words wedged between its pairs of digits: "call me 71 no 74 bots 62 please 88"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from classifier.folding import fold
from classifier.phones.calls import WORD, is_call, is_called
from classifier.phones.context_words import context_words
from classifier.phones.pieces import SOFT_WORDS, Item
from classifier.phones.plan import danish

_WEDGE = re.compile(r" (?:[^\W\d_]+ ){0,3}")
# Words of lists and ranges: what they join are hours, rooms, ages.
_LISTING = SOFT_WORDS | context_words("listing")
# A Danish number is four pairs; words wedged between them are at most so long, and a word of calling stands at most so far after them.
PAIRS, FEWEST_WEDGES, LONGEST_WEDGE, NEAR_CALL_AFTER = 4, 2, 16, 30


def join_wedged(runs: list[list[Item]], text: str) -> Iterator[tuple[list[Item], str]]:
    """Yield (items, E.164) where words are wedged between four pairs of digits: "call me 71 no 74 bots 62 please 88".

    A word of calling stands near, and the words between are no list or range ("10 to 12 and 14 to 16").
    """
    at = 0
    while at < len(runs):
        items: list[Item] = []
        end = at
        while end < len(runs) and len(items) < PAIRS and _of_pairs(runs[end]):
            items += runs[end]
            end += 1
        if len(items) == PAIRS and end > at + 1 and _wedges(items, text) and _call_near(items, text):
            found = danish("".join(item.meanings[0].digits for item in items))
            if found:
                yield items, found
                at = end - 1
        at += 1


def _of_pairs(run: list[Item]) -> bool:
    return all(item.plain and item.end - item.start == 2 and not item.measured for item in run)


def may_be_wedged(runs: list[list[Item]], text: str) -> bool:
    """Say whether enough pairs of digits stand in several runs with nothing but some words between."""
    pairs, before = 0, runs[0]
    for run in runs:
        if not _of_pairs(run):
            pairs = 0
            continue
        if pairs and not _is_wedge(text, before[-1].end, run[0].start):
            pairs = 0
        pairs += len(run)
        if pairs >= PAIRS and pairs > len(run):
            return True
        before = run
    return False


def _is_wedge(text: str, start: int, end: int) -> bool:
    """Say whether nothing but some words stand between two places."""
    return end - start <= LONGEST_WEDGE and _WEDGE.fullmatch(text, start, end) is not None


def _wedges(items: list[Item], text: str) -> bool:
    """Say whether nothing but some words stand between items, mostly words that join nothing."""
    if not all(_is_wedge(text, before.end, after.start) for before, after in pairwise(items)):
        return False
    between = [text[before.end : after.start] for before, after in pairwise(items)]
    words = {fold(word) for one in between for word in one.split()} - _LISTING
    # One word three times is a measure where it stands after the last pair too.
    return len(words) >= FEWEST_WEDGES or (
        len(words) == 1
        and len(set(between)) == 1
        and not fold(text[items[-1].end :][: len(between[0])]).startswith(fold(between[0].strip()), 1)
    )


def _call_near(items: list[Item], text: str) -> bool:
    end = items[-1].end
    return is_called(text, items[0].start) or any(map(is_call, WORD.findall(text, end, end + NEAR_CALL_AFTER)))
