"""Signed heads kept elsewhere show what the chain alone cannot: a cut-off end, and a tail hashed anew (T-12)."""

import json
import random
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from lygte.main import main
from models.audit import AuditEntry
from models.audit_chain import entry_hash, first_break, record, trim
from models.audit_heads import Head, first_mismatch, head_of, open_head_key, open_public_key, read_head, write_head
from models.errors import BadInput, KeysMissing
from models.retention import DEFAULT

START = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
ENTRIES = 12
HEADS_AT = (5, 9, ENTRIES)
KINDS = ("delete", "edit", "reorder", "truncate", "re-hash tail")


def fill(session: Session) -> list[Head]:
    """Write a trail of a dozen entries; return the heads taken on the way."""
    heads = []
    for number in range(1, ENTRIES + 1):
        record(
            session,
            "record view",
            at=START + timedelta(minutes=number),
            subject=f"place:{number}",
            details={"n": number},
        )
        if number in HEADS_AT:
            heads.append(head_of(session, START + timedelta(days=number)))
    session.commit()
    return heads


def rows_of(session: Session) -> list[AuditEntry]:
    session.expire_all()
    return list(session.exec(select(AuditEntry).order_by(col(AuditEntry.number))))


def hash_anew(rows: list[AuditEntry], start: int) -> None:
    """Do what a rogue administrator who knows the program would: make all entries from one on fit again."""
    for place in range(start, len(rows)):
        if place:
            rows[place].previous_hash = rows[place - 1].hash
        rows[place].hash = entry_hash(rows[place])


def edit(entry: AuditEntry, draw: random.Random) -> None:
    """Change one thing of one entry."""
    change: Callable[[], None] = draw.choice(
        [
            lambda: setattr(entry, "act", "export"),
            lambda: setattr(entry, "subject", "place:other"),
            lambda: setattr(entry, "user_id", 77),
            lambda: setattr(entry, "organisation_id", 78),
            lambda: setattr(entry, "purpose", "ruteplan"),
            lambda: setattr(entry, "at", entry.at + timedelta(microseconds=draw.randint(1, 10**9))),
            lambda: setattr(entry, "details", {"n": -1}),
        ]
    )
    change()


def tamper(session: Session, kind: str, draw: random.Random) -> None:
    """Alter the stored trail in one of five ways, not yet committed."""
    rows = rows_of(session)
    at = draw.randrange(len(rows))
    if kind == "delete":
        session.delete(rows[at])
    elif kind == "edit":
        edit(rows[at], draw)
    elif kind == "reorder":
        other = draw.choice([place for place in range(len(rows)) if place != at])
        for name in ("at", "act", "subject", "details", "previous_hash", "hash"):
            ours, theirs = getattr(rows[at], name), getattr(rows[other], name)
            setattr(rows[at], name, theirs)
            setattr(rows[other], name, ours)
    elif kind == "truncate":
        for row in rows[at:]:
            session.delete(row)
    else:
        edit(rows[at], draw)
        hash_anew(rows, at)
    session.flush()


def assert_all_found(session: Session, tries: int) -> None:
    heads = fill(session)
    assert first_mismatch(session, heads) is None
    draw = random.Random(12)
    by_chain_alone = dict.fromkeys(KINDS, 0)
    for number in range(tries):
        kind = KINDS[number % len(KINDS)]
        tamper(session, kind, draw)
        assert first_mismatch(session, heads) is not None, (number, kind)
        by_chain_alone[kind] += first_break(session) is not None
        session.rollback()
    assert first_mismatch(session, heads) is None
    # The heads are needed: the chain alone cannot see these two.
    assert by_chain_alone["truncate"] == by_chain_alone["re-hash tail"] == 0
    assert by_chain_alone["edit"] == by_chain_alone["reorder"] == tries // len(KINDS)


def test_each_of_1000_alterations_is_found(sqlite_store: Engine) -> None:
    with Session(sqlite_store, expire_on_commit=False) as session:
        assert_all_found(session, 1000)


def test_each_of_100_alterations_is_found_on_each_engine(session: Session) -> None:
    assert_all_found(session, 100)


