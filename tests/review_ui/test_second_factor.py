"""The second factor and renewed proof, over real HTTP requests to the application with a clock that is moved by hand."""

import base64
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from fastapi import FastAPI
from sqlalchemy import Engine, text
from sqlmodel import Session, select
from starlette.testclient import TestClient

from models.audit import AuditEntry
from models.audit_chain import first_break
from models.errors import BadInput
from models.keys import KeyRing
from models.people import User, UserSession
from models.settings import Settings, load_settings
from review_ui.app import create_app
from review_ui.limits import MOST, Limited
from review_ui.second_factor import begin, code_fits, confirm, recovery_fits, unconfirmed_secret
from tests.conftest import NOW
from tests.review_ui.invented import invent
from tests.review_ui.making import PASSWORD, give_own_keys

MINUTE = timedelta(minutes=1)


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at, self.pace = NOW, 0.0

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def app(sqlite_store: Engine, keyring: KeyRing, tmp_path: Path, hand: Hand) -> FastAPI:
    with Session(sqlite_store, expire_on_commit=False) as session:
        invent(session, keyring, NOW)
        give_own_keys(session, keyring, tmp_path, NOW)
    settings = Settings(tmp_path, "unused", second_factor_roles=frozenset({"administrator", "dpo"}))
    app = create_app(settings, sqlite_store, keyring, now=hand)
    app.state.office.extra["raise_errors"] = True
    return app


class Person:
    """One browser; follows no redirect by itself."""

    def __init__(self, app: FastAPI) -> None:
        self.http = TestClient(app, follow_redirects=False)
        self.csrf = ""

    def get(self, path: str) -> str:
        """Open a page and keep its form token."""
        page = self.http.get(path).text
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        self.csrf = found[1] if found else self.csrf
        return page

    def post(self, path: str, **fields: str):  # type: ignore[no-untyped-def]  # the client's own answer type
        """Send a form."""
        return self.http.post(path, data={"csrf": self.csrf, **fields})

    def log_in(self, login: str, password: str = PASSWORD):  # type: ignore[no-untyped-def]
        """Give name and pass phrase."""
        self.get("/login")
        return self.post("/login", login=login, password=password)

    def opens(self, path: str) -> bool:
        """Tell whether a page opens."""
        return self.http.get(path).status_code == 200


def code_of(secret: str, at: datetime) -> str:
    """Return what a phone would show."""
    return TOTP(base64.b32decode(secret.replace(" ", "")), 6, SHA1(), 30).generate(int(at.timestamp())).decode()  # noqa: S303 - what code apps use


def set_up(person: Person, at: datetime) -> tuple[str, list[str]]:
    """Set up a code app; return the secret and the recovery codes."""
    person.get("/second-factor")
    assert person.post("/second-factor/begin").headers["location"] == "/second-factor"
    page = person.get("/second-factor")
    found = re.search(r'id="secret">([A-Z2-7 ]+)<', page)
    assert found and "otpauth://totp/Lygte" in page
    shown = person.post("/second-factor/confirm", code=code_of(found[1], at))
    codes = re.findall(r"<li>([a-z2-7-]{19})</li>", shown.text)
    assert shown.status_code == 200 and len(set(codes)) == 10
    return found[1], codes


def test_the_code_is_asked_after_the_pass_phrase_and_nothing_opens_before(app: FastAPI, hand: Hand) -> None:
    first, second = Person(app), Person(app)
    first.log_in("outreach")
    secret, _ = set_up(first, hand.at)
    hand.at += MINUTE
    answer = second.log_in("outreach")
    assert answer.headers["location"].startswith("/prove")
    for path in ("/", "/queue", "/settings", "/second-factor", "/places/vejle-havn"):
        refused = second.http.get(path)
        assert refused.status_code == 303 and refused.headers["location"].startswith("/prove"), path
    second.get("/prove")
    assert second.post("/second-factor/off").headers["location"].startswith("/prove")
    assert second.post("/second-factor/begin").headers["location"].startswith("/prove")
    assert second.post("/prove", proof=PASSWORD).status_code == 401
    assert second.post("/prove", proof="000 000").status_code == 401
    before = dict(second.http.cookies)
    assert second.post("/prove", proof=code_of(secret, hand.at), next="/queue").headers["location"] == "/queue"
    assert dict(second.http.cookies) != before
    assert second.opens("/queue")


def test_a_code_works_once_even_in_another_browser(app: FastAPI, hand: Hand) -> None:
    person = Person(app)
    person.log_in("outreach")
    secret, _ = set_up(person, hand.at)
    hand.at += MINUTE
    code = code_of(secret, hand.at)
    for status in (303, 401):
        other = Person(app)
        other.log_in("outreach")
        other.get("/prove")
        assert other.post("/prove", proof=code).status_code == status


