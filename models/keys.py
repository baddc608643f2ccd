"""Keys: phones become HMACs under a yearly key, readable values are sealed with AES-SIV, a SQLite file is encrypted whole.

A stolen database without the key file yields no phone: all Danish numbers can be hashed in a minute, so a plain
hash protects nothing (safety.md R-PH-1). The key file lives beside, never inside, the database; back it up apart.
Keys are changed by ``key_change.py`` (the ceremony), which never needs two files to be right at once.
"""

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from models.errors import KeysMissing, LygteError

KEY_BYTES = 32
SEAL_KEY_BYTES = 64
# Columns that hold keyed values; their keys stay when the sealing key is changed.
KEYED_COLUMNS = ("contact_point.basis_key", "display_key.public_key")


class SealBroken(LygteError):
    """A sealed value does not open with this key file: wrong keys or altered data."""


@dataclass(frozen=True)
class KeyRing:
    """The keys of one installation. ``epoch`` names the year whose phone key is current.

    ``old_seal_keys`` open what a change of the sealing key has not reached yet; there are none in between.
    ``store_key`` opens an encrypted SQLite file; None where the store was never encrypted. ``next_store_key`` is there only
    while the file is being written anew under it: then one of the two opens it.
    """

    epoch: str
    phone_keys: dict[str, bytes]
    seal_key: bytes
    do_not_contact_key: bytes
    session_key: bytes
    index_keys: dict[str, bytes] = field(default_factory=dict)
    old_seal_keys: tuple[bytes, ...] = ()
    store_key: bytes | None = None
    next_store_key: bytes | None = None

    def key_phone(self, e164: str, epoch: str | None = None) -> str:
        """Return the keyed form of a number (hex), equal for equal numbers within one epoch."""
        return hmac.new(self.phone_keys[epoch or self.epoch], e164.encode(), hashlib.sha256).hexdigest()

    def key_do_not_contact(self, e164: str) -> str:
        """Return the keyed form used only for the do-not-contact list (its own key, R-PH-3)."""
        return hmac.new(self.do_not_contact_key, e164.encode(), hashlib.sha256).hexdigest()

    def key_value(self, value: str, column: str) -> str:
        """Return the keyed form of any other value (an address), comparable within one column only."""
        return hmac.new(self.index_key(column), value.encode(), hashlib.sha256).hexdigest()

    def index_key(self, column: str) -> bytes:
        """Return the key of a column's keyed values: made from the first sealing key, which nobody can make from it."""
        kept = self.index_keys.get(column)
        return kept or hmac.new(self.seal_key, f"blind index of {column}".encode(), hashlib.sha256).digest()

    def seal(self, value: str, column: str) -> bytes:
        """Encrypt a value for one column; a value moved to another column no longer opens."""
        return AESSIV(self.seal_key).encrypt(value.encode(), [column.encode()])

    def unseal(self, sealed: bytes, column: str) -> str:
        """Decrypt a value of one column. Raises SealBroken when key, column or data do not fit."""
        for key in (self.seal_key, *self.old_seal_keys):
            try:
                return AESSIV(key).decrypt(sealed, [column.encode()]).decode()
            except (InvalidTag, ValueError):
                continue
        raise SealBroken("A sealed value does not open: wrong key file or altered data.")

    def with_new_seal_key(self) -> "KeyRing":
        """Return this ring with a fresh sealing key; the old one still opens what it sealed."""
        return replace(
            self,
            seal_key=os.urandom(SEAL_KEY_BYTES),
            old_seal_keys=(self.seal_key, *self.old_seal_keys),
            index_keys={column: self.index_key(column) for column in KEYED_COLUMNS},
        )

    def with_new_epoch(self, epoch: str) -> "KeyRing":
        """Return this ring with a phone key for one more year, from now on the current one."""
        return replace(self, epoch=epoch, phone_keys={**self.phone_keys, epoch: os.urandom(KEY_BYTES)})

    def without_epoch(self, epoch: str) -> "KeyRing":
        """Return this ring without the phone key of a past year."""
        return replace(self, phone_keys={name: key for name, key in self.phone_keys.items() if name != epoch})


def new_store_key() -> bytes:
    """Return a fresh key for an embedded store's file."""
    return os.urandom(KEY_BYTES)


def make_keyring(epoch: str) -> KeyRing:
    """Make fresh random keys for one epoch (a year, e.g. "2026")."""
    return KeyRing(
        epoch=epoch,
        phone_keys={epoch: os.urandom(KEY_BYTES)},
        seal_key=os.urandom(SEAL_KEY_BYTES),
        do_not_contact_key=os.urandom(KEY_BYTES),
        session_key=os.urandom(KEY_BYTES),
        store_key=new_store_key(),
    )


def save_keyring(ring: KeyRing, file: Path) -> None:
    """Write the key file readable by its owner only; whole or not at all."""
    content = {
        "epoch": ring.epoch,
        "phone_keys": _written(ring.phone_keys),
        "seal_key": _text(ring.seal_key),
        "do_not_contact_key": _text(ring.do_not_contact_key),
        "session_key": _text(ring.session_key),
        "index_keys": _written(ring.index_keys),
        "old_seal_keys": [_text(key) for key in ring.old_seal_keys],
        "store_key": _text(ring.store_key) if ring.store_key else None,
        "next_store_key": _text(ring.next_store_key) if ring.next_store_key else None,
    }
    part = file.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(content, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _written(keys: dict[str, bytes]) -> dict[str, str]:
    return {name: _text(key) for name, key in keys.items()}


def _read(keys: dict[str, str]) -> dict[str, bytes]:
    return {name: base64.b64decode(key) for name, key in keys.items()}


def _optional(content: dict[str, str | None], name: str) -> bytes | None:
    written = content.get(name)
    return base64.b64decode(written) if written else None


def load_keyring(file: Path) -> KeyRing:
    """Read the key file. Raises KeysMissing when it is not there or cannot be read."""
    try:
        content = json.loads(file.read_text())
        return KeyRing(
            epoch=content["epoch"],
            phone_keys=_read(content["phone_keys"]),
            seal_key=base64.b64decode(content["seal_key"]),
            do_not_contact_key=base64.b64decode(content["do_not_contact_key"]),
            session_key=base64.b64decode(content["session_key"]),
            # Key files of older versions hold none of these.
            index_keys=_read(content.get("index_keys", {})),
            old_seal_keys=tuple(base64.b64decode(key) for key in content.get("old_seal_keys", [])),
            store_key=_optional(content, "store_key"),
            next_store_key=_optional(content, "next_store_key"),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise KeysMissing(f"The key file {file} is missing or unreadable: restore it from its back-up.") from None


def open_keyring(file: Path, epoch: str, database_is_new: bool) -> KeyRing:
    """Load the keys, or make them where no data exists yet that they would have to open.

    Raises KeysMissing when they are gone while there is data.
    """
    if not file.exists() and database_is_new:
        save_keyring(make_keyring(epoch), file)
    return load_keyring(file)
