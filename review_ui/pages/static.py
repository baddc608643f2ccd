"""Our own few files: style, scripts, icon. Nothing else is ever served, nothing from another host."""

from pathlib import Path

from fastapi import Response

from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import NotThere
from review_ui.page import Pages

pages = Pages()
FOLDER = Path(__file__).parent.parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@pages.get("/static/{name}", Rule.OPEN)
def send(desk: Desk, name: str) -> Response:
    """Send one file by its plain name."""
    known = {file.name: file for file in FOLDER.iterdir() if file.suffix in TYPES}
    if name not in known:
        raise NotThere("error.no_page")
    file = known[name]
    return Response(
        file.read_bytes(),
        media_type=f"{TYPES[file.suffix]}; charset=utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
