"""The rotation drill, on both engines: after every change of keys all still links and opens, and old copies open nothing."""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, LargeBinary, text
from sqlmodel import Session, SQLModel, select

import models.tables  # noqa: F401  (fills the metadata)
from classifier.phone_rows import PhoneBook
from models.ad import Ad, AdPhone, AdVersion, Phone, Review
from models.contact_point import ContactPoint
from models.dump import dump_lines
from models.erasure import forget_number
from models.errors import BadInput
from models.key_change import (
    SEALED,
    demand_destroyable,
    epochs_to_destroy,
    forget_epoch,
    next_epoch,
    number_place_key,
    rekey,
    rekey_live_phones,
    reseal,
)
from models.keys import KeyRing, SealBroken
from models.people import User
from models.request import DataRequest
from outreach.contact_points import refresh

Run = Callable[..., object]
# Numbers of ranges that no operator holds; every eight-digit number that begins so is a candidate for a thief.
LIVE, TIED, GONE = "+4567001122", "+4567003344", "+4567005566"
CANDIDATES = [f"+456700{tail:04}" for tail in range(10_000)]
NEW_YEAR = datetime(2027, 1, 2, 3, 0, tzinfo=UTC)
TWO_YEARS_ON = datetime(2028, 1, 2, 3, 0, tzinfo=UTC)
# Sealed for one organisation alone and changed with its own key (tests/lygte/test_own_key_ceremony.py); the public half is none.
SEALED_FOR_ONE = {("phone_display", "sealed"), ("place_display", "sealed"), ("display_key", "public_key")}
# Columns of bytes that are no sealed values.
OPEN_BYTES = {("passkey", "user_handle"), ("passkey", "public_key")}


@pytest.fixture
def filled(store: Engine, keyring: KeyRing, now: datetime, in_store: Run) -> Engine:
    """A store with something sealed in every sealed column; one number is live, one tied with it, one long gone."""

    def fill(make):  # type: ignore[no-untyped-def]
        ad = make.ad("Ring til Anna", phones=(LIVE,))
        make.ad("Ring til os", phones=(LIVE, TIED))
        make.ad("Kun her", phones=(TIED,), address="Nørregade 12, 7100 Vejle")
        long_ago = now - timedelta(days=500)
        make.ad("Rejst", phones=(GONE,), first_seen=long_ago, last_seen=long_ago, gone_at=long_ago)
        make.review(ad, "God tid")
        content = make.keyring.seal('{"text": "før"}', "ad_version.content")
        make.store(AdVersion(ad_id=ad.id, seen_from=now, content_hash="h", content_sealed=content))
        make.store(DataRequest(language="da", asked_at=now, number_sealed=keyring.seal(TIED, "data_request.number")))
        make.actor()
        user = make.session.exec(select(User)).first()
        user.totp_sealed = keyring.seal("GEZDGNBVGY3TQOJQ", "user_account.totp")
        make.store(user)

    in_store(fill)
    refresh(store, keyring, now=now)
    return store


def gathered(store: Engine) -> list[tuple[object, ...]]:
    """Return which ads each place gathers: what must stay."""
    with Session(store) as session:
        return sorted(session.exec(select(Ad.external_id, Ad.contact_point_id)).all(), key=str)


