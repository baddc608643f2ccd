"""A head of the audit chain for each entry, written elsewhere as it is made: nothing newer than the last head is left.

``$LYGTE_HEADS`` names a folder of another machine in which files can be added to but not rewritten (an append-only mount).
Each process that writes the store keeps one file a day there, a signed head a line, after the entry was committed. A folder
that cannot be written stops nobody's work; it is said in the log, and the nightly head still comes.
"""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from models.audit_chain import MADE
from models.audit_heads import Head, content_of, head_from
from models.errors import BadInput

log = logging.getLogger(__name__)
_WITNESSES: WeakKeyDictionary[Engine, "Witness"] = WeakKeyDictionary()


class Witness:
    """Writes heads into a folder that is somebody else's."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey) -> None:
        self._folder = folder
        self._key = key

    def note(self, head: Head) -> None:
        """Add one head; a folder that cannot be written is said in the log."""
        file = self._folder / f"{head.day}-{os.getpid()}.jsonl"
        line = json.dumps(content_of(head, self._key)) + "\n"
        try:
            with file.open("a", encoding="utf-8") as out:
                out.write(line)
        except OSError as problem:
            log.warning("A head of the audit trail could not be kept elsewhere: %s.", problem.strerror)


def watch(engine: Engine, witness: Witness) -> None:
    """Let a witness know of every entry committed through this engine."""
    _WITNESSES[engine] = witness


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


@event.listens_for(Session, "after_commit")
def _tell(session: Session) -> None:
    made = session.info.pop(MADE, None)
    if made is None:
        return
    bind = session.get_bind()
    witness = _WITNESSES.get(bind if isinstance(bind, Engine) else bind.engine)
    if witness is not None:
        number, digest, at = made
        witness.note(Head(at.date().isoformat(), at.isoformat(timespec="seconds"), number, digest))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    session.info.pop(MADE, None)
