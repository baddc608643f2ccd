"""What the users of a template have in common, and who carries most of it.

Sentences that everybody writes now and then meet by chance: two of a template's six in somebody's short text can be much of her
text and still little of the template. So whoever belongs to it must carry most of what the others share.
"""

import numpy as np

from networks.ad_table import Bools, Ints
from networks.house_text import weights_of
from networks.texts import Texts

# A word pair on at least this share of the other users' texts is common to them.
COMMON_SHARE = 0.6
# Of what is common to the others at least this part (in bits by rarity) must stand in a text.
LEAST_CARRIED = 0.6


def carries_the_core(texts: Texts, cluster: Ints, example: Ints) -> Bools:
    """Tell for users of templates, given by cluster and their most typical ad, whether they carry what the others share.

    Where the others share nothing, or there is only one of them, there is no template to carry, and the answer is yes.
    """
    hashes, owner = texts.of_rows(example)
    known, pair = np.unique(hashes, return_inverse=True)
    key = cluster[owner] * max(len(known), 1) + pair
    _, place, counts = np.unique(key, return_inverse=True, return_counts=True)
    users = np.bincount(cluster, minlength=int(cluster.max(initial=0)) + 1)
    first = np.zeros(len(counts), dtype=np.int64)
    first[place] = np.arange(len(place))
    of_cluster, of_pair = cluster[owner[first]], pair[first]
    weight = weights_of(texts.users_of(known), texts.voices).astype(np.float64)[of_pair]
    others = users[of_cluster] - 1
    # Common to the others, for whoever has it herself and for whoever has not.
    with_it = counts - 1 >= COMMON_SHARE * np.maximum(others, 1)
    without = counts >= COMMON_SHARE * np.maximum(others, 1)
    carried = np.bincount(owner, weights=(weight * with_it)[place], minlength=len(example))
    all_common = np.bincount(of_cluster, weights=weight * without, minlength=len(users))[cluster]
    # What counts as common only because she has it too is not the others'.
    mine = np.bincount(owner, weights=(weight * (without & ~with_it))[place], minlength=len(example))
    core = all_common - mine
    return (users[cluster] < 3) | (carried >= LEAST_CARRIED * core)
