"""Alerts and samples over a real trail, on both engines: raised once, answered by a second person, read by another organisation."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models.audit import AuditEntry
from models.audit_chain import record
from models.people import User
from models.watch import LookUpAlert, TrailSample
from outreach.actor import Actor
from outreach.errors import NotAllowed, NotFound, NotYours, WrongField
from outreach.watch.alerts import answer_alert, look_through
from outreach.watch.samples import A_MONTH, answer_sample, draw_samples

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def reveal(session: Session, actor: Actor, number: int, when: datetime, **details: object) -> None:
    record(
        session, "reveal", at=when, user_id=actor.user_id, organisation_id=actor.organisation_id,
        subject=f"place:p{number}", purpose="besog", details=details,
    )  # fmt: skip


def burst(session: Session, actor: Actor, when: datetime, count: int = 5) -> None:
    for number in range(count):
        reveal(session, actor, number, when + timedelta(minutes=number))
    session.commit()


def alerts(session: Session) -> list[LookUpAlert]:
    return list(session.exec(select(LookUpAlert).order_by(col(LookUpAlert.id))))


def test_a_burst_is_raised_once_grows_while_unanswered_and_anew_after_the_answer(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    worker, officer = make.actor(), make.actor(role="dpo")
    burst(session, worker, NOW - timedelta(hours=3))
    assert look_through(session, now=NOW) == 1
    assert look_through(session, now=NOW) == 0
    (alert,) = alerts(session)
    assert (alert.pattern, alert.user_id, alert.times) == ("numbers_in_a_row", worker.user_id, 5)
    assert (alert.first_at, alert.last_at) == (
        NOW - timedelta(hours=3),
        NOW - timedelta(hours=3) + timedelta(minutes=4),
    )
    burst(session, worker, NOW - timedelta(hours=1))
    assert look_through(session, now=NOW) == 1  # ten in a day is another pattern
    assert {one.pattern: one.last_at for one in alerts(session)}["numbers_in_a_row"] == NOW - timedelta(minutes=56)
    answer_alert(session, officer, alert.id or 0, "explained", "Ringede før en rute.", now=NOW)
    assert look_through(session, now=NOW) == 0
    burst(session, worker, NOW + timedelta(hours=1))
    # The same places' numbers for the third time, and again too fast.
    assert look_through(session, now=NOW + timedelta(hours=2)) == 2
    assert [one.pattern for one in alerts(session)].count("numbers_in_a_row") == 2


def test_nobody_answers_an_alert_about_oneself_and_the_answer_is_on_record(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    worker, officer = make.actor(), make.actor(role="dpo")
    burst(session, worker, NOW - timedelta(hours=3))
    look_through(session, now=NOW)
    (alert,) = alerts(session)
    number = alert.id or 0
    with pytest.raises(NotAllowed):
        answer_alert(session, worker, number, "explained", "", now=NOW)
    with pytest.raises(WrongField):
        answer_alert(session, officer, number, "guilty", "", now=NOW)
    with pytest.raises(WrongField):
        answer_alert(session, officer, number, "talked", "x" * 501, now=NOW)
    with pytest.raises(NotFound):
        answer_alert(session, officer, 999, "talked", "", now=NOW)
    answer_alert(session, officer, number, "talked", "", now=NOW)
    assert (alert.verdict, alert.answered_by, alert.answer) == ("talked", officer.user_id, None)
    # A later answer does not write over the first.
    answer_alert(session, officer, number, "breach", "", now=NOW)
    assert alert.verdict == "talked"
    acts = session.exec(select(AuditEntry.act).where(AuditEntry.subject == f"alert:{number}")).all()
    assert list(acts) == ["alert answered"]


def test_one_worker_is_looked_at_at_once_and_the_others_at_night(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    one, other = make.actor(), make.actor()
    for actor in (one, other):
        burst(session, actor, NOW - timedelta(hours=3))
    assert look_through(session, now=NOW, user_id=one.user_id) == 1
    assert look_through(session, now=NOW) == 1


def test_booked_texts_and_visits_in_the_store_speak_for_a_worker(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    worker = make.actor()
    for number in range(8):
        when = NOW - timedelta(days=3, minutes=-2 * number)
        reveal(session, worker, number, when)
        record(
            session, "sms", at=when, user_id=worker.user_id, organisation_id=worker.organisation_id, subject="text 1"
        )
    for number in range(4):
        when = NOW - timedelta(days=4 + number)
        reveal(session, worker, 100 + number, when)
        record(
            session, "visit logged", at=when, user_id=worker.user_id, organisation_id=worker.organisation_id,
            subject=f"p{100 + number}",
        )  # fmt: skip
    session.commit()
    assert look_through(session, now=NOW) == 0


def test_what_lies_more_than_a_month_back_is_not_raised_again(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    burst(session, make.actor(), NOW - timedelta(days=31))
    assert look_through(session, now=NOW) == 0


def test_twenty_look_ups_a_month_go_to_another_organisation(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    worker, small = make.actor("Org A"), make.actor("Org B")
    reader, own = make.actor("Org B", "dpo"), make.actor("Org A", "dpo")
    for number in range(60):
        reveal(session, worker, number, NOW.replace(month=10, day=1 + number % 28))
    for number in range(3):
        reveal(session, small, number, NOW.replace(month=10, day=5))
    reveal(session, worker, 1, NOW.replace(month=9, day=30))
    session.commit()
    assert draw_samples(session, now=NOW) == A_MONTH + 3
    assert draw_samples(session, now=NOW + timedelta(days=5)) == 0
    samples = session.exec(select(TrailSample)).all()
    assert {one.month for one in samples} == {"2026-10"}
    assert {(one.organisation_id, one.reader_organisation_id) for one in samples} == {
        (worker.organisation_id, reader.organisation_id),
        (small.organisation_id, own.organisation_id),
    }
    entries = session.exec(select(AuditEntry).where(col(AuditEntry.number).in_([one.entry_number for one in samples])))
    assert all(entry.at.month == 10 for entry in entries)
    assert draw_samples(session, now=NOW + timedelta(days=20)) == 0
    theirs = next(one for one in samples if one.organisation_id == worker.organisation_id)
    with pytest.raises(NotYours):
        answer_sample(session, own, theirs.id or 0, "fits", now=NOW)
    with pytest.raises(WrongField):
        answer_sample(session, reader, theirs.id or 0, "guilty", now=NOW)
    with pytest.raises(NotFound):
        answer_sample(session, reader, 999, "fits", now=NOW)
    assert answer_sample(session, reader, theirs.id or 0, "ask", now=NOW).answered_by == reader.user_id


def test_with_one_organisation_alone_the_sample_waits_for_a_reader(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    worker = make.actor()
    make.actor(role="dpo")
    reveal(session, worker, 1, NOW.replace(month=10))
    session.commit()
    assert draw_samples(session, now=NOW) == 1
    assert session.exec(select(TrailSample.reader_organisation_id)).one() is None
    assert session.exec(select(User).where(User.role == "dpo")).one()
