"""Our own few files: style, scripts, icon. Nothing else is ever served, nothing from another host."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import Response

from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import NotThere
from review_ui.page import Pages

pages = Pages()
FOLDER = Path(__file__).parent.parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def static_files() -> dict[str, tuple[bytes, str]]:
    """Return all files by name with content and type, read once."""
    return {
        file.name: (file.read_bytes(), f"{TYPES[file.suffix]}; charset=utf-8")
        for file in FOLDER.iterdir()
        if file.suffix in TYPES
    }


def content_name(content: bytes) -> str:
    """Return what a file's address carries, so that other content has another address."""
    return sha256(content).hexdigest()[:10]


@pages.get("/static/{name}", Rule.OPEN)
def send(desk: Desk, name: str) -> Response:
    """Send one file by its plain name."""
    if name not in (files := static_files()):
        raise NotThere("error.no_page")
    content, media_type = files[name]
    # Kept for good only under the address that names this very content; a script that another one loads has none.
    named = desk.query("v") == content_name(content)
    return Response(
        content,
        media_type=media_type,
        headers={"Cache-Control": "public, max-age=31536000, immutable" if named else "no-cache"},
    )
