"""Visits: once per form, corrected the same day, nothing impossible stored; on both engines."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.audit_chain import first_break
from models.db import session_scope
from models.decision import LevelDecision
from models.visit import Visit
from outreach.contact_points import current_level
from outreach.errors import NotAllowed, NotYours
from outreach.visits import correct_visit, log_visit, note_warnings, receipt, valid_visits


def test_the_same_form_sent_twice_counts_once(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor, point = make.actor(), make.point()
    form = {
        "client_token": "abcdefgh",
        "contact_point_id": point.id,
        "outcome": "let_in",
        "tallies": {"spoken_new": 2, "women": 0},
        "now": now,
    }
    first, second = log_visit(session, actor, **form), log_visit(session, actor, **form)
    assert first.id == second.id
    assert first.tallies == {"spoken_new": 2}
    assert (first.region_code, first.place_type, first.level_before) == ("1083", "clinic", "not_assessed")
    assert receipt(first) == f"2026-11-15-{first.id:06d}"
    assert first_break(session) is None
    with pytest.raises(NotYours):
        log_visit(session, make.actor("Org B"), **form)


def test_the_same_form_from_many_requests_at_once_counts_once(
    store: Engine, now: datetime, in_store: Callable[..., object]
) -> None:
    actor, point_id = in_store(lambda make: (make.actor(), make.point().id))  # type: ignore[misc]
    gate, failures = Barrier(8), []

    def send() -> None:
        try:
            gate.wait()
            with session_scope(store) as session:
                log_visit(
                    session, actor, client_token="same-form", contact_point_id=point_id, outcome="let_in", now=now
                )
        except Exception as problem:
            failures.append(problem)

    threads = [Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Session(store) as session:
        assert len(session.exec(select(Visit)).all()) == 1


def test_a_correction_replaces_the_visit_in_all_counts_and_only_on_its_day(
    make, session: Session, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    actor, point = make.actor(), make.point()
    visit = log_visit(
        session,
        actor,
        client_token="first-form",
        contact_point_id=point.id,
        outcome="let_in",
        tallies={"women": 3},
        now=now,
    )
    corrected = correct_visit(
        session, actor, visit.id or 0, client_token="second-form", now=now + timedelta(hours=2), tallies={"women": 2}
    )
    assert [row.id for row in valid_visits(session)] == [corrected.id]
    assert (corrected.outcome, corrected.tallies, corrected.visited_at) == ("let_in", {"women": 2}, now)
    assert correct_visit(session, actor, visit.id or 0, client_token="second-form", now=now).id == corrected.id
    with pytest.raises(NotAllowed, match="corrected already"):
        correct_visit(session, actor, visit.id or 0, client_token="third-form", now=now)
    with pytest.raises(NotAllowed, match="own day"):
        correct_visit(session, actor, corrected.id or 0, client_token="fourth-form", now=now + timedelta(days=1))


def test_a_level_after_the_visit_is_a_persons_decision(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor, point = make.actor(), make.point(proposed_level="green")
    log_visit(
        session,
        actor,
        client_token="abcdefgh",
        contact_point_id=point.id,
        outcome="let_in",
        level_after="yellow",
        signs=["debt", "deceived"],
        now=now,
    )
    assert current_level(session, [point.id]) == {point.id: "yellow"}
    assert valid_visits(session)[0].signs == ["deceived", "debt"]


def test_a_level_after_the_visit_is_kept_beside_what_the_machine_proposes(
    make, session: Session, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    """Not beside the level that stood: the queue would take the proposal for risen, and ask about the place again."""
    actor, point = make.actor(), make.point(proposed_level="red")
    for token, level in (("abcdefgh", "green"), ("abcdefgi", "yellow")):
        log_visit(
            session, actor, client_token=token, contact_point_id=point.id, outcome="let_in", level_after=level, now=now
        )
    decisions = session.exec(select(LevelDecision)).all()
    assert [(one.level, one.proposed_level) for one in decisions] == [("green", "red"), ("yellow", "red")]


def test_a_corrected_visit_counts_at_the_level_the_door_was_knocked_at_with(
    make, session: Session, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    actor, point = make.actor(), make.point(proposed_level="green")
    form = {"outcome": "let_in", "level_after": "yellow", "now": now}
    first = log_visit(session, actor, client_token="abcdefgh", contact_point_id=point.id, **form)
    newer = correct_visit(session, actor, first.id or 0, client_token="abcdefgi", tallies={"women": 1}, **form)
    session.flush()
    session.expire(newer)
    assert (first.level_before, newer.level_before) == ("green", "green")


@pytest.mark.parametrize(("corrected_to", "in_force"), [(None, "red"), ("green", "green"), ("yellow", "yellow")])
def test_a_correction_takes_back_the_level_its_first_version_set(
    corrected_to: str | None, in_force: str, make, session: Session, now: datetime
) -> None:  # type: ignore[no-untyped-def]
    """Level cleared: what was decided before the visit holds again, and another place's level stays."""
    actor, point, other = make.actor(), make.point(proposed_level="green"), make.point(proposed_level="green")
    before = LevelDecision(
        contact_point_id=point.id,
        user_id=actor.user_id,
        level="red",
        proposed_level="green",
        decided_at=now - timedelta(days=3),
    )
    session.add(before)
    form = {"outcome": "let_in", "level_after": "yellow", "now": now}
    first = log_visit(session, actor, client_token="abcdefgh", contact_point_id=point.id, **form)
    log_visit(session, actor, client_token="abcdefgi", contact_point_id=other.id, **form)
    assert current_level(session, [point.id]) == {point.id: "yellow"}
    correct_visit(
        session,
        actor,
        first.id or 0,
        client_token="abcdefgj",
        level_after=corrected_to,
        now=now + timedelta(minutes=1),
    )
    assert current_level(session, [point.id, other.id]) == {point.id: in_force, other.id: "yellow"}


def test_a_no_to_cmm_blocks_unless_the_reason_is_written_down(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor, point = make.actor(), make.point()
    form = {"contact_point_id": point.id, "outcome": "let_in", "cmm_contacted": True, "cmm_consent": "no", "now": now}
    with pytest.raises(NotAllowed, match="said no"):
        log_visit(session, actor, client_token="abcdefgh", **form)
    assert log_visit(session, actor, client_token="abcdefgi", note="Akut fare", **form).cmm_contacted


def test_notes_are_warned_about_numbers_names_and_health() -> None:
    assert note_warnings("Ring til 67 00 11 22") == ["phone"]
    assert note_warnings("Talte med Anna Jensen") == ["name_like"]
    assert note_warnings("hun er gravid") == ["diagnosis"]
    assert note_warnings("Hund i gården. Ring på til venstre") == []
