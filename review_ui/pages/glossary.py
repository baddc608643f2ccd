"""The glossary: the words of practice, in both languages side by side."""

from functools import cache
from pathlib import Path

from fastapi import Response

from models.yaml_file import read_yaml
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.page import Pages

pages = Pages()
FILE = Path(__file__).parent.parent / "locale" / "glossary.yml"


@cache
def terms() -> list[tuple[str, str, bool]]:
    """Return (Danish, English, own word) in the order of practice."""
    rows = read_yaml(FILE)
    return [(str(row["da"]), str(row["en"]), bool(row.get("own", False))) for row in rows]


@pages.get("/glossary", Rule.SIGNED_IN)
def show(desk: Desk) -> Response:
    """Show all words."""
    return desk.page("glossary.html", terms=terms())
