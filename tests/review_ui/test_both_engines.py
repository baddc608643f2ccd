"""Every page asks its questions in words that SQLite and PostgreSQL both understand."""

from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from models.audit_chain import first_break
from models.decision import LevelDecision
from models.keys import KeyRing
from models.settings import Settings
from review_ui.app import create_app
from tests.conftest import NOW
from tests.review_ui.invented import invent
from tests.review_ui.test_every_page import client_of, form_token

PAGES = (
    "/", "/queue", "/queue?show=new", "/places", "/places?only=due&not_visited_days=180", "/places?show=changed",
    "/places/vejle-havn", "/places/vejle-havn/compare", "/networks", "/networks/net-vejle-kolding", "/routes", "/search",
    "/assignments", "/today", "/trends", "/trends?of=visits&by=outcome", "/judgements", "/lexicon", "/sites", "/trail",
)  # fmt: skip

# Addresses people edit and old links: each is a page, or one that says there is none, on either engine.
NUMBERS = ("", "-1", "0", "²", "٣", "1e3", "9" * 5000, str(2**31 - 1), str(2**31), str(10**30))
ASKED = (
    "/queue?filter={}", "/places?page={}", "/places?filter={}", "/places?not_visited_days={}", "/trends?year={}",
    "/figures?year={}", "/exports?route={}",
)  # fmt: skip


def test_any_number_in_an_address_is_answered_by_a_page(store: Engine, keyring: KeyRing, tmp_path: Path) -> None:
    with Session(store, expire_on_commit=False) as session:
        invent(session, keyring, NOW)
    client = client_of(create_app(Settings(tmp_path, "unused"), store, keyring, now=lambda: NOW), "coordinator")
    for path in ASKED:
        for number in NUMBERS:
            status = client.get(path.format(number)).status_code
            assert status in (200, 404), (path, number[:12], status)
    token = form_token(client.get("/places").text)
    for number in NUMBERS:
        kept = {"csrf": token, "name": "x", "not_visited_days": number}
        assert client.post("/places/filters", data=kept).status_code == 303, number[:12]
        pack = {"csrf": token, "half": f"{number}-1"}
        assert client.post("/figures/pack", data=pack).status_code == 400, number[:12]


def test_pages_open_decide_and_search_on_each_engine(store: Engine, keyring: KeyRing, tmp_path: Path) -> None:
    with Session(store, expire_on_commit=False) as session:
        invent(session, keyring, NOW)
    app = create_app(Settings(tmp_path, "unused"), store, keyring, now=lambda: NOW)
    client = client_of(app, "coordinator")
    statuses = {path: client.get(path).status_code for path in PAGES}
    assert set(statuses.values()) == {200}, statuses
    token = form_token(client.get("/queue").text)
    assert client.post("/queue/vejle-havn", data={"csrf": token, "act": "red"}).status_code == 303
    assert client.post("/undo", data={"csrf": token}).status_code == 303
    assert "Klinik i Vejle" in client.post("/search", data={"csrf": token, "words": "Receptionen"}).text
    with Session(store) as session:
        assert session.exec(select(LevelDecision)).one().undone_at is not None
        assert first_break(session) is None
