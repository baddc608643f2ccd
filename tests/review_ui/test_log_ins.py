"""Log-ins line by line: to the second when they end, how long wrong tries wait, what the trail says. On SQLite."""

import base64
import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlmodel import Session, col, select

from models.audit import AuditEntry
from models.keys import KeyRing
from models.people import Passkey, User, UserSession
from review_ui import second_factor
from review_ui.signing_in import (
    find_seat,
    form_token,
    is_fresh,
    log_in,
    log_in_with_passkey,
    log_out,
    note_refused_passkey,
    password_fits,
    prove,
    prove_with_passkey,
    token_hash,
)
from tests.conftest import ON_SQLITE
from tests.review_ui.making import PASSWORD, make_organisation, make_user

NOW = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WRONG = "en helt forkert sætning"


# The rules are the same on both engines; what differs by engine has tests of its own.
pytestmark = ON_SQLITE


@pytest.fixture
def mette(session: Session) -> User:
    return make_user(session, make_organisation(session, "AmiAmi", ["1083"]), "outreach", "mette")


def opened(session: Session, now: datetime = NOW) -> tuple[str, UserSession]:
    got = log_in(session, "mette", PASSWORD, now)
    assert got is not None
    session.flush()
    return got


def trail(session: Session) -> list[tuple[str, datetime, int | None, int | None]]:
    session.flush()
    rows = session.exec(select(AuditEntry).order_by(col(AuditEntry.number)))
    return [(row.act, row.at, row.user_id, row.organisation_id) for row in rows]


def test_a_log_in_is_whole_at_once_where_nothing_more_is_owed(session: Session, mette: User) -> None:
    mette.failed_logins, mette.locked_until = 2, NOW - SECOND
    token, seat = opened(session)
    assert seat.token_hash == token_hash(token) == hashlib.sha256(token.encode()).hexdigest()
    assert (seat.user_id, seat.created_at, seat.last_used_at) == (mette.id, NOW, NOW)
    assert (seat.awaits, seat.proven_at, seat.ended_at) == (None, NOW, None)
    assert (mette.failed_logins, mette.locked_until) == (0, None)
    assert len(token) >= 43 and len(seat.csrf_token) >= 32 and seat.csrf_token not in token
    assert opened(session)[0] != token
    assert trail(session) == [("log-in", NOW, mette.id, mette.organisation_id)] * 2
    seated = find_seat(session, token, NOW)
    assert seated is not None
    assert (seated[0].id, seated[1].id, seated[2].name) == (seat.id, mette.id, "AmiAmi")


@pytest.mark.parametrize(
    ("later", "there"),
    [(timedelta(minutes=15), True), (timedelta(minutes=15) + SECOND, False)],
)
def test_fifteen_idle_minutes_end_it_and_not_a_second_earlier(
    session: Session, mette: User, later: timedelta, there: bool
) -> None:
    token, _ = opened(session)
    assert (find_seat(session, token, NOW + later) is not None) == there


@pytest.mark.parametrize(("later", "there"), [(timedelta(hours=10), True), (timedelta(hours=10) + SECOND, False)])
def test_ten_hours_end_it_however_busy(session: Session, mette: User, later: timedelta, there: bool) -> None:
    token, seat = opened(session)
    seat.last_used_at = NOW + later
    session.flush()
    assert (find_seat(session, token, NOW + later) is not None) == there


@pytest.mark.parametrize(("later", "there"), [(timedelta(minutes=10), True), (timedelta(minutes=10) + SECOND, False)])
def test_what_is_owed_must_be_paid_within_ten_minutes(
    session: Session, mette: User, later: timedelta, there: bool
) -> None:
    got = log_in(session, "mette", PASSWORD, NOW, ("outreach",))
    assert got is not None and got[1].awaits == "enrol"
    got[1].last_used_at = NOW + later
    session.flush()
    assert (find_seat(session, got[0], NOW + later) is not None) == there
    assert trail(session) == [("log-in begun", NOW, mette.id, mette.organisation_id)]


def test_a_role_that_needs_no_second_factor_owes_none(session: Session, mette: User) -> None:
    got = log_in(session, "mette", PASSWORD, NOW, ("coordinator",))
    assert got is not None and got[1].awaits is None


@pytest.mark.parametrize("ended", ["log out", "disabled", "last day"])
def test_whoever_left_has_no_seat_any_more(session: Session, mette: User, ended: str) -> None:
    token, seat = opened(session)
    if ended == "log out":
        log_out(session, seat, mette, NOW + SECOND)
        assert seat.ended_at == NOW + SECOND
        assert trail(session)[-1] == ("log-out", NOW + SECOND, mette.id, mette.organisation_id)
    elif ended == "disabled":
        mette.disabled_at = NOW
    else:
        mette.ends_on = date(2026, 11, 14)
    session.flush()
    assert find_seat(session, token, NOW + SECOND) is None
    assert find_seat(session, "no such token", NOW) is None
    if ended != "log out":
        assert log_in(session, "mette", PASSWORD, NOW) is None


