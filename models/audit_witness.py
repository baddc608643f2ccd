"""A head of the audit chain for each entry, written elsewhere as it is made: nothing newer than the last head is left.

``$LYGTE_HEADS`` names a folder of another machine in which files can be added to but not rewritten (an append-only mount).
Each process that writes the store keeps one file a day there, a signed head a line, after the entry was committed. A folder
that cannot be written stops nobody's work; it is said in the log, and the nightly head still comes.
"""

import json
import logging
import os
from pathlib import Path
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, SessionTransaction

from models.audit_chain import MADE, Made, savepoints_open
from models.audit_heads import Head, content_of

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


@event.listens_for(Session, "after_commit")
def _tell(session: Session) -> None:
    made: list[Made] = session.info.get(MADE, [])
    savepoints = savepoints_open(session)
    if savepoints:
        # Only a savepoint is let go of, and what is around it may still be rolled back.
        session.info[MADE] = [(min(inside, savepoints - 1), *rest) for inside, *rest in made]
        return
    session.info.pop(MADE, None)
    bind = session.get_bind()
    witness = _WITNESSES.get(bind if isinstance(bind, Engine) else bind.engine)
    if made and witness is not None:
        _, number, digest, at = made[-1]
        witness.note(Head(at.date().isoformat(), at.isoformat(timespec="seconds"), number, digest))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, rolled_back: SessionTransaction) -> None:
    if rolled_back.nested:
        left = savepoints_open(session)
        session.info[MADE] = [one for one in session.info.get(MADE, []) if one[0] <= left]
    elif rolled_back.parent is None:
        session.info.pop(MADE, None)
