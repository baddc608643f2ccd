"""Log-ins: server-side sessions, 15 minutes idle, 10 hours at most, a growing delay after wrong passwords and codes.

The cookie holds a random token; the store keeps only its SHA-256, so a stolen database opens no session. After the pass
phrase a log-in may still owe a code (or the setting up of one); until then it opens nothing else, for ten minutes at most.
"""

import hashlib
import hmac
import secrets
from collections.abc import Container
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlalchemy import select as wide_select
from sqlmodel import Session, col

from models.audit_chain import record
from models.keys import KeyRing
from models.people import Organisation, Passkey, User, UserSession
from review_ui.accounts import find_user, hash_password, verify_password
from review_ui.second_factor import code_fits, has_second_factor, recovery_fits

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=10)
HALF_WAY = timedelta(minutes=10)
FRESH = timedelta(minutes=15)
# Writing the time of last use on every click would make readers queue behind the crawl.
TOUCH_EVERY = timedelta(minutes=1)
FREE_TRIES = 3
LONGEST_WAIT_S = 900

_decoy: list[str] = []


def token_hash(token: str) -> str:
    """Return what the store keeps of a cookie's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def log_in(
    session: Session, login: str, password: str, now: datetime, second_factor_roles: Container[str] = ()
) -> tuple[str, UserSession] | None:
    """Check a password; return the cookie token and the session, or None. Takes the same time for unknown names.

    The session still ``awaits`` a code where the worker has a code app, or the setting up of one where the role needs it.
    """
    user = find_user(session, login)
    if user is None:
        if not _decoy:
            _decoy.append(hash_password(secrets.token_urlsafe(16)))
        verify_password(password, _decoy[0])
        record(session, "log-in failed", at=now)
        return None
    locked = user.locked_until is not None and user.locked_until > now
    right = verify_password(password, user.password_hash)
    if locked or _closed(user, now) or not right:
        _count_failure(session, user, now, wrong=not right)
        return None
    owes = has_second_factor(session, user)
    token, opened = _open(session, user, now)
    opened.awaits = "code" if owes else "enrol" if user.role in second_factor_roles else None
    if opened.awaits is None:
        complete_log_in(session, opened, user, now)
    else:
        record(session, "log-in begun", at=now, user_id=user.id, organisation_id=user.organisation_id)
    return token, opened


def log_in_with_passkey(session: Session, passkey: Passkey, now: datetime) -> tuple[str, UserSession] | None:
    """Open a session for whoever holds a passkey that signed our challenge: it is both factors. None: the account is closed.

    Waiting times after wrong pass phrases do not hold it up: nobody guesses a signature, and nobody shuts a worker out.
    """
    user = session.get(User, passkey.user_id)
    if user is None or _closed(user, now):
        return None
    token, opened = _open(session, user, now)
    complete_log_in(session, opened, user, now)
    return token, opened


def _open(session: Session, user: User, now: datetime) -> tuple[str, UserSession]:
    token = secrets.token_urlsafe(32)
    opened = UserSession(
        token_hash=token_hash(token),
        user_id=user.id or 0,
        csrf_token=secrets.token_urlsafe(24),
        created_at=now,
        last_used_at=now,
    )
    session.add(opened)
    return token, opened


def _closed(user: User, now: datetime) -> bool:
    return user.disabled_at is not None or (user.ends_on is not None and user.ends_on < now.date())


def complete_log_in(session: Session, opened: UserSession, user: User, now: datetime) -> None:
    """Note that a log-in owes nothing more. Only now are wrong tries forgotten: a known password alone never clears them."""
    begun = opened.awaits is not None or opened.proven_at is None
    opened.awaits, opened.proven_at = None, now
    user.failed_logins, user.locked_until = 0, None
    session.add_all([opened, user])
    if begun:
        record(session, "log-in", at=now, user_id=user.id, organisation_id=user.organisation_id)


def prove(
    session: Session, keyring: KeyRing, opened: UserSession, user: User, written: str, *, now: datetime
) -> str | None:
    """Check what a logged-in worker gives as proof; return a new cookie token, or None.

    At log-in: a code or a recovery code. Later: a code or the pass phrase. Wrong ones make the next wait, as at log-in.
    """
    locked = user.locked_until is not None and user.locked_until > now
    right = not locked and code_fits(session, keyring, user, written, now)
    if not right and not locked:
        at_log_in = opened.awaits is not None
        right = recovery_fits(session, user, written) if at_log_in else verify_password(written, user.password_hash)
    if not right:
        _count_failure(session, user, now, wrong=not locked)
        return None
    return _proven(session, opened, user, now)


def prove_with_passkey(session: Session, opened: UserSession, user: User, now: datetime) -> str:
    """Note that a passkey showed who sits here; return a new cookie token."""
    return _proven(session, opened, user, now)


def note_refused_passkey(session: Session, passkey: Passkey | None, now: datetime, user: User | None = None) -> None:
    """Write a passkey that did not fit, or whose account is closed, to the trail. No wait: a signature cannot be guessed."""
    who = user or (session.get(User, passkey.user_id) if passkey else None)
    record(
        session,
        "log-in failed",
        at=now,
        user_id=who.id if who else None,
        organisation_id=who.organisation_id if who else None,
    )


def _proven(session: Session, opened: UserSession, user: User, now: datetime) -> str:
    complete_log_in(session, opened, user, now)
    token = secrets.token_urlsafe(32)
    opened.token_hash = token_hash(token)
    record(session, "proof", at=now, user_id=user.id, organisation_id=user.organisation_id)
    return token


def password_fits(session: Session, user: User, password: str, now: datetime) -> bool:
    """Check the pass phrase of a logged-in worker; wrong ones make the next wait, as at log-in."""
    locked = user.locked_until is not None and user.locked_until > now
    if locked or not verify_password(password, user.password_hash):
        _count_failure(session, user, now, wrong=not locked)
        return False
    return True


def is_fresh(opened: UserSession, now: datetime) -> bool:
    """Tell whether the worker proved who sits here within the last 15 minutes."""
    return now - (opened.proven_at or opened.created_at) <= FRESH


def _count_failure(session: Session, user: User, now: datetime, *, wrong: bool) -> None:
    if wrong:
        user.failed_logins += 1
        if user.failed_logins > FREE_TRIES:
            wait = min(2 ** (user.failed_logins - FREE_TRIES), LONGEST_WAIT_S)
            user.locked_until = now + timedelta(seconds=wait)
        session.add(user)
    record(session, "log-in failed", at=now, user_id=user.id, organisation_id=user.organisation_id)


# Built once: every request asks it.
_SEATED = (
    wide_select(UserSession, User, Organisation)
    .join(User, col(User.id) == col(UserSession.user_id))
    .join(Organisation, col(Organisation.id) == col(User.organisation_id))
    .where(col(UserSession.token_hash) == bindparam("hash"))
)


def find_seat(session: Session, token: str, now: datetime) -> tuple[UserSession, User, Organisation] | None:
    """Return the live session of a cookie with its user and organisation, or None when it ran out, ended or never was."""
    row = session.execute(_SEATED, {"hash": token_hash(token)}).first()
    if row is None:
        return None
    opened, user, organisation = row
    over = now - opened.last_used_at > IDLE or now - opened.created_at > ABSOLUTE
    over = over or (opened.awaits is not None and now - opened.created_at > HALF_WAY)
    if opened.ended_at is not None or over or user.disabled_at is not None:
        return None
    if user.ends_on is not None and user.ends_on < now.date():
        return None
    return opened, user, organisation


def log_out(session: Session, opened: UserSession, user: User, now: datetime) -> None:
    """End one session."""
    opened.ended_at = now
    session.add(opened)
    record(session, "log-out", at=now, user_id=user.id, organisation_id=user.organisation_id)


def form_token(session_key: bytes, seed: str) -> str:
    """Return the form token that fits an anonymous browser's seed cookie (log-in form, language before log-in)."""
    return hmac.new(session_key, b"form:" + seed.encode(), hashlib.sha256).hexdigest()
