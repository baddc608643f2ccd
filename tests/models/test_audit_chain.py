"""The audit chain shows every alteration, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from models.audit_chain import first_break, record

START = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)


def fill(session: Session, count: int = 8) -> None:
    for number in range(count):
        record(session, "view", at=START + timedelta(minutes=number), user_id=None, subject=f"contact_point:{number}")
    session.commit()


def test_an_untouched_chain_is_whole(session: Session) -> None:
    fill(session)
    session.expire_all()
    assert first_break(session) is None


@pytest.mark.parametrize(
    ("tamper", "found_at"),
    [
        ("UPDATE audit_entry SET act = 'other' WHERE number = 3", 3),
        ("UPDATE audit_entry SET user_id = NULL, subject = 'x' WHERE number = 5", 5),
        ("DELETE FROM audit_entry WHERE number = 4", 4),
        ("DELETE FROM audit_entry WHERE number = 1", 1),
        ("UPDATE audit_entry SET number = 100 WHERE number = 2", 2),
        ("UPDATE audit_entry SET previous_hash = hash WHERE number = 6", 6),
    ],
)
def test_each_alteration_is_found_where_it_happened(session: Session, tamper: str, found_at: int) -> None:
    fill(session)
    session.execute(text(tamper))
    session.commit()
    session.expire_all()
    assert first_break(session) == found_at


def test_what_is_rolled_back_leaves_no_hole(session: Session) -> None:
    fill(session, 3)
    record(session, "view", at=START)
    session.rollback()
    fill(session, 2)
    assert first_break(session) is None
