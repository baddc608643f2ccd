"""Connected parts of a graph of numbered things, by scipy's compressed graphs."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from networks.ad_table import Ints

# Combined numbers stay below this, so that they fit 64 bits.
LARGEST = 1 << 62


def components(size: int, first: Ints, second: Ints) -> Ints:
    """Return for each of ``size`` nodes the number of its connected part."""
    if not len(first):
        return np.arange(size, dtype=np.int64)
    graph = coo_array((np.ones(len(first), dtype=np.int8), (first, second)), shape=(size, size)).tocsr()
    labels: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def distinct(values: Ints) -> Ints:
    """Return the distinct values, sorted; several times faster than ``np.unique`` on millions of them."""
    ordered = np.sort(values)
    fresh: Ints = ordered[np.concatenate((ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1]))]
    return fresh


def renumber(*columns: Ints) -> Ints:
    """Return one number for each distinct combination of columns of numbers (``-1`` counts as a value), in their order."""
    if not len(columns[0]):
        return np.zeros(0, dtype=np.int64)
    result, width = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        low = column - column.min()
        values = int(low.max()) + 1
        # Combinations are numbered anew only where one number could not hold them.
        if width * values > LARGEST:
            result = ranks(result)
            width = int(result.max()) + 1
        result, width = result * values + low, width * values
    return ranks(result)


def ranks(values: Ints) -> Ints:
    """Return for each value (0 and above) its place among the distinct values; twice as fast as ``np.unique``."""
    bits = len(values).bit_length()
    if not len(values) or int(values.max()) >> (62 - bits):
        numbers: Ints = np.unique(values, return_inverse=True)[1].astype(np.int64)
        return numbers
    # Value and place in one number: a plain sort is much faster than one that says where each value went.
    ordered = np.sort((values << bits) | np.arange(len(values)))
    rank = np.zeros(len(values), dtype=np.int64)
    fresh = (ordered[1:] >> bits) != (ordered[:-1] >> bits)
    rank[ordered & ((1 << bits) - 1)] = np.concatenate(([0], np.cumsum(fresh)))
    return rank


def first_places(numbers: Ints) -> Ints:
    """Return for each number from 0 on the first place that holds it; every number up to the largest stands somewhere."""
    places = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=np.int64)
    # Written backwards, so that the first is written last.
    places[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return places


def star(owner: Ints, key: Ints) -> tuple[Ints, Ints]:
    """Return edges that join all owners with the same key: the first of each key with each other one."""
    order = np.lexsort((owner, key))
    keys, owners = key[order], owner[order]
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = keys[1:] != keys[:-1]
    head = owners[np.flatnonzero(begins)[np.cumsum(begins) - 1]] if len(order) else owners
    return head[~begins], owners[~begins]


def distinct_count(key: Ints, value: Ints, keys: int) -> Ints:
    """Return for each of ``keys`` keys how many distinct values stand with it; unknown values (-1) are not counted."""
    known = value >= 0
    width = int(value.max()) + 1 if len(value) else 1
    both = np.sort(key[known] * width + value[known])
    fresh = np.ones(len(both), dtype=bool)
    fresh[1:] = both[1:] != both[:-1]
    return np.bincount(both[fresh] // width, minlength=keys)
