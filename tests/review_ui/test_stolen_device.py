"""T-17: a device in a thief's hands shows no stop: thirty ways, each in a browser of its own with what the thief would have.

What was copied off the device, what was left open on it, whose clock was turned, who closed the account. Before each way the
rightful worker does read the sheet: the tests could fail. Each way is tried in Chromium at every change, and in Firefox and WebKit
where these are installed (``make test-browsers``).
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from models.emergency import stop_everything
from models.people import User
from models.visit import Route, RouteStop
from review_ui.accounts import disable_user, end_sessions, set_password
from review_ui.signing_in import complete_log_in, log_out, token_hash
from tests.conftest import NOW
from tests.review_ui.conftest import Served
from tests.review_ui.driven import DrivenTab
from tests.review_ui.elsewhere import firefox, webkit
from tests.review_ui.making import PASSWORD
from tests.review_ui.stolen import SHEET, STOP, Device
from tests.review_ui.tab import LOG_IN, Engine, chromium

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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


ENGINES = [
    "chromium",
    pytest.param("firefox", marks=pytest.mark.browsers),
    pytest.param("webkit", marks=pytest.mark.browsers),
]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Each browser in turn; one that is missing fails and says what to install."""
    if request.param == "chromium":
        started: Any = chromium(request.getfixturevalue("browser"))
    else:
        started = {"firefox": firefox, "webkit": webkit}[request.param](tmp_path_factory.mktemp(request.param))
    with started as engine:
        yield engine


@pytest.fixture
def device(world: Served, kept: None, engine: Engine) -> Iterator[Device]:
    """The worker's device, with the sheet open; nothing of it asked anybody but us."""
    made = Device(world, engine)
    try:
        made.open_sheet()
        yield made
    finally:
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
        lambda s, seat, user: (
            complete_log_in(s, seat, user, now_of(device)),
            setattr(seat, "token_hash", token_hash(f"new {seat.id}")),
        )
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
        thief.open(address)
        assert not STOP.search(thief.shows()), address


# Cookies made up from what a thief of the database or of nothing at all would have.
GUESSED: dict[str, Callable[[Device], str | None]] = {
    "no cookie": lambda device: None,
    "a made-up one": lambda device: "x" * 43,
    "the hash out of the database": lambda device: token_hash(device.token),
}


@pytest.mark.parametrize("way", GUESSED)
def test_without_the_cookie_there_is_no_sheet(device: Device, way: str) -> None:
    thief = device.another_browser(GUESSED[way](device))
    thief.open(SHEET)
    assert not STOP.search(thief.shows())
    assert "/login" in thief.where()


def run(device: Device, hours: float) -> None:
    device.page.run(hours)


def set_clock(device: Device, at: datetime) -> None:
    device.page.set_clock(at)


def set_back_each_hour(device: Device) -> None:
    """Whoever turns the clock back before it ends must not keep it open for good."""
    for _ in range(15):
        run(device, 1)
        set_clock(device, NOW - DAY)
    run(device, 0.1)


def slept(device: Device) -> None:
    """No timer runs in a tab that sleeps; it hears when somebody looks at it again."""
    set_clock(device, NOW + 14 * HOUR)
    device.page.ask("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")


# What was done to the open tab, with the device in the thief's hands and no server in reach.
LEFT_OPEN: dict[str, Callable[[Device], object]] = {
    "the day is over": lambda device: run(device, 14),
    "a day and a night without coverage": lambda device: (device.page.coverage(False), run(device, 25)),
    "over without coverage, then coverage again": lambda device: (
        device.page.coverage(False),
        run(device, 14),
        device.page.coverage(True),
        run(device, 1),
    ),
    "over, then the clock set back": lambda device: (run(device, 14), set_clock(device, NOW), run(device, 1)),
    "the clock set back first, then the day passes": lambda device: (
        set_clock(device, NOW - 12 * HOUR),
        run(device, 14),
    ),
    "the clock set back a year": lambda device: (set_clock(device, NOW - 365 * DAY), run(device, 14)),
    "the clock set back every hour": set_back_each_hour,
    "over while the device slept, then taken up": slept,
}


@pytest.mark.parametrize("way", LEFT_OPEN)
def test_an_open_tab_ends_with_its_day_whatever_the_clock_says(device: Device, way: str) -> None:
    LEFT_OPEN[way](device)
    assert device.page.ask("return document.querySelectorAll('.stops, .day-form, #day-close').length") == 0
    assert "Opdigtet Vej" not in device.page.shows()


def back(device: Device) -> None:
    device.page.open("/today")
    device.later(timedelta(minutes=16))
    device.page.back()


def back_to_the_route(device: Device) -> None:
    device.page.open("/routes/1")
    assert STOP.search(device.page.shows())
    back(device)


