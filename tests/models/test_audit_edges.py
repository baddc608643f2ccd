"""The trail at its edges: who is named, entries that lie about what was let go, heads on the very day. On SQLite."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, col, select

from models.audit import AuditEntry
from models.audit_chain import GENESIS, TRIMMED, Start, first_break, kept_from, record, trim
from models.audit_heads import (
    QUIET,
    Head,
    first_mismatch,
    head_of,
    open_head_key,
    open_public_key,
    signed_days,
    write_head,
)
from models.errors import KeysMissing
from models.people import Organisation, User
from models.retention import DEFAULT
from tests.conftest import ON_SQLITE

AT = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


# The rules are the same on both engines; what differs by engine has tests of its own.
pytestmark = ON_SQLITE


def test_an_entry_names_who_acted_and_for_which_organisation(session: Session) -> None:
    organisation = Organisation(name="AmiAmi")
    session.add(organisation)
    session.flush()
    user = User(login="mette", password_hash="x", organisation_id=organisation.id or 0, role="outreach")
    session.add(user)
    session.flush()
    record(session, "log-in", at=AT, user_id=user.id, organisation_id=organisation.id)
    session.commit()
    session.expire_all()
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.user_id, entry.organisation_id) == (user.id, organisation.id)
    assert first_break(session) is None


def test_what_hangs_unwritten_is_written_before_the_turn_is_taken(session: Session) -> None:
    """The caller's own rows go in first: else their insert would open the transaction in which others may write too."""
    session.add(Organisation(name="AmiAmi"))
    record(session, "first", at=AT)
    record(session, "second", at=AT)
    assert session.exec(select(AuditEntry.number).order_by(col(AuditEntry.number))).all() == [1, 2]
    session.commit()
    assert session.exec(select(Organisation)).one().name == "AmiAmi"


def test_an_entry_has_its_number_before_the_store_could_give_it_one(session: Session) -> None:
    """The counter of a store leaves holes where a transaction was rolled back; a hole in the trail reads as a cut."""
    numbers: list[int | None] = []

    def look(going: Session, *_: object) -> None:
        numbers.extend(row.number for row in going.new if isinstance(row, AuditEntry))

    event.listen(session, "before_flush", look)
    for act in ("first", "second"):
        record(session, act, at=AT)
    assert numbers == [1, 2]


def test_of_two_lettings_go_the_newest_counts(session: Session) -> None:
    entries = [record(session, "view", at=AT + number * DAY) for number in range(4)]
    for until, when in ((AT, AT + 20 * DAY), (AT + 2 * DAY, AT + 21 * DAY)):
        trim(session, until, now=when)
    lettings = session.exec(select(AuditEntry).where(AuditEntry.act == TRIMMED)).all()
    assert [entry.details["through"] for entry in lettings] == [1, 3]
    assert kept_from(session) == Start(3, entries[2].hash, AT + 21 * DAY)
    assert first_break(session) is None


@pytest.mark.parametrize("through", ["3", None, 2.5])
def test_an_entry_that_does_not_say_up_to_where_excuses_nothing(session: Session, through: object) -> None:
    record(session, TRIMMED, at=AT, details={"through": through, "hash": GENESIS})
    assert kept_from(session) == Start(0, GENESIS, AT)
    assert first_break(session) is None
    session.execute(text("DELETE FROM audit_entry WHERE number = 1"))
    record(session, TRIMMED, at=AT, details={"through": through, "hash": "f" * 64})
    assert first_break(session) == 1


def test_the_very_first_entry_is_held_to_its_head_too(session: Session) -> None:
    record(session, "view", at=AT)
    head = head_of(session, AT)
    assert (head.number, first_mismatch(session, [head])) == (1, None)
    session.execute(text("DELETE FROM audit_entry"))
    session.expire_all()
    record(session, "other", at=AT)
    assert first_mismatch(session, [head]) == 1


def test_a_head_of_what_is_kept_is_checked_however_old_it_is(session: Session) -> None:
    for number in range(3):
        record(session, "view", at=AT + number * DAY)
    later = AT + 3000 * DAY
    trim(session, AT, now=later)
    honest = Head("2026-11-15", AT.isoformat(), 2, session.get_one(AuditEntry, 2).hash)
    assert first_mismatch(session, [honest]) is None
    assert first_mismatch(session, [Head("2026-11-15", AT.isoformat(), 2, "f" * 64)]) == 2
    # Without any letting go there is nothing to excuse.
    assert first_mismatch(session, [Head("2016-11-15", "2016-11-15T00:00:00+00:00", 9, "f" * 64)]) == 9


@pytest.mark.parametrize(("more", "found"), [(timedelta(0), None), (timedelta(seconds=1), 2)])
def test_a_head_is_excused_to_the_second(session: Session, more: timedelta, found: int | None) -> None:
    record(session, "view", at=AT)
    record(session, "view", at=AT)
    gone = AT - QUIET + timedelta(days=DEFAULT.audit_days) + DAY
    head = Head("x", (gone - timedelta(days=DEFAULT.audit_days) + QUIET + more).isoformat(), 2, "f" * 64)
    trim(session, AT, now=gone)
    assert first_mismatch(session, [head]) == found


def test_the_file_of_a_head_is_the_same_to_the_byte_on_every_machine(tmp_path: Path) -> None:
    key = open_head_key(tmp_path / "k.pem", may_make=True)
    head = Head("2026-11-15", "2026-11-15T09:30:00+00:00", 7, "ab" * 32)
    write_head(head, key, tmp_path / "h.json")
    written = (tmp_path / "h.json").read_bytes()
    content = json.loads(written)
    assert written == (json.dumps(content, indent=1) + "\n").encode()
    assert list(content) == ["format", "day", "at", "number", "hash", "signature"]


def test_what_is_no_public_key_is_said_by_name(tmp_path: Path) -> None:
    (tmp_path / "x.pub").write_text("nothing")
    for file in (tmp_path / "x.pub", tmp_path / "none.pub"):
        with pytest.raises(KeysMissing, match=rf"^{file} is no public key of heads\.$"):
            open_public_key(file)


def test_heads_are_told_by_number_and_days() -> None:
    heads = [Head(day, "t", 1, "h") for day in ("2026-11-16", "2026-11-15")]
    assert signed_days(heads) == "2 heads, 2026-11-15 to 2026-11-16"
