"""The shared ledger: caps hold against a hundred at once, do-not-contact wins; on both engines."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.ad import Ad
from models.audit_chain import first_break
from models.db import session_scope
from models.errors import BadInput
from models.keys import KeyRing
from models.message import MessageEntry, MessageTemplate
from outreach.actor import Actor
from outreach.errors import NotAllowed, NotYours
from outreach.messages.ledger import (
    ReadyText,
    book_first_text,
    complaint_share,
    is_do_not_contact,
    mark_do_not_contact,
    set_outcome,
)
from outreach.messages.templates import DRAFTS, approve_template, offered, write_template

# A Monday at 11 Danish time.
MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC)
PHONE = "+4567001122"


def template_of(make, actor: Actor, language: str = "da") -> MessageTemplate:  # type: ignore[no-untyped-def]
    """An approved template; the organisation is called as in the drafts."""
    written = write_template(make.session, actor, name="first", language=language, body=DRAFTS[language], now=MONDAY)
    return approve_template(make.session, make.actor("AmiAmi", "coordinator"), written.id or 0, now=MONDAY)


def phone_of(make, e164: str = PHONE, seen: datetime = MONDAY) -> int:  # type: ignore[no-untyped-def]
    return int(make.phone(make.ad(last_seen=seen), e164).id)


def write(
    session: Session, keyring: KeyRing, actor: Actor, phone: int, template: MessageTemplate, at: datetime
) -> ReadyText:
    """Book a first text to PHONE."""
    return book_first_text(session, keyring, actor, phone_id=phone, number=PHONE, template_id=template.id or 0, now=at)


def test_a_text_is_booked_once_and_again_after_thirty_days_and_then_never(
    make, session: Session, keyring: KeyRing
) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor("AmiAmi")
    phone, template = phone_of(make), template_of(make, actor)

    def book(at: datetime) -> None:
        for ad in session.exec(select(Ad)):
            ad.last_seen = at
        ready = write(session, keyring, actor, phone, template, at)
        assert (ready.number, ready.body) == (PHONE, DRAFTS["da"])

    book(MONDAY)
    with pytest.raises(NotAllowed, match="less than 30 days"):
        book(MONDAY + timedelta(days=28))
    book(MONDAY + timedelta(days=35))
    with pytest.raises(NotAllowed, match="two first SMS"):
        book(MONDAY + timedelta(days=350))
    entry = session.exec(select(MessageEntry)).first()
    assert entry is not None
    set_outcome(session, actor, entry.id or 0, "yes", now=MONDAY + timedelta(days=351))
    book(MONDAY + timedelta(days=357))
    assert first_break(session) is None
    assert PHONE not in repr([row.model_dump() for row in session.exec(select(MessageEntry))])


def test_a_hundred_requests_at_once_send_one_text(
    store: Engine, keyring: KeyRing, in_store: Callable[..., object]
) -> None:
    def fill(make):  # type: ignore[no-untyped-def]
        actors = [make.actor("AmiAmi") for _ in range(10)]
        return actors, phone_of(make), template_of(make, actors[0]).id

    actors, phone, template = in_store(fill)  # type: ignore[misc]

    def send(number: int) -> str:
        try:
            with session_scope(store) as session:
                book_first_text(
                    session,
                    keyring,
                    actors[number % 10],
                    phone_id=phone,
                    number=PHONE,
                    template_id=template,
                    now=MONDAY,
                )
            return "sent"
        except NotAllowed:
            return "refused"

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(send, range(100)))
    assert (results.count("sent"), results.count("refused")) == (1, 99)
    with Session(store) as session:
        assert len(session.exec(select(MessageEntry)).all()) == 1


def test_a_worker_sends_fifteen_first_texts_a_day_even_all_at_once(
    store: Engine, keyring: KeyRing, in_store: Callable[..., object]
) -> None:
    def fill(make):  # type: ignore[no-untyped-def]
        actor = make.actor("AmiAmi")
        return actor, [phone_of(make, f"+456700{number:04d}") for number in range(20)], template_of(make, actor).id

    actor, phones, template = in_store(fill)  # type: ignore[misc]

    def send(phone: int) -> bool:
        number = f"+456700{phones.index(phone):04d}"
        try:
            with session_scope(store) as session:
                book_first_text(
                    session, keyring, actor, phone_id=phone, number=number, template_id=template, now=MONDAY
                )
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, phones)) == 15


@pytest.mark.parametrize("outcome", ["no", "angry", "complaint"])
def test_a_no_makes_the_number_do_not_contact_for_all_organisations_at_once(
    make, session: Session, keyring: KeyRing, outcome: str
) -> None:  # type: ignore[no-untyped-def]
    actor, other = make.actor("AmiAmi"), make.actor("Reden")
    phone, template = phone_of(make), template_of(make, actor)
    ready = write(session, keyring, actor, phone, template, MONDAY)
    with pytest.raises(NotYours):
        set_outcome(session, other, ready.entry_id, outcome, now=MONDAY)
    set_outcome(session, actor, ready.entry_id, outcome, now=MONDAY)
    assert is_do_not_contact(session, keyring, PHONE)
    with pytest.raises(NotAllowed, match="must not be contacted"):
        write(session, keyring, actor, phone, template, MONDAY)


def test_do_not_contact_wins_even_where_she_wrote(make, session: Session, keyring: KeyRing) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor("AmiAmi")
    phone, template = phone_of(make), template_of(make, actor)
    ready = write(session, keyring, actor, phone, template, MONDAY)
    set_outcome(session, actor, ready.entry_id, "yes", now=MONDAY + timedelta(minutes=1))
    mark_do_not_contact(session, keyring, PHONE, now=MONDAY)
    mark_do_not_contact(session, keyring, PHONE, now=MONDAY)
    with pytest.raises(NotAllowed, match="must not be contacted"):
        write(session, keyring, actor, phone, template, MONDAY + timedelta(hours=1))


def test_after_a_third_person_answered_nobody_writes_there_again(make, session: Session, keyring: KeyRing) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor("AmiAmi")
    phone, template = phone_of(make), template_of(make, actor)
    ready = write(session, keyring, actor, phone, template, MONDAY)
    set_outcome(session, actor, ready.entry_id, "third_person", now=MONDAY)
    with pytest.raises(NotAllowed, match="Somebody else answered"):
        write(session, keyring, actor, phone, template, MONDAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("at", "seen", "word"),
    [
        (MONDAY - timedelta(days=1), MONDAY, "weekdays"),
        (MONDAY.replace(hour=8), MONDAY, "weekdays"),
        (MONDAY.replace(hour=17), MONDAY, "weekdays"),
        (MONDAY, MONDAY - timedelta(hours=25), "24 hours"),
    ],
)
def test_no_text_at_night_on_a_sunday_or_to_an_ad_that_is_gone(
    make, session: Session, keyring: KeyRing, at: datetime, seen: datetime, word: str
) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor("AmiAmi")
    phone, template = phone_of(make, seen=seen), template_of(make, actor)
    with pytest.raises(NotAllowed, match=word):
        write(session, keyring, actor, phone, template, at)
    assert session.exec(select(MessageEntry)).all() == []


def test_too_many_complaints_in_a_month_pause_all_texting(make, session: Session, keyring: KeyRing) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor("AmiAmi")
    phone, template = phone_of(make), template_of(make, actor)
    for number in range(20):
        make.store(
            MessageEntry(
                keyed=str(number), language="da", organisation_id=actor.organisation_id, user_id=actor.user_id,
                sent_at=MONDAY, sent_on=MONDAY.date(), outcome="angry" if number < 2 else None,
            )
        )  # fmt: skip
    assert complaint_share(session, now=MONDAY) == (20, 0.1)
    with pytest.raises(NotAllowed, match="paused"):
        write(session, keyring, actor, phone, template, MONDAY)


def test_templates_are_linted_approved_by_another_and_offered_by_language(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    actor, coordinator = make.actor("AmiAmi", "coordinator"), make.actor("AmiAmi", "coordinator")
    with pytest.raises(BadInput, match="selling_sex"):
        write_template(session, actor, name="first", language="da", body=DRAFTS["da"] + " Sex.", now=MONDAY)
    for language in ("da", "en", "ro"):
        written = write_template(session, actor, name="first", language=language, body=DRAFTS[language], now=MONDAY)
        with pytest.raises(NotAllowed, match="did not write"):
            approve_template(session, actor, written.id or 0, now=MONDAY)
        if language != "ro":
            approve_template(session, coordinator, written.id or 0, now=MONDAY)
    assert [template.language for template in offered(session, actor, ["ro"])] == ["en", "da"]
    approve_template(session, coordinator, written.id or 0, now=MONDAY)
    assert [template.language for template in offered(session, actor, ["ro"])] == ["ro"]
    newer = write_template(session, actor, name="first", language="ro", body=DRAFTS["ro"], now=MONDAY)
    approve_template(session, coordinator, newer.id or 0, now=MONDAY)
    assert [template.version for template in offered(session, actor, ["ro"])] == [2]