def readable(store: Engine, keyring: KeyRing) -> list[str]:
    """Return every sealed value of the store, opened."""
    found = []
    with store.connect() as connection:
        for (table, column), name in SEALED.items():
            rows = connection.execute(text(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY id"))  # noqa: S608 - our own names
            opened = [keyring.unseal(bytes(value), name) for (value,) in rows]
            assert opened, (table, column)
            found += opened
    return found


def thief_finds(keyed: Iterable[str], keys: Iterable[bytes]) -> list[str]:
    """Return the numbers a thief gets out of keyed values with these keys, and by plain hashing."""
    wanted, keys = set(keyed), list(keys)
    found = []
    for number in CANDIDATES:
        guesses = {hashlib.sha256(written.encode()).hexdigest() for written in (number, number[3:], number[1:])}
        guesses |= {hmac.new(key, number.encode(), hashlib.sha256).hexdigest() for key in keys}
        found += [number] if guesses & wanted else []
    return found


def all_keyed(store: Engine) -> list[str]:
    with Session(store) as session:
        return sorted([*session.exec(select(Phone.keyed)).all(), *session.exec(select(ContactPoint.basis_key)).all()])


def test_every_column_of_bytes_is_sealed_again_or_said_to_be_open() -> None:
    columns = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert columns == set(SEALED) | OPEN_BYTES | SEALED_FOR_ONE


def test_at_the_turn_of_the_year_live_numbers_move_on_and_everything_still_links(
    filled: Engine, keyring: KeyRing
) -> None:
    before, words = gathered(filled), readable(filled, keyring)
    assert next_epoch(keyring, NEW_YEAR) == "2027"
    ring = keyring.with_new_epoch("2027")
    assert rekey_live_phones(filled, ring, now=NEW_YEAR) == 2
    with Session(filled) as session:
        epochs = {phone.tail: phone.epoch for phone in session.exec(select(Phone))}
    assert epochs == {"22": "2027", "44": "2027", "66": "2026"}
    refresh(filled, ring, now=NEW_YEAR)
    assert gathered(filled) == before
    assert readable(filled, ring) == words
    assert rekey_live_phones(filled, ring, now=NEW_YEAR) == 0
    assert next_epoch(ring, NEW_YEAR) is None


def test_a_change_cut_off_half_way_is_finished_by_the_same_call(filled: Engine, keyring: KeyRing) -> None:
    before = gathered(filled)
    ring = keyring.with_new_epoch("2027")
    with Session(filled) as session:
        assert rekey(session, ring, [session.exec(select(Phone).where(Phone.tail == "22")).one()]) == 1
        session.commit()
    refresh(filled, ring, now=NEW_YEAR)
    assert gathered(filled) == before
    assert rekey_live_phones(filled, ring, now=NEW_YEAR) == 1
    refresh(filled, ring, now=NEW_YEAR)
    assert gathered(filled) == before


def test_a_number_of_last_year_that_comes_back_is_known_again(filled: Engine, keyring: KeyRing) -> None:
    ring = keyring.with_new_epoch("2027")
    rekey_live_phones(filled, ring, now=NEW_YEAR)
    with Session(filled) as session:
        known = session.exec(select(Phone).where(Phone.tail == "66")).one().id
        ad = session.exec(select(Ad)).first()
        assert ad is not None
        book = PhoneBook(session, ring)
        book.note(ad, GONE, obscured=False, source="field")
        book.write()
        session.commit()
        phones = session.exec(select(Phone).where(Phone.tail == "66")).all()
        assert [(phone.id, phone.epoch, phone.keyed) for phone in phones] == [(known, "2027", ring.key_phone(GONE))]
        assert len(session.exec(select(AdPhone).where(AdPhone.phone_id == known)).all()) == 2


def test_forgetting_reaches_numbers_of_every_year(filled: Engine, keyring: KeyRing, tmp_path) -> None:  # type: ignore[no-untyped-def]
    ring = keyring.with_new_epoch("2027")
    rekey_live_phones(filled, ring, now=NEW_YEAR)
    with Session(filled) as session:
        for number in (LIVE, GONE):
            forget_number(session, ring, number, tmp_path / "erased.jsonl", now=NEW_YEAR)
        session.commit()
        assert {phone.tail for phone in session.exec(select(Phone))} == {"44"}


def test_a_destroyed_year_takes_its_numbers_along_and_links_nothing_any_more(filled: Engine, keyring: KeyRing) -> None:
    ring = keyring.with_new_epoch("2027")
    stolen = all_keyed(filled)
    rekey_live_phones(filled, ring, now=NEW_YEAR)
    for now in (NEW_YEAR, datetime(2027, 12, 31, 23, 59, tzinfo=UTC)):
        assert epochs_to_destroy(ring, now) == []
        with pytest.raises(BadInput, match="in use until the end of 2027"):
            demand_destroyable(ring, "2026", now)
    assert epochs_to_destroy(ring, TWO_YEARS_ON) == ["2026"]
    with pytest.raises(BadInput, match="no phone key of 2020"):
        demand_destroyable(ring, "2020", TWO_YEARS_ON)
    assert forget_epoch(filled, "2026") == 1
    ring = ring.without_epoch("2026")
    with Session(filled) as session:
        assert {phone.tail for phone in session.exec(select(Phone))} == {"22", "44"}
        assert session.exec(select(AdPhone).where(AdPhone.phone_id.not_in(select(Phone.id)))).all() == []  # type: ignore[attr-defined,union-attr]
    # Today's keys say nothing about a copy of last year's store, though the year's own key would have.
    assert thief_finds(stolen, ring.phone_keys.values()) == []
    assert thief_finds(stolen, keyring.phone_keys.values()) == [LIVE, TIED, GONE]


def test_the_display_key_changes_and_only_the_new_one_opens(filled: Engine, keyring: KeyRing) -> None:
    words, places = readable(filled, keyring), all_keyed(filled)
    ring = keyring.with_new_seal_key()
    assert readable(filled, ring) == words, "old values open while the change is under way"
    done = reseal(filled, ring)
    assert done == len(words)
    new_only = KeyRing(**{**ring.__dict__, "old_seal_keys": ()})
    assert readable(filled, new_only) == words
    assert all_keyed(filled) == places
    with pytest.raises(SealBroken):
        readable(filled, keyring)
    before = gathered(filled)
    refresh(filled, new_only, now=NEW_YEAR)
    assert gathered(filled) == before
    assert reseal(filled, ring) == 0


def test_a_change_of_the_display_key_cut_off_after_any_row_goes_on(
    filled: Engine, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after each column in turn, in batches of one row."""
    monkeypatch.setattr("models.key_change.BATCH", 1)
    words, ring = readable(filled, keyring), keyring.with_new_seal_key()

    class Cut(Exception):
        pass

    for stop_at in range(1, len(SEALED) + 1):

        def cut(label: str, at: int, total: int, stop_at: int = stop_at) -> None:
            if at == stop_at:
                raise Cut

        with pytest.raises(Cut):
            reseal(filled, ring, cut)
        assert readable(filled, ring) == words
    assert readable(filled, KeyRing(**{**ring.__dict__, "old_seal_keys": ()})) == words


def test_a_value_no_key_opens_stops_the_change_and_keeps_the_old_key(filled: Engine, keyring: KeyRing) -> None:
    with Session(filled) as session:
        review = session.exec(select(Review)).one()
        review.text_sealed = b"something else altogether, long enough"
        session.add(review)
        session.commit()
    with pytest.raises(SealBroken, match="does not open"):
        reseal(filled, keyring.with_new_seal_key())


def test_the_whole_store_without_its_keys_gives_no_number(filled: Engine, keyring: KeyRing) -> None:
    """T-14: every row of every table, as a thief of disk and database reads it."""
    lines = "\n".join(dump_lines(filled))
    assert len(lines) > 5_000
    for number in (LIVE, TIED, GONE):
        pairs = " ".join(number[3:][at : at + 2] for at in range(0, 8, 2))
        assert all(written not in lines for written in (number, number[3:], pairs))
    assert thief_finds(all_keyed(filled), [b"", b"lygte", bytes(32)]) == []
    assert number_place_key(keyring, keyring.key_phone(LIVE)) in all_keyed(filled)
