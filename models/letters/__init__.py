"""Letters that leave the house: one text for everybody who asks the same, whatever is held (R-DSR-2)."""

from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent
LANGUAGES = ("da", "en")


def letter(kind: str, lang: str, day: date) -> str:
    """Return the letter of one kind (insight or erasure) in one language; it depends on nothing but the day."""
    return (FOLDER / f"{kind}.{lang}.txt").read_text(encoding="utf-8").format(day=day.isoformat())
