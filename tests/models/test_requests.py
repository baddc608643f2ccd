"""Objections of the public are carried out at night: the number forgotten, its seal wiped, nothing told."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from models.erasure import carry_out_requests
from models.expiry import run_retention
from models.keys import KeyRing
from models.request import DataRequest
from models.visit import DoNotContact


def ask(session: Session, keyring: KeyRing, number: str, now: datetime) -> DataRequest:
    request = DataRequest(asked_at=now, language="da", number_sealed=keyring.seal(number, "data_request.number"))
    session.add(request)
    session.commit()
    return request


def test_every_waiting_request_is_carried_out_once(
    session: Session, keyring: KeyRing, now: datetime, tmp_path: Path
) -> None:
    requests = [ask(session, keyring, number, now) for number in ("+4571740001", "+4571740002")]
    assert carry_out_requests(session, keyring, tmp_path / "erased", now=now) == 2
    assert carry_out_requests(session, keyring, tmp_path / "erased", now=now) == 0
    assert [(row.number_sealed, row.done_at) for row in requests] == [(None, now), (None, now)]
    blocked = {row.keyed for row in session.exec(select(DoNotContact))}
    assert blocked == {keyring.key_do_not_contact(number) for number in ("+4571740001", "+4571740002")}
    assert len((tmp_path / "erased").read_text().splitlines()) == 2
    # All eight digits: four of them stand in one random key in some hundreds.
    written = (tmp_path / "erased").read_text()
    assert "71740001" not in written and "71740002" not in written


def test_what_was_carried_out_a_year_ago_is_gone(
    session: Session, keyring: KeyRing, now: datetime, tmp_path: Path
) -> None:
    ask(session, keyring, "+4571740001", now)
    carry_out_requests(session, keyring, tmp_path / "erased", now=now)
    run_retention(session, now=now + timedelta(days=364))
    assert len(session.exec(select(DataRequest)).all()) == 1
    run_retention(session, now=now + timedelta(days=365))
    assert session.exec(select(DataRequest)).all() == []
