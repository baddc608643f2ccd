"""T-17: a device in a thief's hands shows no stop: thirty ways, each in a browser of its own with what the thief would have.

What was copied off the device, what was left open on it, whose clock was turned, who closed the account. Before each way the
rightful worker does read the sheet: the tests could fail.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page
from sqlmodel import Session, select

from models.emergency import stop_everything
from models.people import User, UserSession
from models.visit import Route, RouteStop
from review_ui.accounts import disable_user, end_sessions, set_password
from review_ui.signing_in import complete_log_in, log_out, token_hash
from tests.conftest import NOW
from tests.review_ui.conftest import Served, only_ours
from tests.review_ui.making import PASSWORD

SHEET = "/routes/1/day"
# The address of the first stop of the invented world, and the team.
STOP = re.compile(r"Opdigtet Vej|Tyverihold")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Device:
    """A worker's browser with the day-sheet open in it, and the store behind, for what happens elsewhere."""

    def __init__(self, served: Served, browser: Browser, login: str = "outreach") -> None:
        self.served, self.browser, self.login = served, browser, login
        self.token = secrets.token_urlsafe(16)
        self.strays: list[str] = []
        self.contexts: list[BrowserContext] = []
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
        self.open_sheet()

    def another_browser(self, token: str | None) -> Page:
        """Return a page of a fresh browser, with a copied cookie where there is one."""
        context = self.browser.new_context(base_url=self.served.url)
        only_ours(context, self.served.url, self.strays)
        if token is not None:
            context.add_cookies([{"name": "lygte_session", "value": token, "url": self.served.url, "httpOnly": True}])
        self.contexts.append(context)
        page = context.new_page()
        # The world's day is invented: without this every sheet would end at once.
        page.clock.install(time=NOW)
        return page

    def open_sheet(self) -> None:
        self.page.goto(SHEET)
        self.page.wait_for_selector("html.js")
        assert STOP.search(self.page.content()), "the rightful worker reads the sheet"

    def later(self, passed: timedelta) -> None:
        self.served.clock.at += passed

    def change(self, act: Callable[[Session, UserSession, User], object]) -> None:
        """Do something to this log-in where the store is."""
        with Session(self.served.engine) as session:
            seat = session.get_one(UserSession, self.seat)
            act(session, seat, session.get_one(User, seat.user_id))
            session.commit()

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.strays == []


@pytest.fixture(scope="module")
def world(serve_world: Callable[[], Served]) -> Served:
    """One server with a planned route of two stops, for all ways."""
    served = serve_world()
    with Session(served.engine) as session:
        user = session.exec(select(User).where(User.login == "outreach")).one()
        route = Route(
            organisation_id=user.organisation_id, user_id=user.id or 0, day=NOW.date(), team="Tyverihold",
            start_label="Vejle", start_lat=55.7, start_lon=9.5, created_at=NOW,
        )  # fmt: skip
        session.add(route)
        session.flush()
        for position in (1, 2):
            session.add(RouteStop(route_id=route.id or 0, contact_point_id=position, position=position))
        session.commit()
        assert route.id == 1
    return served


@pytest.fixture
def kept(world: Served) -> Iterator[None]:
    """Put the clock and the accounts back afterwards."""
    at = world.clock.at
    with Session(world.engine) as session:
        before = {user.id: user.model_dump() for user in session.exec(select(User))}
    yield
    world.clock.at = at
    with Session(world.engine) as session:
        for user in session.exec(select(User)):
            for name, value in before[user.id].items():
                setattr(user, name, value)
            session.add(user)
        session.commit()


@pytest.fixture
def device(world: Served, kept: None, browser: Browser) -> Iterator[Device]:
    """The worker's device, with the sheet open; nothing of it asked anybody but us."""
    made = Device(world, browser)
    yield made
    made.close()


def now_of(device: Device) -> datetime:
    return device.served.clock()


