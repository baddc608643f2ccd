"""Passkeys (WebAuthn): a key pair on the worker's device, opened by finger, face or PIN; only its public half is kept here.

The device signs a challenge together with the host name the browser shows, so that a copied log-in page gets nothing it
could use. It counts as both factors: having the device, and being the one it opens for.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from fastapi import Request
from sqlmodel import Session, col, func, select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from models.people import Passkey, User
from review_ui.challenges import new_challenge, take_challenge

TIMEOUT_MS = 300_000
MOST_PASSKEYS = 10
NAME_LENGTH = 40


@dataclass(frozen=True)
class Door:
    """The name under which the browser reached us; passkeys are made for it and offered nowhere else."""

    host: str
    origins: tuple[str, ...]

    @property
    def takes_passkeys(self) -> bool:
        """Tell whether browsers make passkeys here: for a name, never for a bare number."""
        try:
            ip_address(self.host.strip("[]"))
        except ValueError:
            return bool(self.host)
        return False


def door_of(request: Request) -> Door:
    """Return the door of a request. Off this machine only https counts, whatever stands before us."""
    host = request.url.hostname or ""
    origins = [f"https://{request.url.netloc}"]
    if host == "localhost":
        origins.append(f"http://{request.url.netloc}")
    return Door(host, tuple(origins))


@dataclass(frozen=True)
class Ceremony:
    """One exchange with a device: at which door, for which act, asked by whom (see ``challenges``), and when."""

    session: Session
    door: Door
    act: str
    bound_to: str
    now: datetime


def passkeys_of(session: Session, user: User, door: Door | None = None) -> list[Passkey]:
    """Return a worker's passkeys, the oldest first; with ``door`` only those that work there."""
    query = select(Passkey).where(Passkey.user_id == user.id).order_by(col(Passkey.id))
    return list(session.exec(query if door is None else query.where(Passkey.rp_id == door.host)))


def has_passkeys(session: Session, user: User) -> bool:
    """Tell whether a worker has any passkey."""
    return bool(session.exec(select(func.count()).select_from(Passkey).where(Passkey.user_id == user.id)).one())


def sign_in_options(ceremony: Ceremony, user: User | None = None) -> str:
    """Return (as JSON) what the browser asks the device to sign: with any passkey made here, or with one of ``user``'s."""
    own = passkeys_of(ceremony.session, user, ceremony.door) if user else []
    options = generate_authentication_options(
        rp_id=ceremony.door.host,
        challenge=_challenge(ceremony),
        timeout=TIMEOUT_MS,
        allow_credentials=[_descriptor(one) for one in own],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def making_options(ceremony: Ceremony, user: User, session_key: bytes) -> str:
    """Return (as JSON) what the browser asks the device to make; devices that hold one already are left out."""
    options = generate_registration_options(
        rp_id=ceremony.door.host,
        rp_name="Lygte",
        user_id=_handle(ceremony.session, user, session_key),
        user_name=user.login,
        challenge=_challenge(ceremony),
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[_descriptor(one) for one in passkeys_of(ceremony.session, user, ceremony.door)],
    )
    return options_to_json(options)


def keep_passkey(ceremony: Ceremony, user: User, session_key: bytes, *, name: str, answer: str) -> Passkey | None:
    """Keep what the device made, under a name; None when it does not fit what was asked or the worker has too many."""
    session, door, written = ceremony.session, ceremony.door, _read(answer)
    expected = _expected(ceremony, written)
    if expected is None or len(passkeys_of(session, user)) >= MOST_PASSKEYS:
        return None
    try:
        made = verify_registration_response(credential=written, **expected)
    except Exception:  # whatever the library finds wrong with a stranger's bytes: it does not fit
        return None
    credential_id = bytes_to_base64url(made.credential_id)
    if session.exec(select(Passkey).where(Passkey.credential_id == credential_id)).first():
        return None
    kept = Passkey(
        user_id=user.id or 0,
        name=name[:NAME_LENGTH],
        credential_id=credential_id,
        user_handle=_handle(session, user, session_key),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        rp_id=door.host,
        transports=_transports(written),
        made_at=ceremony.now,
    )
    session.add(kept)
    session.flush()
    return kept


def passkey_fits(ceremony: Ceremony, answer: str, user: User | None = None) -> Passkey | None:
    """Return the passkey that signed our challenge, now used; None when anything does not fit (never told what)."""
    session, door, written = ceremony.session, ceremony.door, _read(answer)
    expected = _expected(ceremony, written)
    known = session.exec(
        select(Passkey).where(Passkey.credential_id == str(written.get("id", "")), Passkey.rp_id == door.host)
    ).first()
    if expected is None or known is None or (user is not None and known.user_id != user.id):
        return None
    try:
        used = verify_authentication_response(
            credential=written,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            **expected,
        )
        handle = written["response"].get("userHandle")
        if handle is not None and not hmac.compare_digest(base64url_to_bytes(handle), known.user_handle):
            return None
    except Exception:  # whatever the library finds wrong with a stranger's bytes: it does not fit
        return None
    known.sign_count, known.last_used_at = used.new_sign_count, ceremony.now
    session.add(known)
    return known


def _challenge(ceremony: Ceremony) -> bytes:
    return new_challenge(ceremony.session, ceremony.act, ceremony.bound_to, ceremony.now)


def _expected(ceremony: Ceremony, written: dict[str, Any]) -> dict[str, Any] | None:
    """Take the challenge an answer speaks of and return what the device must have signed; None when we never asked."""
    challenge = take_challenge(ceremony.session, ceremony.act, ceremony.bound_to, ceremony.now, written)
    if challenge is None:
        return None
    return {
        "expected_challenge": challenge,
        "expected_rp_id": ceremony.door.host,
        "expected_origin": list(ceremony.door.origins),
        "require_user_verification": True,
    }


def _read(answer: str) -> dict[str, Any]:
    try:
        written = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return written if isinstance(written, dict) else {}


def _handle(session: Session, user: User, session_key: bytes) -> bytes:
    """Return what devices call the account: the same for all of a worker's passkeys, and nothing one could guess."""
    known = passkeys_of(session, user)
    return known[0].user_handle if known else hmac.digest(session_key, f"passkeys of {user.id}".encode(), "sha256")


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    known = {one.value: one for one in AuthenticatorTransport}
    transports = [known[name] for name in passkey.transports if name in known]
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id), transports=transports or None)


def _transports(written: dict[str, Any]) -> list[str]:
    said = written["response"].get("transports")
    known = {one.value for one in AuthenticatorTransport}
    return sorted({name for name in said if isinstance(name, str) and name in known}) if isinstance(said, list) else []