def test_the_last_day_itself_is_still_a_working_day(session: Session, mette: User) -> None:
    mette.ends_on = NOW.date()
    token, _ = opened(session)
    assert find_seat(session, token, NOW) is not None


@pytest.mark.parametrize(("tries", "wait"), [(3, None), (4, 2), (5, 4), (8, 32), (12, 512), (13, 900), (40, 900)])
def test_each_wrong_try_after_the_third_doubles_the_wait_up_to_a_quarter_of_an_hour(
    session: Session, mette: User, tries: int, wait: int | None
) -> None:
    mette.failed_logins = tries - 1
    assert log_in(session, "mette", WRONG, NOW) is None
    assert mette.failed_logins == tries
    assert mette.locked_until == (None if wait is None else NOW + timedelta(seconds=wait))
    assert trail(session) == [("log-in failed", NOW, mette.id, mette.organisation_id)]


def test_while_it_waits_even_the_right_phrase_fails_but_does_not_lengthen_the_wait(
    session: Session, mette: User
) -> None:
    mette.failed_logins, mette.locked_until = 5, NOW + SECOND
    assert log_in(session, "mette", PASSWORD, NOW) is None
    assert (mette.failed_logins, mette.locked_until) == (5, NOW + SECOND)
    # A wrong one does.
    assert log_in(session, "mette", WRONG, NOW) is None
    assert (mette.failed_logins, mette.locked_until) == (6, NOW + 8 * SECOND)
    mette.locked_until = NOW
    assert opened(session)[1].user_id == mette.id


def test_an_unknown_name_fails_with_the_same_entry_and_nobodys_name(session: Session, mette: User) -> None:
    for _ in range(2):
        assert log_in(session, "nobody", PASSWORD, NOW) is None
    assert trail(session) == [("log-in failed", NOW, None, None)] * 2


def test_a_passkey_opens_a_whole_log_in_whatever_the_pass_phrase_waits_for(session: Session, mette: User) -> None:
    mette.failed_logins, mette.locked_until = 9, NOW + timedelta(hours=1)
    passkey = Passkey(
        user_id=mette.id or 0, name="x", credential_id="c", user_handle=b"h", public_key=b"p", rp_id="l", made_at=NOW
    )
    session.add(passkey)
    session.flush()
    got = log_in_with_passkey(session, passkey, NOW)
    assert got is not None
    session.flush()
    assert find_seat(session, got[0], NOW) is not None
    assert (got[1].awaits, got[1].proven_at, mette.failed_logins) == (None, NOW, 0)
    assert trail(session) == [("log-in", NOW, mette.id, mette.organisation_id)]
    mette.disabled_at = NOW
    assert log_in_with_passkey(session, passkey, NOW) is None
    # With a passkey set up the pass phrase alone is half the way.
    mette.disabled_at = None
    half = log_in(session, "mette", PASSWORD, NOW + timedelta(hours=2))
    assert half is not None and half[1].awaits == "code"
    assert (
        log_in_with_passkey(
            session,
            Passkey(user_id=999, name="", credential_id="d", user_handle=b"", public_key=b"", rp_id="", made_at=NOW),
            NOW,
        )
        is None
    )


def test_a_refused_passkey_is_on_record_with_whoever_it_was(session: Session, mette: User) -> None:
    passkey = Passkey(
        user_id=mette.id or 0, name="x", credential_id="c", user_handle=b"h", public_key=b"p", rp_id="l", made_at=NOW
    )
    note_refused_passkey(session, None, NOW)
    note_refused_passkey(session, passkey, NOW)
    note_refused_passkey(session, None, NOW, mette)
    known = ("log-in failed", NOW, mette.id, mette.organisation_id)
    assert trail(session) == [("log-in failed", NOW, None, None), known, known]


def test_proof_gives_a_new_token_and_the_old_one_is_dead(session: Session, keyring: KeyRing, mette: User) -> None:
    token, seat = opened(session)
    later = NOW + timedelta(minutes=14)
    anew = prove(session, keyring, seat, mette, PASSWORD, now=later)
    assert anew is not None and anew != token
    session.flush()
    assert find_seat(session, token, later) is None
    assert find_seat(session, anew, later) is not None
    assert seat.proven_at == later
    third = prove_with_passkey(session, seat, mette, later + SECOND)
    assert third not in (token, anew)
    session.flush()
    assert find_seat(session, third, later) is not None
    assert seat.proven_at == later + SECOND
    who = (mette.id, mette.organisation_id)
    assert trail(session) == [("log-in", NOW, *who), ("proof", later, *who), ("proof", later + SECOND, *who)]


