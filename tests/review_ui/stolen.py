"""A worker's device with the day-sheet open in it: what the ways of ``test_stolen_device.py`` do something to."""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session, select

from models.people import User, UserSession
from review_ui.signing_in import token_hash
from tests.conftest import NOW
from tests.review_ui.conftest import Served
from tests.review_ui.tab import Engine, Tab

SHEET = "/routes/1/day"
# The address of the first stop of the invented world, and the team.
STOP = re.compile(r"Opdigtet Vej|Tyverihold")


class Device:
    """A worker's browser with the day-sheet open in it, and the store behind, for what happens elsewhere."""

    def __init__(self, served: Served, engine: Engine, login: str = "outreach") -> None:
        self.served, self.engine, self.login = served, engine, login
        self.token = secrets.token_urlsafe(16)
        self.tabs: list[Tab] = []
        with Session(served.engine) as session:
            user = session.exec(select(User).where(User.login == login)).one()
            now = served.clock()
            seat = UserSession(
                token_hash=token_hash(self.token), user_id=user.id or 0, csrf_token=f"form {self.token}",
                created_at=now, last_used_at=now, proven_at=now,
            )  # fmt: skip
            session.add(seat)
            session.commit()
            self.seat = seat.id or 0
        self.page = self.another_browser(self.token)

    def another_browser(self, token: str | None) -> Tab:
        """Return a tab of a fresh browser, with a copied cookie where there is one."""
        # The world's day is invented: by today's clock every sheet would end at once.
        tab = self.engine.tab(self.served.url, token, NOW)
        self.tabs.append(tab)
        return tab

    def open_sheet(self) -> None:
        self.page.open(SHEET)
        assert self.page.ask("return document.documentElement.classList.contains('js')"), "its scripts run"
        assert STOP.search(self.page.shows()), "the rightful worker reads the sheet"

    def later(self, passed: timedelta) -> None:
        self.served.clock.at += passed

    def change(self, act: Callable[[Session, UserSession, User], object]) -> None:
        """Do something to this log-in where the store is."""
        with Session(self.served.engine) as session:
            seat = session.get_one(UserSession, self.seat)
            act(session, seat, session.get_one(User, seat.user_id))
            session.commit()

    def close(self) -> None:
        for tab in self.tabs:
            tab.close()
        assert self.engine.strays == []
