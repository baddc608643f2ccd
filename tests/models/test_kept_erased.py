"""What people asked us to forget stays forgotten: an ad that still stands on its site and comes in again goes the same night."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from models.ad import Ad, AdPhone, Phone
from models.erasure import carry_out_requests, forget_number, keep_erased
from models.keys import KeyRing, make_keyring
from models.request import DataRequest
from models.visit import DoNotContact
from tests.models.test_retention import make_ad, make_point

NOW = datetime(2026, 11, 15, 3, 0, tzinfo=UTC)
HERS, ANOTHERS = "+4571740001", "+4571740002"


def come_in(session: Session, keyring: KeyRing, e164: str, now: datetime) -> int:
    """Store an ad with this number as a pass would."""
    ad = make_ad(session, make_point(session, now), now)
    link = session.exec(select(AdPhone).where(AdPhone.ad_id == ad.id)).one()
    phone = session.get_one(Phone, link.phone_id)
    phone.keyed, phone.sealed = keyring.key_phone(e164), keyring.seal(e164, "phone.e164")
    session.add(phone)
    session.commit()
    return ad.id or 0


def test_an_ad_that_comes_in_again_is_erased_again_and_others_stay(session: Session, tmp_path: Path) -> None:
    keyring, ledger = make_keyring("2026"), tmp_path / "erased.jsonl"
    come_in(session, keyring, HERS, NOW)
    session.add(DataRequest(asked_at=NOW, language="da", number_sealed=keyring.seal(HERS, "data_request.number")))
    session.commit()
    assert carry_out_requests(session, keyring, ledger, now=NOW) == 1
    session.commit()
    again, other = come_in(session, keyring, HERS, NOW), come_in(session, keyring, ANOTHERS, NOW)
    assert keep_erased(session, keyring, ledger) == 1
    session.commit()
    assert session.get(Ad, again) is None
    assert session.get(Ad, other) is not None
    assert keep_erased(session, keyring, ledger) == 0


def test_it_holds_over_the_turn_of_the_year_when_phone_keys_change(session: Session, tmp_path: Path) -> None:
    keyring, ledger = make_keyring("2026"), tmp_path / "erased.jsonl"
    forget_number(session, keyring, HERS, ledger, now=NOW)
    session.commit()
    later = keyring.with_new_epoch("2027").without_epoch("2026")
    again = come_in(session, later, HERS, NOW + timedelta(days=60))
    assert keep_erased(session, later, ledger) == 1
    session.commit()
    assert session.get(Ad, again) is None
    assert session.exec(select(Phone)).all() == []


def test_a_number_nobody_may_write_to_is_not_therefore_forgotten(session: Session, tmp_path: Path) -> None:
    """Saying "do not write" is another wish than "delete": only the second is in the ledger."""
    keyring = make_keyring("2026")
    ad = come_in(session, keyring, HERS, NOW)
    session.add(DoNotContact(keyed=keyring.key_do_not_contact(HERS), since=NOW.date()))
    session.commit()
    assert keep_erased(session, keyring, tmp_path / "erased.jsonl") == 0
    assert session.get(Ad, ad) is not None
