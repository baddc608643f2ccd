"""Maps as pure SVG, drawn from the gazetteer's shapes: no tiles, no third party, no script, no inline style.

Markers tell the level by shape as well as by class: circle (green), triangle (yellow), square (red), hollow circle (not
assessed). Show ``models.gazetteer.ATTRIBUTION`` beside every map.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from models.gazetteer import regions, shapes, towns
from outreach.map_shapes import land_paths
from outreach.projection import DENMARK, Bounds, Point, Projection, bounds_of, fit

LEVELS = ("green", "yellow", "red", "not_assessed")
MARKER = 9.0
EDGE = MARKER + 2
MOST_LABELS = 12
WORDS = {
    "da": {"title": "Kort", "points": "{n} steder", "one": "1 sted", "route": "Ruten forbinder stederne i nummerorden.", "none": "Ingen steder på kortet."},
    "en": {"title": "Map", "points": "{n} places", "one": "1 place", "route": "The route joins the places in order of number.", "none": "No places on the map."},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A marker: ``label`` is read aloud and shown on hover; ``number`` is written in it; ``href`` makes it a link."""

    lat: float
    lon: float
    label: str
    level: str = "not_assessed"
    number: int | None = None
    href: str | None = None
    precision: str = "postcode"


def draw_map(
    points: Sequence[MapPoint],
    route: Sequence[Point] | None = None,
    *,
    width: int = 640,
    height: int = 480,
    region: str | None = None,
    lang: str = "da",
) -> str:
    """Return one SVG element: land, neighbours, regions, the largest town names that fit, the route and the markers.

    What is shown is the region (code), else all points, else Denmark. A page holds one map at most.
    """
    shown = _region_bounds(region) or bounds_of([(p.lat, p.lon) for p in points] + list(route or ())) or DENMARK
    projection = fit(shown, width, height)
    words = WORDS[lang]
    # A picture may hold no links for those who hear it: with links the map is a group of them.
    role = "group" if any(point.href for point in points) else "img"
    count = words["one"] if len(points) == 1 else words["points"].format(n=len(points))
    description = " ".join([f"{count}." if points else words["none"], *([words["route"]] if route else [])])
    spots = spread([projection.xy(point.lat, point.lon) for point in points], (width, height))
    parts = [
        f'<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="{role}" '
        'aria-labelledby="map-title map-desc">',
        f'<title id="map-title">{escape(words["title"])}</title>',
        f'<desc id="map-desc">{escape(description)}</desc>',
        f'<rect class="sea" width="{width}" height="{height}"/>',
        *_land(shown, width, height, region),
        *_towns(projection, spots),
        *_route(projection, route),
        *(_marker(point, spot) for point, spot in zip(points, spots, strict=True)),
        "</svg>",
    ]
    return "".join(parts)


def map_css() -> str:
    """Return a style sheet for the classes used here, to be served as a file of one's own (strict CSP)."""
    return (
        ".map{max-width:100%;height:auto;background:#dbe9f4}.map .sea{fill:#dbe9f4}.map .neighbour{fill:#ececec}"
        ".map .land{fill:#fbfaf5;stroke:#9a9a8c;stroke-width:.6}.map .region{fill:none;stroke:#c9c7b8;stroke-width:.6}"
        ".map .region-chosen{fill:#fff;stroke:#5b5b4d;stroke-width:1.2}.map .town{font:11px sans-serif;fill:#45453c;paint-order:stroke;stroke:#fbfaf5;stroke-width:2px}"
        ".map .town-dot{fill:#55554a}.map .route{fill:none;stroke:#1d4f91;stroke-width:2.5;stroke-linejoin:round}"
        ".map .shape{stroke:#00513c;stroke-width:1.5}.map .level-green .shape{fill:#e3f4ec;stroke:#00795a}"
        ".map .level-yellow .shape{fill:#ffd966;stroke:#8a5f00}.map .level-red .shape{fill:#a32a00;stroke:#a32a00}"
        ".map .level-not_assessed .shape{fill:#fff;stroke:#444}.map .number{font:bold 10px sans-serif;text-anchor:middle;fill:#111}"
        ".map .level-red .number{fill:#fff}.map a:focus .shape{stroke-width:4}"
    )


