"""A worker sees the own open log-ins and ends the others: a phone left somewhere is shut out at once, nobody else is."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient

from models.audit import AuditEntry
from models.keys import KeyRing
from models.people import User, UserSession
from models.settings import Settings
from review_ui.app import create_app
from review_ui.signing_in import token_hash
from tests.conftest import NOW
from tests.review_ui.invented import invent


@pytest.fixture
def app(sqlite_store: Engine, keyring: KeyRing, tmp_path: Path) -> FastAPI:
    with Session(sqlite_store, expire_on_commit=False) as session:
        invent(session, keyring, NOW)
    return create_app(Settings(tmp_path, "sqlite://"), sqlite_store, keyring, now=lambda: NOW)


def seated(app: FastAPI, login: str, token: str, minutes_ago: int = 0) -> TestClient:
    """Give a browser with an open log-in."""
    at = NOW - timedelta(minutes=minutes_ago)
    with Session(app.state.office.engine) as session:
        user = session.exec(select(User).where(User.login == login)).one()
        session.add(
            UserSession(
                token_hash=token_hash(token),
                user_id=user.id or 0,
                csrf_token=f"form {token}",
                created_at=at,
                last_used_at=at,
            )
        )
        session.commit()
    client = TestClient(app, follow_redirects=False)
    client.cookies.set("lygte_session", token)
    return client


def shown(client: TestClient) -> int:
    page = client.get("/settings").text
    assert page.count("denne browser") == 1
    return len(re.findall(r"Begyndt .*?, sidst brugt", page))


def test_a_worker_sees_and_ends_the_own_other_log_ins_and_nobody_elses(app: FastAPI) -> None:
    here, phone = seated(app, "outreach", "here"), seated(app, "outreach", "phone", 3)
    seated(app, "outreach", "idled out", 16)
    colleague = seated(app, "coordinator", "colleague")
    assert (shown(here), shown(colleague)) == (2, 1)
    answer = here.post("/settings/log-ins", data={"csrf": "form here"})
    assert answer.headers["location"] == "/settings?done=others_ended"
    assert "Dine andre log-ind er afsluttet" in here.get("/settings?done=others_ended").text
    assert shown(here) == shown(colleague) == 1
    assert phone.get("/settings").headers["location"].startswith("/login")
    with Session(app.state.office.engine) as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.act == "own log-ins ended")).one()
        assert entry.details == {"count": 1}


def test_where_there_is_one_log_in_there_is_nothing_to_end(app: FastAPI) -> None:
    here = seated(app, "outreach", "here")
    assert "Afslut de andre" not in here.get("/settings").text
    here.post("/settings/log-ins", data={"csrf": "form here"})
    assert shown(here) == 1
