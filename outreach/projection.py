"""Degrees to picture points: a flat map of Denmark, true enough for a country this size. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
# (min lat, min lon, max lat, max lon)
Bounds = tuple[float, float, float, float]

DENMARK: Bounds = (54.5, 7.9, 57.85, 12.75)
# The smallest part shown: a map of one street would be a map nobody may have.
LEAST_SPAN_DEGREES = 0.12


@dataclass(frozen=True, slots=True)
class Projection:
    """Where degrees fall on a picture of ``width`` by ``height``; x grows east, y grows south."""

    bounds: Bounds
    width: float
    height: float
    scale: float
    offset_x: float
    offset_y: float

    def xy(self, lat: float, lon: float) -> tuple[float, float]:
        """Return picture coordinates of a point."""
        squeeze = math.cos(math.radians((self.bounds[0] + self.bounds[2]) / 2))
        x = (lon - self.bounds[1]) * squeeze * self.scale + self.offset_x
        y = (self.bounds[2] - lat) * self.scale + self.offset_y
        return round(x, 1), round(y, 1)


def fit(bounds: Bounds, width: float, height: float, margin: float = 12.0) -> Projection:
    """Return the projection that shows the bounds as large as the picture allows, centred."""
    low_lat, low_lon, high_lat, high_lon = _widened(bounds)
    squeeze = math.cos(math.radians((low_lat + high_lat) / 2))
    wide, tall = (high_lon - low_lon) * squeeze, high_lat - low_lat
    scale = min((width - 2 * margin) / wide, (height - 2 * margin) / tall)
    return Projection(
        (low_lat, low_lon, high_lat, high_lon),
        width,
        height,
        scale,
        (width - wide * scale) / 2,
        (height - tall * scale) / 2,
    )


def _widened(bounds: Bounds) -> Bounds:
    low_lat, low_lon, high_lat, high_lon = bounds
    lat_gap = max(LEAST_SPAN_DEGREES - (high_lat - low_lat), 0) / 2
    lon_gap = max(2 * LEAST_SPAN_DEGREES - (high_lon - low_lon), 0) / 2
    return low_lat - lat_gap, low_lon - lon_gap, high_lat + lat_gap, high_lon + lon_gap


def bounds_of(points: Iterable[Point]) -> Bounds | None:
    """Return the smallest bounds around points (lat, lon), None where there are none."""
    places = list(points)
    if not places:
        return None
    lats, lons = [lat for lat, _ in places], [lon for _, lon in places]
    return min(lats), min(lons), max(lats), max(lons)


def simplified(line: Sequence[tuple[float, float]], tolerance: float) -> list[tuple[float, float]]:
    """Drop points of a line that lie closer than ``tolerance`` to the chord (Douglas-Peucker, without recursion)."""
    if len(line) < 3:
        return list(line)
    keep = {0, len(line) - 1}
    parts = [(0, len(line) - 1)]
    while parts:
        first, last = parts.pop()
        far, at = 0.0, 0
        for index in range(first + 1, last):
            distance = _from_chord(line[index], line[first], line[last])
            if distance > far:
                far, at = distance, index
        if far > tolerance:
            keep.add(at)
            parts += [(first, at), (at, last)]
    return [line[index] for index in sorted(keep)]


def _from_chord(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    if length == 0:
        return math.hypot(point[0] - start[0], point[1] - start[1])
    return abs(dx * (point[1] - start[1]) - dy * (point[0] - start[0])) / length


def clipped(ring: Sequence[tuple[float, float]], box: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    """Cut a closed ring to a box (left, top, right, bottom), one side after the other (Sutherland-Hodgman)."""
    kept = list(ring)
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        before, kept = kept, []
        for index, point in enumerate(before):
            last = before[index - 1]
            inside, was_inside = (sign * (p[axis] - limit) >= 0 for p in (point, last))
            if inside != was_inside:
                share = (limit - last[axis]) / (point[axis] - last[axis])
                kept.append((last[0] + share * (point[0] - last[0]), last[1] + share * (point[1] - last[1])))
            if inside:
                kept.append(point)
    return kept