def test_wrong_proof_makes_the_next_wait_and_a_waiting_one_is_not_even_looked_at(
    session: Session, keyring: KeyRing, mette: User
) -> None:
    _, seat = opened(session)
    mette.failed_logins = 3
    assert prove(session, keyring, seat, mette, WRONG, now=NOW) is None
    assert (mette.failed_logins, mette.locked_until) == (4, NOW + 2 * SECOND)
    assert prove(session, keyring, seat, mette, PASSWORD, now=NOW + SECOND) is None
    assert mette.failed_logins == 4
    who = (mette.id, mette.organisation_id)
    assert trail(session)[1:] == [("log-in failed", NOW, *who), ("log-in failed", NOW + SECOND, *who)]
    assert prove(session, keyring, seat, mette, PASSWORD, now=NOW + 2 * SECOND) is not None


def test_at_log_in_only_a_code_or_a_recovery_code_counts_never_the_pass_phrase_again(
    session: Session, keyring: KeyRing, mette: User
) -> None:
    codes = second_factor.new_recovery_codes(session, mette)
    mette.totp_since = NOW
    session.flush()
    _, seat = opened(session)
    assert seat.awaits == "code"
    assert prove(session, keyring, seat, mette, PASSWORD, now=NOW) is None
    assert prove(session, keyring, seat, mette, codes[0], now=NOW) is not None
    assert seat.awaits is None
    # Later the pass phrase does, a recovery code does not.
    assert prove(session, keyring, seat, mette, codes[1], now=NOW) is None
    assert prove(session, keyring, seat, mette, PASSWORD, now=NOW) is not None
    who = (mette.id, mette.organisation_id)
    acts = [(act, *rest) for act, _, *rest in trail(session)]
    assert acts == [
        ("log-in begun", *who), ("log-in failed", *who), ("log-in", *who), ("proof", *who), ("log-in failed", *who), ("proof", *who),
    ]  # fmt: skip


def test_a_code_of_the_app_is_proof_at_log_in_and_later(session: Session, keyring: KeyRing, mette: User) -> None:
    second_factor.begin(session, keyring, mette)
    app = TOTP(base64.b32decode(second_factor.unconfirmed_secret(keyring, mette) or ""), 6, SHA1(), 30)  # noqa: S303

    def shown(at: datetime) -> str:
        return app.generate(int(at.timestamp())).decode()

    assert second_factor.confirm(session, keyring, mette, shown(NOW), NOW) is not None
    later = NOW + timedelta(minutes=1)
    _, seat = opened(session, later)
    assert seat.awaits == "code"
    mette.locked_until = later + SECOND
    assert prove(session, keyring, seat, mette, shown(later), now=later) is None
    mette.locked_until = None
    assert prove(session, keyring, seat, mette, shown(later), now=later) is not None
    assert (seat.awaits, seat.proven_at) == (None, later)
    # The same code never again; the next one is proof once more.
    assert prove(session, keyring, seat, mette, shown(later), now=later) is None
    much = later + timedelta(minutes=1)
    assert prove(session, keyring, seat, mette, shown(much), now=much) is not None
    assert (seat.proven_at, mette.failed_logins) == (much, 0)


def test_the_pass_phrase_of_somebody_logged_in_is_checked_as_strictly(session: Session, mette: User) -> None:
    assert password_fits(session, mette, PASSWORD, NOW)
    mette.failed_logins = 3
    assert not password_fits(session, mette, WRONG, NOW)
    assert (mette.failed_logins, mette.locked_until) == (4, NOW + 2 * SECOND)
    assert not password_fits(session, mette, PASSWORD, NOW + SECOND)
    assert mette.failed_logins == 4
    assert password_fits(session, mette, PASSWORD, NOW + 2 * SECOND)
    assert [act for act, *_ in trail(session)] == ["log-in failed"] * 2


@pytest.mark.parametrize(("minutes", "fresh"), [(0, True), (15, True), (16, False)])
def test_proof_is_fresh_for_fifteen_minutes(minutes: int, fresh: bool) -> None:
    at = NOW + timedelta(minutes=minutes)
    begun, proven = NOW - timedelta(hours=1), NOW
    seat = UserSession(token_hash="h", user_id=1, csrf_token="c", created_at=begun, last_used_at=NOW, proven_at=proven)
    assert is_fresh(seat, at) is fresh
    seat.created_at, seat.proven_at = NOW, None
    assert is_fresh(seat, at) is fresh


def test_the_token_of_an_anonymous_form_is_an_hmac_of_its_seed() -> None:
    assert form_token(b"k" * 32, "frø") == hmac.new(b"k" * 32, "form:frø".encode(), hashlib.sha256).hexdigest()
