"""Forgetting a number, line by line: what is written where, what goes and what stays. On SQLite; both engines in test_kept_erased."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.ad import Ad, AdPhone, Phone
from models.audit import AuditEntry
from models.erasure import LEDGER, carry_out_requests, erase_again, forget_number, keep_erased
from models.keys import KeyRing, make_keyring
from models.request import DataRequest
from models.visit import DoNotContact
from tests.conftest import ON_SQLITE
from tests.models.test_retention import make_ad, make_point

NOW = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
HERS, ANOTHERS = "+4571740001", "+4571740002"


# The rules are the same on both engines; what differs by engine has tests of its own.
pytestmark = ON_SQLITE


@pytest.fixture
def ring() -> KeyRing:
    return make_keyring("2025").with_new_epoch("2026")


def ad_with(session: Session, ring: KeyRing, e164: str, epoch: str = "2026") -> int:
    ad = make_ad(session, make_point(session, NOW), NOW)
    link = session.exec(select(AdPhone).where(AdPhone.ad_id == ad.id)).one()
    phone = session.get_one(Phone, link.phone_id)
    phone.keyed, phone.epoch, phone.sealed = ring.key_phone(e164, epoch), epoch, ring.seal(e164, "phone.e164")
    session.add(phone)
    session.flush()
    return ad.id or 0


def left(session: Session) -> set[int]:
    return {number for number in session.exec(select(Ad.id)) if number is not None}


def test_a_number_is_forgotten_under_the_keys_of_every_year_and_others_stay(
    session: Session, ring: KeyRing, tmp_path: Path
) -> None:
    ad_with(session, ring, HERS, "2025"), ad_with(session, ring, HERS, "2026")
    other = ad_with(session, ring, ANOTHERS)
    forget_number(session, ring, HERS, tmp_path / LEDGER, now=NOW)
    assert left(session) == {other}
    assert [phone.keyed for phone in session.exec(select(Phone))] == [ring.key_phone(ANOTHERS)]


def test_the_ledger_gets_one_line_of_keyed_forms_and_the_day(session: Session, ring: KeyRing, tmp_path: Path) -> None:
    for number in (HERS, ANOTHERS):
        forget_number(session, ring, number, tmp_path / LEDGER, now=NOW)
    first, second = (tmp_path / LEDGER).read_text(encoding="utf-8").splitlines()
    assert json.loads(first) == {
        "keyed": sorted([ring.key_phone(HERS, "2025"), ring.key_phone(HERS, "2026")]),
        "do_not_contact": ring.key_do_not_contact(HERS),
        "on": "2026-11-15",
    }
    assert json.loads(second)["do_not_contact"] == ring.key_do_not_contact(ANOTHERS)
    assert LEDGER == "erased.jsonl"


def test_it_is_blocked_from_the_day_it_was_asked_and_a_second_request_changes_nothing(
    session: Session, ring: KeyRing, tmp_path: Path
) -> None:
    for days in (0, 5):
        forget_number(session, ring, HERS, tmp_path / LEDGER, now=NOW + timedelta(days=days))
    kept = session.exec(select(DoNotContact)).one()
    assert (kept.keyed, kept.since) == (ring.key_do_not_contact(HERS), date(2026, 11, 15))


def test_the_trail_says_that_something_was_asked_and_nothing_more(
    session: Session, ring: KeyRing, tmp_path: Path
) -> None:
    forget_number(session, ring, HERS, tmp_path / LEDGER, now=NOW)
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.act, entry.at, entry.purpose, entry.subject, entry.user_id, entry.details) == (
        "request erasure", NOW, "registreret beder om sletning", None, None, {},
    )  # fmt: skip


def test_requests_are_carried_out_in_the_order_they_came_and_those_without_a_number_are_closed(
    session: Session, ring: KeyRing, tmp_path: Path
) -> None:
    sealed = [ring.seal(number, "data_request.number") for number in (ANOTHERS, HERS)]
    done_before = NOW - timedelta(days=9)
    for number_sealed, done_at in ((sealed[0], None), (None, None), (sealed[1], None), (None, done_before)):
        session.add(DataRequest(asked_at=NOW, language="da", number_sealed=number_sealed, done_at=done_at))
        session.flush()
    assert carry_out_requests(session, ring, tmp_path / LEDGER, now=NOW) == 3
    rows = session.exec(select(DataRequest).order_by(DataRequest.id)).all()  # type: ignore[arg-type]
    assert [(row.number_sealed, row.done_at) for row in rows] == [
        (None, NOW), (None, NOW), (None, NOW), (None, done_before),
    ]  # fmt: skip
    lines = (tmp_path / LEDGER).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["do_not_contact"] for line in lines] == [
        ring.key_do_not_contact(ANOTHERS), ring.key_do_not_contact(HERS),
    ]  # fmt: skip


def test_what_a_back_up_brings_back_is_erased_again_and_blocked_from_its_own_day(
    session: Session, ring: KeyRing, tmp_path: Path
) -> None:
    ledger = tmp_path / LEDGER
    assert erase_again(session, ledger, now=NOW) == 0
    assert session.exec(select(AuditEntry)).all() == []
    for number, days in ((HERS, 30), (ANOTHERS, 3)):
        forget_number(session, ring, number, ledger, now=NOW - timedelta(days=days))
    session.rollback()
    with ledger.open("a", encoding="utf-8") as out:
        out.write("\n")
    again, stays = ad_with(session, ring, HERS, "2025"), ad_with(session, ring, "+4571740003")
    assert erase_again(session, ledger, now=NOW) == 2
    assert again not in left(session)
    assert left(session) == {stays}
    blocked = {row.keyed: row.since for row in session.exec(select(DoNotContact))}
    assert blocked == {
        ring.key_do_not_contact(HERS): date(2026, 10, 16),
        ring.key_do_not_contact(ANOTHERS): date(2026, 11, 12),
    }
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.act, entry.at, entry.details) == ("erasures repeated", NOW, {"requests": 2})


def test_without_a_ledger_nothing_is_looked_for(session: Session, ring: KeyRing, tmp_path: Path) -> None:
    ad = ad_with(session, ring, HERS)
    assert keep_erased(session, ring, tmp_path / "none") == 0
    assert left(session) == {ad}


def test_every_ad_that_came_in_again_goes_once_and_is_counted(session: Session, ring: KeyRing, tmp_path: Path) -> None:
    ledger = tmp_path / LEDGER
    forget_number(session, ring, HERS, ledger, now=NOW)
    with ledger.open("a", encoding="utf-8") as out:
        out.write("\n")
    one, two, other = (
        ad_with(session, ring, number, epoch) for number, epoch in ((HERS, "2025"), (HERS, "2026"), (ANOTHERS, "2026"))
    )
    # One ad shows both of its forms.
    session.add(
        AdPhone(
            ad_id=one,
            phone_id=session.exec(select(AdPhone.phone_id).where(AdPhone.ad_id == two)).one(),
            first_seen=NOW,
            last_seen=NOW,
        )
    )
    session.flush()
    assert keep_erased(session, ring, ledger) == 2
    assert left(session) == {other}


@pytest.mark.parametrize("torn", [b'{"keyed": ["a', b"\0\0\0\0", b'{"keyed": []}', b"\xff", b"[]\n"])
def test_a_line_a_power_cut_left_half_keeps_no_other_request_from_being_carried_out(
    session: Session, ring: KeyRing, tmp_path: Path, torn: bytes
) -> None:
    ledger = tmp_path / LEDGER
    forget_number(session, ring, HERS, ledger, now=NOW)
    with ledger.open("ab") as out:
        out.write(torn)
    forget_number(session, ring, ANOTHERS, ledger, now=NOW)
    again = {ad_with(session, ring, HERS), ad_with(session, ring, ANOTHERS)}
    assert keep_erased(session, ring, ledger) == 2
    assert not again & left(session)
    again = {ad_with(session, ring, HERS), ad_with(session, ring, ANOTHERS)}
    assert erase_again(session, ledger, now=NOW) == 2
    assert not again & left(session)
