"""Accounts of workers: make, list, disable, change the password. Used by the users page and ``lygte user``."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session, col, select

from models.errors import BadInput
from models.gazetteer import regions as region_names
from models.people import ROLES, Organisation, User, UserSession
from review_ui.breached import is_known
from review_ui.wording import Words

MIN_PASSWORD = 15
_CHECKS = BoundedSemaphore(2)
LANGUAGES = ("da", "en")


class AccountRefused(BadInput):
    """What cannot be done with an account, as one sentence in the language it is shown in; the command line says it in English."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(self.sentence("en"))

    def sentence(self, lang: str) -> str:
        """Return the reason in Danish ("da") or English ("en")."""
        return Words(lang)(self.key, **self.values)


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return _hasher().hash(password)


def verify_password(password: str, password_hash: str) -> bool:
    """Tell whether a password fits a stored hash (about 0.15 s on purpose)."""
    # Argon2 takes 64 MB a check: two at a time keep forty log-ins at once from filling the machine.
    with _CHECKS:
        return _hasher().verify(password, password_hash)


def find_user(session: Session, login: str) -> User | None:
    """Return the account with a log-in name, whatever the case it is typed in."""
    return session.exec(select(User).where(col(User.login) == login.strip().lower())).first()


def create_user(
    session: Session,
    *,
    login: str,
    password: str,
    role: str,
    organisation: str,
    regions: Sequence[str] = (),
    language: str = "da",
    ends_on: date | None = None,
    now: datetime,
) -> User:
    """Make an account, and its organisation when that is new (whose area then is ``regions``).

    ``regions`` are region codes; empty means the organisation's area. Raises BadInput with one sentence when the log-in
    is taken, role, region or language is unknown, or the password is too short or known from a breach.
    """
    login = login.strip().lower()
    if not login or not organisation.strip():
        raise AccountRefused("account.names")
    if find_user(session, login):
        raise AccountRefused("account.taken")
    if role not in ROLES:
        raise AccountRefused("account.role", known=", ".join(ROLES))
    _check_password(password, login, organisation)
    if unknown := [code for code in regions if code not in region_names()]:
        raise AccountRefused("account.region", unknown=", ".join(unknown), known=", ".join(region_names()))
    if language not in LANGUAGES:
        raise AccountRefused("account.language", known=", ".join(LANGUAGES))
    user = User(
        login=login,
        password_hash=hash_password(password),
        organisation_id=_organisation_id(session, organisation.strip(), regions),
        role=role,
        language=language,
        regions=list(regions),
        ends_on=ends_on,
    )
    session.add(user)
    session.flush()
    return user


def _organisation_id(session: Session, name: str, regions: Sequence[str]) -> int:
    known = session.exec(select(Organisation).where(col(Organisation.name) == name)).first()
    if known is None:
        known = Organisation(name=name, regions=list(regions))
        session.add(known)
        session.flush()
    assert known.id is not None  # noqa: S101 - flushed above
    return known.id


def _check_password(password: str, *own_words: str) -> None:
    if len(password) < MIN_PASSWORD:
        raise AccountRefused("account.password", least=MIN_PASSWORD)
    if is_known(password, own_words):
        raise AccountRefused("account.known")


def disable_user(session: Session, login: str, now: datetime) -> User:
    """Close an account and end all its log-ins at once. Raises BadInput when there is none."""
    user = _known(session, login)
    user.disabled_at = now
    session.add(user)
    end_sessions(session, user, now)
    return user


def set_password(session: Session, login: str, password: str, now: datetime) -> User:
    """Give an account a new password and end all its log-ins. Raises BadInput when it is too short or known."""
    user = _known(session, login)
    organisation = session.get(Organisation, user.organisation_id)
    _check_password(password, user.login, organisation.name if organisation else "")
    user.password_hash = hash_password(password)
    user.failed_logins, user.locked_until = 0, None
    session.add(user)
    end_sessions(session, user, now)
    return user


def end_sessions(session: Session, user: User, now: datetime) -> int:
    """End every open log-in of a user, idled out or not; returns how many."""
    open_ones = session.exec(
        select(UserSession).where(UserSession.user_id == user.id, col(UserSession.ended_at).is_(None))
    ).all()
    for one in open_ones:
        one.ended_at = now
        session.add(one)
    return len(open_ones)


def list_users(session: Session, organisation_id: int | None = None) -> list[User]:
    """Return the accounts (of one organisation), by log-in name."""
    query = select(User).order_by(col(User.login))
    if organisation_id is not None:
        query = query.where(col(User.organisation_id) == organisation_id)
    return list(session.exec(query))


def _known(session: Session, login: str) -> User:
    user = find_user(session, login)
    if user is None:
        raise AccountRefused("account.unknown")
    return user
