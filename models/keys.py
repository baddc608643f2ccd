"""Keys: phones become HMACs under a yearly key, readable values are sealed with AES-SIV.

A stolen database without the key file yields no phone: all Danish numbers can be hashed in a minute, so a plain
hash protects nothing (safety.md R-PH-1). The key file lives beside, never inside, the database; back it up apart.
"""

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from models.errors import KeysMissing, LygteError

KEY_BYTES = 32
SEAL_KEY_BYTES = 64


class SealBroken(LygteError):
    """A sealed value does not open with this key file: wrong keys or altered data."""


@dataclass(frozen=True)
class KeyRing:
    """The keys of one installation. ``epoch`` names the year whose phone key is current."""

    epoch: str
    phone_keys: dict[str, bytes]
    seal_key: bytes
    do_not_contact_key: bytes
    session_key: bytes

    def key_phone(self, e164: str, epoch: str | None = None) -> str:
        """Return the keyed form of a number (hex), equal for equal numbers within one epoch."""
        return hmac.new(self.phone_keys[epoch or self.epoch], e164.encode(), hashlib.sha256).hexdigest()

    def key_do_not_contact(self, e164: str) -> str:
        """Return the keyed form used only for the do-not-contact list (its own key, R-PH-3)."""
        return hmac.new(self.do_not_contact_key, e164.encode(), hashlib.sha256).hexdigest()

    def key_value(self, value: str, column: str) -> str:
        """Return the keyed form of any other value (an address), comparable within one column only."""
        own = hmac.new(self.seal_key, f"blind index of {column}".encode(), hashlib.sha256).digest()
        return hmac.new(own, value.encode(), hashlib.sha256).hexdigest()

    def seal(self, value: str, column: str) -> bytes:
        """Encrypt a value for one column; a value moved to another column no longer opens."""
        return AESSIV(self.seal_key).encrypt(value.encode(), [column.encode()])

    def unseal(self, sealed: bytes, column: str) -> str:
        """Decrypt a value of one column. Raises SealBroken when key, column or data do not fit."""
        try:
            return AESSIV(self.seal_key).decrypt(sealed, [column.encode()]).decode()
        except (InvalidTag, ValueError):
            raise SealBroken("A sealed value does not open: wrong key file or altered data.") from None


def make_keyring(epoch: str) -> KeyRing:
    """Make fresh random keys for one epoch (a year, e.g. "2026")."""
    return KeyRing(
        epoch=epoch,
        phone_keys={epoch: os.urandom(KEY_BYTES)},
        seal_key=os.urandom(SEAL_KEY_BYTES),
        do_not_contact_key=os.urandom(KEY_BYTES),
        session_key=os.urandom(KEY_BYTES),
    )


def save_keyring(ring: KeyRing, file: Path) -> None:
    """Write the key file readable by its owner only; whole or not at all."""
    content = {
        "epoch": ring.epoch,
        "phone_keys": {epoch: base64.b64encode(key).decode() for epoch, key in ring.phone_keys.items()},
        "seal_key": base64.b64encode(ring.seal_key).decode(),
        "do_not_contact_key": base64.b64encode(ring.do_not_contact_key).decode(),
        "session_key": base64.b64encode(ring.session_key).decode(),
    }
    part = file.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(content, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def load_keyring(file: Path) -> KeyRing:
    """Read the key file. Raises KeysMissing when it is not there or cannot be read."""
    try:
        content = json.loads(file.read_text())
        return KeyRing(
            epoch=content["epoch"],
            phone_keys={epoch: base64.b64decode(key) for epoch, key in content["phone_keys"].items()},
            seal_key=base64.b64decode(content["seal_key"]),
            do_not_contact_key=base64.b64decode(content["do_not_contact_key"]),
            session_key=base64.b64decode(content["session_key"]),
        )
    except (OSError, ValueError, KeyError):
        raise KeysMissing(f"The key file {file} is missing or unreadable: restore it from its back-up.") from None


def open_keyring(file: Path, epoch: str, database_is_new: bool) -> KeyRing:
    """Load the keys, or make them where no data exists yet that they would have to open."""
    if not file.exists() and database_is_new:
        save_keyring(make_keyring(epoch), file)
    return load_keyring(file)
