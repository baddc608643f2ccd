"""Connected parts of a graph of numbered things, by scipy's compressed graphs."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from networks.ad_table import Ints


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
    """Return one number for each distinct combination of columns of numbers (``-1`` counts as a value)."""
    result = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        low = column - (column.min() if len(column) else 0)
        combined = result * ((low.max() if len(low) else 0) + 1) + low
        result = np.unique(combined, return_inverse=True)[1].astype(np.int64)
    return result


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
