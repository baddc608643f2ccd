"""Log-ins on both engines: hashed, server-side, short-lived, slowed after wrong tries."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.audit import AuditEntry
from models.audit_chain import first_break
from models.errors import BadInput
from models.people import User, UserSession
from review_ui.accounts import create_user, disable_user, set_password, verify_password
from review_ui.signing_in import ABSOLUTE, IDLE, find_seat, log_in
from tests.review_ui.making import PASSWORD


@pytest.fixture
def worker(session: Session, now: datetime) -> User:
    return create_user(
        session, login="Mette", password=PASSWORD, role="outreach", organisation="AmiAmi", regions=["1083"], now=now
    )


def test_a_pass_phrase_is_kept_as_argon2id_and_the_name_in_small_letters(worker: User) -> None:
    assert worker.password_hash.startswith("$argon2id$")
    assert worker.login == "mette"
    assert verify_password(PASSWORD, worker.password_hash)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "for kort"}, "15 characters"),
        ({"role": "boss"}, "role must be"),
        ({"regions": ["9999"]}, "Unknown region"),
        ({"login": "METTE"}, "taken"),
        ({"language": "xx"}, "language must be"),
        ({"organisation": " "}, "are needed"),
    ],
)
def test_an_account_that_cannot_be_made_says_why_in_one_sentence(
    session: Session, now: datetime, worker: User, change: dict[str, object], words: str
) -> None:
    asked = {
        "login": "ny",
        "password": PASSWORD,
        "role": "outreach",
        "organisation": "AmiAmi",
        "regions": [],
        "now": now,
    }
    with pytest.raises(BadInput, match=words):
        create_user(session, **{**asked, **change})  # type: ignore[arg-type]


def test_only_the_hash_of_the_cookie_is_kept(session: Session, now: datetime, worker: User) -> None:
    opened = log_in(session, "mette", PASSWORD, now)
    assert opened
    token, stored = opened
    assert token not in stored.token_hash
    found = find_seat(session, token, now + timedelta(minutes=14))
    assert found and found[1].id == worker.id
    assert find_seat(session, token + "x", now) is None


def test_a_log_in_ends_after_fifteen_idle_minutes_and_after_ten_hours(
    session: Session, now: datetime, worker: User
) -> None:
    opened = log_in(session, "mette", PASSWORD, now)
    assert opened
    token, stored = opened
    assert find_seat(session, token, now + IDLE + timedelta(seconds=1)) is None
    stored.last_used_at = now + ABSOLUTE
    session.add(stored)
    session.flush()
    assert find_seat(session, token, now + ABSOLUTE) is not None
    assert find_seat(session, token, now + ABSOLUTE + timedelta(seconds=1)) is None


def test_wrong_tries_make_the_next_ones_wait_even_with_the_right_phrase(
    session: Session, now: datetime, worker: User
) -> None:
    for _ in range(5):
        assert log_in(session, "mette", "not the phrase at all", now) is None
    assert worker.locked_until is not None and worker.locked_until > now
    assert log_in(session, "mette", PASSWORD, now) is None
    assert log_in(session, "mette", PASSWORD, now + timedelta(minutes=16)) is not None
    assert worker.failed_logins == 0


def test_a_leaver_loses_every_log_in_at_once(session: Session, now: datetime, worker: User) -> None:
    tokens = [opened[0] for opened in (log_in(session, "mette", PASSWORD, now) for _ in range(2)) if opened]
    disable_user(session, "mette", now)
    session.flush()
    assert [find_seat(session, token, now) for token in tokens] == [None, None]
    assert log_in(session, "mette", PASSWORD, now) is None


def test_a_new_pass_phrase_ends_every_log_in(session: Session, now: datetime, worker: User) -> None:
    opened = log_in(session, "mette", PASSWORD, now)
    assert opened
    set_password(session, "mette", "en helt anden lang sætning", now)
    session.flush()
    assert find_seat(session, opened[0], now) is None
    assert log_in(session, "mette", "en helt anden lang sætning", now) is not None


def test_an_account_past_its_last_day_is_closed(session: Session, now: datetime, worker: User) -> None:
    worker.ends_on = date(2026, 11, 14)
    session.add(worker)
    session.flush()
    assert log_in(session, "mette", PASSWORD, now) is None


def test_log_ins_and_failures_are_in_the_trail_without_any_name(session: Session, now: datetime, worker: User) -> None:
    log_in(session, "nobody", PASSWORD, now)
    log_in(session, "mette", "wrong wrong wrong wrong", now)
    log_in(session, "mette", PASSWORD, now)
    session.flush()
    entries = session.exec(select(AuditEntry).order_by(AuditEntry.number)).all()  # type: ignore[arg-type]
    assert [entry.act for entry in entries] == ["log-in failed", "log-in failed", "log-in"]
    assert all("nobody" not in str(entry.details) for entry in entries)
    assert first_break(session) is None
    assert len(session.exec(select(UserSession)).all()) == 1
