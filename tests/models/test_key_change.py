"""Changing keys, rule by rule: which numbers move on, which are let go, what is sealed anew. On SQLite; the whole drill in test_key_drill."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, event
from sqlmodel import Session, col, select

from models.ad import Ad, AdPhone, AdVersion, Phone, Review
from models.contact_point import ContactPoint
from models.errors import BadInput
from models.key_change import (
    BASIS_KEY,
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
from models.keys import KeyRing, SealBroken, make_keyring
from models.people import User
from models.request import DataRequest
from tests.conftest import ON_SQLITE
from tests.models.test_retention import make_ad, make_point, make_user

pytestmark = ON_SQLITE
NEW_YEAR = datetime(2027, 1, 2, 3, 0, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def old() -> KeyRing:
    return make_keyring("2026")


@pytest.fixture
def ring(old: KeyRing) -> KeyRing:
    return old.with_new_epoch("2027")


def at(year: int) -> datetime:
    return datetime(year, 6, 1, tzinfo=UTC)


def phone_of(session: Session, keys: KeyRing, tail: int, epoch: str = "2026", **ad_fields: object) -> Phone:
    """Store an ad that shows one invented number, keyed under one year; return the number's row."""
    ad = make_ad(session, make_point(session, NEW_YEAR), NEW_YEAR)
    for name, value in ad_fields.items():
        setattr(ad, name, value)
    link = session.exec(select(AdPhone).where(AdPhone.ad_id == ad.id)).one()
    phone, number = session.get_one(Phone, link.phone_id), f"+456700{tail:04}"
    phone.keyed, phone.epoch = keys.key_phone(number, epoch), epoch
    phone.sealed = keys.seal(number, "phone.e164")
    session.add_all([ad, phone])
    session.flush()
    return phone


def place_of(session: Session, keys: KeyRing, keyed: str) -> ContactPoint:
    point = make_point(session, NEW_YEAR)
    point.basis_key = number_place_key(keys, keyed)
    session.add(point)
    session.flush()
    return point


def test_a_key_is_wanted_once_the_year_has_come_and_never_for_a_year_gone_by(old: KeyRing, ring: KeyRing) -> None:
    assert [next_epoch(old, at(year)) for year in (2025, 2026, 2027, 2028)] == [None, None, "2027", "2028"]
    # The clock set back after the change: the key of 2027 is there and stays the current one.
    assert [next_epoch(ring, at(year)) for year in (2025, 2026, 2027)] == [None, None, None]


def test_a_key_has_had_its_time_two_years_after_its_first_day_and_the_current_one_never() -> None:
    ring = make_keyring("2025").with_new_epoch("2024").with_new_epoch("2026")
    assert [epochs_to_destroy(ring, at(year)) for year in (2025, 2026, 2027, 2040)] == [
        [], ["2024"], ["2024", "2025"], ["2024", "2025"],
    ]  # fmt: skip


def test_only_a_key_that_has_had_its_time_may_be_destroyed_and_the_refusal_says_until_when(ring: KeyRing) -> None:
    with pytest.raises(BadInput) as refusal:
        demand_destroyable(ring, "2019", NEW_YEAR)
    assert str(refusal.value) == "There is no phone key of 2019."
    with pytest.raises(BadInput) as refusal:
        demand_destroyable(ring, "2026", NEW_YEAR)
    assert str(refusal.value) == "The phone key of 2026 is in use until the end of 2027."
    demand_destroyable(ring, "2026", at(2028))


def test_a_place_of_a_number_is_keyed_by_that_number_alone_and_under_its_column(ring: KeyRing) -> None:
    assert number_place_key(ring, "a") == ring.key_value("number|a", "contact_point.basis_key")
    assert BASIS_KEY == "contact_point.basis_key"
    assert number_place_key(ring, "a") != number_place_key(ring, "b")


