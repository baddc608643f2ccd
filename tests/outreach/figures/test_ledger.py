"""What was told is kept, stands on record, and is what every later page and paper shows; on both engines."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, select

from models.audit import AuditEntry
from models.audit_chain import first_break
from models.figure import FigureRelease, FrozenYear
from outreach.figures.figure import YearFacts, is_small
from outreach.figures.freeze import rows_of
from outreach.figures.ledger import ACT, figures_of, months_of, tell_due, told_of
from outreach.figures.periods import YEAR
from outreach.figures.year_facts import read_year
from outreach.visits import log_visit

LATER = datetime(2027, 2, 1, 12, tzinfo=UTC)


def fill(make, visits: int = 17) -> None:  # type: ignore[no-untyped-def]
    actor, points = make.actor(), [make.point() for _ in range(3)]
    for number in range(visits):
        log_visit(
            make.session, actor, client_token=f"form-number-{number}", contact_point_id=points[number % 3].id,
            outcome="let_in" if number < 14 else "closed", tallies={"spoken_new": 1}, now=make.now,
        )  # fmt: skip


def test_a_year_is_worked_out_once_and_kept_without_small_counts(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    fill(make)
    first = told_of(session, 2026, now=LATER)
    session.expire_all()
    assert told_of(session, 2026, now=LATER + timedelta(days=200), read=_never) == first
    stored = list(session.exec(select(FigureRelease)))
    assert len(stored) == 15
    assert not [value for row in stored for value in row.cells.values() if value is not None and is_small(value)]
    told = figures_of(first, YEAR)
    assert told is not None and told.cells["F1|total|total"] == 17
    # Three were not let in: hidden, and with it what it would follow from.
    assert told.cells["F5|total|total"] is None and told.cells["F4|total|total"] is None
    assert [one.period.name for one in months_of(first)][0::11] == ["2026-01", "2026-12"]
    entries = [row for row in session.exec(select(AuditEntry)) if row.act == ACT]
    assert [row.subject for row in entries] == ["2026"] and first_break(session) is None


def test_at_night_only_what_somebody_looks_at_is_told_and_then_all_that_is_due(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    fill(make)
    tell_due(session, now=LATER)
    assert list(session.exec(select(FigureRelease))) == []
    told_of(session, 2026, now=make.now)
    tell_due(session, now=LATER)
    told = {(row.year, row.period) for row in session.exec(select(FigureRelease))}
    assert {(2026, "year"), (2026, "half2"), (2026, "2026-12")} <= told


def test_two_who_ask_at_the_same_moment_are_told_the_same(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    fill(make)

    def read_slowly(session: Session, year: int, *, now: datetime) -> YearFacts:
        facts = read_year(session, year, now=now)
        quicker.extend(told_of(session, year, now=now))
        return YearFacts(year, facts.until, visits=facts.visits[:9], region_names=facts.region_names)

    quicker: list[object] = []
    assert told_of(session, 2026, now=LATER, read=read_slowly) == quicker
    assert len(list(session.exec(select(FigureRelease)))) == 15


def test_a_year_frozen_before_there_was_a_book_limits_what_is_told(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    fill(make)
    rows, _ = rows_of(session, 2026, now=LATER)
    for row in list(session.exec(select(FigureRelease))):
        session.delete(row)
    session.add(FrozenYear(year=2026, figures=[row.as_dict() for row in rows], digest="", frozen_at=LATER))
    session.flush()
    told = told_of(session, 2026, now=LATER)
    old, kept = figures_of(told, YEAR), list(session.exec(select(FigureRelease)))
    assert old is not None and old.cells["F1|total|total"] == 17 and old.cells["F1|region|1083"] == 17
    assert {row.period for row in kept} >= {"half1", "half2", "2026-11"} and YEAR not in {row.period for row in kept}


def test_an_empty_year_before_is_no_year_before(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    fill(make)
    told_of(session, 2025, now=make.now)
    told = figures_of(told_of(session, 2026, now=make.now), YEAR)
    assert told is not None and told.cells["F1|total|total"] == 15


def test_a_year_of_which_nothing_can_be_told_yet_shows_no_data(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    fill(make)
    told_of(session, 2026, now=LATER)
    rows, _ = rows_of(session, 2027, now=LATER)
    assert {row.status for row in rows} == {"no_data"} and len(rows) == 26


def _never(*_: object, **__: object) -> YearFacts:
    raise AssertionError("what was told is not worked out again")