def test_old_entries_let_go_are_excused_but_a_cut_dressed_up_as_letting_go_is_found(session: Session) -> None:
    """Whoever writes "entries up to 9 were let go" to hide them needs heads older than entries may get."""
    heads = fill(session)
    late = START + timedelta(days=DEFAULT.audit_days + 30)
    record(session, "record view", at=late)
    heads.append(head_of(session, late))
    session.commit()
    assert trim(session, late - timedelta(days=DEFAULT.audit_days), now=late) == ENTRIES
    assert first_mismatch(session, heads) is None
    session.rollback()
    record(session, "record view", at=late)
    trim(session, START + timedelta(minutes=9), now=START + timedelta(days=20))
    assert first_break(session) is None
    assert first_mismatch(session, heads[:3]) == HEADS_AT[0]


def test_a_trail_emptied_and_begun_anew_is_found(session: Session) -> None:
    heads = fill(session)
    session.execute(text("DELETE FROM audit_entry"))
    record(session, "record view", at=START)
    assert first_mismatch(session, heads) == HEADS_AT[0]


def test_a_longer_trail_still_holds_its_earlier_heads(session: Session) -> None:
    heads = fill(session)
    record(session, "export", at=START + timedelta(days=1))
    assert first_mismatch(session, heads) is None


def test_the_head_of_an_empty_trail_fits_whatever_follows(session: Session) -> None:
    empty = head_of(session, START)
    assert empty.number == 0
    fill(session)
    assert first_mismatch(session, [empty]) is None


def test_a_head_reads_back_and_any_change_to_it_is_refused(sqlite_store: Engine, tmp_path: Path) -> None:
    key = open_head_key(tmp_path / "audit_heads.pem", may_make=True)
    with Session(sqlite_store) as session:
        head = fill(session)[1]
    file = tmp_path / "2026-11-24.json"
    write_head(head, key, file)
    public = open_public_key(tmp_path / "audit_heads.pub")
    assert read_head(file, public) == head
    for name, value in (
        ("number", 8),
        ("hash", "0" * 64),
        ("day", "2026-11-25"),
        ("at", "x"),
        ("signature", "00" * 64),
    ):
        file.write_text(json.dumps({**json.loads(file.read_text()), name: value}))
        with pytest.raises(BadInput, match="signature"):
            read_head(file, public)
        write_head(head, key, file)
    for content in ("", "{}", "[]", '{"day": 1}', "null"):
        file.write_text(content)
        with pytest.raises(BadInput, match="no head"):
            read_head(file, public)


def test_the_key_is_its_owners_only_and_a_foreign_one_does_not_fit(tmp_path: Path) -> None:
    key = open_head_key(tmp_path / "one.pem", may_make=True)
    assert stat.S_IMODE((tmp_path / "one.pem").stat().st_mode) == 0o600
    assert open_head_key(tmp_path / "one.pem", may_make=False).public_key() == key.public_key()
    open_head_key(tmp_path / "other.pem", may_make=True)
    head = Head("2026-11-15", "2026-11-15T09:00:00+00:00", 3, "ab")
    write_head(head, key, tmp_path / "head.json")
    with pytest.raises(BadInput, match="another installation"):
        read_head(tmp_path / "head.json", open_public_key(tmp_path / "other.pub"))
    (tmp_path / "one.pem").write_text("no key")
    with pytest.raises(KeysMissing):
        open_head_key(tmp_path / "one.pem", may_make=True)
    with pytest.raises(KeysMissing):
        open_public_key(tmp_path / "nothing.pub")


def test_the_commands_write_heads_and_find_a_cut_off_end(
    tmp_path: Path, sqlite_store: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    data, heads = tmp_path / "data", tmp_path / "heads"
    heads.mkdir()
    with Session(sqlite_store) as session:
        fill(session)
    (data).mkdir()
    (data / "keys.json").write_text("")
    from models.keys import make_keyring, save_keyring

    save_keyring(make_keyring("2026"), data / "keys.json")
    place = ["--data", str(data), "--database", str(sqlite_store.url)]
    assert main(["audit", "verify", *place, "--heads", str(heads)]) == 2
    assert main(["audit", "head", *place]) == 2
    assert main(["audit", "head", *place, "--out", str(heads / "2026-11-15.json")]) == 0
    assert main(["audit", "verify", *place, "--heads", str(heads)]) == 0
    assert "holds every head" in capsys.readouterr().out
    with Session(sqlite_store) as session:
        session.execute(text("DELETE FROM audit_entry WHERE number > 10"))
        session.commit()
    assert main(["audit", "verify", *place]) == 0
    assert main(["revision", "verificer", *place, "--heads", str(heads), "--key", str(data / "audit_heads.pub")]) == 1
    assert "entry 12 is the first" in capsys.readouterr().err
