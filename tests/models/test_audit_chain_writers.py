"""Writers of the audit chain queue up, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from models.audit import AuditEntry
from models.audit_chain import first_break, record
from models.people import Organisation


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


def test_an_entry_beside_unsaved_rows_joins_their_transaction(store: Engine, now: datetime) -> None:
    with Session(store) as session:
        session.add(Organisation(name="AmiAmi"))
        record(session, "config change", at=now)
        session.commit()
        assert session.exec(select(Organisation)).one().name == "AmiAmi"
        assert first_break(session) is None
