"""The columns every table export shares, and the guard against formulas. What is not here is in no export.

No level, evidence, ad text, name, network or phone; the same allow-list for every format.
"""

from outreach.day_sheet import DaySheet, SheetStop, minutes_as_clock
from outreach.gathering import label_for

COLUMNS = {
    "number": {"da": "Nr.", "en": "No."},
    "arrive": {"da": "Ankomst", "en": "Arrive"},
    "leave": {"da": "Videre", "en": "Leave"},
    "place": {"da": "Sted", "en": "Place"},
    "address": {"da": "Adresse", "en": "Address"},
    "postcode": {"da": "Postnr.", "en": "Postcode"},
    "city": {"da": "By", "en": "Town"},
    "access_note": {"da": "Adgang og sikkerhed", "en": "Access and safety"},
    "opening_hours": {"da": "Åbningstid", "en": "Opening hours"},
    "ferry": {"da": "Færge", "en": "Ferry"},
    "shred": {"da": "Makuleres", "en": "Shred"},
}

# A cell that begins with one of these is run as a formula by spreadsheet programs (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: str) -> str:
    """Return the text as a cell that no spreadsheet program runs: a quote stands before a formula's first sign."""
    text = value.replace("\x00", "")
    return "'" + text if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def clock(minutes: float | None) -> str:
    """Return the clock time, empty where nothing is planned."""
    return "" if minutes is None else minutes_as_clock(minutes)


def place_words(stop: SheetStop) -> str:
    """Return one line that finds the door: address with postcode and town, as far as known."""
    town = " ".join(part for part in (stop.postcode, stop.city) if part)
    if stop.address is None:
        return town
    return (
        stop.address
        if stop.postcode and stop.postcode in stop.address
        else ", ".join(filter(None, (stop.address, town)))
    )


def table(sheet: DaySheet, lang: str) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows as text, safe for any spreadsheet."""
    yes = {"da": "ja", "en": "yes"}[lang]
    rows = [
        [
            str(stop.number),
            clock(stop.arrive_min),
            clock(stop.leave_min),
            label_for(stop.place_type, stop.city, lang),
            stop.address or "",
            stop.postcode or "",
            stop.city or "",
            stop.access_note or "",
            stop.opening_hours or "",
            yes if stop.by_ferry else "",
            sheet.route.day.isoformat(),
        ]
        for stop in sheet.stops
    ]
    return [words[lang] for words in COLUMNS.values()], [[safe_cell(cell) for cell in row] for row in rows]
