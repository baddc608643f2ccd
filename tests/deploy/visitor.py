"""A worker at the doors: logs a visit over HTTP, sends it again until it is answered, as the phone does without a network."""

import http.client
import threading
import time
import uuid
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from benchmarks.screens import Browser, csrf
from deploy.together import DEMO_PASSWORD
from lygte.installation import Installation
from models.contact_point import ContactPoint

# A busy machine starts the screens late; what is asked here is whether anything is lost, not how soon they are up.
LONGEST_START_S = 300
PATIENCE_S = 20.0
AWAY = (OSError, http.client.HTTPException)


def signed_in(port: int, login: str = "anna", password: str = DEMO_PASSWORD) -> Browser:
    """A worker's browser, logged in; waits for the screens to come up."""
    until = time.monotonic() + LONGEST_START_S
    browser = Browser(port)
    while True:
        try:
            page = browser.ask("GET", "/login")[1]
            form = {"csrf": csrf(page), "login": login, "password": password}
            if browser.ask("POST", "/login", form)[0] == 303:
                return browser
        except AWAY:
            browser.connection.close()
        assert time.monotonic() < until, "the screens did not come up"
        time.sleep(0.2)


@dataclass
class Visitor:
    """Logs one visit after the other until stopped."""

    place: Installation
    port: int
    answered: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin."""
        with Session(self.place.engine) as session:
            regions = ("1081", "1082", "1083")
            point = select(ContactPoint.token).where(
                col(ContactPoint.region_code).in_(regions), col(ContactPoint.gone_at).is_(None)
            )
            self.token = session.exec(point).first()
        self.thread = threading.Thread(target=self._until_ended, daemon=True)
        self.thread.start()

    def _until_ended(self) -> None:
        try:
            self._go()
        except AssertionError as problem:
            self.problems.append(str(problem))

    def _go(self) -> None:
        browser = signed_in(self.port)
        browser.connection.timeout = PATIENCE_S
        while not self._ended.is_set():
            number = uuid.uuid4().hex
            while not self._ended.is_set() and not self._logged(browser, number):
                time.sleep(0.05)

    def _logged(self, browser: Browser, number: str) -> bool:
        """Send one visit; True when the screens say that they have it."""
        try:
            status, page, to = browser.ask("GET", f"/places/{self.token}/visit")
            if status == 200:
                form = {"csrf": csrf(page), "client_token": number, "outcome": "nobody_there"}
                status, _, to = browser.ask("POST", f"/places/{self.token}/visit", form)
        except AWAY:
            browser.connection.close()
            return False
        if status == 303 and to.startswith("/visits/"):
            self.answered.append(number)
            return True
        if status in (303, 403) and (to.startswith("/login") or not to):
            # The seat ended: the clock jumped by days.
            browser.cookies = signed_in(self.port).cookies
        elif status < 500:
            self.problems.append(f"{status} {to}")
            self._ended.set()
        return False

    def stop(self) -> None:
        """End."""
        self._ended.set()
        self.thread.join(LONGEST_START_S)
        if self.thread.is_alive():
            self.problems.append("the screens did not come back")
