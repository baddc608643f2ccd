"""Seal a value for one organisation, whose private half alone opens it. Pure.

HPKE (RFC 9180: X25519, HKDF-SHA-256, AES-256-GCM) as the library ships it. Column, row and organisation are part of what is
sealed: a value moved to another row, column or organisation does not open. Who seals cannot open what was sealed.
"""

import hashlib
import json
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from models.keys import SealBroken

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PHONE, PLACE = "phone_display.sealed", "place_display.sealed"


def key_id_of(public: bytes) -> str:
    """Return the name of a pair: sixteen hex digits of its public half's hash."""
    return hashlib.sha256(public).hexdigest()[:16]


def seal_for(public: bytes, value: str, column: str, row: int, organisation_id: int) -> bytes:
    """Seal a value of one column and row so that only the private half of ``public`` opens it."""
    return SUITE.encrypt(
        value.encode(), X25519PublicKey.from_public_bytes(public), info=_said(column, row, organisation_id)
    )


def _said(column: str, row: int, organisation_id: int) -> bytes:
    return json.dumps(["lygte display 1", column, row, organisation_id]).encode()


@dataclass(frozen=True)
class OwnKey:
    """An organisation's private halves, 32 bytes each, newest first: more than one only while a change is under way."""

    organisation_id: int
    private: tuple[bytes, ...]

    @property
    def public(self) -> bytes:
        """The public half of the newest pair."""
        return _public(self.private[0])

    def unseal(self, sealed: bytes, key_id: str, column: str, row: int) -> str:
        """Open a value. Raises SealBroken when pair, organisation, column, row or data do not fit."""
        for half in self.private:
            if key_id_of(_public(half)) == key_id:
                try:
                    said = _said(column, row, self.organisation_id)
                    return SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(half), info=said).decode()
                except (InvalidTag, ValueError):
                    break
        raise SealBroken("A value sealed for an organisation does not open with its key: another key or altered data.")

    def with_new_half(self) -> "OwnKey":
        """Return this key with a fresh pair; the older ones still open what was sealed for them."""
        return replace(self, private=(new_half(), *self.private))

    def newest_only(self) -> "OwnKey":
        """Return this key without its older pairs."""
        return replace(self, private=self.private[:1])


def new_half() -> bytes:
    """Return a fresh private half."""
    return X25519PrivateKey.generate().private_bytes_raw()


def _public(half: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(half).public_key().public_bytes_raw()
