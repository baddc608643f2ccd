"""What we read and why, for the people who wrote the ads, in eight languages; and a way to say no without a name.

The only pages the public may open. The answer to a number is the same whether anything is held or not, and nothing is
looked up while the asker waits: requests are carried out at night (R-DSR-2).
"""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Response
from sqlalchemy import func, select
from sqlmodel import col

from models.phone import normalise_phone
from models.request import DataRequest
from models.yaml_file import read_yaml
from review_ui import cookies
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.limits import Limited
from review_ui.page import Pages

pages = Pages()
FOLDER = Path(__file__).parents[1] / "notices"
# In the order shown; the rest of the screens know Danish and English only.
LANGUAGES = ("da", "en", "th", "ro", "es", "hu", "ru", "bg")
# More waiting than this is no wave of people: somebody is at play, and a person should look.
MOST_WAITING = 500


@cache
def notice(lang: str) -> dict[str, Any]:
    """Return the words of one language."""
    words: dict[str, Any] = read_yaml(FOLDER / f"{lang}.yml")
    return words


@pages.get("/notice", Rule.OPEN)
def show(desk: Desk) -> Response:
    """Show the notice."""
    return _page(desk, _language(desk.query("lang"), desk))


@pages.post("/notice", Rule.OPEN, limited=Limited.OBJECT)
def object_to(desk: Desk) -> Response:
    """Take a number to be forgotten."""
    lang = _language(desk.field("lang"), desk)
    e164 = normalise_phone(desk.field("number")[:40])
    if e164 is None:
        return _page(desk, lang, wrong="wrong")
    waiting = desk.session.execute(
        select(func.count()).select_from(DataRequest).where(col(DataRequest.done_at).is_(None))
    ).scalar_one()
    if waiting >= MOST_WAITING:
        return _page(desk, lang, wrong="busy")
    sealed = desk.office.keyring.seal(e164, "data_request.number")
    desk.session.add(DataRequest(asked_at=desk.now, language=lang, number_sealed=sealed))
    return _page(desk, lang, sent=True)


def _language(asked: str, desk: Desk) -> str:
    return asked if asked in LANGUAGES else desk.lang


def _page(desk: Desk, lang: str, *, wrong: str = "", sent: bool = False) -> Response:
    words = notice(lang)
    response = desk.page(
        "notice.html",
        status=400 if wrong == "wrong" else 503 if wrong else 200,
        words=words,
        notice_lang=lang,
        languages=[(code, notice(code)["name"]) for code in LANGUAGES],
        wrong=words[wrong] if wrong else "",
        sent=sent,
    )
    if desk.new_seed:
        cookies.set_seed(desk.request, response, desk.new_seed)
    return response
