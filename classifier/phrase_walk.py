"""Walk from the words that sequences hang on to their ends, all of them step by step at once."""

import numpy as np

from classifier.batch import Ints, ranges, run_starts
from classifier.sequences import END, elements_of, skipped_before, skips
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
        here, place = sentences[at], at + direction
        if skips(code).any():
            least, most = skipped_before(code)
            counts = most - least + 1
            some = np.repeat(np.arange(len(code)), counts)
            who, code, here = who[some], code[some], here[some]
            place = np.clip(place[some] + direction * ranges(least, counts), -1, len(sentences))
        stays = np.flatnonzero(around[place] == here)
        who, at = who[stays], place[stays]
        fits = np.flatnonzero(meant.satisfy(at, elements_of(code[stays])))
        who, at = who[fits], at[fits]
    return ends
