"""Signed daily heads of the audit chain, kept off this machine: they show a cut-off or re-hashed tail (R-AUD-1).

A chain alone proves that its entries follow each other. Whoever can write the database can drop the last entries, or change
one and hash all that follow anew; then the chain fits itself but no longer the heads that were carried away before. A head
is one small JSON file: day, time, number and hash of the last entry, signed (Ed25519) with a key in its own file.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from sqlmodel import Session, col, select

from models.audit import AuditEntry
from models.audit_chain import GENESIS, Start, first_break, kept_from
from models.errors import BadInput, KeysMissing
from models.retention import DEFAULT

FORMAT = "lygte audit head 1"
# The trail grows every night, so the last entry a head names is never much older than the head.
QUIET = timedelta(days=2)


@dataclass(frozen=True)
class Head:
    """The end of the chain at one time: ``number`` 0 and the genesis hash while the trail is empty."""

    day: str
    at: str
    number: int
    hash: str

    def signed_bytes(self) -> bytes:
        """Return what is signed."""
        content = {"format": FORMAT, "day": self.day, "at": self.at, "number": self.number, "hash": self.hash}
        return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def head_of(session: Session, now: datetime) -> Head:
    """Return the chain's head now."""
    last = session.exec(select(AuditEntry).order_by(col(AuditEntry.number).desc()).limit(1)).first()
    at = now.astimezone(UTC)
    return Head(
        at.date().isoformat(),
        at.isoformat(timespec="seconds"),
        last.number or 0 if last else 0,
        last.hash if last else GENESIS,
    )


def content_of(head: Head, key: Ed25519PrivateKey) -> dict[str, object]:
    """Return a head as it is written, signed."""
    return {
        "format": FORMAT,
        "day": head.day,
        "at": head.at,
        "number": head.number,
        "hash": head.hash,
        "signature": key.sign(head.signed_bytes()).hex(),
    }


def head_from(content: dict[str, object], key: Ed25519PublicKey) -> Head:
    """Return a written head. Raises ValueError, KeyError or TypeError for what is none, InvalidSignature for a wrong one."""
    head = Head(str(content["day"]), str(content["at"]), int(str(content["number"])), str(content["hash"]))
    key.verify(bytes.fromhex(str(content["signature"])), head.signed_bytes())
    return head


def write_head(head: Head, key: Ed25519PrivateKey, file: Path) -> None:
    """Write a signed head, whole or not at all. Raises BadInput when the file cannot be written."""
    content = content_of(head, key)
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        part.replace(file)
    except OSError as problem:
        raise BadInput(f"{file} cannot be written: {problem.strerror}.") from None


def read_head(file: Path, key: Ed25519PublicKey) -> Head:
    """Read a head. Raises BadInput when it is no head or its signature does not fit."""
    try:
        return head_from(json.loads(file.read_text(encoding="utf-8")), key)
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput(f"{file} is no head of an audit trail.") from None
    except InvalidSignature:
        raise BadInput(
            f"{file}: the signature does not fit; the head was altered or is another installation's."
        ) from None


def read_heads(folder: Path, key: Ed25519PublicKey) -> list[Head]:
    """Read every ``*.json`` of a folder and the last head of every ``*.jsonl``.

    Raises BadInput when there is none: nothing checked is nothing proven.
    """
    heads = [*(read_head(file, key) for file in sorted(folder.glob("*.json"))), *witnessed(folder, key)]
    if not heads:
        raise BadInput(f"{folder} holds no heads (*.json): write one a day with 'lygte audit head'.")
    return heads


def witnessed(folder: Path, key: Ed25519PublicKey) -> Iterator[Head]:
    """Yield the last head of each file (``*.jsonl``); a last line that was cut off by a crash is passed over.

    Raises BadInput for a line that is whole but does not fit its signature.
    """
    for file in sorted(folder.glob("*.jsonl")):
        for line in reversed(file.read_text(encoding="utf-8").splitlines()):
            try:
                content = json.loads(line)
            except ValueError:
                continue
            try:
                yield head_from(content, key)
            except (ValueError, KeyError, TypeError, InvalidSignature):
                raise BadInput(f"{file}: a line is no head of this audit trail.") from None
            break


def first_mismatch(session: Session, heads: Iterable[Head]) -> int | None:
    """Return the number of the first entry that does not fit the chain or a head, or None when all fit.

    ``heads`` say what stood at the end once; it must still stand there, so entries cut off or hashed anew are found. Only a
    head as old as entries may get is excused: what it named was let go. A trimming that reaches further is a cut.
    """
    broken = first_break(session)
    start = kept_from(session)
    known = [head for head in heads if head.number > 0 and not _let_go(head, start)]
    wanted = [head.number for head in known]
    rows = session.execute(
        select(col(AuditEntry.number), col(AuditEntry.hash)).where(col(AuditEntry.number).in_(wanted))
    ).all()
    stored = {row.number: row.hash for row in rows}
    unfit = [head.number for head in known if stored.get(head.number) != head.hash]
    return min([number for number in (broken, *unfit) if number is not None], default=None)


def _let_go(head: Head, start: Start) -> bool:
    if start.at is None or head.number > start.through:
        return False
    return datetime.fromisoformat(head.at) <= start.at - timedelta(days=DEFAULT.audit_days) + QUIET


def open_head_key(file: Path, *, may_make: bool) -> Ed25519PrivateKey:
    """Load the signing key; make it (readable by its owner only) at the first head. Raises KeysMissing."""
    if not file.exists() and may_make:
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(pem)
        file.with_suffix(".pub").write_bytes(
            key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )
        return key
    try:
        loaded = load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError):
        loaded = None
    if not isinstance(loaded, Ed25519PrivateKey):
        raise KeysMissing(f"The key of the heads, {file}, is missing or unreadable: restore it from its back-up.")
    return loaded


def open_public_key(file: Path) -> Ed25519PublicKey:
    """Load a public key that was carried away with the heads. Raises KeysMissing."""
    try:
        loaded = load_pem_public_key(file.read_bytes())
    except (OSError, ValueError):
        loaded = None
    if not isinstance(loaded, Ed25519PublicKey):
        raise KeysMissing(f"{file} is no public key of heads.")
    return loaded


def signed_days(heads: Sequence[Head]) -> str:
    """Return how many heads there are and from which days, for a person."""
    days = sorted(head.day for head in heads)
    return f"{len(days)} heads, {days[0]} to {days[-1]}"
