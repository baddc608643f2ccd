"""The day-sheet on paper: A4, a map, numbered stops with boxes for outcome and counts; to be shredded the same day.

Typst sets it from data handed over as JSON; the file is accessible (PDF/UA-1) and equal for equal sheets.
"""

import json
from pathlib import Path
from typing import Any

import typst

from models.gazetteer import ATTRIBUTION
from outreach.day_sheet import HEADER, DaySheet, SheetStop
from outreach.exports.rows import clock, place_words
from outreach.gathering import label_for
from outreach.maps import MapPoint, draw_map, map_css

FILE_NAME = "dagsseddel-{day}.pdf"
MIME_TYPE = "application/pdf"
TITLE = {"da": "Dagsseddel (PDF)", "en": "Day-sheet (PDF)"}

TEMPLATE = Path(__file__).with_name("day_sheet.typ")
OUTCOME_WORDS = {
    "da": ("Lukket ind", "Ikke lukket ind", "Ingen hjemme", "Lukket", "Forkert adresse", "Pjece lagt"),
    "en": ("Let in", "Not let in", "Nobody there", "Closed", "Wrong address", "Leaflet left"),
}
TALLY_WORDS = {
    "da": ("Ny", "Kendt", "Ved ikke", "Undersøgelser", "Kondomer", "Henvist"),
    "en": ("New", "Known", "Unknown", "Examinations", "Condoms", "Referred"),
}
WORDS = {
    "da": {"title": "Dagsseddel {day}, hold {team}", "start": "Start {start} kl. {time}", "back": "i {end} kl. {time}", "map": "Kort over rutens {n} stop", "access": "Adgang: ", "hours": "Åbent: ", "ferry": "Kræver færge", "lunch": "pause kl. {time}", "weekdays": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")},
    "en": {"title": "Day-sheet {day}, team {team}", "start": "Start {start} at {time}", "back": "in {end} at {time}", "map": "Map of the route's {n} stops", "access": "Access: ", "hours": "Open: ", "ferry": "Needs a ferry", "lunch": "break at {time}", "weekdays": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")},
}  # fmt: skip


def write(sheet: DaySheet, lang: str, stamp: str) -> bytes:
    """Return the PDF."""
    data = json.dumps(content(sheet, lang, stamp), ensure_ascii=False)
    pdf: bytes = typst.compile(TEMPLATE.read_bytes(), sys_inputs={"data": data}, pdf_standards=["ua-1"])
    return pdf


def content(sheet: DaySheet, lang: str, stamp: str) -> dict[str, Any]:
    """Return everything printed, as plain data."""
    words: dict[str, Any] = WORDS[lang]
    route = sheet.route
    day = f"{words['weekdays'][route.day.weekday()]} {route.day.isoformat()}"
    summary = [words["start"].format(start=route.start_label, time=clock(route.starts_min))]
    if route.lunch_at_min is not None:
        summary.append(words["lunch"].format(time=clock(route.lunch_at_min)))
    if route.ready_min is not None:
        summary.append(words["back"].format(end=route.end_label, time=clock(route.ready_min)))
    return {
        "lang": lang,
        "title": words["title"].format(day=day, team=route.team),
        "header": HEADER[lang],
        "summary": ", ".join(summary) + ".",
        "svg": _map(sheet, lang),
        "map_alt": words["map"].format(n=len(sheet.stops)),
        "attribution": ATTRIBUTION,
        "estimate": sheet.travel_note[lang],
        "stamp": stamp,
        "stops": [_stop(stop, lang) for stop in sheet.stops],
    }


def _stop(stop: SheetStop, lang: str) -> dict[str, Any]:
    words: dict[str, Any] = WORDS[lang]
    time = clock(stop.arrive_min)
    label = label_for(stop.place_type, stop.city, lang)
    lines = [place_words(stop)]
    if stop.opening_hours:
        lines.append(words["hours"] + stop.opening_hours)
    if stop.access_note:
        lines.append(words["access"] + stop.access_note)
    if stop.by_ferry:
        lines.append(words["ferry"])
    return {
        "heading": f"{stop.number}. {time}  {label}" if time else f"{stop.number}. {label}",
        "lines": [line for line in lines if line],
        "outcomes": OUTCOME_WORDS[lang],
        "tallies": TALLY_WORDS[lang],
    }


def _map(sheet: DaySheet, lang: str) -> str:
    """Draw the route without levels: every marker looks the same."""
    spots = [(stop.lat, stop.lon, stop.number) for stop in sheet.stops if stop.lat is not None and stop.lon is not None]
    start = (sheet.route.start_lat, sheet.route.start_lon)
    points = [MapPoint(lat, lon, str(number), number=number) for lat, lon, number in spots]
    line = [start, *((lat, lon) for lat, lon, _ in spots), (sheet.route.end_lat, sheet.route.end_lon)]
    drawn = draw_map(points, line, width=700, height=300, lang=lang)
    return drawn.replace("<title", f"<style>{map_css()}</style><title", 1)
