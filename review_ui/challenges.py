"""Challenges for passkeys: random bytes that a device signs, each answered once and within five minutes.

Kept in the store rather than in memory, so that they hold with several processes and after a restart; only hashes are kept.
"""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete
from sqlmodel import Session, col
from webauthn.helpers import base64url_to_bytes

from models.people import PasskeyChallenge

GOOD_FOR = timedelta(minutes=5)
# What a challenge may be used for.
SIGN_IN, PROVE, ADD = "sign_in", "prove", "add"


def browser_mark(seed: str) -> str:
    """Return what a challenge is bound to before anybody is logged in: the browser that asked."""
    return "browser:" + hashlib.sha256(seed.encode()).hexdigest()


def log_in_mark(login_id: int | None) -> str:
    """Return what a challenge is bound to once somebody is logged in."""
    return f"log-in:{login_id}"


def new_challenge(session: Session, act: str, bound_to: str, now: datetime) -> bytes:
    """Make a challenge (32 random bytes) for one act of one browser or log-in; old ones go."""
    session.execute(delete(PasskeyChallenge).where(col(PasskeyChallenge.made_at) <= now - GOOD_FOR))
    challenge = secrets.token_bytes(32)
    session.add(PasskeyChallenge(challenge_hash=_hash(challenge), bound_to=bound_to, act=act, made_at=now))
    return challenge


def take_challenge(session: Session, act: str, bound_to: str, now: datetime, written: dict[str, Any]) -> bytes | None:
    """Take out the challenge an answer names, so that it is never answered again; None when there is no such."""
    try:
        said = json.loads(base64url_to_bytes(written["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(said["challenge"])
    except (ValueError, KeyError, TypeError):
        return None
    taken = session.execute(
        delete(PasskeyChallenge).where(
            col(PasskeyChallenge.challenge_hash) == _hash(challenge),
            col(PasskeyChallenge.bound_to) == bound_to,
            col(PasskeyChallenge.act) == act,
            col(PasskeyChallenge.made_at) > now - GOOD_FOR,
        )
    )
    return challenge if isinstance(taken, CursorResult) and taken.rowcount == 1 else None


def _hash(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()
