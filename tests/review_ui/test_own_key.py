"""Whole numbers and addresses on the screens open with the worker's own organisation's key file, on both engines, and with no other."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient

from models.audit import AuditEntry
from models.display import PhoneDisplay
from models.keys import KeyRing
from models.message import MessageEntry, MessageTemplate
from models.people import Organisation
from models.settings import Settings
from models.visit import DoNotContact
from outreach.messages.templates import DRAFTS
from review_ui.app import create_app
from tests.conftest import NOW
from tests.review_ui.invented import invent
from tests.review_ui.making import PASSWORD, give_own_keys, make_user
from tests.review_ui.test_every_page import form_token

# One place in each organisation's area: AmiAmi works in the south, Reden in the east.
OURS, THEIRS = "kolding-midt", "koebenhavn"
ADDRESS = "Opdigtet Vej 1"
SHOWN = re.compile(r"\+457174\d{4}")


class Screens:
    """The application, with one worker of each organisation at it."""

    def __init__(self, engine: Engine, keyring: KeyRing, folder: Path) -> None:
        self.engine, self.folder = engine, folder / "display_keys"
        with Session(engine, expire_on_commit=False) as session:
            invent(session, keyring, NOW)
            for login, name in (("south", "AmiAmi"), ("eastern", "Reden International")):
                organisation = session.exec(select(Organisation).where(Organisation.name == name)).one()
                make_user(session, organisation, "outreach", login, language="en")
            give_own_keys(session, keyring, folder, NOW)
            self.ids = {row.name: row.id or 0 for row in session.exec(select(Organisation)).all()}
        self.app: FastAPI = create_app(Settings(folder, "unused"), engine, keyring, now=lambda: NOW)
        self.app.state.office.extra["raise_errors"] = True
        self.south, self.east = self._seat("south"), self._seat("eastern")

    def _seat(self, login: str) -> TestClient:
        client = TestClient(self.app, follow_redirects=False)
        token = form_token(client.get("/login").text)
        answer = client.post("/login", data={"csrf": token, "login": login, "password": PASSWORD})
        assert answer.status_code == 303
        return client

    def file(self, name: str) -> Path:
        return self.folder / f"{self.ids[name]}.json"

    def post(self, client: TestClient, path: str, **fields: str):  # type: ignore[no-untyped-def]
        return client.post(path, data={"csrf": form_token(client.get("/queue").text), **fields})

    def reveal(self, client: TestClient, token: str) -> tuple[int, str]:
        """Ask for a place's number as its page does; return the status and the page."""
        page = client.get(f"/places/{token}").text
        phone = re.search(r'name="phone" value="(\d+)"', page)
        answer = self.post(client, f"/places/{token}/reveal", purpose="ruteplan", phone=phone[1] if phone else "1")
        return answer.status_code, answer.text

    def route(self, client: TestClient, token: str) -> str:
        made = self.post(
            client, "/routes", day="2026-11-16", team="1", start="Vejle", starts="09:00", ends="16:00", place=token
        )
        return str(made.headers["location"].split("?")[0])

    def trail(self, act: str) -> int:
        with Session(self.engine) as session:
            return len(session.exec(select(AuditEntry).where(AuditEntry.act == act)).all())


@pytest.fixture
def screens(store: Engine, keyring: KeyRing, tmp_path: Path) -> Screens:
    return Screens(store, keyring, tmp_path)


def test_each_organisation_reveals_with_its_own_file_and_neither_with_the_others(screens: Screens) -> None:
    for client, token in ((screens.south, OURS), (screens.east, THEIRS)):
        status, page = screens.reveal(client, token)
        assert status == 200 and SHOWN.search(page)
    # Away, damaged, and the other's put in its place: one sentence, no number, and the trail counts no reveal.
    ours, theirs = screens.file("AmiAmi"), screens.file("Reden International")
    kept = ours.read_bytes()
    for wrong in (None, b"{", theirs.read_bytes(), theirs.read_bytes().replace(
        f'"organisation": {screens.ids["Reden International"]}'.encode(), f'"organisation": {screens.ids["AmiAmi"]}'.encode()
    )):  # fmt: skip
        ours.unlink(missing_ok=True)
        if wrong is not None:
            ours.write_bytes(wrong)
        status, page = screens.reveal(screens.south, OURS)
        assert status == 409 and "The key file of your organisation is not here or does not fit" in page
        assert not SHOWN.search(page)
    assert screens.trail("reveal") == 2
    # The others are not disturbed, and with the file back all is as before.
    assert screens.reveal(screens.east, THEIRS)[0] == 200
    ours.write_bytes(kept)
    assert screens.reveal(screens.south, OURS)[0] == 200


