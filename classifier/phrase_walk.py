"""Walk from the words that sequences hang on to their ends, all of them step by step at once."""

import numpy as np

from classifier.batch import Flags, Ints, ranges, run_starts
from classifier.sequences import END, gaps_of
from classifier.word_elements import Meant


def walk(steps: Ints, hung: Ints, rows: Ints, meant: Meant, *, sentences: Ints, direction: int) -> Ints:
    """Return for each walker the last row it uses, -1 where its steps do not fit.

    Walker ``i`` begins at ``rows[i]`` and takes ``steps[:, hung[i]]`` in a direction (1 or -1), within one sentence; ``meant`` is what
    the words of the rows can be. Of several ways over a gap the one with the fewest words skipped counts, the first gap before
    the next.
    """
    ends = np.full(len(rows), -1, np.int64)
    # Before the first row and behind the last one stands no sentence.
    around = np.append(sentences, -1)
    who, at = np.arange(len(rows)), rows
    for step in steps:
        code = step[hung[who]]
        over = code == END
        if over.any():
            done, place = who[over], at[over]
            first = run_starts(done)
            ends[done[first]] = place[first]
            more = np.flatnonzero(~over)
            who, at, code = who[more], at[more], code[more]
        if not len(who):
            break
        here, place, words = sentences[at], at + direction, code >= 0
        if not words.all():
            some, moves = _over_gaps(code, ~words)
            who, code, words, here = who[some], code[some], words[some], here[some]
            place = np.clip(at[some] + direction * moves, -1, len(sentences))
        fits = around[place] == here
        words &= fits
        asked = np.flatnonzero(words)
        fits[asked] = meant.satisfy(place[asked], code[asked])
        stays = np.flatnonzero(fits)
        who, at = who[stays], place[stays]
    return ends


def _over_gaps(code: Ints, gaps: Flags) -> tuple[Ints, Ints]:
    """Return (walker, move) of every move that walkers try: one word, or all that their gap allows."""
    least, counts = np.ones_like(code), np.ones_like(code)
    least[gaps], most = gaps_of(code[gaps])
    counts[gaps] = most - least[gaps] + 1
    return np.repeat(np.arange(len(code)), counts), ranges(least, counts)
