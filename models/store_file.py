"""The file of an embedded store: encrypted whole with SQLCipher (AES-256, a MAC on every page), or plain as older ones are.

The key is raw, 32 random bytes of the key file: a pass phrase would cost 80 ms at every connection, a key 0.2 ms.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

from models.errors import BadInput

PREFIX = "sqlite:///"
PLAIN_HEAD = b"SQLite format 3\x00"


def file_of(url: str) -> Path | None:
    """Return the file of an embedded store, None for a server or a store in memory."""
    name = url.removeprefix(PREFIX).split("?")[0]
    return Path(name) if url.startswith(PREFIX) and name not in ("", ":memory:") else None


def is_empty(url: str) -> bool:
    """Tell whether an embedded store is not there yet."""
    file = file_of(url)
    return file is not None and (not file.exists() or file.stat().st_size == 0)


def is_encrypted(url: str) -> bool:
    """Tell whether an embedded store's file does not begin as plain SQLite files do."""
    file = file_of(url)
    if file is None or is_empty(url):
        return False
    with file.open("rb") as opened:
        return opened.read(len(PLAIN_HEAD)) != PLAIN_HEAD


def driver() -> Any:
    """Return SQLCipher's driver. Raises BadInput where it is missing: some machines have no build of it."""
    try:
        import sqlcipher3.dbapi2
    except ImportError:
        raise BadInput("An encrypted database needs the package sqlcipher3-wheels, which is missing here.") from None
    return sqlcipher3.dbapi2


def key_pragmas(key: bytes) -> tuple[str, ...]:
    """Return what a connection must say before anything else: no words of the driver's on the terminal, then the key."""
    return ("PRAGMA cipher_log_level = NONE", f"PRAGMA key = \"x'{key.hex()}'\"")


def opens(file: Path, key: bytes) -> bool:
    """Tell whether a key opens an encrypted store's file."""
    connection = _connect(file, key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver().Error:
        return False
    finally:
        connection.close()
    return True


def encrypt_file(file: Path, key: bytes) -> None:
    """Encrypt a plain store's file; the plain one is overwritten once the encrypted one has taken its place.

    Whole or not at all: a kill leaves the plain file. Raises BadInput when it is in use or damaged.
    """
    _write_anew(file, None, key)


def change_key(file: Path, old: bytes, new: bytes) -> None:
    """Write an encrypted store's file anew under another key; whole or not at all, as above."""
    _write_anew(file, old, new)


def _write_anew(file: Path, old: bytes | None, new: bytes) -> None:
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    try:
        _close_journal(file, old)
        _export(file, old, part, new)
        with file.open("r+b") as before:
            part.replace(file)
            _overwrite(before)
    except (driver().Error, sqlite3.Error):
        part.unlink(missing_ok=True)
        raise BadInput("The database is in use or damaged: stop Lygte and try again; nothing was changed.") from None
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise BadInput(f"The database cannot be encrypted: {problem.strerror}; it is as it was.") from None


def _connect(file: Path, key: bytes | None) -> Any:
    """Connect to a plain file (no key) or an encrypted one."""
    if key is None:
        return sqlite3.connect(file, timeout=2, isolation_level=None)
    connection = driver().connect(str(file), timeout=2, isolation_level=None)
    for pragma in key_pragmas(key):
        connection.execute(pragma)
    return connection


def _close_journal(file: Path, key: bytes | None) -> None:
    """Bring the write-ahead log into the file; refused by SQLite while anybody else is connected."""
    connection = _connect(file, key)
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        if connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
            raise sqlite3.OperationalError
    finally:
        connection.close()


def _export(file: Path, old: bytes | None, part: Path, new: bytes) -> None:
    # Plain SQLite knows no export: a plain file too is read by SQLCipher, which asks no key of it.
    connection = _connect(file, old) if old else driver().connect(str(file), isolation_level=None)
    try:
        connection.execute(f"ATTACH DATABASE ? AS sealed KEY \"x'{new.hex()}'\"", (str(part),))
        connection.execute("PRAGMA sealed.auto_vacuum = FULL")
        connection.execute("SELECT sqlcipher_export('sealed')")
        connection.execute("DETACH DATABASE sealed")
    finally:
        connection.close()
    part.chmod(0o600)
    _demand_same(file, old, part, new)


def _demand_same(file: Path, old: bytes | None, part: Path, new: bytes) -> None:
    """Raise the driver's error unless the new file is sound and holds as many rows of everything."""
    before, sealed = _connect(file, old), _connect(part, new)
    try:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        names = [name for (name,) in before.execute(tables)]
        sound = sealed.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        same = names == [name for (name,) in sealed.execute(tables)] and all(
            before.execute(count).fetchone() == sealed.execute(count).fetchone()
            for count in (f'SELECT count(*) FROM "{name}"' for name in names)  # noqa: S608 - names of our own tables
        )
        if not (sound and same):
            raise sqlite3.DatabaseError
    finally:
        before.close()
        sealed.close()


def _overwrite(plain: Any) -> None:
    """Fill a file that has no name any more with zeros. A wearing disk may keep old blocks all the same: encrypt disks too."""
    left, zeros = os.fstat(plain.fileno()).st_size, bytes(1 << 20)
    plain.seek(0)
    while left > 0:
        left -= plain.write(zeros[: min(left, len(zeros))])
    plain.flush()
    os.fsync(plain.fileno())
