"""What a worker may not open is refused and stands in the trail: who, when, which route, and nothing of the record."""

from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.audit import AuditEntry
from models.audit_chain import first_break
from models.people import User
from tests.conftest import NOW
from tests.review_ui.test_every_page import app as app  # noqa: PLC0414  (a fixture of another file)
from tests.review_ui.test_every_page import client_of


def refusals(engine: Engine) -> list[AuditEntry]:
    with Session(engine) as session:
        assert first_break(session) is None
        found = session.exec(select(AuditEntry).where(AuditEntry.act == "refused").order_by(col(AuditEntry.number)))
        return list(found)


def test_a_role_that_asks_for_more_is_on_record(app: FastAPI, sqlite_store: Engine) -> None:
    client = client_of(app, "screener")
    assert client.get("/users").status_code == 403
    assert client.get("/places/vejle-havn/message?words=hemmelig").status_code == 403
    assert client.get("/queue").status_code == 200
    users, message = refusals(sqlite_store)
    assert (users.subject, message.subject) == ("GET /users", "GET /places/{token}/message")
    assert users.at.replace(microsecond=0) == NOW
    assert "hemmelig" not in str(message)
    with Session(sqlite_store) as session:
        assert session.get_one(User, users.user_id).login == "screener"


def test_a_stranger_leaves_no_name_and_what_is_simply_not_there_is_no_refusal(
    app: FastAPI, sqlite_store: Engine
) -> None:
    client = client_of(app, "outreach")
    assert client.get("/places/nowhere").status_code == 404
    client.cookies.clear()
    assert client.get("/users").status_code == 303
    assert refusals(sqlite_store) == []
