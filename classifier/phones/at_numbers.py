"""Which chunks of many texts stand at numbers, found for all of them at once. A chunk is what stands between two spaces or line ends.

What is known of a chunk by itself is one number, its facts: so the chunks of a whole batch are a column of numbers.
"""

from typing import NamedTuple

import numpy as np

from classifier.batch import Flags, Ints, marked, ranges, run_starts
from classifier.phones.split import BESIDE, FARTHEST, FEWEST_OF_PART, HALF
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


class _Chunks(NamedTuple):
    """The chunks with words or digits of the texts that may hold a number, side by side."""

    facts: Ints
    begins: Ints
    ends: Ints
    texts: Ints


class _Rows(NamedTuple):
    """Rows of chunks over which a number may go on, from the first with which one may begin (``begin``) to ``stop`` (exclusive).

    What is looked at is more, ``first`` to ``end``: the chunk before, and the one behind, which may count the digits. ``apart``: no chunk
    is looked at for a row and the one before it. ``digits`` and ``hidden`` are the sums of their facts.
    """

    first: Ints
    begin: Ints
    stop: Ints
    end: Ints
    apart: Flags
    texts: Ints
    digits: Ints
    hidden: Ints


def at_numbers(facts: Ints, begins: Ints, ends: Ints, counts: Ints) -> AtNumbers:
    """Return the chunks with which numbers may begin, each with the words right before it and what may go on after it.

    ``begins`` and ``ends`` say where the chunks stand, ``counts`` how many each text has. Chunks that stand together are left out
    where they hold too little for a number, unless they may be parts of one.
    """
    last = np.cumsum(counts)
    first = last - counts
    opens = marked(len(facts), first)
    spelt = np.flatnonzero((facts[:-1] & LETTER_LAST != 0) & (facts[1:] & LETTER_FIRST != 0) & ~opens[1:])
    facts[spelt + 1] |= SPELT
    flags = np.bitwise_or.reduceat(facts, first) & FLAGS
    enough = np.add.reduceat(facts >> _DIGITS & _COUNTED, first) >= FEWEST_DIGITS
    of_text = np.repeat(np.arange(len(counts)), counts)
    places = np.flatnonzero((facts & PIECES != 0) & enough[of_text])
    chunks = _Chunks(facts[places], begins[places], ends[places], of_text[places])
    rows = _rows(chunks)
    parts = marked(len(counts), _with_parts(rows, chunks))
    flags[~parts] &= ~PARTS
    chosen = _chosen(rows, chunks, parts)
    return AtNumbers(flags, places[chosen], chunks.texts[chosen])


def _rows(chunks: _Chunks) -> _Rows:
    """Return the rows of chunks."""
    opens = np.ones(len(chunks.facts) + 1, np.bool_)
    opens[1:-1] = chunks.texts[1:] != chunks.texts[:-1]
    begin = np.flatnonzero(chunks.facts & TELLING)
    stops = np.flatnonzero(opens | np.concatenate([chunks.facts & MATTERS == 0, [True]]))
    stop = stops[np.searchsorted(stops, begin, "right")]
    # Only the first in each row with which a number may begin.
    firsts = run_starts(stop)
    begin, stop = begin[firsts], stop[firsts]
    end = stop + ~opens[stop]
    apart = np.ones(len(begin), np.bool_)
    apart[1:] = opens[begin[1:]] | (begin[1:] > end[:-1])
    first = begin - (apart & ~opens[begin])
    digits, hidden = (
        np.concatenate([[0], np.cumsum(chunks.facts >> which & _COUNTED)]) for which in (_DIGITS, _HIDDEN)
    )
    sums = (digits[stop] - digits[begin], hidden[stop] - hidden[begin])
    return _Rows(first, begin, stop, end, apart, chunks.texts[begin], *sums)


def _sums(values: Ints | Flags, opens: Flags) -> Ints:
    """Return for each row the sum of those that stand with it, up to the next that opens others."""
    sums: Ints = np.add.reduceat(values, np.flatnonzero(opens), dtype=np.int64)[np.cumsum(opens) - 1]
    return sums


def _with_parts(rows: _Rows, chunks: _Chunks) -> Ints:
    """Return the texts in which a number may come in parts: digits stand near before and after what announces them."""
    if not len(rows.begin):
        return rows.begin
    cues = np.flatnonzero(chunks.facts & PARTS)
    holding = np.flatnonzero(chunks.facts >> _DIGITS & _COUNTED)
    row = np.searchsorted(rows.begin, holding, "right") - 1
    holding = holding[(holding < rows.stop[row]) & (row >= 0) & (rows.digits[row] >= FEWEST_OF_PART)]
    if not len(holding):
        return holding
    after = np.searchsorted(holding, cues)
    before, after = holding[np.maximum(after - 1, 0)], holding[np.minimum(after, len(holding) - 1)]
    near = (chunks.texts[before] == chunks.texts[after]) & (before < cues)
    near &= chunks.begins[after] - chunks.ends[before] <= FARTHEST
    near |= after == cues
    texts: Ints = chunks.texts[cues[near]]
    return texts


def _chosen(rows: _Rows, chunks: _Chunks, parts: Flags) -> Ints:
    """Return the places of the chunks at numbers; ``parts`` are the texts of which all of them are wanted."""
    if not len(rows.begin):
        return rows.begin
    far = rows.apart.copy()
    far[1:] &= chunks.begins[rows.begin[1:]] - chunks.ends[rows.stop[:-1] - 1] > BESIDE
    far[1:] |= rows.texts[1:] != rows.texts[:-1]
    disguised = _sums(rows.hidden >= HALF, far) > 0
    kept = (
        (_sums(rows.digits, rows.apart) >= FEWEST_DIGITS)
        | (disguised & (_sums(rows.digits, far) >= FEWEST_DIGITS))
        | parts[rows.texts]
        | _with_wedges(rows, chunks)
    )
    return ranges(rows.first[kept], (rows.end - rows.first)[kept])


def _with_wedges(rows: _Rows, chunks: _Chunks) -> Flags:
    """Say of each row whether four pairs of digits stand there with one or two words between each: "71 no 74 bots 62 please 88"."""
    facts, texts = chunks.facts, chunks.texts
    pair = (facts & TELLING != 0) & (facts >> _DIGITS & _COUNTED == 2) & (facts >> _HIDDEN & _COUNTED == 0)
    pairs = np.flatnonzero(pair)
    near = np.diff(pairs) <= FARTHEST_PAIR
    begin = np.flatnonzero(near[:-2] & near[1:-1] & near[2:])
    first, last = pairs[begin], pairs[begin + PAIRS - 1]
    # Pairs without a word between are found as they stand.
    wedged = (last - first >= PAIRS) & (texts[first] == texts[last])
    first, last = (np.searchsorted(rows.begin, which[wedged], "right") - 1 for which in (first, last))
    between: Flags = _sums(marked(len(rows.begin), ranges(first, last - first + 1)), rows.apart) > 0
    return between
