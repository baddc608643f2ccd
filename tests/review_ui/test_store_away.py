"""A store that is away for a moment is a sentence on the screen, and the screens go on when it is back."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from models.keys import KeyRing
from models.settings import Settings
from review_ui.app import create_app
from tests.conftest import NOW
from tests.review_ui.invented import invent
from tests.review_ui.test_every_page import client_of


@pytest.mark.parametrize(
    ("language", "words"), [("da", "Databasen svarer ikke lige nu"), ("en", "does not answer just now")]
)
def test_a_store_that_is_away_is_said_and_the_next_page_comes_when_it_is_back(
    sqlite_store: Engine, keyring: KeyRing, tmp_path: Path, language: str, words: str
) -> None:
    with Session(sqlite_store, expire_on_commit=False) as session:
        invent(session, keyring, NOW)
    app = create_app(Settings(tmp_path, "unused"), sqlite_store, keyring, now=lambda: NOW)
    client = client_of(app, "coordinator")
    app.state.office.extra.clear()
    client.cookies.set("lygte_language", language)

    def refuse(*_: object) -> None:
        raise OperationalError("SELECT 71741010", {}, Exception("server closed the connection unexpectedly"))

    event.listen(sqlite_store, "before_cursor_execute", refuse)
    away = client.get("/places")
    event.remove(sqlite_store, "before_cursor_execute", refuse)
    assert (away.status_code, away.headers["retry-after"]) == (503, "5")
    assert words in away.text
    assert "71741010" not in away.text
    assert client.get("/places").status_code == 200
