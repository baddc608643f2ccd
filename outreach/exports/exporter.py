"""What an export format is: a name, a type, a title, and a function from a day-sheet to bytes."""

from collections.abc import Callable
from dataclasses import dataclass

from outreach.day_sheet import DaySheet

# (sheet, language "da" or "en", stamp: who exported it when, or "")
Write = Callable[[DaySheet, str, str], bytes]


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format. ``file_name`` has a place for the day; it never names a person or place."""

    format: str
    mime_type: str
    file_name: str
    title: dict[str, str]
    write: Write
