"""Search in the own area. The words travel in a form, never in an address; the trail keeps only that a search was made."""

import hashlib
import hmac

from fastapi import Response

from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.gather.search import Found, search_places
from review_ui.page import Pages

pages = Pages()


@pages.get("/search", Rule.SCREEN)
def ask(desk: Desk) -> Response:
    """Show the form."""
    return desk.page("search.html", found=None, words="")


@pages.post("/search", Rule.SCREEN)
def find(desk: Desk) -> Response:
    """Search; audited with a keyed hash of the words (R-AUD-2)."""
    words = desk.field("words")
    found: Found = search_places(desk, words)
    if not found.refused:
        keyed = hmac.new(desk.office.keyring.session_key, words.casefold().encode(), hashlib.sha256).hexdigest()[:16]
        desk.audit("search", words=keyed, found=len(found.places))
    return desk.page("search.html", found=found, words=words)
