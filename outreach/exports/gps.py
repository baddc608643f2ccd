"""The route as GPX for a navigation device: the stops as way points and as one route, in driving order."""

import gpxpy.gpx

from outreach.day_sheet import DaySheet, SheetStop
from outreach.exports.rows import clock, place_words

FILE_NAME = "rute-{day}.gpx"
MIME_TYPE = "application/gpx+xml"
TITLE = {"da": "GPS (GPX)", "en": "GPS (GPX)"}


def write(sheet: DaySheet, lang: str, stamp: str) -> bytes:
    """Return GPX 1.1; stops without coordinates are left out, as no device could drive there."""
    gpx = gpxpy.gpx.GPX()
    gpx.creator = "Lygte"
    gpx.name = f"{sheet.route.day.isoformat()} · {sheet.route.team}"
    gpx.description = stamp or None
    head = sheet.route
    route = gpxpy.gpx.GPXRoute(name=gpx.name)
    route.points.append(gpxpy.gpx.GPXRoutePoint(head.start_lat, head.start_lon, name=head.start_label))
    for stop in sheet.stops:
        if stop.lat is None or stop.lon is None:
            continue
        name = _name(stop)
        gpx.waypoints.append(gpxpy.gpx.GPXWaypoint(stop.lat, stop.lon, name=name, description=clock(stop.arrive_min)))
        route.points.append(gpxpy.gpx.GPXRoutePoint(stop.lat, stop.lon, name=name))
    route.points.append(gpxpy.gpx.GPXRoutePoint(head.end_lat, head.end_lon, name=head.end_label))
    gpx.routes.append(route)
    text: str = gpx.to_xml(version="1.1")
    return text.encode()


def _name(stop: SheetStop) -> str:
    return f"{stop.number}. {place_words(stop)}"
