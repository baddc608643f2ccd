"""The route as GeoJSON for map programs: numbered points and the line between them."""

import json
from typing import Any

from outreach.day_sheet import DaySheet
from outreach.exports.rows import clock, place_words

FILE_NAME = "rute-{day}.geojson"
MIME_TYPE = "application/geo+json"
TITLE = {"da": "Kortdata (GeoJSON)", "en": "Map data (GeoJSON)"}


def write(sheet: DaySheet, lang: str, stamp: str) -> bytes:
    """Return a feature collection (RFC 7946); stops without coordinates have a null geometry."""
    start = [sheet.route.start_lon, sheet.route.start_lat]
    line, features = [start], list[dict[str, Any]]()
    for stop in sheet.stops:
        point = None if stop.lat is None or stop.lon is None else [stop.lon, stop.lat]
        if point is not None:
            line.append(point)
        features.append(
            {
                "type": "Feature",
                "geometry": point and {"type": "Point", "coordinates": point},
                "properties": {
                    "number": stop.number,
                    "arrive": clock(stop.arrive_min),
                    "leave": clock(stop.leave_min),
                    "address": place_words(stop),
                    "precision": stop.precision,
                    "shred": sheet.route.day.isoformat(),
                },
            }
        )
    path = {"type": "LineString", "coordinates": [*line, [sheet.route.end_lon, sheet.route.end_lat]]}
    features.append({"type": "Feature", "geometry": path, "properties": {"team": sheet.route.team, "note": stamp}})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()