def test_a_number_not_sealed_for_the_organisation_is_said_and_one_opened_for_a_purpose_is_sealed_at_once(
    screens: Screens,
) -> None:
    screens.south.get("/queue")
    assert screens.reveal(screens.south, THEIRS)[0] == 403
    assert screens.post(screens.south, f"/places/{THEIRS}/open", purpose="ruteplan").status_code == 303
    status, page = screens.reveal(screens.south, THEIRS)
    assert status == 200 and SHOWN.search(page)
    with Session(screens.engine) as session:
        for row in session.exec(
            select(PhoneDisplay).where(PhoneDisplay.organisation_id == screens.ids["AmiAmi"])
        ).all():
            session.delete(row)
        session.commit()
    status, page = screens.reveal(screens.south, OURS)
    assert status == 409 and "not sealed for your organisation yet" in page


def test_without_the_key_the_day_goes_on_without_addresses_and_no_file_leaves(screens: Screens) -> None:
    route = screens.route(screens.south, OURS)
    assert ADDRESS in screens.south.get(f"{route}/day").text
    assert ADDRESS in screens.south.get(f"{route}/stops/1").text
    taken = screens.post(screens.south, f"{route}/file", format="csv", purpose="ruteplan")
    assert taken.status_code == 200 and ADDRESS in taken.text
    screens.file("AmiAmi").rename(screens.folder / "away")
    day = screens.south.get(f"{route}/day")
    assert day.status_code == 200 and ADDRESS not in day.text and "Addresses are closed" in day.text
    shown = screens.south.get(route)
    assert shown.status_code == 200 and "Addresses are closed" in shown.text
    assert screens.south.get(f"{route}/stops/1").status_code == 200
    exports = screens.trail("export")
    refused = screens.post(screens.south, f"{route}/file", format="csv", purpose="ruteplan")
    assert refused.status_code == 409 and screens.trail("export") == exports
    # Another's key under our name: the same, and no error.
    (screens.folder / screens.file("AmiAmi").name).write_bytes(
        screens.file("Reden International").read_bytes().replace(b'"organisation": 2', b'"organisation": 1')
    )
    assert "Addresses are closed" in screens.south.get(f"{route}/day").text
    assert screens.post(screens.south, f"{route}/file", format="csv", purpose="ruteplan").status_code == 409


def test_without_the_key_no_text_is_booked_and_do_not_contact_holds_all_the_same(screens: Screens) -> None:
    monday = NOW.replace(day=16, hour=10)
    screens.app.state.office.now = lambda: monday
    with Session(screens.engine) as session:
        template = MessageTemplate(
            organisation_id=screens.ids["AmiAmi"], written_by=1, name="first", language="da", body=DRAFTS["da"],
            approved_at=monday,
        )  # fmt: skip
        session.add(template)
        session.commit()
        wording = str(template.id)
    client = screens._seat("south")
    phone = re.search(r'name="phone" value="(\d+)"', client.get(f"/places/{OURS}").text)
    assert phone
    screens.file("AmiAmi").rename(screens.folder / "away")
    answer = screens.post(client, f"/places/{OURS}/message", phone=phone[1], template=wording)
    assert answer.status_code == 409 and not SHOWN.search(answer.text)
    assert screens.post(client, f"/places/{OURS}/do-not-contact", what="number", phone=phone[1]).status_code == 303
    with Session(screens.engine) as session:
        assert session.exec(select(MessageEntry)).all() == []
        assert len(session.exec(select(DoNotContact)).all()) == 1
