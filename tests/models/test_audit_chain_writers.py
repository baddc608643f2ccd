"""Writers of the audit chain queue up, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from models.audit import AuditEntry
from models.audit_chain import first_break, record


def test_many_writers_at_once_leave_one_whole_chain(store: Engine, now: datetime) -> None:
    def write(number: int) -> None:
        with Session(store) as session:
            record(session, "record view", at=now, subject=f"place:{number}")
            session.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(60)))
    with Session(store) as session:
        assert len(session.exec(select(AuditEntry)).all()) == 60
        assert first_break(session) is None
