"""The contract of all routes: every one has a rule, refuses strangers, and refuses forms that are not its own."""

import ast
import logging
import re
import socket
import urllib.request
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient

import review_ui
from models.audit import AuditEntry
from models.decision import LevelDecision
from models.keys import KeyRing
from models.settings import Settings
from review_ui.access import ROLES_OF, Rule
from review_ui.app import create_app, page_routes
from tests.conftest import NOW
from tests.review_ui.conftest import Served
from tests.review_ui.invented import invent
from tests.review_ui.making import PASSWORD

ROOM = Path(review_ui.__file__).parent
# The only routes that need no log-in; adding one is a decision, made here.
OPEN = {
    ("GET", "/static/{name}"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/login/passkey"),
    ("POST", "/login/passkey/enter"),
    ("POST", "/language"),
    ("GET", "/notice"),
    ("POST", "/notice"),
}
ROLES = ("screener", "outreach", "coordinator", "analyst", "dpo", "administrator")


@pytest.fixture
def app(sqlite_store: Engine, keyring: KeyRing, tmp_path: Path) -> FastAPI:
    with Session(sqlite_store, expire_on_commit=False) as session:
        invent(session, keyring, NOW)
    return create_app(Settings(tmp_path, "sqlite://"), sqlite_store, keyring, now=lambda: NOW)


@pytest.fixture
def anonymous(app: FastAPI) -> TestClient:
    return TestClient(app, follow_redirects=False)


def client_of(app: FastAPI, role: str) -> TestClient:
    """Log a role in through the form."""
    client = TestClient(app, follow_redirects=False)
    token = form_token(client.get("/login").text)
    answer = client.post("/login", data={"csrf": token, "login": role, "password": PASSWORD})
    assert answer.status_code == 303
    return client


def form_token(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def filled(route: APIRoute) -> str:
    """Return an address of the route with its parameters filled in from the invented world."""
    path = (
        route.path.replace("{site}", "hjerterum")
        .replace("{route_id:int}", "1")
        .replace("{number:int}", "1")
        .replace("{visit_id:int}", "1")
    )
    path = re.sub(r"\{\w+_id:int\}", "1", path).replace("{name}", "lygte.css")
    return path.replace("{token}", "net-vejle-kolding" if path.startswith("/networks") else "vejle-havn")


def methods(route: APIRoute) -> list[str]:
    return sorted(route.methods - {"HEAD"})


def test_every_route_has_an_access_rule_and_the_open_ones_are_listed(app: FastAPI) -> None:
    routes = page_routes()
    assert len(routes) > 30
    assert all(hasattr(route.endpoint, "access_rule") for route in routes)
    is_open = {(methods(route)[0], route.path) for route in routes if route.endpoint.access_rule is Rule.OPEN}  # type: ignore[attr-defined]
    assert is_open == OPEN


def test_a_route_without_an_access_rule_stops_the_application(monkeypatch: pytest.MonkeyPatch, app: FastAPI) -> None:
    from review_ui import app as building
    from review_ui.page import Pages

    def page_without_rule() -> None: ...

    stray = Pages()
    stray.router.add_api_route("/stray", page_without_rule, methods=["GET"])
    monkeypatch.setattr(building, "ALL_PAGES", (*building.ALL_PAGES, stray))
    office = app.state.office
    with pytest.raises(RuntimeError, match="no access rule"):
        create_app(office.settings, office.engine, office.keyring)


def test_strangers_are_sent_to_the_log_in_page_by_every_other_route(app: FastAPI, anonymous: TestClient) -> None:
    for route in page_routes():
        for method in methods(route):
            if (method, route.path) not in OPEN:
                answer = anonymous.request(method, filled(route))
                assert answer.status_code == 303, route.path
                assert answer.headers["location"].startswith("/login"), route.path


def test_every_form_without_its_token_is_refused_and_changes_nothing(app: FastAPI) -> None:
    clients = {role: client_of(app, role) for role in ROLES}
    with Session(app.state.office.engine) as session:
        before = len(session.exec(select(AuditEntry)).all())
    posts = [route for route in page_routes() if "POST" in route.methods]
    assert len(posts) > 15
    for route in posts:
        for role, client in clients.items():
            for form in ({}, {"csrf": "made up"}):
                assert client.post(filled(route), data=form).status_code == 403, (route.path, role)
    with Session(app.state.office.engine) as session:
        assert len(session.exec(select(AuditEntry)).all()) == before
        assert session.exec(select(LevelDecision)).all() == []


def test_the_log_in_form_too_wants_its_token(anonymous: TestClient) -> None:
    answer = anonymous.post("/login", data={"login": "outreach", "password": PASSWORD})
    assert answer.status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_its_rule_says_and_nothing_else(app: FastAPI, role: str) -> None:
    client = client_of(app, role)
    looked = 0
    for route in page_routes():
        if "GET" not in route.methods:
            continue
        rule: Rule = route.endpoint.access_rule  # type: ignore[attr-defined]
        status = client.get(filled(route)).status_code
        looked += 1
        if role in ROLES_OF[rule]:
            assert status in (200, 303, 404), (route.path, status)
        else:
            assert status == 403, route.path
    assert looked > 20


def test_administrators_see_no_ad_content(app: FastAPI) -> None:
    client = client_of(app, "administrator")
    for path in ("/users", "/sites", "/help", "/trail"):
        page = client.get(path).text
        assert "Vores piger" not in page
        assert "Klinik i Vejle" not in page
    assert client.get("/places/vejle-havn").status_code == 403


def test_foreign_organisations_see_neither_routes_nor_places_outside_their_area(app: FastAPI) -> None:
    own, foreign = client_of(app, "outreach"), client_of(app, "east")
    form = {"csrf": form_token(own.get("/routes/new").text), "day": "2026-11-16", "team": "1", "start": "Vejle"}
    made = own.post("/routes", data={**form, "starts": "09:00", "ends": "16:00", "place": "vejle-havn"})
    assert made.status_code == 303
    path = made.headers["location"].split("?")[0]
    assert own.get(path).status_code == 200
    assert foreign.get(path).status_code in (403, 404)
    assert foreign.get("/places/vejle-havn").status_code == 403
    assert "Vores piger" not in foreign.get("/places/vejle-havn").text


def test_every_answer_carries_the_safety_headers(app: FastAPI) -> None:
    client = client_of(app, "coordinator")
    for path in ("/", "/queue", "/places/vejle-havn", "/nothing/here", "/login"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["content-security-policy"].endswith("require-trusted-types-for 'script'; trusted-types 'none'")
        assert headers["cross-origin-embedder-policy"] == "require-corp"
        assert "camera=()" in headers["permissions-policy"] and "*" not in headers["permissions-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_static_file_is_kept_for_good_only_under_the_address_that_names_its_content(app: FastAPI) -> None:
    client = TestClient(app)
    page = client.get("/login").text
    named = re.findall(r'"(/static/[^"]+)"', page)
    assert len(named) >= 3
    for address in named:
        assert "immutable" in client.get(address).headers["cache-control"], address
    # A script that another one loads is named without its content, and must be asked for again after an upgrade.
    assert client.get("/static/page.js").headers["cache-control"] == "no-cache"


def test_the_log_in_cookie_is_closed_to_scripts_and_other_sites(app: FastAPI) -> None:
    for base, name in (("http://testserver", "lygte_session"), ("https://testserver", "__Host-lygte-session")):
        client = TestClient(app, base_url=base, follow_redirects=False)
        token = form_token(client.get("/login").text)
        answer = client.post("/login", data={"csrf": token, "login": "outreach", "password": PASSWORD})
        cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(name))
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert ("Secure" in cookie) == base.startswith("https")


def test_an_oversized_body_is_refused(app: FastAPI) -> None:
    answer = TestClient(app).post("/login", data={"login": "x" * 1_100_000})
    assert answer.status_code == 413


def spoken(served: Served, *parts: bytes) -> str:
    """Send raw bytes to the running server; return the beginning of what it answers."""
    host, _, port = served.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        for part in parts:
            line.sendall(part)
        line.shutdown(socket.SHUT_WR)
        return line.recv(2000).decode()


FORM = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


def test_a_body_that_does_not_say_how_large_it_is_is_refused_when_it_is(served: Served) -> None:
    chunk = b"%x\r\n" % 99_999 + b"a" * 99_999 + b"\r\n"
    answer = spoken(served, FORM + b"Transfer-Encoding: chunked\r\n\r\n", *([chunk] * 11), b"0\r\n\r\n")
    assert answer.startswith("HTTP/1.1 413"), answer
    assert "default-src 'none'" in answer


FIELD = re.compile(r"<(?:input|textarea) (?:\{\{.*?\}\}|\{%.*?%\}|[^>])*?>", re.DOTALL)
NOT_TYPED = re.compile(r'type="(?:hidden|checkbox|radio)"')


@pytest.mark.parametrize("template", sorted(file.name for file in (ROOM / "templates").glob("*.html")))
def test_every_field_says_whether_a_browser_may_keep_what_is_typed_in_it(template: str) -> None:
    """Else a browser writes words of a note or a number searched for to the disk, to offer or restore them."""
    text = (ROOM / "templates" / template).read_text(encoding="utf-8")
    typed = [field for field in FIELD.findall(text) if not NOT_TYPED.search(field)]
    assert [field for field in typed if "autocomplete=" not in field] == []


def test_a_browser_that_goes_away_in_the_middle_of_its_form_leaves_no_traceback(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    # The server's own log goes past the root logger.
    log = logging.getLogger("uvicorn.error")
    log.addHandler(caplog.handler)
    try:
        spoken(served, FORM + b"Content-Length: 5000\r\n\r\nlogin=")
        with urllib.request.urlopen(f"{served.url}/login", timeout=10) as answer:  # noqa: S310 - our own server on loopback
            assert answer.status == 200
    finally:
        log.removeHandler(caplog.handler)
    assert caplog.text == ""


def test_pages_start_light(app: FastAPI) -> None:
    """The first page with all it loads stays under 200 KB."""
    client = client_of(app, "outreach")
    page = client.get("/")
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert len(page.content) + sum(len(client.get(part).content) for part in parts) < 200_000


def test_every_page_file_has_a_template_of_its_name_and_every_template_is_used() -> None:
    pages = {file.stem for file in (ROOM / "pages").glob("*.py")} - {"__init__", "static"}
    drawn = {
        node.value.removesuffix(".html")
        for file in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html")
    }
    templates = {file.stem: file.read_text() for file in (ROOM / "templates").glob("*.html")}
    assert pages <= templates.keys()
    # A template may also be part of another one.
    drawn |= {
        name for text in templates.values() for name in re.findall(r'{% (?:extends|include|import) "(\w+)\.html"', text)
    }
    assert templates.keys() == drawn & templates.keys()


def test_no_template_names_another_host_or_carries_inline_style_or_script() -> None:
    for file in (ROOM / "templates").glob("*.html"):
        text = file.read_text()
        assert "style=" not in text, file.name
        assert not re.search(r"\son\w+=", text), file.name
        assert not re.search(r"<script(?![^>]*src=)", text), file.name
        assert not re.search(r"https?://", text), file.name


def test_an_error_of_ours_is_logged_without_content_and_shown_in_plain_words(
    app: FastAPI, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from review_ui.pages import area

    def broken(*_: object) -> None:
        raise ValueError("ring 12345678 Vores piger")

    client = client_of(app, "outreach")
    monkeypatch.setattr(area, "make_area", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Der gik noget galt hos os" in answer.text
    assert "12345678" not in answer.text + caplog.text
    assert "ValueError" in caplog.text
