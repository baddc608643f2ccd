"""An office with one worker's open log-in, and requests made by hand: the door of every page, without a browser."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import Request
from jinja2 import DictLoader, Environment
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from starlette.datastructures import FormData

from models.audit import AuditEntry
from models.keys import KeyRing
from models.people import Organisation, User, UserSession
from models.settings import Settings
from outreach.travel import EstimatedRoads
from review_ui.access import Rule
from review_ui.desk import Desk, open_desk
from review_ui.limits import Limited
from review_ui.office import Office
from review_ui.signing_in import token_hash
from tests.conftest import NOW
from tests.review_ui.making import make_user


class Door:
    """An office with one worker's open log-in, and requests made by hand."""

    def __init__(self, engine: Engine, keyring: KeyRing, folder: Path) -> None:
        self.engine, self.at = engine, NOW
        self.office = Office(
            Settings(folder, "unused"), engine, keyring, lambda: self.at,
            Environment(loader=DictLoader({"page": "{{ who }}: {{ word }}"}), autoescape=True),
            lambda desk: {"who": desk.lang}, EstimatedRoads(),
        )  # fmt: skip
        with Session(engine) as session:
            organisation = Organisation(name="AmiAmi", regions=["1083"])
            session.add(organisation)
            session.flush()
            user = make_user(session, organisation, "outreach", "mette")
            session.add(UserSession(
                token_hash=token_hash("key"), user_id=user.id or 0, csrf_token="form", created_at=NOW, last_used_at=NOW,
                proven_at=NOW,
            ))  # fmt: skip
            session.commit()
            self.user_id, self.organisation_id = user.id or 0, organisation.id or 0

    def change(self, **values: object) -> None:
        """Change the worker or the log-in, whichever has the field."""
        with Session(self.engine) as session:
            seat, user = session.exec(select(UserSession)).one(), session.get_one(User, self.user_id)
            for name, value in values.items():
                setattr(seat if hasattr(seat, name) else user, name, value)
            session.add_all([seat, user])
            session.commit()

    def request(
        self, method: str = "GET", path: str = "/x", query: str = "", cookie: str = "lygte_session=key"
    ) -> Request:
        class Named:
            def __init__(self, path: str) -> None:
                self.path = path

        headers = [(b"host", b"localhost"), (b"cookie", cookie.encode())]
        return Request({
            "type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": headers,
            "scheme": "http", "server": ("localhost", 80), "route": Named("/x/{number}"),
        })  # fmt: skip

    def enter(
        self, rule: Rule, request: Request | None = None, form: dict[str, str] | None = None,
        act: Callable[[Desk], object] = lambda desk: None, limited: Limited | None = None,
    ) -> Desk:  # fmt: skip
        with open_desk(request or self.request(), self.office, FormData(form or {}), rule, limited) as desk:
            act(desk)
        return desk

    def trail(self) -> list[tuple[object, ...]]:
        with Session(self.engine) as session:
            rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.number))).all()
            return [
                (row.act, row.at, row.user_id, row.organisation_id, row.subject, row.purpose, row.details)
                for row in rows
            ]

    def last_used(self) -> datetime:
        with Session(self.engine) as session:
            return session.exec(select(UserSession.last_used_at)).one()
