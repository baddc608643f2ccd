"""Codes, recovery codes and challenges, rule by rule and without a browser. On SQLite; requests and races in test_second_factor."""

import base64
import hashlib
import json
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlmodel import Session, select

from models.keys import KeyRing
from models.people import Organisation, Passkey, PasskeyChallenge, User, UserSession
from review_ui import second_factor
from review_ui.challenges import ADD, PROVE, SIGN_IN, browser_mark, log_in_mark, new_challenge, take_challenge
from review_ui.own_log_ins import end_others, open_log_ins
from tests.conftest import NOW, ON_SQLITE
from tests.review_ui.making import make_user

pytestmark = ON_SQLITE
# Twenty bytes in base32, as in RFC 6238.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
SECOND, STEP = timedelta(seconds=1), timedelta(seconds=30)


@pytest.fixture
def organisation(session: Session) -> Organisation:
    row = Organisation(name="AmiAmi")
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def mette(session: Session, organisation: Organisation) -> User:
    return make_user(session, organisation, "outreach", "mette")


@pytest.fixture
def anna(session: Session, organisation: Organisation) -> User:
    return make_user(session, organisation, "outreach", "anna")


def code(secret: str, at: datetime) -> str:
    """Return the six digits any code app shows (RFC 6238)."""
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(at.timestamp())).decode()  # noqa: S303


def enrol(session: Session, keyring: KeyRing, user: User) -> tuple[str, list[str]]:
    second_factor.begin(session, keyring, user)
    secret = second_factor.unconfirmed_secret(keyring, user)
    assert secret is not None
    recovery = second_factor.confirm(session, keyring, user, code(secret, NOW), NOW)
    assert recovery is not None
    return secret, recovery


