"""Every route, from the route table: six roles of two organisations, own and foreign objects, and fields full of rubbish.

T-11 (who may), T-09 (numbers and addresses of a made-up world show up nowhere), T-16 (what leaves), and a fuzz in which no
request may end as an error of ours. Log-ins are put into the store: the pass phrase has its own tests.
"""

import ast
import inspect
import random
import re
import string
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from models.contact_point import ContactPoint
from models.keys import KeyRing
from models.people import ROLES, Organisation, User, UserSession
from models.settings import Settings
from models.visit import Route, RouteStop
from review_ui.access import ROLES_OF, Rule
from review_ui.app import create_app, page_routes
from review_ui.limits import Turnstile
from review_ui.signing_in import token_hash
from tests.conftest import NOW
from tests.review_ui.invented import invent
from tests.review_ui.making import give_own_keys, make_user

ADDRESS = "Kanarigade 77"
# What only the first organisation may read: words of its ads, its team, its address, its workers.
SECRETS = ("kanarinotat", "Kanarihold", ADDRESS)
# Every invented number: 99, four digits that count up from zero, two more; written in one piece or in pairs.
NUMBER = re.compile(r"(?<![\d.,])99 ?00 ?\d\d ?(?:34|71|08)(?![\d.])")


class World:
    """The application over an invented world in which both organisations have all six roles."""

    def __init__(self, engine: Engine, keyring: KeyRing, folder: Path) -> None:
        self.engine, self.keyring = engine, keyring
        with Session(engine, expire_on_commit=False) as session:
            invent(session, keyring, NOW)
            _plant(session, keyring)
            give_own_keys(session, keyring, folder, NOW)
        self.app: FastAPI = create_app(Settings(folder, "unused"), engine, keyring, now=lambda: NOW)
        ticks = count()
        self.app.state.office.turnstile = Turnstile(lambda: 61.0 * next(ticks))
        self.clients: dict[str, tuple[TestClient, str]] = {}

    def ask(self, login: str, method: str, path: str, fields: dict[str, str] | None = None):  # type: ignore[no-untyped-def]
        """Send one request as one worker, logged in and with the right form token."""
        if login not in self.clients:
            self.clients[login] = self._seat(login)
        client, csrf = self.clients[login]
        if method == "GET":
            return client.get(path, params={name: value[:2000] for name, value in (fields or {}).items()})
        return client.post(path, data={**(fields or {}), "csrf": csrf})

    def _seat(self, login: str) -> tuple[TestClient, str]:
        with Session(self.engine) as session:
            user = session.exec(select(User).where(User.login == login)).one()
            session.add(
                UserSession(
                    token_hash=token_hash(f"token of {login}"),
                    user_id=user.id or 0,
                    csrf_token=f"form-{login}",
                    created_at=NOW,
                    last_used_at=NOW,
                )
            )
            session.commit()
        client = TestClient(self.app, follow_redirects=False)
        client.cookies.set("lygte_session", f"token of {login}")
        return client, f"form-{login}"

    def bring_back(self) -> None:
        """Undo what a form may have done to the log-ins themselves."""
        with Session(self.engine) as session:
            for user in session.exec(select(User).where(col(User.disabled_at).is_not(None))):
                user.disabled_at = None
                session.add(user)
            for login in session.exec(select(UserSession).where(col(UserSession.ended_at).is_not(None))):
                login.ended_at = None
                session.add(login)
            session.commit()


def _plant(session: Session, keyring: KeyRing) -> None:
    """Give the second organisation its six roles, and the first an address, a note, a route."""
    east = session.exec(select(Organisation).where(Organisation.name == "Reden International")).one()
    for role in ROLES:
        make_user(session, east, role, f"foreign-{role}")
    point = session.exec(select(ContactPoint).where(ContactPoint.token == "vejle-havn")).one()
    point.address_sealed = keyring.seal(ADDRESS, "contact_point.address")
    point.access_note = "kanarinotat ved døren"
    route = Route(
        organisation_id=1, user_id=2, day=(NOW + timedelta(days=1)).date(), team="Kanarihold", start_label="Vejle",
        start_lat=55.7, start_lon=9.5, created_at=NOW,
    )  # fmt: skip
    session.add_all([point, route])
    session.flush()
    session.add(RouteStop(route_id=route.id or 0, contact_point_id=point.id or 0, position=1))


