"""The second factor: six digits of a code app (RFC 6238, 30 seconds, each code once), a passkey, or one of ten recovery codes.

The secret is sealed in the store and opens only with the key file. Recovery codes hold 80 random bits each, so a plain
hash is enough to keep them. Losing the phone: a recovery code, else an administrator's reset; the trail keeps both.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import CursorResult, delete, or_, update
from sqlmodel import Session, col

from models.keys import KeyRing
from models.people import Passkey, User
from review_ui.passkeys import has_passkeys

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20
# Clocks of phones differ: the step before and the one after count too.
STEPS_OFF = (0, -1, 1)
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
SEALED_AS = "user_account.totp"


def enrolled(user: User) -> bool:
    """Tell whether a worker logs in with a code app."""
    return user.totp_since is not None


def has_second_factor(session: Session, user: User) -> bool:
    """Tell whether a worker owes a second factor after the pass phrase: a code app or a passkey is set up."""
    return enrolled(user) or has_passkeys(session, user)


def begin(session: Session, keyring: KeyRing, user: User) -> None:
    """Give a worker a fresh secret; it counts only once a code of it was shown. Changes nothing for the enrolled."""
    if enrolled(user):
        return
    secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    user.totp_sealed, user.totp_step = keyring.seal(secret, SEALED_AS), None
    session.add(user)


def unconfirmed_secret(keyring: KeyRing, user: User) -> str | None:
    """Return the secret (base32) while it waits for its first code; never again afterwards."""
    if enrolled(user) or user.totp_sealed is None:
        return None
    return keyring.unseal(user.totp_sealed, SEALED_AS)


def provisioning_uri(secret: str, login: str) -> str:
    """Return the address code apps understand (otpauth://…)."""
    return _totp(secret).get_provisioning_uri(login, "Lygte")


def confirm(session: Session, keyring: KeyRing, user: User, code: str, now: datetime) -> list[str] | None:
    """Start to count on the secret when its first code fits; return ten recovery codes, shown this once. None: no fit."""
    if enrolled(user) or not _use_code(session, keyring, user, code, now):
        return None
    user.totp_since = now
    return new_recovery_codes(session, user)


def new_recovery_codes(session: Session, user: User) -> list[str]:
    """Give a worker ten fresh recovery codes, the older ones gone; they are shown this once."""
    codes = [base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES)]
    user.recovery_hashes = " ".join(_recovery_hash(one) for one in codes)
    session.add(user)
    return ["-".join(one[at : at + 4] for at in range(0, 16, 4)).lower() for one in codes]


def code_fits(session: Session, keyring: KeyRing, user: User, code: str, now: datetime) -> bool:
    """Tell whether six digits fit an enrolled worker now, and use them up: the same code never fits twice."""
    return enrolled(user) and _use_code(session, keyring, user, code, now)


def recovery_fits(session: Session, user: User, written: str) -> bool:
    """Tell whether this is an unused recovery code, and use it up."""
    before = user.recovery_hashes or ""
    kept, own = before.split(), _recovery_hash(written)
    if own not in kept:
        return False
    kept.remove(own)
    # Compared once more where it is written: two requests at once cannot both use it.
    changed = (
        update(User)
        .where(col(User.id) == user.id, col(User.recovery_hashes) == before)
        .values(recovery_hashes=" ".join(kept))
    )
    return _written_once(session, user, changed)


def recovery_left(user: User) -> int:
    """Return how many recovery codes are unused."""
    return len((user.recovery_hashes or "").split())


def take_off(session: Session, user: User) -> None:
    """Take every second factor off an account; the caller writes the trail."""
    session.execute(delete(Passkey).where(col(Passkey.user_id) == user.id))
    take_app_off(session, user)


def take_app_off(session: Session, user: User) -> None:
    """Take the code app off; recovery codes stay while a passkey is left. The caller writes the trail."""
    user.totp_sealed = user.totp_since = user.totp_step = None
    session.add(user)
    _drop_codes_of_nothing(session, user)


def take_passkey_off(session: Session, user: User, passkey: Passkey) -> None:
    """Take one passkey off; recovery codes stay while another second factor is left. The caller writes the trail."""
    session.delete(passkey)
    session.flush()
    _drop_codes_of_nothing(session, user)


def _drop_codes_of_nothing(session: Session, user: User) -> None:
    if not has_second_factor(session, user):
        user.recovery_hashes = None
        session.add(user)


def _totp(secret: str) -> TOTP:
    # SHA-1 and six digits are what every code app reads; an HMAC does not rest on SHA-1's collisions.
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_S)  # noqa: S303


def _use_code(session: Session, keyring: KeyRing, user: User, code: str, now: datetime) -> bool:
    digits = "".join(code.split())
    if user.totp_sealed is None or len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return False
    totp, here = _totp(keyring.unseal(user.totp_sealed, SEALED_AS)), int(now.timestamp()) // STEP_S
    fitting = [
        here + off for off in STEPS_OFF if hmac.compare_digest(totp.generate((here + off) * STEP_S), digits.encode())
    ]
    if not fitting:
        return False
    unused = or_(col(User.totp_step).is_(None), col(User.totp_step) < fitting[0])
    return _written_once(
        session, user, update(User).where(col(User.id) == user.id, unused).values(totp_step=fitting[0])
    )


def _written_once(session: Session, user: User, change: object) -> bool:
    """Carry out a change that only one of several requests at once can make; tell whether it was this one."""
    session.flush()
    result = session.execute(change.execution_options(synchronize_session=False))  # type: ignore[attr-defined]
    session.refresh(user)
    return isinstance(result, CursorResult) and result.rowcount == 1


def _recovery_hash(written: str) -> str:
    plain = "".join(letter for letter in written.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