# What happened before the thief uses the copied cookie in a browser of the thief's own.
COPIED: dict[str, Callable[[Device], object]] = {
    "after fifteen idle minutes": lambda device: device.later(timedelta(minutes=16)),
    "after ten hours": lambda device: device.later(10 * HOUR + timedelta(minutes=1)),
    "the day after": lambda device: device.later(DAY),
    "after logging out": lambda device: device.change(lambda s, seat, user: log_out(s, seat, user, now_of(device))),
    "after the account was closed": lambda device: device.change(
        lambda s, seat, user: disable_user(s, user.login, now_of(device))
    ),
    "after the last day": lambda device: device.change(
        lambda s, seat, user: setattr(user, "ends_on", date(2026, 11, 14))
    ),
    "after the administrator ended the log-ins": lambda device: device.change(
        lambda s, seat, user: end_sessions(s, user, now_of(device))
    ),
    "after a new pass phrase": lambda device: device.change(
        lambda s, seat, user: set_password(s, user.login, "en helt anden lang sætning", now_of(device))
    ),
    "after the emergency stop": lambda device: device.change(
        lambda s, seat, user: stop_everything(s, why="stolen", now=now_of(device))
    ),
    "after proof gave a new token": lambda device: device.change(
        lambda s, seat, user: (complete_log_in(s, seat, user, now_of(device)), setattr(seat, "token_hash", "0" * 64))
    ),
    "while a code is owed": lambda device: device.change(lambda s, seat, user: setattr(seat, "awaits", "code")),
    "while a second factor must be set up": lambda device: device.change(
        lambda s, seat, user: setattr(seat, "awaits", "enrol")
    ),
    "after the role was changed": lambda device: device.change(lambda s, seat, user: setattr(user, "role", "analyst")),
    "after the worker went to another organisation": lambda device: device.change(
        lambda s, seat, user: setattr(user, "organisation_id", user.organisation_id + 1)
    ),
}


@pytest.mark.parametrize("way", COPIED)
def test_a_copied_cookie_opens_no_sheet(device: Device, way: str) -> None:
    thief = device.another_browser(device.token)
    COPIED[way](device)
    for address in (SHEET, "/routes/1", "/routes"):
        thief.goto(address)
        assert not STOP.search(thief.content()), address


# Cookies made up from what a thief of the database or of nothing at all would have.
GUESSED: dict[str, Callable[[Device], str | None]] = {
    "no cookie": lambda device: None,
    "a made-up one": lambda device: "x" * 43,
    "the hash out of the database": lambda device: token_hash(device.token),
}


@pytest.mark.parametrize("way", GUESSED)
def test_without_the_cookie_there_is_no_sheet(device: Device, way: str) -> None:
    thief = device.another_browser(GUESSED[way](device))
    thief.goto(SHEET)
    assert not STOP.search(thief.content())
    assert "/login" in thief.url


def run(device: Device, hours: float) -> None:
    device.page.clock.run_for(int(hours * 3_600_000))


def set_clock(device: Device, at: datetime) -> None:
    device.page.clock.set_system_time(at)


def set_back_each_hour(device: Device) -> None:
    """Whoever turns the clock back before it ends must not keep it open for good."""
    for _ in range(15):
        run(device, 1)
        set_clock(device, NOW - DAY)
    run(device, 0.1)


# What was done to the open tab, with the device in the thief's hands and no server in reach.
LEFT_OPEN: dict[str, Callable[[Device], object]] = {
    "the day is over": lambda device: run(device, 14),
    "a day and a night without coverage": lambda device: (device.page.context.set_offline(True), run(device, 25)),
    "over without coverage, then coverage again": lambda device: (
        device.page.context.set_offline(True),
        run(device, 14),
        device.page.context.set_offline(False),
        run(device, 1),
    ),
    "over, then the clock set back": lambda device: (run(device, 14), set_clock(device, NOW), run(device, 1)),
    "the clock set back first, then the day passes": lambda device: (
        set_clock(device, NOW - 12 * HOUR),
        run(device, 14),
    ),
    "the clock set back a year": lambda device: (set_clock(device, NOW - 365 * DAY), run(device, 14)),
    "the clock set back every hour": set_back_each_hour,
}