@pytest.fixture
def world(sqlite_store: Engine, keyring: KeyRing, tmp_path: Path) -> World:
    return World(sqlite_store, keyring, tmp_path)


def rule_of(route: APIRoute) -> Rule:
    return route.endpoint.access_rule  # type: ignore[attr-defined,no-any-return]


def method_of(route: APIRoute) -> str:
    return "POST" if "POST" in route.methods else "GET"


def filled(route: APIRoute, number: str = "1", word: str | None = None) -> str:
    """Return an address of a route with its parameters filled in."""
    path = re.sub(r"\{\w+:int\}", number, route.path)
    path = path.replace("{site}", word or "hjerterum").replace("{name}", word or "lygte.css")
    token = "net-vejle-kolding" if path.startswith("/networks") else "vejle-havn"
    return re.sub(r"\{\w+\}", word or token, path)


def source_of(route: APIRoute) -> ast.Module:
    """Return the module of a page: its function lies in the closure of the endpoint."""
    function = inspect.getclosurevars(route.endpoint).nonlocals["function"]
    return ast.parse(Path(sys.modules[function.__module__].__file__ or "").read_text(encoding="utf-8"))


def fields_of(route: APIRoute) -> tuple[set[str], set[str]]:
    """Return the names of form fields and query values a page asks for, and the words it compares them with."""
    names, words = set(), set()
    for node in ast.walk(source_of(route)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            first = node.args[0]
            if node.func.attr in ("field", "number_field", "query", "query_number", "get", "getlist") and isinstance(
                first, ast.Constant
            ):
                names.add(str(first.value))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z_]{2,20}", node.value):
            words.add(node.value)
    return names, words


def is_static(route: APIRoute) -> bool:
    return route.path.startswith("/static/")


def test_no_role_gets_past_a_form_its_rule_does_not_allow(world: World) -> None:
    asked = 0
    for route in page_routes():
        for role in set(ROLES) - ROLES_OF[rule_of(route)]:
            for login in (role, f"foreign-{role}"):
                asked += 1
                assert world.ask(login, method_of(route), filled(route)).status_code == 403, (route.path, login)
    assert asked > 400


