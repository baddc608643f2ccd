"""What the reader's checks noticed: written once, waiting until a person says what was found and done."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from models.db import session_scope
from models.errors import BadInput
from models.judgement import ReaderNotice

LONGEST_ANSWER = 500


def note(engine: Engine, notices: Sequence[ReaderNotice]) -> None:
    """Write what is new; the same thing of the same month is noted once."""
    with session_scope(engine) as session:
        rows = session.scalars(select(ReaderNotice))
        known = {(row.kind, row.month, row.about, row.measure) for row in rows}
        session.add_all(one for one in notices if (one.kind, one.month, one.about, one.measure) not in known)


def unanswered(session: Session) -> list[ReaderNotice]:
    """Return the notices that wait for an answer, the oldest first."""
    waiting = select(ReaderNotice).where(col(ReaderNotice.answered_at).is_(None)).order_by(col(ReaderNotice.id))
    return list(session.scalars(waiting))


def answer(session: Session, notice_id: int, text: str, *, user_id: int | None, now: datetime) -> None:
    """Record what a person found and did about a notice. Raises BadInput for an unknown number or an empty answer."""
    notice = session.get(ReaderNotice, notice_id)
    if notice is None:
        raise BadInput(f"There is no notice {notice_id}.")
    if not text.strip():
        raise BadInput("An answer says in a sentence what was found and done.")
    notice.answer, notice.answered_at, notice.answered_by = text.strip()[:LONGEST_ANSWER], now, user_id
    session.add(notice)