def reload_offline(device: Device) -> None:
    device.page.coverage(False)
    device.page.reload_unanswered()


def log_out_elsewhere(device: Device) -> None:
    device.change(lambda session, seat, user: log_out(session, seat, user, now_of(device)))
    device.page.reload()


def close_day_and_go_back(device: Device) -> None:
    # A page of its own: closing it for good would end the route for the other ways.
    device.page.ask("document.querySelector('#day-close').action = '/logout'")
    device.page.click("#day-close button")
    device.page.back()


TAKEN_UP: dict[str, Callable[[Device], object]] = {
    "asked again after it idled out": lambda device: (device.later(timedelta(minutes=16)), device.page.reload()),
    "asked again without coverage": reload_offline,
    "the back button after it idled out": back,
    "the back button to the route after it idled out": back_to_the_route,
    "asked again after logging out elsewhere": log_out_elsewhere,
    "the back button after logging out": close_day_and_go_back,
}


@pytest.mark.parametrize("way", TAKEN_UP)
def test_a_tab_taken_up_again_asks_the_server_who_sits_here(device: Device, way: str) -> None:
    TAKEN_UP[way](device)
    assert not STOP.search(device.page.shows())


@pytest.mark.parametrize("address", [SHEET, "/routes/1"])
def test_a_page_the_browser_kept_shows_nothing_until_the_server_has_answered(device: Device, address: str) -> None:
    device.page.open(address)
    left = device.page.ask(
        """dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
        return document.body.textContent"""
    )
    assert left == ""


def test_nothing_of_the_sheet_lies_in_the_browser(device: Device) -> None:
    stores = device.page.ask(
        """return [{...localStorage}, {...sessionStorage}, document.cookie, await caches.keys(),
        (await indexedDB.databases()).map((one) => one.name), (await navigator.serviceWorker.getRegistrations()).length]"""
    )
    assert stores == [{}, {}, "", [], [], 0]
    kept_cookies = {one["name"]: (one["httpOnly"], "expiry" in one) for one in device.page.cookies()}
    assert kept_cookies == {LOG_IN: (True, False)}


@pytest.mark.browsers
def test_nothing_of_the_sheet_lies_on_the_disk_of_a_firefox_closed_with_the_sheet_open(
    world: Served, kept: None, tmp_path: Path
) -> None:
    """Firefox writes what a tab holds to the disk, to show it again. It keeps the log-in too: worth fifteen minutes, as any copy."""
    note = "et ord skrevet ved døren"
    with firefox(tmp_path) as engine:
        device = Device(world, engine)
        device.open_sheet()
        device.page.ask(
            f"""const field = document.querySelector("textarea");
            field.value = {note!r};
            field.dispatchEvent(new Event("input", {{ bubbles: true }}))"""
        )
    assert isinstance(device.page, DrivenTab)
    device.page.door.shut()
    files = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert any(b"/static/lygte.css" in content for content in files.values()), "it does keep what it may keep"
    for word in ("Opdigtet Vej", "Tyverihold", note):
        found = [
            file.name
            for file, content in files.items()
            if word.encode() in content or word.encode("utf-16-le") in content
        ]
        assert found == [], word


FAILED: dict[str, tuple[str, dict[str, str]]] = {
    "a wrong pass phrase": ("/login", {"login": "outreach", "password": "en helt forkert sætning"}),
    "a passkey nobody has": ("/login/passkey/enter", {"answer": '{"id": "made up", "response": {}}'}),
    "no passkey at all": ("/login/passkey/enter", {"answer": ""}),
}


@pytest.mark.parametrize("way", FAILED)
def test_a_failed_log_in_opens_no_sheet(device: Device, way: str) -> None:
    thief = device.another_browser(None)
    path, fields = FAILED[way]
    thief.open("/login")
    status = thief.ask(
        f"""const csrf = document.querySelector("input[name=csrf]").value;
        const body = new URLSearchParams({{ ...{json.dumps(fields)}, csrf }});
        return (await fetch({path!r}, {{ method: "POST", body }})).status"""
    )
    assert status in (200, 303, 400, 401, 403)
    thief.open(SHEET)
    assert not STOP.search(thief.shows())


def test_while_wrong_tries_make_it_wait_the_right_phrase_opens_no_sheet(device: Device) -> None:
    device.change(lambda session, seat, user: setattr(user, "locked_until", now_of(device) + HOUR))
    thief = device.another_browser(None)
    thief.open("/login")
    thief.fill("#login", "outreach")
    thief.fill("#password", PASSWORD)
    thief.click("main form button")
    thief.open(SHEET)
    assert not STOP.search(thief.shows())


def test_these_are_thirty_ways_or_more() -> None:
    assert len(COPIED) + len(GUESSED) + len(LEFT_OPEN) + len(TAKEN_UP) + len(FAILED) + 2 >= 30