def test_numbers_move_into_the_year_with_the_places_that_gather_their_ads(
    session: Session, old: KeyRing, ring: KeyRing
) -> None:
    done_before, hers, theirs = (
        phone_of(session, ring, tail, epoch) for tail, epoch in ((1, "2027"), (2, "2026"), (3, "2026"))
    )
    place, other = place_of(session, ring, hers.keyed), make_point(session, NEW_YEAR)
    untouched = place_of(session, ring, done_before.keyed)
    assert rekey(session, ring, [done_before, hers, theirs]) == 2
    session.expire_all()
    assert [(phone.keyed, phone.epoch) for phone in (done_before, hers, theirs)] == [
        (ring.key_phone(f"+456700000{tail}"), "2027") for tail in (1, 2, 3)
    ]
    assert place.basis_key == number_place_key(ring, hers.keyed)
    assert untouched.basis_key == number_place_key(ring, done_before.keyed)
    assert other.basis_key.startswith("k")


def test_a_number_is_live_while_an_ad_stands_or_was_seen_within_a_year(
    session: Session, store: Engine, ring: KeyRing
) -> None:
    year_ago = NEW_YEAR - 365 * DAY
    seen = {
        "stands, long unseen": {"last_seen": year_ago - DAY, "gone_at": None},
        "gone, just within": {"last_seen": year_ago + SECOND, "gone_at": NEW_YEAR},
        "gone a year ago": {"last_seen": year_ago, "gone_at": NEW_YEAR},
    }
    phones = {name: phone_of(session, ring, tail, **fields).id for tail, (name, fields) in enumerate(seen.items())}
    phone_of(session, ring, 9, "2027")
    session.commit()
    said: list[tuple[str, int, int]] = []
    done = rekey_live_phones(store, ring, now=NEW_YEAR, progress=lambda *words: said.append(words))
    assert (done, said) == (2, [("numbers", 2, 2)])
    session.expire_all()
    moved = {name for name, number in phones.items() if session.get_one(Phone, number).epoch == "2027"}
    assert moved == {"stands, long unseen", "gone, just within"}


def test_more_numbers_than_one_transaction_takes_all_move_on(session: Session, store: Engine, ring: KeyRing) -> None:
    point = make_point(session, NEW_YEAR)
    for tail in range(501):
        ad, number = make_ad(session, point, NEW_YEAR), f"+456700{tail:04}"
        phone = session.exec(select(Phone).join(AdPhone).where(AdPhone.ad_id == ad.id)).one()
        phone.keyed, phone.sealed = ring.key_phone(number, "2026"), ring.seal(number, "phone.e164")
    session.commit()
    said: list[tuple[str, int, int]] = []
    assert rekey_live_phones(store, ring, now=NEW_YEAR, progress=lambda *words: said.append(words)) == 501
    assert said == [("numbers", 500, 501), ("numbers", 501, 501)]
    session.expire_all()
    assert set(session.exec(select(Phone.epoch))) == {"2027"}


def test_of_a_year_whose_key_is_destroyed_no_number_is_left_and_the_ads_stay(
    session: Session, store: Engine, ring: KeyRing
) -> None:
    for tail, epoch in ((1, "2026"), (2, "2026"), (3, "2027")):
        phone_of(session, ring, tail, epoch)
    session.commit()
    assert forget_epoch(store, "2026") == 2
    session.expire_all()
    left = session.exec(select(Phone)).one()
    assert left.epoch == "2027"
    assert list(session.exec(select(AdPhone.phone_id))) == [left.id]
    assert len(session.exec(select(Ad)).all()) == 3
    assert forget_epoch(store, "2026") == 0