@pytest.mark.parametrize("way", LEFT_OPEN)
def test_an_open_tab_ends_with_its_day_whatever_the_clock_says(device: Device, way: str) -> None:
    LEFT_OPEN[way](device)
    assert device.page.locator(".stops, .day-form, #day-close").count() == 0
    assert "Opdigtet Vej" not in device.page.content()


def back(device: Device) -> None:
    device.page.goto("/today")
    device.later(timedelta(minutes=16))
    device.page.go_back()


def reload_offline(device: Device) -> None:
    device.page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        device.page.reload()
    # The browser's own page about it comes a moment later.
    device.page.wait_for_url("chrome-error://**")
    device.page.wait_for_load_state()


def log_out_elsewhere(device: Device) -> None:
    device.change(lambda session, seat, user: log_out(session, seat, user, now_of(device)))
    device.page.reload()


def close_day_and_go_back(device: Device) -> None:
    # A page of its own: closing it for good would end the route for the other ways.
    device.page.evaluate("document.querySelector('#day-close').action = '/logout'")
    with device.page.expect_navigation():
        device.page.click("#day-close button")
    device.page.go_back()


TAKEN_UP: dict[str, Callable[[Device], object]] = {
    "asked again after it idled out": lambda device: (device.later(timedelta(minutes=16)), device.page.reload()),
    "asked again without coverage": reload_offline,
    "the back button after it idled out": back,
    "asked again after logging out elsewhere": log_out_elsewhere,
    "the back button after logging out": close_day_and_go_back,
}


@pytest.mark.parametrize("way", TAKEN_UP)
def test_a_tab_taken_up_again_asks_the_server_who_sits_here(device: Device, way: str) -> None:
    TAKEN_UP[way](device)
    assert not STOP.search(device.page.content())


def test_nothing_of_the_sheet_lies_in_the_browser(device: Device) -> None:
    stores = device.page.evaluate(
        """async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, await caches.keys(),
        (await indexedDB.databases()).map(one => one.name), (await navigator.serviceWorker.getRegistrations()).length])"""
    )
    assert stores == '[{},{},"",[],[],0]'
    state = device.page.context.storage_state()
    assert state["origins"] == []
    assert [(cookie["httpOnly"], cookie["expires"]) for cookie in state["cookies"] if "session" in cookie["name"]]
    assert not STOP.search(str(state))


FAILED: dict[str, tuple[str, dict[str, str]]] = {
    "a wrong pass phrase": ("/login", {"login": "outreach", "password": "en helt forkert sætning"}),
    "a passkey nobody has": ("/login/passkey/enter", {"answer": '{"id": "made up", "response": {}}'}),
    "no passkey at all": ("/login/passkey/enter", {"answer": ""}),
}


@pytest.mark.parametrize("way", FAILED)
def test_a_failed_log_in_opens_no_sheet(device: Device, way: str) -> None:
    thief = device.another_browser(None)
    path, fields = FAILED[way]
    thief.goto("/login")
    token = thief.locator("input[name=csrf]").first.get_attribute("value") or ""
    answer = thief.context.request.post(path, form={**fields, "csrf": token}, max_redirects=0)
    assert answer.status in (200, 303, 400, 401, 403)
    thief.goto(SHEET)
    assert not STOP.search(thief.content())


def test_while_wrong_tries_make_it_wait_the_right_phrase_opens_no_sheet(device: Device) -> None:
    device.change(lambda session, seat, user: setattr(user, "locked_until", now_of(device) + HOUR))
    thief = device.another_browser(None)
    thief.goto("/login")
    thief.fill("#login", "outreach")
    thief.fill("#password", PASSWORD)
    thief.press("#password", "Enter")
    thief.wait_for_load_state()
    thief.goto(SHEET)
    assert not STOP.search(thief.content())


def test_these_are_thirty_ways_or_more() -> None:
    assert len(COPIED) + len(GUESSED) + len(LEFT_OPEN) + len(TAKEN_UP) + len(FAILED) + 2 >= 30
