"""History indicators meet the store: versions of ads in, findings with source "history" out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from classifier.reader import Reader
from models.keys import KeyRing
from models.progress import Progress


def write_history(
    engine: Engine, keyring: KeyRing, reader: Reader, *, changed: Sequence[int], now: datetime, progress: Progress
) -> None:
    """Placeholder until classifier.history lands."""
