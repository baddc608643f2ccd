"""The route as calendar entries (ICS): one private entry a stop, with times and address and nothing else."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from models.local_time import DENMARK
from outreach.day_sheet import DaySheet
from outreach.exports.rows import place_words
from outreach.local_time import moment

FILE_NAME = "rute-{day}.ics"
MIME_TYPE = "text/calendar; charset=utf-8"
TITLE = {"da": "Kalender (ICS)", "en": "Calendar (ICS)"}


def write(sheet: DaySheet, lang: str, stamp: str) -> bytes:
    """Return a calendar; stops not yet planned have no time and are left out."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lygte//rute//DA")
    calendar.add("version", "2.0")
    if stamp:
        calendar.add("x-wr-caldesc", stamp)
    for stop in sheet.stops:
        if stop.arrive_min is None:
            continue
        event = Event()
        event.add("uid", f"{sheet.route.id}-{stop.stop_id}@lygte.invalid")
        event.add("dtstamp", datetime.combine(sheet.route.day, datetime.min.time(), tzinfo=UTC))
        # Rounded as on screen and paper: two papers of one day must not disagree by a minute.
        begins = moment(sheet.route.day, round(stop.arrive_min)).astimezone(DENMARK)
        event.add("dtstart", begins)
        leave = stop.leave_min if stop.leave_min is not None else stop.arrive_min + stop.service_min
        ends = moment(sheet.route.day, round(leave)).astimezone(DENMARK)
        event.add("dtend", max(ends, begins + timedelta(minutes=1)))
        event.add("summary", f"Stop {stop.number}")
        event.add("location", place_words(stop))
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content
