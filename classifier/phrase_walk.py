"""Walk from the words that sequences hang on to their ends, all of them step by step at once."""

import numpy as np

from classifier.batch import Ints, ranges, run_starts
from classifier.sequences import END, gaps_of
from classifier.word_elements import Meanings


def walk(
    steps: Ints, hung: Ints, rows: Ints, meanings: Meanings, *, numbers: Ints, sentences: Ints, direction: int
) -> Ints:
    """Return for each walker the last row it uses, -1 where its steps do not fit.

    Walker ``i`` begins at ``rows[i]`` and takes ``steps[:, hung[i]]`` in a direction (1 or -1), within one sentence. Of several ways
    over a gap the one with the fewest words skipped counts, the first gap before the next.
    """
    ends = np.full(len(rows), -1, np.int64)
    # Before the first row and behind the last one stands no sentence.
    around = np.concatenate([sentences, [-1]])
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
        here, place = sentences[at], at + direction
        gaps = code < 0
        if gaps.any():
            least, most = gaps_of(code)
            counts = np.where(gaps, most - least + 1, 1)
            moves = ranges(np.where(gaps, least, 1), counts)
            who, at, code, gaps, here = (np.repeat(column, counts) for column in (who, at, code, gaps, here))
            place = at + direction * moves
        fits = around[np.clip(place, -1, len(sentences))] == here
        words = np.flatnonzero(fits & ~gaps)
        fits[words] = meanings.satisfy(numbers[place[words]], code[words])
        who, at = who[fits], place[fits]
    return ends
