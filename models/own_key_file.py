"""The private half of an organisation's key, in a file of its own: ``<organisation's number>.json``, for its owner only.

Looked for in each folder of ``Settings.own_key_dirs`` at every use and kept in no memory: a key medium that is taken out
closes numbers and addresses at once. It is in no database and in no back-up.
"""

import base64
import json
import os
from collections.abc import Sequence
from pathlib import Path

from models.errors import BadInput, OwnKeyMissing
from models.own_key import OwnKey

HALF_BYTES = 32


def find_file(folders: Sequence[Path], organisation_id: int) -> Path | None:
    """Return the organisation's file, where it is here."""
    files = (folder / f"{organisation_id}.json" for folder in folders)
    return next((file for file in files if file.exists()), None)


def load_own_key(folders: Sequence[Path], organisation_id: int) -> OwnKey:
    """Read the file. Raises OwnKeyMissing when it is not here, is damaged, or is another organisation's."""
    file = find_file(folders, organisation_id)
    if file is None:
        raise OwnKeyMissing("The key file of this organisation is not here: numbers and addresses stay closed.")
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        private = tuple(base64.b64decode(half, validate=True) for half in content["private"])
        if content["organisation"] != organisation_id or not private or {len(half) for half in private} != {HALF_BYTES}:
            raise ValueError
        return OwnKey(organisation_id, private)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise OwnKeyMissing(
            f"The key file {file} is damaged or another organisation's: put the right one there from its safe place."
        ) from None


def save_own_key(folders: Sequence[Path], own: OwnKey, name: str) -> Path:
    """Write the file where it is, else into the first folder; whole or not at all. ``name`` is for people.

    Raises BadInput when it cannot be written there.
    """
    file = find_file(folders, own.organisation_id) or folders[0] / f"{own.organisation_id}.json"
    halves = [base64.b64encode(half).decode() for half in own.private]
    content = {"organisation": own.organisation_id, "name": name, "private": halves}
    part = file.with_suffix(".part")
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            json.dump(content, out, indent=1, ensure_ascii=False)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as problem:
        raise BadInput(f"The key file {file} cannot be written: {problem.strerror}.") from None
    return file