def test_no_foreign_worker_of_any_role_reads_what_is_anothers_by_any_route(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Every route with the first organisation's own numbers and tokens, asked by all six roles of the second."""
    asked, routes = 0, [route for route in page_routes() if not is_static(route)]
    for role in ROLES:
        for route in routes:
            if rule_of(route) is Rule.OPEN or role not in ROLES_OF[rule_of(route)]:
                continue
            answer = world.ask(f"foreign-{role}", method_of(route), filled(route))
            asked += 1
            assert answer.status_code < 500, route.path
            for secret in SECRETS:
                assert secret not in answer.text, (route.path, role, secret)
            world.bring_back()
    assert asked > 200
    with Session(world.engine) as session:
        assert session.get(Route, 1) is not None
        assert session.get(User, 2).disabled_at is None  # type: ignore[union-attr]
    assert not NUMBER.search(caplog.text)


def test_what_a_team_plants_is_read_by_its_own_workers(world: World) -> None:
    """The other side of the test above: the secrets are on pages at all."""
    seen = "".join(
        world.ask("outreach", "GET", path).text for path in ("/places/vejle-havn", "/routes", "/routes/1", "/queue")
    )
    assert all(secret in seen for secret in SECRETS if secret != ADDRESS), seen[:200]


def test_no_number_shows_on_any_page_and_pages_are_pages(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Only the reveal and the text page open a number; nothing is handed out as data (T-09, T-16)."""
    for role in ROLES:
        for route in page_routes():
            if method_of(route) == "POST" or is_static(route) or role not in ROLES_OF[rule_of(route)]:
                continue
            answer = world.ask(role, "GET", filled(route))
            assert not NUMBER.search(answer.text), (route.path, role)
            assert answer.headers.get("content-type", "text/html").startswith("text/html"), route.path
            assert not NUMBER.search(answer.headers.get("location", ""))
    assert not NUMBER.search(caplog.text)


def test_no_number_or_address_lies_in_the_database_file(world: World, tmp_path: Path) -> None:
    world.ask("outreach", "GET", "/places/vejle-havn")
    content = b"".join(file.read_bytes() for file in tmp_path.glob("lygte.db*"))
    assert b"vejle-havn" in content
    assert ADDRESS.encode() not in content
    assert re.search(rb"99\d{4}(34|71|08)(?!\d)", content) is None


RUBBISH: tuple[Callable[[random.Random], str], ...] = (
    lambda draw: "",
    lambda draw: str(draw.choice([0, -1, 1, 2, 5, 10**6, 2**31 - 1, 2**31, 2**63, 10**30])),
    lambda draw: draw.choice(["NaN", "1e9", "1.5", "٣", "²", "--1", "0x10", "1_000", "+1", " 1"]),
    lambda draw: draw.choice(
        ["2026-11-16", "2026-02-30", "9999-12-31", "0001-01-01", "2026-W47", "25:61", "09:00", "24:00"]
    ),
    lambda draw: "".join(draw.choices(string.printable, k=draw.randint(1, 60))),
    lambda draw: "".join(chr(draw.choice([0, 9, 0x202E, 0xFEFF, 0x1F600, 0x10FFFF, 0x0E01, 0xE6])) for _ in range(8)),
    lambda draw: draw.choice(
        ["' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "../../etc", "%00", "\r\nX: y", "[1"]
    ),
    lambda draw: "x" * draw.choice([81, 501, 5000, 70_000]),
    lambda draw: draw.choice(["vejle-havn", "net-vejle-kolding", "hjerterum", "net-x", "yes", "on", "ruteplan", "da"]),
    lambda draw: draw.choice(['{"a": 1}', "[]", "null", '"', "{", "1,2,3", "a=b&c=d", "+4571740134", "71 74 01 34"]),
)


def assert_no_error_of_ours(world: World, requests: int, seed: int) -> None:
    """Send requests with made-up fields to random routes as a role that may; none may fail on our side."""
    draw, routes = random.Random(seed), [route for route in page_routes() if not is_static(route)]
    known = {route.path: fields_of(route) for route in routes}
    failed, statuses = [], set()
    for number in range(requests):
        route = routes[number % len(routes)]
        names, words = known[route.path]
        chosen = [name for name in sorted(names - {"csrf"}) if draw.random() < 0.8]
        fields = {
            name: draw.choice(sorted(words)) if words and draw.random() < 0.45 else draw.choice(RUBBISH)(draw)
            for name in chosen
        }
        path = filled(
            route,
            draw.choice(["1", "2", "3", "0", "999999", str(2**31), str(2**63), str(10**25)]),
            draw.choice([None, None, "x", "æøå", "a" * 300, "%00"]),
        )
        role = draw.choice(sorted(ROLES_OF[rule_of(route)]))
        answer = world.ask(role, method_of(route), path, fields)
        statuses.add(answer.status_code)
        if answer.status_code >= 500:
            failed.append(
                (answer.status_code, method_of(route), path[:60], {name: value[:30] for name, value in fields.items()})
            )
        world.bring_back()
    assert failed == []
    assert {200, 303, 400, 404} <= statuses


def test_no_form_or_query_makes_an_error_of_ours(world: World) -> None:
    assert_no_error_of_ours(world, 400, seed=7)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(10))
def test_no_form_or_query_makes_an_error_of_ours_in_20000_requests(world: World, seed: int) -> None:
    assert_no_error_of_ours(world, 2000, seed)