def spread(
    spots: Sequence[tuple[float, float]], picture: tuple[float, float] | None = None
) -> list[tuple[float, float]]:
    """Move markers that fall on one spot apart on a small spiral, the first staying; the order is kept.

    None that lies in the picture (width and height in pixels) is moved over its edge, where it would be cut off.
    """

    def cut(spot: tuple[float, float]) -> bool:
        return picture is not None and any(not EDGE <= at <= end - EDGE for at, end in zip(spot, picture, strict=True))

    taken: list[tuple[float, float]] = []
    for x, y in spots:
        step, spot = 0, (x, y)
        inside = not cut(spot)
        while step < 400 and (
            (step and inside and cut(spot)) or any(math.dist(spot, other) < 1.7 * MARKER for other in taken)
        ):
            step += 1
            angle, reach = 2.4 * step, 5.0 * math.sqrt(step)
            spot = (round(x + reach * math.cos(angle), 1), round(y + reach * math.sin(angle), 1))
        taken.append(spot)
    return taken


def _region_bounds(region: str | None) -> Bounds | None:
    for feature in shapes("regions")["features"]:
        if region is not None and str(feature["properties"]["code"]) == region:
            geometry = feature["geometry"]
            polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
            return bounds_of((lat, lon) for polygon in polygons for lon, lat, *_ in polygon[0])
    return None


def _land(shown: Bounds, width: int, height: int, region: str | None) -> list[str]:
    paths = land_paths(shown, width, height)
    drawn = [f'<path class="neighbour" d="{paths["neighbours"]}"/>', f'<path class="land" d="{paths["land"]}"/>']
    for code in regions():
        chosen = " region-chosen" if code == region else ""
        if paths.get(code):
            drawn.append(f'<path class="region{chosen}" d="{paths[code]}"/>')
    return drawn


def _towns(projection: Projection, spots: Sequence[tuple[float, float]]) -> list[str]:
    """Write town names where they hide neither each other nor a marker."""
    written: list[tuple[float, float, float, float]] = []
    drawn: list[str] = []
    for town in towns():
        if len(drawn) >= MOST_LABELS:
            break
        x, y = projection.xy(town.lat, town.lon)
        box = (x - 4, y - 9, x + 7 + 6.2 * len(town.name), y + 5)
        outside = box[0] < 0 or box[1] < 0 or box[2] > projection.width or box[3] > projection.height
        hidden = any(b[0] < box[2] and box[0] < b[2] and b[1] < box[3] and box[1] < b[3] for b in written)
        covers = any(
            box[0] - MARKER < sx < box[2] + MARKER and box[1] - MARKER < sy < box[3] + MARKER for sx, sy in spots
        )
        if outside or hidden or covers:
            continue
        written.append(box)
        drawn.append(
            f'<circle class="town-dot" cx="{x:g}" cy="{y:g}" r="1.5"/><text class="town" x="{x + 4:g}" y="{y + 3.5:g}">{escape(town.name)}</text>'
        )
    return drawn


def _route(projection: Projection, route: Sequence[Point] | None) -> list[str]:
    if not route or len(route) < 2:
        return []
    line = " ".join("{:g},{:g}".format(*projection.xy(lat, lon)) for lat, lon in route)
    return [f'<polyline class="route" points="{line}"/>']


def _marker(point: MapPoint, spot: tuple[float, float]) -> str:
    level = point.level if point.level in LEVELS else "not_assessed"
    x, y = spot
    number = "" if point.number is None else f'<text class="number" x="{x:g}" y="{y + 3.5:g}">{point.number}</text>'
    group = f'<g class="marker level-{level} precision-{point.precision}"><title>{escape(point.label)}</title>{_shape(level, x, y)}{number}</g>'
    if point.href is None:
        return group
    return f"<a href={quoteattr(point.href)} aria-label={quoteattr(point.label)}>{group}</a>"


def _shape(level: str, x: float, y: float) -> str:
    r = MARKER
    if level == "yellow":
        return f'<polygon class="shape" points="{x:g},{y - 1.25 * r:g} {x + 1.2 * r:g},{y + 0.85 * r:g} {x - 1.2 * r:g},{y + 0.85 * r:g}"/>'
    if level == "red":
        return f'<rect class="shape" x="{x - r:g}" y="{y - r:g}" width="{2 * r:g}" height="{2 * r:g}"/>'
    return f'<circle class="shape" cx="{x:g}" cy="{y:g}" r="{r:g}"/>'
