"""The ledger's rules one by one: whom each cap counts, from when to when, and which sentence refuses. On SQLite; races in test_ledger."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.ad import Ad, Phone
from models.audit import AuditEntry
from models.keys import KeyRing
from models.message import MessageEntry, MessageNumber, MessageTemplate, WorkerDay
from models.visit import DoNotContact
from outreach.actor import Actor
from outreach.errors import NotFound, NotYours, Refused, WrongField
from outreach.frozen import freeze
from outreach.messages.ledger import (
    ReadyText,
    book_first_text,
    complaint_share,
    is_do_not_contact,
    mark_do_not_contact,
    set_outcome,
)
from tests.conftest import ON_SQLITE

# A Monday at 11 Danish time (winter: one hour before UTC).
MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC)
HERS, ANOTHERS = "+4567001122", "+4567003344"


# The rules are the same on both engines; what differs by engine has tests of its own.
pytestmark = ON_SQLITE


class Desk:
    """A worker with an approved template who books texts."""

    def __init__(self, make, session: Session, keyring: KeyRing) -> None:  # type: ignore[no-untyped-def]
        self.make, self.session, self.keyring = make, session, keyring
        self.actor: Actor = make.actor("AmiAmi")
        self.template = self.template_of(self.actor)

    def template_of(self, actor: Actor, **fields: object) -> int:
        values = {"name": "first", "language": "da", "body": "Hej", "approved_at": MONDAY, **fields}
        row = MessageTemplate(organisation_id=actor.organisation_id, written_by=actor.user_id, **values)
        return int(self.make.store(row).id)

    def number(self, e164: str = HERS, **fields: object) -> int:
        return int(self.make.phone(self.make.ad(**{"last_seen": MONDAY, **fields}), e164).id)

    def book(self, phone: int, at: datetime = MONDAY, *, actor: Actor | None = None, **more: object) -> ReadyText:
        row = self.session.get(Phone, phone)
        number = self.keyring.unseal(row.sealed, "phone.e164") if row else HERS
        values = {"template_id": self.template, "number": number, **more}
        return book_first_text(self.session, self.keyring, actor or self.actor, phone_id=phone, now=at, **values)

    def refused(self, phone: int, at: datetime = MONDAY, **more: object) -> str:
        """Return the code of the refusal; nothing may have been booked."""
        before = len(self.session.exec(select(MessageEntry)).all())
        with pytest.raises(Refused) as refusal:
            self.book(phone, at, **more)
        assert len(self.session.exec(select(MessageEntry)).all()) == before
        return refusal.value.code


@pytest.fixture
def desk(make: object, session: Session, keyring: KeyRing) -> Desk:
    return Desk(make, session, keyring)


def test_a_booked_text_says_in_the_ledger_and_the_trail_who_where_and_with_which_wording(desk: Desk) -> None:
    point = desk.make.point()
    ready = desk.book(desk.number(), contact_point_id=point.id)
    entry = desk.session.get_one(MessageEntry, ready.entry_id)
    keyed = desk.keyring.key_do_not_contact(HERS)
    assert (entry.keyed, entry.contact_point_id, entry.template_id, entry.language) == (
        keyed,
        point.id,
        desk.template,
        "da",
    )
    assert (entry.organisation_id, entry.user_id) == (desk.actor.organisation_id, desk.actor.user_id)
    assert (entry.sent_at, entry.sent_on, entry.outcome) == (MONDAY, MONDAY.date(), None)
    assert (ready.number, ready.body) == (HERS, "Hej")
    trail = desk.session.exec(select(AuditEntry)).one()
    assert (trail.act, trail.subject, trail.purpose) == ("sms", f"text {entry.id}", "SMS-kontakt")


def test_booking_one_number_leaves_every_other_number_and_worker_as_they_were(desk: Desk) -> None:
    hers, anothers, colleague = desk.number(), desk.number(ANOTHERS), desk.make.actor("AmiAmi")
    desk.book(hers)
    desk.book(anothers, MONDAY + timedelta(minutes=1), actor=colleague)
    rows = {
        row.keyed: row for row in desk.session.exec(select(MessageNumber).execution_options(populate_existing=True))
    }
    one, other = (rows[desk.keyring.key_do_not_contact(number)] for number in (HERS, ANOTHERS))
    assert (one.first_texts, one.last_sent_at) == (1, MONDAY)
    assert (other.first_texts, other.last_sent_at) == (1, MONDAY + timedelta(minutes=1))
    days = {row.user_id: row.first_texts for row in desk.session.exec(select(WorkerDay))}
    assert days == {desk.actor.user_id: 1, colleague.user_id: 1}


def test_a_colleagues_fifteen_texts_are_not_mine_and_tomorrow_is_another_day(desk: Desk) -> None:
    phone, tired = desk.number(last_seen=MONDAY + timedelta(days=1)), desk.make.actor("AmiAmi")
    desk.make.store(WorkerDay(user_id=tired.user_id, day=MONDAY.date(), first_texts=15))
    assert desk.refused(phone, actor=tired) == "sms_worker_limit"
    desk.session.execute(MessageNumber.__table__.delete())  # type: ignore[attr-defined]  # the caller rolls back
    desk.book(phone, MONDAY + timedelta(days=1), actor=tired)
    desk.session.execute(MessageNumber.__table__.delete())  # type: ignore[attr-defined]
    desk.book(phone)


def test_thirty_days_are_counted_to_the_second(desk: Desk) -> None:
    phone = desk.number(last_seen=MONDAY + timedelta(days=30))
    desk.book(phone)
    assert desk.refused(phone, MONDAY + timedelta(days=30, seconds=-1)) == "sms_too_soon"
    desk.book(phone, MONDAY + timedelta(days=30))
    assert desk.refused(phone, MONDAY + timedelta(days=30, seconds=1)) == "sms_two_sent"


def test_what_she_wrote_before_our_last_text_opens_nothing(desk: Desk) -> None:
    phone = desk.number()
    ready = desk.book(phone)
    set_outcome(desk.session, desk.actor, ready.entry_id, "question", now=MONDAY)
    assert desk.refused(phone) == "sms_too_soon"
    set_outcome(desk.session, desk.actor, ready.entry_id, "yes", now=MONDAY + timedelta(minutes=1))
    desk.book(phone, MONDAY + timedelta(minutes=2))
    assert desk.refused(phone, MONDAY + timedelta(minutes=3)) == "sms_two_sent"


@pytest.mark.parametrize(("outcome", "closes"), [("yes", "none"), ("question", "none"), ("third_person", "only this")])
def test_an_answer_touches_the_number_it_came_from_only(desk: Desk, outcome: str, closes: str) -> None:
    ready, other = desk.book(desk.number()), desk.book(desk.number(ANOTHERS))
    at = MONDAY + timedelta(minutes=5)
    set_outcome(desk.session, desk.actor, ready.entry_id, outcome, now=at)
    rows = {
        row.keyed: row for row in desk.session.exec(select(MessageNumber).execution_options(populate_existing=True))
    }
    mine, theirs = (rows[desk.keyring.key_do_not_contact(number)] for number in (HERS, ANOTHERS))
    assert (mine.closed_at, mine.she_wrote_at) == ((None, at) if closes == "none" else (at, None))
    assert (theirs.closed_at, theirs.she_wrote_at) == (None, None)
    entry = desk.session.get_one(MessageEntry, ready.entry_id)
    assert (entry.outcome, entry.outcome_at) == (outcome, at)
    assert desk.session.get_one(MessageEntry, other.entry_id).outcome is None
    assert desk.session.exec(select(DoNotContact)).all() == []


def test_do_not_contact_closes_that_number_with_its_day_and_no_other(desk: Desk) -> None:
    hers, anothers = desk.number(), desk.number(ANOTHERS)
    desk.book(anothers)
    mark_do_not_contact(desk.session, desk.keyring, HERS, now=MONDAY)
    assert desk.refused(hers) == "do_not_contact"
    rows = {
        row.keyed: row for row in desk.session.exec(select(MessageNumber).execution_options(populate_existing=True))
    }
    assert rows[desk.keyring.key_do_not_contact(HERS)].closed_at == MONDAY
    assert rows[desk.keyring.key_do_not_contact(ANOTHERS)].closed_at is None
    kept = desk.session.exec(select(DoNotContact)).one()
    assert (kept.keyed, kept.since) == (desk.keyring.key_do_not_contact(HERS), MONDAY.date())
    assert not is_do_not_contact(desk.session, desk.keyring, ANOTHERS)


def test_do_not_contact_alone_is_enough_without_a_closed_row(desk: Desk) -> None:
    """As after a restore or a move: the list of those who said no stands by itself."""
    desk.make.store(DoNotContact(keyed=desk.keyring.key_do_not_contact(HERS), since=MONDAY.date()))
    assert desk.refused(desk.number()) == "do_not_contact"
    desk.book(desk.number(ANOTHERS))


def test_a_number_somebody_else_answered_stays_closed_when_thirty_days_are_over(desk: Desk) -> None:
    phone = desk.number()
    entry, later = desk.book(phone).entry_id, MONDAY + timedelta(days=35)
    for ad in desk.session.exec(select(Ad)):
        ad.last_seen = later
    set_outcome(desk.session, desk.actor, entry, "third_person", now=MONDAY)
    assert desk.refused(phone, later) == "sms_third_person"


def test_no_text_about_a_place_where_a_minor_is_suspected_and_others_stay_open(desk: Desk) -> None:
    frozen, free, phone = desk.make.point(), desk.make.point("Søndergade 2"), desk.number()
    freeze(desk.session, desk.actor, frozen, now=MONDAY)
    assert desk.refused(phone, contact_point_id=frozen.id) == "frozen"
    desk.book(phone, contact_point_id=free.id)


@pytest.mark.parametrize(
    "fields", [{"approved_at": None}, {"retired_at": MONDAY}, {"kind": "reply"}, {"approved_at": None, "kind": "reply"}]
)
def test_only_an_approved_first_text_in_use_is_sent(desk: Desk, fields: dict[str, object]) -> None:
    assert desk.refused(desk.number(), template_id=desk.template_of(desk.actor, **fields)) == "template_not_approved"


def test_a_template_that_is_not_there_or_anothers_is_refused(desk: Desk) -> None:
    phone, theirs = desk.number(), desk.template_of(desk.make.actor("Reden"))
    assert desk.refused(phone, template_id=999) == "template_not_approved"
    with pytest.raises(NotYours) as refusal:
        desk.book(phone, template_id=theirs)
    assert refusal.value.code == "template_of_others"


def test_a_number_or_a_text_that_is_gone_is_said_so(desk: Desk) -> None:
    with pytest.raises(NotFound) as refusal:
        desk.book(999)
    assert refusal.value.code == "number_gone"
    with pytest.raises(NotFound) as refusal:
        set_outcome(desk.session, desk.actor, 999, "yes", now=MONDAY)
    assert refusal.value.code == "text_gone"


def test_an_outcome_that_is_none_names_those_there_are(desk: Desk) -> None:
    ready = desk.book(desk.number())
    with pytest.raises(WrongField) as refusal:
        set_outcome(desk.session, desk.actor, ready.entry_id, "maybe", now=MONDAY)
    assert str(refusal.value) == "outcome must be one of yes, no, question, angry, third_person, complaint."
    assert desk.session.get_one(MessageEntry, ready.entry_id).outcome is None


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (MONDAY.replace(hour=8, minute=59), False),
        (MONDAY.replace(hour=9), True),
        (MONDAY.replace(hour=16, minute=59), True),
        (MONDAY.replace(hour=17), False),
        (MONDAY + timedelta(days=4), True),
        (MONDAY + timedelta(days=5), False),
        (MONDAY + timedelta(days=6), False),
    ],
)
def test_texts_go_out_on_weekdays_from_ten_to_eighteen(desk: Desk, at: datetime, allowed: bool) -> None:
    phone = desk.number(last_seen=at)
    if allowed:
        assert desk.book(phone, at).number == HERS
    else:
        assert desk.refused(phone, at) == "sms_hours"


def test_the_ad_must_show_this_very_number_and_have_been_there_within_a_day(desk: Desk) -> None:
    silent = desk.number(last_seen=MONDAY - timedelta(hours=24, seconds=1))
    desk.number(ANOTHERS)
    assert desk.refused(silent) == "sms_ad_gone"
    assert desk.refused(desk.number("+4567005566", gone_at=MONDAY)) == "sms_ad_gone"
    desk.book(desk.number("+4567007788", last_seen=MONDAY - timedelta(hours=24)))


def texts(desk: Desk, days: dict[datetime, list[str | None]]) -> None:
    for at, outcomes in days.items():
        for number, outcome in enumerate(outcomes):
            desk.make.store(
                MessageEntry(
                    keyed=f"{at.day} {number}", language="da", organisation_id=desk.actor.organisation_id,
                    user_id=desk.actor.user_id, sent_at=at, sent_on=at.date(), outcome=outcome,
                )
            )  # fmt: skip


def test_complaints_are_counted_from_the_first_of_the_month_to_today(desk: Desk) -> None:
    assert complaint_share(desk.session, now=MONDAY) == (0, 0.0)
    texts(desk, {MONDAY: [None, "yes"]})
    assert complaint_share(desk.session, now=MONDAY) == (2, 0.0)
    first, last_month, tomorrow = MONDAY.replace(day=1), MONDAY.replace(month=10, day=31), MONDAY + timedelta(days=1)
    texts(desk, {first: ["angry", "complaint", None], last_month: ["angry"] * 9, tomorrow: ["complaint"] * 9})
    assert complaint_share(desk.session, now=MONDAY) == (5, 0.4)


@pytest.mark.parametrize(
    ("outcomes", "paused"),
    [
        ([*["angry"], *[None] * 19], False),
        ([*["angry", "complaint"], *[None] * 18], True),
        ([*["complaint"] * 19], False),
        ([*["no"] * 20], False),
    ],
)
def test_more_than_five_in_a_hundred_of_twenty_or_more_pause_everybody(
    desk: Desk, outcomes: list[str | None], paused: bool
) -> None:
    texts(desk, {MONDAY: outcomes})
    phone = desk.number()
    if paused:
        assert desk.refused(phone) == "sms_paused"
    else:
        assert desk.book(phone).number == HERS


def test_the_same_text_twice_at_once_is_refused_by_the_right_name(
    desk: Desk, in_store: Callable[..., object], sqlite_store: Engine
) -> None:
    """Why it is refused is read anew: this session still remembers the number as unwritten."""
    phone = desk.number()
    desk.session.commit()
    keyed = desk.keyring.key_do_not_contact(HERS)
    desk.make.store(MessageNumber(keyed=keyed))
    desk.session.commit()
    remembered = desk.session.get_one(MessageNumber, keyed)
    with Session(sqlite_store) as other:
        row = other.get_one(MessageNumber, keyed)
        row.first_texts, row.last_sent_at = 2, MONDAY
        other.add(row)
        other.commit()
    assert remembered.first_texts == 0
    assert desk.refused(phone) == "sms_two_sent"


def test_a_number_that_is_not_the_rows_books_nothing(desk: Desk) -> None:
    """Whoever calls has opened it elsewhere: another woman's number under this one's caps would be written to."""
    assert desk.refused(desk.number(), number=ANOTHERS) == "number_gone"
