"""Where the nodes of a small picture stand: the same graph gives the same picture, whoever draws it.

Distances in the picture follow the steps between nodes (classical scaling of shortest paths); then nodes that would cover
each other are pushed apart. Meant for at most 30 nodes; the table beside the picture holds the same facts.
"""

from collections.abc import Sequence
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import shortest_path

Points = NDArray[np.float64]

# Least distance between two nodes, as a share of the picture's width.
APART = 0.14
ROUNDS = 200


def place_nodes(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Return coordinates from 0 to 1 for each node; the order of nodes and edges given changes nothing."""
    names = sorted(set(nodes))
    if len(names) < 2:
        return dict.fromkeys(names, (0.5, 0.5))
    number = {name: place for place, name in enumerate(names)}
    pairs = sorted({(min(number[a], number[b]), max(number[a], number[b])) for a, b in edges if a != b})
    points = _pushed_apart(_fitted(_scaled(len(names), pairs)))
    return {name: (round(float(x), 4), round(float(y), 4)) for name, (x, y) in zip(names, points, strict=True)}


def _scaled(size: int, pairs: list[tuple[int, int]]) -> Points:
    """Return points whose distances follow the steps between nodes; unconnected nodes stand at the far end."""
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    graph = coo_array((np.ones(len(pairs)), (first, second)), shape=(size, size)).tocsr()
    steps = shortest_path(graph, directed=False, unweighted=True)
    far = (steps[np.isfinite(steps)].max() if size else 0.0) + 1.0
    steps[~np.isfinite(steps)] = far
    middle = np.eye(size) - 1.0 / size
    values, vectors = np.linalg.eigh(-0.5 * middle @ (steps**2) @ middle)
    points: Points = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 0.0))
    # A circle breaks ties: equal nodes would else stand on one point, and signs of vectors are arbitrary.
    circle = np.array([[cos(2 * pi * k / size), sin(2 * pi * k / size)] for k in range(size)])
    signs = np.sign((points * circle).sum(axis=0))
    spread: Points = points * np.where(signs == 0, 1.0, signs) + 0.2 * circle
    return spread


def _fitted(points: Points) -> Points:
    """Return the points moved and stretched into the unit square, with a margin."""
    low, high = points.min(axis=0), points.max(axis=0)
    fitted: Points = 0.06 + 0.88 * (points - low) / np.maximum(high - low, 1e-9)
    return fitted


def _pushed_apart(points: Points) -> Points:
    """Return the points with those too near moved away from each other, within the square."""
    least = min(APART, 0.8 / max(len(points) ** 0.5, 1.0))
    for _ in range(ROUNDS):
        gap = points[:, None, :] - points[None, :, :]
        distance = np.sqrt((gap**2).sum(axis=2))
        np.fill_diagonal(distance, np.inf)
        short = np.maximum(least - distance, 0.0)
        if not short.any():
            break
        push = (gap / np.maximum(distance, 1e-6)[:, :, None] * short[:, :, None]).sum(axis=1)
        points = np.clip(points + 0.3 * push, 0.04, 0.96)
    return points
