"""Walk from the words that sequences hang on to their ends, all of them step by step at once."""

import numpy as np

from classifier.batch import Ints, ranges, run_starts
from classifier.sequences import END, gaps_of
from classifier.word_elements import Meanings


def walk(steps: Ints, rows: Ints, meanings: Meanings, numbers: Ints, sentences: Ints, *, direction: int) -> Ints:
    """Return for each walker the last row it uses, -1 where its steps do not fit.

    Walker ``i`` begins at ``rows[i]`` and takes ``steps[:, i]`` in a direction (1 or -1), within one sentence. Of several ways
    over a gap the one with the fewest words skipped counts, the first gap before the next.
    """
    ends = np.full(len(rows), -1, np.int64)
    who, at = np.arange(len(rows)), rows
    for step in steps:
        code = step[who]
        over = code == END
        if over.any():
            done, place = who[over], at[over]
            first = run_starts(done)
            ends[done[first]] = place[first]
            who, at, code = who[~over], at[~over], code[~over]
        if not len(who):
            break
        gaps = code < 0
        if gaps.any():
            least, most = gaps_of(code)
            counts = np.where(gaps, most - least + 1, 1)
            moves = ranges(np.where(gaps, least, 1), counts)
            who, at, code, gaps = (np.repeat(column, counts) for column in (who, at, code, gaps))
            place = at + direction * moves
        else:
            place = at + direction
        inside = np.clip(place, 0, len(numbers) - 1)
        fits = (inside == place) & (sentences[inside] == sentences[at])
        words = np.flatnonzero(fits & ~gaps)
        fits[words] = meanings.satisfy(numbers[place[words]], code[words])
        who, at = who[fits], place[fits]
    return ends
