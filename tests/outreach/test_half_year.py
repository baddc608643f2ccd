"""The half-year pack: suppressed, rounded to five, read again by a real PDF reader, in both languages."""

import io
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
from sqlmodel import Session

from models.errors import BadInput
from outreach.figures.figure import TOTAL
from outreach.figures.year_table import Row
from outreach.half_year import half_year_pack, half_year_rows, halves_told
from outreach.visits import log_visit

AUTUMN = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)


def fill(make, visits: int = 23) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    points = [make.point() for _ in range(7)]
    for number in range(visits):
        log_visit(
            make.session, actor, client_token=f"form-number-{number}", contact_point_id=points[number % 7].id,
            outcome="let_in" if number < 14 else "closed", tallies={"spoken_new": 1}, now=make.now,
        )  # fmt: skip


def test_every_shown_number_is_a_multiple_of_five_and_small_ones_stay_hidden(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    fill(make)
    rows = half_year_rows(session, 2026, 2, now=AUTUMN, lang="da")
    shown = {(row.figure, row.breakdown, row.category): row.value for row in rows}
    assert shown["F1", TOTAL, TOTAL] == 25
    assert all(value % 5 == 0 for value in shown.values() if value is not None)
    assert all(row.share is None for row in rows)
    assert {row.period for row in rows} == {"2026-07-01/2026-11-15"}


def test_the_other_half_does_not_hold_these_visits(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    fill(make)
    rows = half_year_rows(session, 2026, 1, now=AUTUMN, lang="en")
    assert next(row.value for row in rows if row.figure == "F1" and row.breakdown == TOTAL) == 0


@pytest.mark.parametrize(("lang", "words"), [("da", ("Halvårets tal, 2. halvår 2026", "afrundet til nærmeste 5", "går til 2026-11-15")), ("en", ("Figures of the half-year 2026-2", "rounded to the nearest 5", "run to 2026-11-15"))])  # fmt: skip
def test_the_pack_is_a_pdf_that_says_how_it_was_made(make, session: Session, lang: str, words: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    fill(make)
    pages = pypdf.PdfReader(io.BytesIO(half_year_pack(session, 2026, 2, now=AUTUMN, lang=lang))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert all(word in text for word in words)
    assert "let_in" not in text and "not_assessed" not in text


@pytest.mark.parametrize(("year", "half"), [(2027, 1), (2026, 3), (2026, 0), (2018, 1)])
def test_a_half_year_that_is_none_is_one_sentence(session: Session, year: int, half: int) -> None:
    with pytest.raises(BadInput, match="no figures for that half-year"):
        half_year_pack(session, year, half, now=AUTUMN)


def test_hidden_rows_stay_hidden(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    fill(make, visits=8)
    rows = half_year_rows(session, 2026, 2, now=AUTUMN, lang="da")
    hidden = [row for row in rows if row.status == "few"]
    assert hidden and all(row.value is None for row in hidden)


def counted(session: Session, now: datetime) -> list[Row]:
    """All that is not entered by hand."""
    return [row for row in half_year_rows(session, 2026, 2, now=now, lang="da") if row.source != "indtastet"]


def test_a_pack_stays_as_it_was_told_and_comes_again_when_the_half_is_over(make, session: Session) -> None:  # type: ignore[no-untyped-def]
    fill(make)
    first = counted(session, AUTUMN)
    actor, point = make.actor(), make.point()
    for number in range(12):
        log_visit(
            make.session, actor, client_token=f"later-form-{number}", contact_point_id=point.id, outcome="closed",
            now=AUTUMN + timedelta(days=1),
        )  # fmt: skip
    assert counted(session, AUTUMN + timedelta(days=40)) == first
    over = counted(session, AUTUMN + timedelta(days=80))
    assert next(row.value for row in over if row.figure == "F1") == 35
    assert halves_told(session, now=AUTUMN + timedelta(days=80)) == [(2026, 2), (2026, 1)]