def one_of_each(session: Session, keys: KeyRing) -> None:
    """Store one row with something sealed for each sealed column."""
    phone_of(session, keys, 1)
    ad, point = session.exec(select(Ad)).one(), session.exec(select(ContactPoint)).one()
    version, review = session.exec(select(AdVersion)).one(), session.exec(select(Review)).one()
    ad.content_sealed, version.content_sealed = keys.seal("nu", "ad.content"), keys.seal("før", "ad_version.content")
    review.text_sealed = keys.seal("God tid", "review.text")
    point.address_sealed = keys.seal("Nørregade 12", "contact_point.address")
    user = make_user(session)
    user.totp_sealed = keys.seal("GEZDGNBVGY3TQOJQ", "user_account.totp")
    asked = DataRequest(language="da", asked_at=NEW_YEAR, number_sealed=keys.seal("+4567000001", "data_request.number"))
    session.add_all([ad, version, review, point, user, asked, DataRequest(language="da", asked_at=NEW_YEAR)])
    session.commit()


def sealed_values(session: Session) -> list[bytes]:
    session.expire_all()
    columns = (
        Ad.content_sealed, AdVersion.content_sealed, Review.text_sealed, Phone.sealed, ContactPoint.address_sealed,
        DataRequest.number_sealed, User.totp_sealed,
    )  # fmt: skip
    return [value for column in columns for value in session.exec(select(column).where(col(column).is_not(None)))]  # type: ignore[misc]


def test_everything_sealed_is_sealed_again_under_the_newest_key_alone(
    session: Session, store: Engine, old: KeyRing
) -> None:
    one_of_each(session, old)
    newer = old.with_new_seal_key()
    said: list[tuple[str, int, int]] = []
    assert reseal(store, newer, lambda *words: said.append(words)) == 7
    assert said == [("sealed columns", number, 7) for number in range(1, 8)]
    alone = KeyRing(newer.epoch, newer.phone_keys, newer.seal_key, newer.do_not_contact_key, newer.session_key)
    opened = [alone.unseal(value, name) for value, name in zip(sealed_values(session), SEALED.values(), strict=True)]
    assert opened == ["nu", "før", "God tid", "+4567000001", "Nørregade 12", "+4567000001", "GEZDGNBVGY3TQOJQ"]
    # A second time there is nothing to do, and not a byte changes.
    before = sealed_values(session)
    assert (reseal(store, newer), sealed_values(session)) == (0, before)


def test_what_was_cut_off_half_way_is_finished_by_the_same_call(session: Session, store: Engine, old: KeyRing) -> None:
    newer = old.with_new_seal_key()
    phone_of(session, newer, 1), phone_of(session, old, 2), phone_of(session, newer, 3)
    for table, name in ((Ad, "ad.content"), (AdVersion, "ad_version.content")):
        for row in session.exec(select(table)):
            row.content_sealed = newer.seal("x", name)
    for review in session.exec(select(Review)):
        review.text_sealed = newer.seal("x", "review.text")
    for point in session.exec(select(ContactPoint)):
        point.address_sealed = None
    session.commit()
    assert reseal(store, newer) == 1
    session.expire_all()
    opened = [newer.unseal(value, "phone.e164")[-4:] for value in session.exec(select(Phone.sealed).order_by(Phone.id))]  # type: ignore[arg-type]
    assert opened == ["0001", "0002", "0003"]


def test_more_values_than_one_page_holds_are_all_sealed_again(session: Session, store: Engine, old: KeyRing) -> None:
    for number in range(501):
        sealed = old.seal(f"+456700{number:04}", "data_request.number")
        session.add(DataRequest(language="da", asked_at=NEW_YEAR, number_sealed=sealed))
    session.commit()

    def backwards(connection: Connection) -> None:
        # Whatever asks for no order gets the last row first, as it may from any store.
        connection.exec_driver_sql("PRAGMA reverse_unordered_selects = ON")

    event.listen(store, "begin", backwards)
    assert reseal(store, old.with_new_seal_key()) == 501


def test_a_value_no_key_opens_stops_the_change_and_nothing_of_it_is_lost(
    session: Session, store: Engine, old: KeyRing
) -> None:
    phone = phone_of(session, old, 1)
    session.commit()
    before = phone.sealed
    with pytest.raises(SealBroken):
        reseal(store, make_keyring("2026"))
    session.expire_all()
    assert session.exec(select(Phone.sealed)).one() == before
