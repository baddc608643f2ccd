"""The trail's hashes and heads to the byte: another program must be able to check them years from now (R-AUD-1)."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models.audit import AuditEntry
from models.audit_chain import GENESIS, Start, entry_hash, first_break, kept_from, record, trim
from models.audit_heads import Head, first_mismatch, head_of, open_head_key, open_public_key, read_heads, write_head
from models.errors import BadInput, KeysMissing

AT = datetime(2026, 11, 15, 9, 30, 0, 123456, tzinfo=UTC)
HEAD = Head("2026-11-15", "2026-11-15T09:30:00+00:00", 7, "ab" * 32)


def test_an_entrys_hash_is_that_of_the_hash_before_and_its_canonical_json() -> None:
    entry = AuditEntry(
        number=1, at=AT.astimezone(timezone(timedelta(hours=2))), user_id=3, organisation_id=4, act="reveal",
        subject="place:blå", purpose="besog", details={"b": 1, "a": "ø"}, previous_hash="f" * 64, hash="",
    )  # fmt: skip
    canonical = (
        '{"act":"reveal","at":"2026-11-15T09:30:00.123456+00:00","details":{"a":"ø","b":1},"organisation_id":4,'
        '"purpose":"besog","subject":"place:blå","user_id":3}'
    )
    assert entry_hash(entry) == hashlib.sha256(("f" * 64 + canonical).encode("utf-8")).hexdigest()


def test_an_entry_is_stored_as_given_after_the_one_before(session: Session) -> None:
    first = record(session, "log-in", at=AT)
    second = record(
        session, "reveal", at=AT, user_id=None, organisation_id=None, subject="place:x", purpose="sms", details={"n": 1}
    )
    session.commit()
    assert (first.number, first.previous_hash, first.details) == (1, GENESIS, {})
    assert (second.number, second.previous_hash) == (2, first.hash)
    assert (second.act, second.subject, second.purpose, second.details, second.at) == (
        "reveal", "place:x", "sms", {"n": 1}, AT,
    )  # fmt: skip
    assert [first.hash, second.hash] == [entry_hash(first), entry_hash(second)]
    assert GENESIS == "0" * 64


def test_what_was_let_go_is_named_with_number_and_hash_and_the_chain_goes_on(session: Session) -> None:
    entries = [record(session, "view", at=AT + timedelta(days=day)) for day in range(4)]
    session.commit()
    assert kept_from(session) == Start(0, GENESIS, None)
    assert trim(session, AT - timedelta(seconds=1), now=AT) == 0
    now = AT + timedelta(days=9)
    assert trim(session, AT + timedelta(days=1), now=now) == 2
    session.commit()
    left = session.exec(select(AuditEntry).order_by(col(AuditEntry.number))).all()
    assert [entry.number for entry in left] == [3, 4, 5]
    assert (left[2].act, left[2].details, left[2].at) == ("audit trimmed", {"through": 2, "hash": entries[1].hash}, now)
    assert kept_from(session) == Start(2, entries[1].hash, now)
    assert first_break(session) is None
    # A second time, everything: only the newest entry that says so is left.
    assert trim(session, now, now=now + timedelta(days=1)) == 3
    assert (kept_from(session).through, first_break(session)) == (5, None)
    assert record(session, "view", at=now).number == 7
    assert first_break(session) is None


def test_an_entry_dated_late_keeps_those_after_it_until_its_own_time(session: Session) -> None:
    """Only whole beginnings are let go: a hole in the middle would be a break."""
    for days in (0, 5, 1, 9):
        record(session, "view", at=AT + timedelta(days=days))
    assert trim(session, AT + timedelta(days=2), now=AT + timedelta(days=10)) == 1
    assert first_break(session) is None


def test_a_head_is_signed_over_exactly_these_bytes() -> None:
    assert HEAD.signed_bytes() == (
        b'{"at":"2026-11-15T09:30:00+00:00","day":"2026-11-15","format":"lygte audit head 1","hash":"'
        + b"ab" * 32
        + b'","number":7}'
    )


def test_the_file_of_a_head_holds_what_is_signed_and_the_signature(tmp_path: Path) -> None:
    key = open_head_key(tmp_path / "k.pem", may_make=True)
    write_head(HEAD, key, tmp_path / "h.json")
    written = json.loads((tmp_path / "h.json").read_text(encoding="utf-8"))
    signature = bytes.fromhex(written.pop("signature"))
    assert written == {
        "format": "lygte audit head 1", "day": "2026-11-15", "at": "2026-11-15T09:30:00+00:00", "number": 7, "hash": "ab" * 32,
    }  # fmt: skip
    key.public_key().verify(signature, HEAD.signed_bytes())
    assert sorted(one.name for one in tmp_path.iterdir()) == ["h.json", "k.pem", "k.pub"]
    assert read_heads(tmp_path, open_public_key(tmp_path / "k.pub")) == [HEAD]
    with pytest.raises(BadInput, match=r"cannot be written: No such file"):
        write_head(HEAD, key, tmp_path / "none" / "h.json")


def test_nothing_to_check_and_keys_that_are_gone_are_plain_sentences(tmp_path: Path) -> None:
    key = open_head_key(tmp_path / "k.pem", may_make=True)
    (tmp_path / "empty").mkdir()
    with pytest.raises(
        BadInput, match=r"^.*empty holds no heads \(\*\.json\): write one a day with 'lygte audit head'\.$"
    ):
        read_heads(tmp_path / "empty", key.public_key())
    with pytest.raises(KeysMissing, match=r"^The key of the heads, .*none\.pem, is missing or unreadable: restore it"):
        open_head_key(tmp_path / "none.pem", may_make=False)
    assert not (tmp_path / "none.pem").exists()


def test_a_head_says_where_the_chain_ends(session: Session) -> None:
    local = AT.astimezone(timezone(timedelta(hours=-10)))
    assert head_of(session, local) == Head("2026-11-15", "2026-11-15T09:30:00+00:00", 0, GENESIS)
    record(session, "view", at=AT)
    last = record(session, "view", at=AT)
    assert head_of(session, local) == Head("2026-11-15", "2026-11-15T09:30:00+00:00", 2, last.hash)


@pytest.mark.parametrize(("days", "found"), [(733, None), (730, None), (728, None), (727, 2), (1, 2)])
def test_a_head_is_excused_only_when_what_it_names_is_as_old_as_entries_may_get(
    session: Session, days: int, found: int | None
) -> None:
    record(session, "view", at=AT)
    record(session, "view", at=AT)
    head = head_of(session, AT)
    record(session, "view", at=AT + timedelta(days=days))
    trim(session, AT, now=AT + timedelta(days=days))
    assert first_mismatch(session, [head]) == found
