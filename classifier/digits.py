"""Where digits stand in texts, and what stands right beside them: found once for ages and prices, in many texts at once."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from classifier.batch import Flags, Ints, at_once

Spans = list[tuple[int, int]]
# The first sign beyond ASCII that is a digit: Arabic zero.
_FOREIGN = 0x660
# Signs looked at in one go: bounds the room that long texts take.
AT_ONCE = 1_000_000
# One of these may part a number from what follows it.
_GAP = np.array(list(map(ord, " \u00a0-")), np.int64)
# So many ends of lines are put before and after all texts: no sign looked at stands beyond.
_BEFORE, _AFTER = 2, 3


class Digits(NamedTuple):
    """The runs of decimal digits of any script in texts.

    ``of`` gives them for each text, as (start, end) in order. In the columns all of them follow one another: ``first`` has one entry
    more than there are texts. ``before[i]`` is the sign that stands ``i`` signs before a run, ``after[i]`` the one ``i`` signs after it;
    a text begins and ends with the end of a line. ``goes_on`` says that only one sign parts a run from the next one.
    """

    of: list[Spans]
    first: Ints
    starts: Ints
    ends: Ints
    before: Ints
    after: Ints
    leads: Ints
    follows: Ints
    goes_on: Flags

    def chosen(self, flags: Flags) -> list[Spans]:
        """Return some of the runs for each text."""
        places = np.flatnonzero(flags)
        spans = list(zip(self.starts[places].tolist(), self.ends[places].tolist(), strict=True))
        return [spans[begin:end] for begin, end in pairwise(np.searchsorted(places, self.first).tolist())]

    def of_texts(self, flags: Flags) -> Flags:
        """Say of each text whether a run of its is flagged."""
        found: Flags = np.diff(np.searchsorted(np.flatnonzero(flags), self.first)) > 0
        return found


def find_digits(texts: Sequence[str]) -> Digits:
    """Return the digits of texts."""
    some = list(map(_find, at_once(texts, AT_ONCE)))
    if len(some) == 1:
        return some[0]
    counts = np.concatenate([[0], *(np.diff(one.first) for one in some)])
    columns = [np.concatenate(column, axis=-1) for column in zip(*(one[2:] for one in some), strict=True)]
    return Digits([spans for one in some for spans in one.of], np.cumsum(counts), *columns)


def _find(texts: Sequence[str]) -> Digits:
    # As many ends of lines around all texts as there are signs kept beside digits.
    joined = "\n".join(["\n" * (_BEFORE - 1), *texts, "\n" * _AFTER])
    signs = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    # What is less than "0" becomes a very high number.
    digit = signs - np.uint32(ord("0")) < 10
    foreign = np.flatnonzero(signs >= _FOREIGN)
    if len(foreign):
        met = np.unique(signs[foreign])
        digit[foreign] = np.isin(signs[foreign], met[[chr(sign).isdecimal() for sign in met.tolist()]])
    edges = np.flatnonzero(digit[1:] != digit[:-1]) + 1
    begins, ends = edges[::2], edges[1::2]
    first = np.array(list(accumulate((len(text) + 1 for text in texts), initial=_BEFORE)), np.int64)
    of_text = np.searchsorted(begins, first)
    shift = np.repeat(first[:-1], np.diff(of_text))
    goes_on = np.zeros(len(begins), np.bool_)
    np.equal(begins[1:], ends[:-1] + 1, out=goes_on[:-1])
    before, after = signs[begins - 1].astype(np.int64), signs[ends].astype(np.int64)
    opens = ends + (after == _GAP[:, None]).any(axis=0)
    starts, stops = begins - shift, ends - shift
    spans = list(zip(starts.tolist(), stops.tolist(), strict=True))
    return Digits(
        [spans[begin:end] for begin, end in pairwise(of_text.tolist())],
        of_text,
        starts,
        stops,
        before,
        after,
        signs[begins - 1 - (before == ord(" "))].astype(np.int64),
        signs[opens + np.array([[0], [1]])].astype(np.int64),
        goes_on,
    )
