"""Words that nearly all ads of one number share and hardly anybody else uses: an agency's own wording.

A forwarding number stands on texts that have nothing in common but what the site writes, and that is left out before.
"""

from collections.abc import Iterable

import numpy as np

from networks.ad_table import Ints
from networks.house_text import Texts
from networks.time_windows import Windows

# So many distinct word pairs make a phrase.
LEAST_PAIRS = 3
# On at least this share of the number's persons.
COMMON_SHARE = 0.6
# A word pair counts as the number's own when its persons hold at least this share of all contacts that use it.
OWN_SHARE = 0.4
MOST_ADS_READ = 400


def shared_phrases(phones: Windows, windows: Iterable[int], texts: Texts, person: Ints) -> dict[int, Ints]:
    """Return for numbers whose ads share wording of their own the ads that carry it."""
    order = np.argsort(phones.window, kind="stable")
    starts = np.searchsorted(phones.window[order], np.arange(len(phones) + 1))
    found: dict[int, Ints] = {}
    for window in windows:
        ads = phones.ad[order[starts[window] : starts[window + 1]]]
        carriers = _carriers(ads, texts, person)
        if len(carriers) >= 2:
            found[window] = carriers
    return found


def _carriers(ads: Ints, texts: Texts, person: Ints) -> Ints:
    _, first = np.unique(person[ads], return_index=True)
    speakers = ads[np.sort(first)][:MOST_ADS_READ]
    if len(speakers) < 3:
        return np.zeros(0, dtype=np.int64)
    hashes, _ = texts.of_rows(speakers)
    known, counts = np.unique(hashes, return_counts=True)
    users = texts.users_of(known)
    own = known[(counts >= COMMON_SHARE * len(speakers)) & (counts >= OWN_SHARE * users)]
    if len(own) < LEAST_PAIRS:
        return np.zeros(0, dtype=np.int64)
    every, owner = texts.of_rows(ads)
    share = np.bincount(owner[np.isin(every, own)], minlength=len(ads)) / len(own)
    return ads[share >= COMMON_SHARE]
