"""The yearly report: from the store, on both engines, each file opened again by a real reader."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pypdf
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models.audit_chain import first_break
from models.db import session_scope
from models.errors import BadInput
from models.figure import FrozenYear, ManualCount
from outreach.errors import NotAllowed
from outreach.figures.freeze import freeze_year, frozen_year, is_unchanged
from outreach.report import write_report
from outreach.visits import correct_visit, log_visit

NEXT_YEAR = datetime(2027, 2, 1, 12, tzinfo=UTC)


def fill(make) -> object:  # type: ignore[no-untyped-def]
    """Twelve visits to four clinics, one of them corrected, and a hotline count."""
    actor = make.actor()
    points = [make.point() for _ in range(4)]
    for number in range(12):
        log_visit(
            make.session, actor, client_token=f"form-number-{number}", contact_point_id=points[number % 4].id,
            outcome="let_in" if number < 6 else "closed", tallies={"spoken_new": 1}, now=make.now,
        )  # fmt: skip
    correct_visit(make.session, actor, 1, client_token="form-corrected", now=make.now, outcome="closed")
    day = make.now.date()
    make.store(
        ManualCount(
            figure="F16",
            category="police",
            day=day,
            organisation_id=actor.organisation_id,
            value=3,
            user_id=actor.user_id,
            entered_at=make.now,
        )
    )
    return actor


@pytest.fixture
def filled(store: Engine, in_store: Callable[..., object]) -> Engine:
    in_store(fill)
    return store


def read(file: Path) -> dict[tuple[str, str, str], str]:
    text = file.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    return {(row[0], row[2], row[3]): row[4] for row in rows[1:]}


def test_a_row_of_a_year_that_is_not_over_says_that_it_is_rounded(
    filled: Engine, tmp_path: Path, now: datetime
) -> None:
    for when, said in ((now, True), (NEXT_YEAR, False)):
        write_report(filled, 2026, "csv", tmp_path / "year.csv", now=when)
        lines = (tmp_path / "year.csv").read_text(encoding="utf-8-sig").splitlines()
        visits = next(line for line in lines if line.startswith("F1;"))
        assert ("Afrundet til nærmeste 5" in visits) is said


def test_the_csv_counts_a_corrected_visit_once_and_hides_small_numbers(
    filled: Engine, tmp_path: Path, now: datetime
) -> None:
    write_report(filled, 2026, "csv", tmp_path / "year.csv", now=NEXT_YEAR)
    rows = read(tmp_path / "year.csv")
    assert rows["F1", "total", "total"] == "12"
    assert rows["F1", "region", "Region Syddanmark"] == "12"
    assert rows["F2", "total", "total"] == "skjult"
    assert rows["F4", "total", "total"] == "5"
    assert rows["F16", "category", "police"] == "3"
    assert rows["F19", "total", "total"] == "ingen data"
    assert list(tmp_path.glob("year*")) == [tmp_path / "year.csv"]


def test_workbook_and_pdf_hold_the_same_figures(filled: Engine, tmp_path: Path, now: datetime) -> None:
    write_report(filled, 2026, "xlsx", tmp_path / "year.xlsx", now=NEXT_YEAR)
    sheet = openpyxl.load_workbook(tmp_path / "year.xlsx").active
    cells = {(row[0].value, row[2].value): row[4].value for row in sheet.rows}
    assert cells["F1", "i alt"] == 12
    shown = {str(cell.value) for row in list(sheet.rows)[1:] for cell in (row[2], row[3], row[5])}
    assert {"skjult", "ingen data", "tal", "politi"} <= shown, "a workbook is read by people"
    assert not shown & {"total", "value", "few", "no_data", "police"}
    write_report(filled, 2026, "pdf", tmp_path / "year.pdf", now=now, lang="en")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "year.pdf").pages)
    assert "F1 Visits to clinics" in text and "hidden" in text and "Not frozen" in text


def test_a_frozen_year_stays_whatever_is_logged_later(
    filled: Engine, tmp_path: Path, now: datetime, in_store: Callable[..., object]
) -> None:
    with session_scope(filled) as session:
        actor = in_store(lambda make: make.actor())
        with pytest.raises(NotAllowed, match="when it is over"):
            freeze_year(session, actor, 2026, now=now)  # type: ignore[arg-type]
        frozen = freeze_year(session, actor, 2026, now=NEXT_YEAR)  # type: ignore[arg-type]
        assert freeze_year(session, actor, 2026, now=NEXT_YEAR).id == frozen.id  # type: ignore[arg-type]
        assert is_unchanged(session, frozen) and first_break(session) is None

    def later(make):  # type: ignore[no-untyped-def]
        log_visit(make.session, actor, client_token="late-form-1", contact_point_id=1, outcome="closed", now=make.now)

    in_store(later)
    write_report(filled, 2026, "csv", tmp_path / "year.csv", now=NEXT_YEAR)
    assert read(tmp_path / "year.csv")["F1", "total", "total"] == "12"
    with Session(filled) as session:
        stored = frozen_year(session, 2026)
        assert isinstance(stored, FrozenYear)
        stored.figures = [{**stored.figures[0], "value": 999}, *stored.figures[1:]]
        assert not is_unchanged(session, stored)


@pytest.mark.parametrize(
    ("year", "format", "word"), [(1990, "csv", "no figures for 1990"), (2030, "csv", "2030"), (2026, "docx", "format")]
)
def test_a_year_or_format_without_report_is_one_sentence(
    sqlite_store: Engine, tmp_path: Path, now: datetime, year: int, format: str, word: str
) -> None:
    with pytest.raises(BadInput, match=word):
        write_report(sqlite_store, year, format, tmp_path / "x", now=now)
    assert list(tmp_path.glob("x*")) == []


def test_a_folder_that_is_not_there_is_one_sentence(sqlite_store: Engine, tmp_path: Path, now: datetime) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write_report(sqlite_store, 2026, "csv", tmp_path / "none" / "x.csv", now=now)
