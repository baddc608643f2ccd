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
    around = np.concatenate([[-1], sentences, [-1]])
    who, at = np.arange(len(rows)), rows
    for step in steps:
        code = step.take(hung.take(who))
        over = code == END
        done = over.nonzero()[0]
        if len(done):
            ended = who.take(done)
            first = run_starts(ended)
            ends[ended.take(first)] = at.take(done.take(first))
            more = (~over).nonzero()[0]
            who, at, code = who.take(more), at.take(more), code.take(more)
        if not len(who):
            break
        here, place = sentences.take(at), at + direction
        if skips(code).any():
            least, most = skipped_before(code)
            counts = most - least + 1
            who, code, here, place = (column.repeat(counts) for column in (who, code, here, place))
            place += direction * ranges(least, counts)
        stays = (around.take(place + 1, mode="clip") == here).nonzero()[0]
        who, at = who.take(stays), place.take(stays)
        fits = meant.satisfy(at, elements_of(code.take(stays))).nonzero()[0]
        who, at = who.take(fits), at.take(fits)
    return ends
