"""The land behind a map as SVG path data, simplified to what the picture can show, and kept for the next map."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from models.gazetteer import shapes
from outreach.projection import Bounds, Projection, clipped, fit, simplified

# Islands smaller than this many square picture units are left away.
LEAST_AREA = 2.0
TOLERANCE = 0.8
EDGE = 20.0


@lru_cache(maxsize=64)
def land_paths(bounds: Bounds, width: float, height: float) -> dict[str, str]:
    """Return path data of the neighbours, of Denmark and of each region (by code) that the picture shows."""
    projection = fit(bounds, width, height)
    paths = {name: _path(shapes(name)["features"], projection) for name in ("neighbours", "land")}
    for feature in shapes("regions")["features"]:
        paths[str(feature["properties"]["code"])] = _path([feature], projection)
    return paths


def _path(features: list[dict[str, Any]], projection: Projection) -> str:
    parts = []
    # A little beyond the picture, so that the cut's own edge is not seen.
    box = (-EDGE, -EDGE, projection.width + EDGE, projection.height + EDGE)
    for ring in _rings(features):
        line = clipped([projection.xy(lat, lon) for lon, lat, *_ in ring[:-1]], box)
        if len(line) < 3 or _area(line) < LEAST_AREA:
            continue
        slim = simplified(line, TOLERANCE)
        if len(slim) >= 3:
            parts.append("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in slim) + "Z")
    return "".join(parts)


def _rings(features: list[dict[str, Any]]) -> Iterator[list[list[float]]]:
    for feature in features:
        geometry = feature["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        for polygon in polygons:
            yield polygon[0]


def _area(line: list[tuple[float, float]]) -> float:
    pairs = zip(line, line[1:] + line[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