def test_a_recovery_code_works_once(app: FastAPI, hand: Hand) -> None:
    person = Person(app)
    person.log_in("outreach")
    _, codes = set_up(person, hand.at)
    for status in (303, 401):
        other = Person(app)
        other.log_in("outreach")
        other.get("/prove")
        assert other.post("/prove", proof=codes[3].upper()).status_code == status
    page = person.get("/second-factor")
    assert "9 nødkoder" in page
    assert not any(code in page for code in codes)


def test_a_known_pass_phrase_alone_never_clears_wrong_codes(app: FastAPI, hand: Hand) -> None:
    person = Person(app)
    person.log_in("outreach")
    set_up(person, hand.at)
    thief = Person(app)
    for _ in range(2):
        assert thief.log_in("outreach").status_code == 303
        thief.get("/prove")
        for guess in ("111111", "222222"):
            assert thief.post("/prove", proof=guess).status_code == 401
        thief.http.cookies.clear()
    assert thief.log_in("outreach").status_code == 401


def test_a_log_in_that_owes_its_code_ends_after_ten_minutes(app: FastAPI, hand: Hand) -> None:
    person, late = Person(app), Person(app)
    person.log_in("outreach")
    secret, _ = set_up(person, hand.at)
    late.log_in("outreach")
    late.get("/prove")
    hand.at += 11 * MINUTE
    assert late.post("/prove", proof=code_of(secret, hand.at)).headers["location"] == "/login"


@pytest.mark.parametrize("role", ["administrator", "dpo"])
def test_a_role_that_needs_it_sets_it_up_at_the_next_log_in_and_is_not_locked_out(
    app: FastAPI, hand: Hand, role: str
) -> None:
    person = Person(app)
    assert person.log_in(role).headers["location"].startswith("/second-factor")
    assert person.http.get("/settings").headers["location"].startswith("/second-factor")
    assert "din rolle skal bruge" in person.get("/second-factor").lower()
    set_up(person, hand.at)
    assert person.opens("/settings")
    person.get("/second-factor")
    person.post("/second-factor/off")
    assert person.http.get("/settings").headers["location"].startswith("/second-factor")


def test_an_administrator_takes_a_lost_one_off_and_the_trail_keeps_it(app: FastAPI, hand: Hand) -> None:
    worker, boss = Person(app), Person(app)
    worker.log_in("outreach")
    set_up(worker, hand.at)
    boss.log_in("administrator")
    set_up(boss, hand.at)
    boss.get("/users")
    assert boss.post("/users/2", act="reset_second_factor").headers["location"] == "/users?done=second_factor_reset"
    assert not worker.opens("/queue")
    assert Person(app).log_in("outreach").headers["location"] == "/"
    with Session(app.state.office.engine) as session:
        acts = [(one.act, one.subject) for one in session.exec(select(AuditEntry))]
        assert ("user reset_second_factor", "user:2") in acts
        assert ("second factor on", None) in acts
        assert first_break(session) is None


def test_a_new_pass_phrase_keeps_the_second_factor(app: FastAPI, hand: Hand) -> None:
    worker, boss, other = Person(app), Person(app), Person(app)
    worker.log_in("outreach")
    set_up(worker, hand.at)
    boss.log_in("administrator")
    set_up(boss, hand.at)
    boss.get("/users")
    boss.post("/users/2", act="password", password="en splinterny lang sætning")
    assert other.log_in("outreach", "en splinterny lang sætning").headers["location"].startswith("/prove")


def test_neither_secret_nor_codes_lie_open_in_the_store(app: FastAPI, hand: Hand) -> None:
    person = Person(app)
    person.log_in("outreach")
    secret, codes = set_up(person, hand.at)
    with app.state.office.engine.connect() as connection:
        row = str(connection.execute(text("SELECT * FROM user_account WHERE login = 'outreach'")).all())
    plain = secret.replace(" ", "")
    assert plain not in row and str(base64.b32decode(plain)) not in row
    assert not any(code in row or code.replace("-", "").upper() in row for code in codes)