def passkey(session: Session, user: User) -> Passkey:
    row = Passkey(
        user_id=user.id or 0, name="x", credential_id=f"c{user.id}", user_handle=b"h", public_key=b"p", rp_id="l",
        made_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_a_secret_is_shown_until_its_first_code_and_never_again(
    session: Session, keyring: KeyRing, mette: User
) -> None:
    assert second_factor.unconfirmed_secret(keyring, mette) is None
    second_factor.begin(session, keyring, mette)
    secret = second_factor.unconfirmed_secret(keyring, mette)
    assert secret is not None and len(base64.b32decode(secret)) == 20
    assert mette.totp_sealed is not None and secret.encode() not in mette.totp_sealed
    assert keyring.unseal(mette.totp_sealed, "user_account.totp") == secret
    assert not second_factor.enrolled(mette) and not second_factor.has_second_factor(session, mette)
    assert second_factor.confirm(session, keyring, mette, "000000", NOW - timedelta(days=9999)) is None
    codes = second_factor.confirm(session, keyring, mette, code(secret, NOW), NOW)
    assert codes is not None and mette.totp_since == NOW
    assert second_factor.enrolled(mette) and second_factor.has_second_factor(session, mette)
    assert second_factor.unconfirmed_secret(keyring, mette) is None


def test_beginning_anew_gives_another_secret_but_never_to_the_enrolled(
    session: Session, keyring: KeyRing, mette: User
) -> None:
    second_factor.begin(session, keyring, mette)
    first, mette.totp_step = second_factor.unconfirmed_secret(keyring, mette), 5
    second_factor.begin(session, keyring, mette)
    assert second_factor.unconfirmed_secret(keyring, mette) != first and mette.totp_step is None
    secret = second_factor.unconfirmed_secret(keyring, mette) or ""
    second_factor.confirm(session, keyring, mette, code(secret, NOW), NOW)
    kept = mette.totp_sealed
    second_factor.begin(session, keyring, mette)
    assert mette.totp_sealed == kept
    assert second_factor.confirm(session, keyring, mette, code(secret, NOW + STEP), NOW + STEP) is None


def test_code_apps_are_told_the_secret_whose_it_is_and_for_what() -> None:
    address = urlsplit(second_factor.provisioning_uri(SECRET, "mette"))
    said = parse_qs(address.query)
    assert (address.scheme, address.netloc, address.path) == ("otpauth", "totp", "/Lygte:mette")
    assert (said["secret"], said["issuer"], said["digits"]) == ([SECRET], ["Lygte"], ["6"])
    assert (said["algorithm"], said["period"]) == (["SHA1"], ["30"])


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_of_the_step_before_or_after_fits_since_clocks_differ(
    session: Session, keyring: KeyRing, mette: User, steps: int, fits: bool
) -> None:
    secret, _ = enrol(session, keyring, mette)
    later = NOW + 10 * STEP
    assert second_factor.code_fits(session, keyring, mette, code(secret, later + steps * STEP), later) is fits


def test_a_code_fits_once_and_none_before_it_ever_again(session: Session, keyring: KeyRing, mette: User) -> None:
    secret, _ = enrol(session, keyring, mette)
    # In the middle of a step, as mostly.
    later = NOW + 10 * STEP + 7 * SECOND
    shown = code(secret, later)
    # As people type them; not in digits of other scripts, not cut, not longer.
    arabic = "".join(chr(0x660 + int(digit)) for digit in shown)
    for wrong in ("", shown[:5], shown + "0", arabic, "abcdef", "²" * 6):
        assert not second_factor.code_fits(session, keyring, mette, wrong, later)
    assert second_factor.code_fits(session, keyring, mette, f" {shown[:3]} {shown[3:]} ", later)
    assert mette.totp_step == int(later.timestamp()) // 30
    assert not second_factor.code_fits(session, keyring, mette, shown, later)
    assert not second_factor.code_fits(session, keyring, mette, code(secret, later - STEP), later)
    assert second_factor.code_fits(session, keyring, mette, code(secret, later + STEP), later)


def test_no_code_fits_whoever_has_no_app(session: Session, keyring: KeyRing, mette: User, anna: User) -> None:
    secret, _ = enrol(session, keyring, mette)
    later = NOW + 10 * STEP
    assert not second_factor.code_fits(session, keyring, anna, code(secret, later), later)
    # A secret that waits for its first code opens nothing yet.
    second_factor.begin(session, keyring, anna)
    waiting = second_factor.unconfirmed_secret(keyring, anna) or ""
    assert not second_factor.code_fits(session, keyring, anna, code(waiting, later), later)
    assert second_factor.confirm(session, keyring, anna, code(secret, later), later) is None
    assert anna.totp_since is None


def test_ten_recovery_codes_open_once_each_however_they_are_typed(
    session: Session, keyring: KeyRing, mette: User, anna: User
) -> None:
    _, codes = enrol(session, keyring, mette)
    assert len(set(codes)) == second_factor.recovery_left(mette) == 10
    assert all([len(part) for part in one.split("-")] == [4, 4, 4, 4] and one == one.lower() for one in codes)
    plain = [one.replace("-", "").upper() for one in codes]
    assert [hashlib.sha256(one.encode()).hexdigest() for one in plain] == (mette.recovery_hashes or "").split()
    assert not second_factor.recovery_fits(session, mette, "aaaa-aaaa-aaaa-aaaa")
    assert not second_factor.recovery_fits(session, anna, codes[0]) and second_factor.recovery_left(anna) == 0
    assert second_factor.recovery_fits(session, mette, codes[3])
    assert second_factor.recovery_fits(session, mette, f" {plain[0]} ")
    assert not second_factor.recovery_fits(session, mette, codes[3])
    assert second_factor.recovery_left(mette) == 8
    assert anna.recovery_hashes is None


def test_fresh_recovery_codes_end_the_older_ones(session: Session, keyring: KeyRing, mette: User) -> None:
    _, codes = enrol(session, keyring, mette)
    fresh = second_factor.new_recovery_codes(session, mette)
    assert not second_factor.recovery_fits(session, mette, codes[0])
    assert second_factor.recovery_fits(session, mette, fresh[9])


def test_recovery_codes_stay_while_any_second_factor_is_left(
    session: Session, keyring: KeyRing, mette: User, anna: User
) -> None:
    enrol(session, keyring, mette)
    key, hers = passkey(session, mette), passkey(session, anna)
    second_factor.take_app_off(session, mette)
    assert (mette.totp_sealed, mette.totp_since, mette.totp_step) == (None, None, None)
    assert second_factor.has_second_factor(session, mette) and second_factor.recovery_left(mette) == 10
    second_factor.take_passkey_off(session, mette, key)
    assert not second_factor.has_second_factor(session, mette) and mette.recovery_hashes is None
    assert session.exec(select(Passkey.id)).all() == [hers.id]
    assert second_factor.has_second_factor(session, anna)


def test_an_administrator_takes_everything_off_one_worker_alone(
    session: Session, keyring: KeyRing, mette: User, anna: User
) -> None:
    for user in (mette, anna):
        enrol(session, keyring, user)
        passkey(session, user)
    second_factor.take_off(session, mette)
    assert not second_factor.has_second_factor(session, mette) and mette.recovery_hashes is None
    assert second_factor.enrolled(anna) and second_factor.recovery_left(anna) == 10
    assert [row.user_id for row in session.exec(select(Passkey))] == [anna.id]


def signed(challenge: bytes) -> dict[str, object]:
    """Return an answer of a device that names a challenge, as browsers word it."""
    said = {"challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("=")}
    return {"response": {"clientDataJSON": base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")}}


def test_a_challenge_is_answered_once_for_its_act_by_whom_it_was_made_for(session: Session) -> None:
    challenge = new_challenge(session, PROVE, log_in_mark(7), NOW)
    assert len(challenge) == 32 and challenge != new_challenge(session, PROVE, log_in_mark(7), NOW)
    for act, bound_to in ((SIGN_IN, log_in_mark(7)), (ADD, log_in_mark(7)), (PROVE, log_in_mark(8))):
        assert take_challenge(session, act, bound_to, NOW, signed(challenge)) is None
    assert take_challenge(session, PROVE, log_in_mark(7), NOW, signed(b"x" * 32)) is None
    assert take_challenge(session, PROVE, log_in_mark(7), NOW, signed(challenge)) == challenge
    assert take_challenge(session, PROVE, log_in_mark(7), NOW, signed(challenge)) is None


def test_a_challenge_is_good_for_five_minutes_and_kept_as_a_hash_only(session: Session) -> None:
    mark = browser_mark("frø")
    first, second = (new_challenge(session, SIGN_IN, mark, NOW) for _ in range(2))
    kept = session.exec(select(PasskeyChallenge)).all()
    assert {row.challenge_hash for row in kept} == {hashlib.sha256(one).hexdigest() for one in (first, second)}
    assert {(row.act, row.bound_to, row.made_at) for row in kept} == {("sign_in", mark, NOW)}
    in_time, late = NOW + timedelta(minutes=5) - SECOND, NOW + timedelta(minutes=5)
    assert take_challenge(session, SIGN_IN, mark, in_time, signed(first)) == first
    assert take_challenge(session, SIGN_IN, mark, late, signed(second)) is None
    # The next one asked for takes what ran out away.
    new_challenge(session, SIGN_IN, mark, in_time)
    assert len(session.exec(select(PasskeyChallenge)).all()) == 2
    new_challenge(session, SIGN_IN, mark, late)
    assert len(session.exec(select(PasskeyChallenge)).all()) == 2


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"response": {}},
        {"response": None},
        {"response": {"clientDataJSON": "e30"}},
        {"response": {"clientDataJSON": "x"}},
    ],
)
def test_an_answer_that_names_no_challenge_is_none(session: Session, answer: dict[str, object]) -> None:
    assert take_challenge(session, SIGN_IN, "browser:x", NOW, answer) is None


def test_a_browser_and_a_log_in_are_marked_apart_and_a_seed_is_never_kept_open() -> None:
    assert browser_mark("frø") == "browser:" + hashlib.sha256("frø".encode()).hexdigest()
    assert log_in_mark(7) == "log-in:7"


def seat(session: Session, user: User, name: str, **values: object) -> UserSession:
    row = UserSession(
        token_hash=name, user_id=user.id or 0, csrf_token="c", **{"created_at": NOW, "last_used_at": NOW, **values}
    )
    session.add(row)
    session.flush()
    return row


def test_a_workers_open_log_ins_are_those_that_still_open_pages_the_newest_first(
    session: Session, mette: User, anna: User
) -> None:
    idle, whole = timedelta(minutes=15), timedelta(hours=10)
    oldest = seat(session, mette, "a", created_at=NOW - whole)
    idling = seat(session, mette, "b", last_used_at=NOW - idle)
    seat(session, mette, "c", created_at=NOW - whole - SECOND)
    seat(session, mette, "d", last_used_at=NOW - idle - SECOND)
    seat(session, mette, "e", ended_at=NOW)
    seat(session, anna, "f")
    assert open_log_ins(session, mette, NOW) == [idling, oldest]


def test_the_others_are_ended_and_the_one_here_and_other_peoples_stay(
    session: Session, mette: User, anna: User
) -> None:
    here, there, elsewhere, hers = (
        seat(session, user, name) for user, name in ((mette, "a"), (mette, "b"), (mette, "c"), (anna, "d"))
    )
    assert end_others(session, mette, here, NOW) == 2
    assert [one.ended_at for one in (here, there, elsewhere, hers)] == [None, NOW, NOW, None]
    assert end_others(session, mette, here, NOW) == 0
