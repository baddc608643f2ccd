"""Words that nearly all ads of one number share and hardly anybody else uses: an agency's own wording.

A forwarding number stands on texts that have nothing in common but what the site writes, and that is left out before.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from networks.ad_table import Hashes, Ints
from networks.texts import Texts
from networks.time_windows import Windows

# So many distinct word pairs make a phrase.
LEAST_PAIRS = 3
# On at least this share of the number's persons, of whom there are at least so many.
COMMON_SHARE = 0.6
LEAST_SPEAKERS = 3
# A word pair counts as the number's own when its persons hold at least this share of all contacts that use it.
OWN_SHARE = 0.4
MOST_ADS_READ = 400
# Texts are asked for together, because asking may mean a journey.
ADS_A_TIME = 50_000


def shared_phrases(phones: Windows, windows: Iterable[int], texts: Texts, person: Ints) -> dict[int, Ints]:
    """Return for numbers whose ads share wording of their own the ads that carry it."""
    order = np.argsort(phones.window, kind="stable")
    starts = np.searchsorted(phones.window[order], np.arange(len(phones) + 1))
    found: dict[int, Ints] = {}
    for some in _together(windows, starts):
        ads = [phones.ad[order[starts[window] : starts[window + 1]]] for window in some]
        hashes, owner = texts.of_rows(np.concatenate(ads))
        ends = np.cumsum([0, *map(len, ads)])
        cuts = np.searchsorted(owner, ends)
        for number, window in enumerate(some):
            low, high = cuts[number], cuts[number + 1]
            carriers = _carriers(ads[number], hashes[low:high], owner[low:high] - ends[number], texts, person)
            if len(carriers) >= 2:
                found[window] = carriers
    return found


def _together(windows: Iterable[int], starts: Ints) -> Iterator[list[int]]:
    """Yield the windows in portions of about so many ads; those of too few ads are left out."""
    some: list[int] = []
    ads = 0
    for window in windows:
        size = int(starts[window + 1] - starts[window])
        if size >= LEAST_SPEAKERS:
            some.append(window)
            ads += size
        if ads > ADS_A_TIME:
            yield some
            some, ads = [], 0
    if some:
        yield some


def _carriers(ads: Ints, hashes: Hashes, owner: Ints, texts: Texts, person: Ints) -> Ints:
    """Return the ads that carry the phrase; ``hashes`` are the word pairs of ``ads``, ``owner`` whose they are."""
    _, first = np.unique(person[ads], return_index=True)
    speakers = np.sort(first)[:MOST_ADS_READ]
    if len(speakers) < LEAST_SPEAKERS:
        return np.zeros(0, dtype=np.int64)
    speaks = np.zeros(len(ads), dtype=bool)
    speaks[speakers] = True
    known, counts = np.unique(hashes[speaks[owner]], return_counts=True)
    users = texts.users_of(known)
    own = known[(counts >= COMMON_SHARE * len(speakers)) & (counts >= OWN_SHARE * users)]
    if len(own) < LEAST_PAIRS:
        return np.zeros(0, dtype=np.int64)
    share = np.bincount(owner[np.isin(hashes, own)], minlength=len(ads)) / len(own)
    return ads[share >= COMMON_SHARE]