def test_a_number_or_file_asks_who_sits_here_when_that_was_long_ago(app: FastAPI, hand: Hand) -> None:
    person = Person(app)
    person.log_in("outreach")
    with Session(app.state.office.engine) as session:
        point_phone = (
            session.execute(
                text(
                    "SELECT ap.phone_id FROM ad_phone ap JOIN ad a ON a.id = ap.ad_id "
                    "JOIN contact_point p ON p.id = a.contact_point_id WHERE p.token = 'vejle-havn'"
                )
            )
            .scalars()
            .first()
        )
    person.get("/places/vejle-havn")
    asked = {"purpose": "ruteplan", "phone": str(point_phone)}
    assert person.post("/places/vejle-havn/reveal", **asked).status_code == 200
    for _ in range(2):
        hand.at += 8 * MINUTE
        assert person.opens("/queue")
    refused = person.post("/places/vejle-havn/reveal", **asked)
    assert refused.headers["location"] == "/prove?next=%2Fplaces%2Fvejle-havn"
    made = person.post(
        "/routes", day="2026-11-16", team="1", start="Vejle", starts="09:00", ends="16:00", place="vejle-havn"
    )
    route = made.headers["location"].split("?")[0]
    taken = person.post(f"{route}/file", format="gpx", purpose="ruteplan")
    assert taken.headers["location"].startswith("/prove?next=%2Froutes%2F")
    person.get("/prove?next=/places/vejle-havn")
    assert person.post("/prove", proof="not my phrase at all").status_code == 401
    back = person.post("/prove", proof=PASSWORD, next="/places/vejle-havn")
    assert back.headers["location"] == "/places/vejle-havn"
    assert person.post("/places/vejle-havn/reveal", **asked).status_code == 200
    assert person.post(f"{route}/file", format="gpx", purpose="ruteplan").status_code == 200
    person.get("/prove")
    assert person.post("/prove", proof=PASSWORD, next="//evil.example/").headers["location"] == "/"


def test_a_full_minute_is_refused_with_one_sentence_and_opens_again(app: FastAPI, hand: Hand) -> None:
    office = app.state.office
    office.turnstile._pace = lambda: hand.pace
    visitor = Person(app)
    visitor.get("/notice")
    answers = [
        visitor.post("/notice", number="ikke et nummer", lang="da").status_code for _ in range(MOST[Limited.OBJECT] + 2)
    ]
    assert answers == [400] * MOST[Limited.OBJECT] + [429, 429]
    full = visitor.post("/notice", number="ikke et nummer", lang="da")
    assert "Vent et minut" in full.text and full.headers["retry-after"] == "60"
    for _ in range(MOST[Limited.LOG_IN]):
        office.turnstile.let_through(Limited.LOG_IN)
    assert Person(app).log_in("outreach").status_code == 429
    hand.pace += 60
    assert Person(app).log_in("outreach").status_code == 303
    assert visitor.post("/notice", number="ikke et nummer", lang="da").status_code == 400


def test_wrong_old_phrases_on_the_settings_page_count_as_wrong_log_ins(app: FastAPI, hand: Hand) -> None:
    person = Person(app)
    person.log_in("outreach")
    person.get("/settings")
    for _ in range(4):
        assert person.post("/settings/password", old="wrong", new="en splinterny lang sætning").status_code == 400
    assert person.post("/settings/password", old=PASSWORD, new="en splinterny lang sætning").status_code == 400
    assert Person(app).log_in("outreach").status_code == 401


def test_one_code_or_recovery_code_is_used_by_one_of_two_requests_on_both_engines(
    store: Engine, keyring: KeyRing, now: datetime
) -> None:
    """Both read the account before either writes: only one may get through."""
    with Session(store, expire_on_commit=False) as session:
        invent(session, keyring, now)
        user = session.get(User, 2)
        assert user
        begin(session, keyring, user)
        secret = unconfirmed_secret(keyring, user)
        assert secret
        codes = confirm(session, keyring, user, code_of(secret, now), now)
        assert codes
        session.commit()
    later = now + MINUTE
    with Session(store, expire_on_commit=False) as one, Session(store, expire_on_commit=False) as other:
        users = [session.get(User, 2) for session in (one, other)]
        assert all(users)
        one.commit()
        other.commit()
        assert code_fits(one, keyring, users[0], code_of(secret, later), later)  # type: ignore[arg-type]
        assert recovery_fits(one, users[0], codes[0])  # type: ignore[arg-type]
        one.commit()
        assert not code_fits(other, keyring, users[1], code_of(secret, later), later)  # type: ignore[arg-type]
        assert not recovery_fits(other, users[1], codes[0])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "roles"),
    [(None, 2), ("none", 0), ("all", 6), ("coordinator", 1), ("dpo, administrator, coordinator", 3)],
)
def test_the_setting_names_the_roles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str | None, roles: int
) -> None:
    monkeypatch.delenv("LYGTE_SECOND_FACTOR", raising=False)
    if written:
        monkeypatch.setenv("LYGTE_SECOND_FACTOR", written)
    assert len(load_settings(str(tmp_path)).second_factor_roles) == roles
    monkeypatch.setenv("LYGTE_SECOND_FACTOR", "administrater")
    with pytest.raises(BadInput, match="administrator"):
        load_settings(str(tmp_path))


def test_the_session_rows_hold_no_token(app: FastAPI, hand: Hand) -> None:
    person = Person(app)
    person.log_in("outreach")
    person.get("/prove")
    person.post("/prove", proof=PASSWORD)
    with Session(app.state.office.engine) as session:
        stored = session.exec(select(UserSession)).all()
    assert not any(cookie in str(stored) for cookie in person.http.cookies.values())
