"""Back-ups: a dump, compressed and encrypted under a key of its month; destroying that key erases the back-up.

The file is a magic line, the month, then frames of (length, nonce, ciphertext); each frame carries its number and the
last one says so, hence neither order nor end can be altered unseen.
"""

import json
import os
import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine

from models.dump import dump_lines, load_lines
from models.errors import BadInput

MAGIC = b"lygte-backup-1\n"
FRAME_BYTES = 1 << 20
NONCE_BYTES = 12


def month_key(keys_file: Path, month: str, *, make: bool) -> bytes:
    """Return the back-up key of a month (e.g. "2026-11").

    Raises BadInput when it is gone and may not be made, or when the file of keys is damaged: writing it anew would lose them all.
    """
    try:
        keys: dict[str, str] = dict(json.loads(keys_file.read_text())) if keys_file.exists() else {}
    except (OSError, ValueError, TypeError):
        raise BadInput(
            f"The back-up keys in {keys_file} cannot be read: put the file there from its safe place."
        ) from None
    if month not in keys:
        if not make:
            raise BadInput(f"The back-up key of {month} is gone: this back-up can no longer be opened.")
        keys[month] = b64encode(os.urandom(32)).decode()
        part = keys_file.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump(keys, out, indent=1)
            out.flush()
            os.fsync(out.fileno())
        part.replace(keys_file)
    return b64decode(keys[month])


def write_backup(engine: Engine, file: Path, keys_file: Path, *, now: datetime) -> int:
    """Write a back-up whole or not at all; returns its size in bytes."""
    month = now.strftime("%Y-%m")
    cipher = AESGCM(month_key(keys_file, month, make=True))
    part = file.with_name(file.name + ".part")
    try:
        with part.open("wb") as out:
            out.write(MAGIC + month.encode() + b"\n")
            _write_frames(out, cipher, month, _compressed(dump_lines(engine)))
        part.replace(file)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise BadInput(f"The back-up {file} cannot be written: {problem.strerror}.") from None
    return file.stat().st_size


def restore_backup(engine: Engine, file: Path, keys_file: Path) -> dict[str, int]:
    """Fill an empty store from a back-up; all or nothing. Raises BadInput when it does not open or is damaged."""
    try:
        with file.open("rb") as source:
            if source.readline() != MAGIC:
                raise BadInput(f"{file} is not a Lygte back-up.")
            month = source.readline().decode("ascii", "replace").strip()
            cipher = AESGCM(month_key(keys_file, month, make=False))
            return load_lines(engine, _lines(_read_frames(source, cipher, month)))
    except OSError as problem:
        raise BadInput(f"The back-up {file} cannot be read: {problem.strerror}.") from None


def _compressed(lines: Iterable[str]) -> Iterator[bytes]:
    packer = zlib.compressobj()
    waiting = bytearray()
    for line in lines:
        waiting += packer.compress(line.encode() + b"\n")
        while len(waiting) >= FRAME_BYTES:
            yield bytes(waiting[:FRAME_BYTES])
            del waiting[:FRAME_BYTES]
    yield bytes(waiting) + packer.flush()


def _write_frames(out: BinaryIO, cipher: AESGCM, month: str, chunks: Iterable[bytes]) -> None:
    number, held = 0, b""
    for number, chunk in enumerate(chunks):
        if number:
            _write_frame(out, cipher, _frame_name(month, number - 1, last=False), held)
        held = chunk
    _write_frame(out, cipher, _frame_name(month, number, last=True), held)


def _write_frame(out: BinaryIO, cipher: AESGCM, name: bytes, chunk: bytes) -> None:
    nonce = os.urandom(NONCE_BYTES)
    sealed = cipher.encrypt(nonce, chunk, name)
    out.write(struct.pack(">I", len(sealed)) + nonce + sealed)


def _frame_name(month: str, number: int, *, last: bool) -> bytes:
    return f"{month}:{number}:{'last' if last else 'more'}".encode()


def _read_frames(source: BinaryIO, cipher: AESGCM, month: str) -> Iterator[bytes]:
    number = 0
    head = source.read(4)
    while head:
        try:
            (length,) = struct.unpack(">I", head)
            nonce, sealed = source.read(NONCE_BYTES), source.read(length)
            head = source.read(4)
            yield cipher.decrypt(nonce, sealed, _frame_name(month, number, last=not head))
        except (InvalidTag, struct.error, ValueError):
            raise BadInput("The back-up is damaged or altered. Nothing was restored.") from None
        number += 1
    if number == 0:
        raise BadInput("The back-up is damaged or altered. Nothing was restored.")


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    unpacker = zlib.decompressobj()
    waiting = b""
    for chunk in chunks:
        waiting += unpacker.decompress(chunk)
        *whole, waiting = waiting.split(b"\n")
        yield from (line.decode() for line in whole)
    waiting += unpacker.flush()
    yield from (line.decode() for line in waiting.split(b"\n") if line)
