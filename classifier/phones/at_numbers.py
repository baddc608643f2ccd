"""Which chunks of many texts stand at numbers, found for all of them at once. A chunk is what stands between two spaces or line ends.

What is known of a chunk by itself is one number, its facts: so the chunks of a whole batch are a column of numbers.
"""

from typing import NamedTuple

import numpy as np

from classifier.batch import Flags, Ints, marked, ranges, run_starts
from classifier.phones.split import FARTHEST, HALF
from classifier.phones.wedged import PAIRS

# What may be said of a chunk: a number may go on over it or begin in it, reversed order or a part of a number may be announced,
# a word may be spelt with gaps, a single letter stands first or last, number words stand behind a mask, there are words or digits,
# there are signs that nobody sees.
MATTERS, TELLING, ANNOUNCES, PARTS, SPELT, LETTER_FIRST, LETTER_LAST, MASKED, PIECES, UNSEEN = (
    1 << bit for bit in range(10)
)
FLAGS = (UNSEEN << 1) - 1
# Above them its digits and hidden ones, each counted up to so many.
_DIGITS, _HIDDEN, _COUNTED = 10, 26, (1 << 16) - 1
# No phone number that is looked for has fewer digits.
FEWEST_DIGITS = 8
# From one pair of digits to the next, with words wedged between: so many chunks at most.
FARTHEST_PAIR = 4


def facts_of(flags: int, digits: int, hidden: int) -> int:
    """Return the facts of a chunk: ``digits`` is how many it spells at most, ``hidden`` how many of its pieces are one digit or a word for some."""
    return flags | min(digits, _COUNTED) << _DIGITS | min(hidden, _COUNTED) << _HIDDEN


class AtNumbers(NamedTuple):
    """What is said of each text (``flags``), and the chunks at numbers in order: their places, and the text of each."""

    flags: Ints
    places: Ints
    texts: Ints


def at_numbers(facts: Ints, begins: Ints, ends: Ints, counts: Ints) -> AtNumbers:
    """Return the chunks with which numbers may begin, each with the words right before it and what may go on after it.

    ``begins`` and ``ends`` say where the chunks stand, ``counts`` how many each text has. Chunks that stand together are left out
    where they hold too little for a number, unless the text may hold one in parts or in disguise.
    """
    last = np.cumsum(counts)
    first = last - counts
    opens = marked(len(facts), first)
    spelt = np.flatnonzero((facts[:-1] & LETTER_LAST != 0) & (facts[1:] & LETTER_FIRST != 0) & ~opens[1:])
    facts[spelt + 1] |= SPELT
    flags = np.bitwise_or.reduceat(facts, first) & FLAGS
    enough = np.add.reduceat(facts >> _DIGITS & _COUNTED, first) >= FEWEST_DIGITS
    of_text = np.repeat(np.arange(len(counts)), counts)
    if (flags & PARTS).any():
        flags[~_with_parts(facts, begins, ends, of_text, len(counts))] &= ~PARTS
    kept = np.flatnonzero((facts & PIECES != 0) & enough[of_text])
    chosen = kept[_together(facts[kept], of_text[kept], flags & PARTS != 0)]
    return AtNumbers(flags, chosen, of_text[chosen])


def _with_parts(facts: Ints, begins: Ints, ends: Ints, of_text: Ints, count: int) -> Flags:
    """Say of each text whether a number may come in parts: digits stand near before and after what announces them."""
    holding = np.flatnonzero(facts >> _DIGITS & _COUNTED)
    cues = np.flatnonzero(facts & PARTS)
    found = np.zeros(count, np.bool_)
    if len(holding):
        after = np.searchsorted(holding, cues)
        before, after = holding[np.maximum(after - 1, 0)], holding[np.minimum(after, len(holding) - 1)]
        near = (of_text[before] == of_text[after]) & (before < cues) & (begins[after] - ends[before] <= FARTHEST)
        near |= after == cues
        found[of_text[cues[near]]] = True
    return found


def _together(facts: Ints, of_text: Ints, wanted: Flags) -> Ints:
    """Return the places of the chunks at numbers; ``wanted`` are the texts of which all of them are wanted."""
    begin = np.flatnonzero(facts & TELLING)
    if not len(begin):
        return begin
    opens = np.ones(len(facts) + 1, np.bool_)
    opens[1:-1] = of_text[1:] != of_text[:-1]
    stops = np.flatnonzero(opens | np.concatenate([facts & MATTERS == 0, [True]]))
    stop = np.searchsorted(stops, begin, "right")
    # Only the first in each row of chunks over which a number may go on.
    rows = run_starts(stop)
    begin, stop = begin[rows], stop[rows]
    # A row ends with the first chunk over which no number goes on, or with the text.
    end = stops[stop]
    end += ~opens[end]
    apart = opens[begin]
    apart[1:] |= begin[1:] > end[:-1]
    apart[0] = True
    digits, hidden = (np.concatenate([[0], np.cumsum(facts >> which & _COUNTED)]) for which in (_DIGITS, _HIDDEN))
    wanted = wanted.copy()
    wanted[of_text[begin[hidden[end] - hidden[begin] >= HALF]]] = True
    wanted[_with_wedges(facts, of_text)] = True
    group = np.cumsum(apart) - 1
    enough = np.add.reduceat(digits[end] - digits[begin], np.flatnonzero(apart)) >= FEWEST_DIGITS
    kept = enough[group] | wanted[of_text[begin]]
    begin = (begin - (apart & ~opens[begin]))[kept]
    return ranges(begin, end[kept] - begin)


def _with_wedges(facts: Ints, of_text: Ints) -> Ints:
    """Return the texts in which four pairs of digits stand with one or two words between each: "71 no 74 bots 62 please 88"."""
    pair = (facts & TELLING != 0) & (facts >> _DIGITS & _COUNTED == 2) & (facts >> _HIDDEN & _COUNTED == 0)
    pairs = np.flatnonzero(pair)
    near = np.diff(pairs) <= FARTHEST_PAIR
    begin = np.flatnonzero(near[:-2] & near[1:-1] & near[2:])
    first, last = pairs[begin], pairs[begin + PAIRS - 1]
    # Pairs without a word between are found as they stand.
    wedged = last - first >= PAIRS
    first, last = of_text[first[wedged]], of_text[last[wedged]]
    texts: Ints = first[first == last]
    return texts
