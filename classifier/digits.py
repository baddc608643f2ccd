"""Where digits stand in texts: found once for ages and prices, in many texts at once."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np

Spans = list[tuple[int, int]]
# The first sign beyond ASCII that is a digit: Arabic zero.
_FOREIGN = 0x660
# Signs looked at in one go: bounds the room that long texts take.
AT_ONCE = 1_000_000


def digits_in(texts: Sequence[str]) -> list[Spans]:
    """Return for each text its runs of decimal digits of any script, as (start, end) in order."""
    return [spans for some in _together(texts) for spans in _digits_in(some)]


def _together(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the texts some at a time, so many that they are not too long together."""
    first, signs = 0, 0
    for place, text in enumerate(texts):
        if signs > AT_ONCE:
            yield texts[first:place]
            first, signs = place, 0
        signs += len(text)
    yield texts[first:]


def _digits_in(texts: Sequence[str]) -> list[Spans]:
    joined = "\n".join(["", *texts, ""])
    signs = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    # What is less than "0" becomes a very high number.
    digit = signs - np.uint32(ord("0")) < 10
    foreign = np.flatnonzero(signs >= _FOREIGN)
    if len(foreign):
        met = np.unique(signs[foreign])
        digit[foreign] = np.isin(signs[foreign], met[[chr(sign).isdecimal() for sign in met.tolist()]])
    edges = np.flatnonzero(digit[1:] != digit[:-1]) + 1
    first = np.array(list(accumulate((len(text) + 1 for text in texts), initial=1)), np.int64)
    of_text = np.searchsorted(edges[::2], first)
    shift = np.repeat(first[:-1], np.diff(of_text))
    spans = list(zip((edges[::2] - shift).tolist(), (edges[1::2] - shift).tolist(), strict=True))
    return [spans[begin:end] for begin, end in pairwise(of_text.tolist())]
