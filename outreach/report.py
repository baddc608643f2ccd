"""Write the yearly figures as CSV, workbook or PDF: whole or not at all."""

import csv
import io
import json
import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import typst
import xlsxwriter
from sqlalchemy import Engine
from sqlmodel import Session

from models.errors import BadInput
from models.figure import FrozenYear
from outreach.exports.rows import safe_cell
from outreach.figures.freeze import rows_of
from outreach.figures.words import breakdown_word, category_word
from outreach.figures.year_table import Row

TEMPLATE = Path(__file__).with_name("report.typ")
FIRST_YEAR = 2019
COLUMNS = {
    "da": ("Figur", "Titel", "Opdeling", "Kategori", "Værdi", "Status", "Andel", "Definition", "Kilde", "Periode", "Dage uden indsamling", "Forbehold"),
    "en": ("Figure", "Title", "Breakdown", "Category", "Value", "Status", "Share", "Definition", "Source", "Period", "Days without collection", "Caveat"),
}  # fmt: skip
FEW = {"da": "skjult", "en": "hidden"}
NO_DATA = {"da": "ingen data", "en": "no data"}
STATUS = {
    lang: {"value": word, "few": FEW[lang], "no_data": NO_DATA[lang]}
    for lang, word in (("da", "tal"), ("en", "number"))
}
ROUNDED = {"da": "Afrundet til nærmeste 5: året er ikke slut.", "en": "Rounded to the nearest 5: the year is not over."}
WORDS = {
    "da": {"title": "Årets tal {year}", "frozen": "Frosset {day}; SHA-256 {digest}.", "open": "Ikke frosset.", "rounded": "Året er ikke slut: tallene går til {day} og er afrundet til nærmeste 5.", "few": "Tal fra 1 til 4 er skjult (diskretioneret), og med dem de tal, de ellers kunne regnes ud fra.", "columns": ("Opdeling", "Kategori", "Antal"), "missing": "Dage uden indsamling: {n}.", "source": "Kilde: {source}, {period}."},
    "en": {"title": "Figures of {year}", "frozen": "Frozen {day}; SHA-256 {digest}.", "open": "Not frozen.", "rounded": "The year is not over: the numbers run to {day} and are rounded to the nearest 5.", "few": "Counts from 1 to 4 are hidden (suppressed), and with them those they could be worked out from.", "columns": ("Breakdown", "Category", "Count"), "missing": "Days without collection: {n}.", "source": "Source: {source}, {period}."},
}  # fmt: skip


MIME_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_report(engine: Engine, year: int, format: str, path: Path, *, now: datetime, lang: str = "da") -> None:
    """Write a year's figures to a file. Raises BadInput for a year or format there is no report for."""
    with Session(engine) as session:
        content = file_of(session, year, format, now=now, lang=lang)
        # What is told stays told.
        session.commit()
    replace_whole(path, content)


def file_of(session: Session, year: int, format: str, *, now: datetime, lang: str = "da") -> bytes:
    """Return a year's figures as a file. Raises BadInput for a year or format there is no report for."""
    writers: dict[str, Callable[[list[Row], FrozenYear | None, int, str], bytes]] = {
        "csv": as_csv,
        "xlsx": as_workbook,
        "pdf": as_pdf,
    }
    if format not in writers:
        raise BadInput("format must be csv, xlsx or pdf.")
    if not FIRST_YEAR <= year <= now.year:
        raise BadInput(f"There are no figures for {year}: name a year from {FIRST_YEAR} to {now.year}.")
    rows, frozen = rows_of(session, year, now=now, lang=lang)
    return writers[format](rows, frozen, year, lang)


def replace_whole(path: Path, content: bytes) -> None:
    """Write beside the target, then rename: no reader ever sees half a file."""
    try:
        descriptor, part = tempfile.mkstemp(dir=path.parent or Path(), prefix=path.name, suffix=".part")
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
        Path(part).replace(path)
    except OSError as problem:
        raise BadInput(f"{path} cannot be written: {problem.strerror}.") from None


def shown(row: Row, lang: str) -> str:
    """Return a value as readers see it: hidden and missing look different (R-AGG-4)."""
    if row.value is not None:
        return str(row.value)
    return FEW[lang] if row.status == "few" else NO_DATA[lang]


def _cells(row: Row, lang: str, *, in_words: bool) -> list[str | int | float]:
    """Return the cells of a row: ``in_words`` as people read them, else with codes, for programs that compare years."""
    breakdown, category, status = row.breakdown, row.category, row.status
    if in_words:
        breakdown, category = breakdown_word(breakdown, lang), category_word(row, lang)
        status = STATUS[lang][status]
    return [
        row.figure, row.title, breakdown, category, shown(row, lang) if row.value is None else row.value,
        status, "" if row.share is None else row.share, row.definition, row.source, row.period, row.missing_days, _caveat(row, lang),
    ]  # fmt: skip


def _caveat(row: Row, lang: str) -> str:
    """Return what to bear in mind, for files whose rows are read one by one, far from any introduction."""
    return " ".join(filter(None, (row.caveat, ROUNDED[lang] if row.rounded and row.value is not None else "")))


def as_csv(rows: list[Row], frozen: FrozenYear | None, year: int, lang: str) -> bytes:
    """Return the rows as CSV: UTF-8 with a mark, semicolons as Danish programs expect."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS[lang])
    for row in rows:
        cells = _cells(row, lang, in_words=False)
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(rows: list[Row], frozen: FrozenYear | None, year: int, lang: str) -> bytes:
    """Return the rows as an Excel workbook in words; numbers are numbers, texts are never run."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": WORDS[lang]["title"].format(year=year), "comments": _state(rows, frozen, lang)})  # type: ignore[attr-defined]
        page = book.add_worksheet(str(year))
        bold = book.add_format({"bold": True})
        for column, heading in enumerate(COLUMNS[lang]):
            page.write_string(0, column, heading, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(_cells(row, lang, in_words=True)):
                if isinstance(cell, str):
                    page.write_string(line, column, safe_cell(cell))
                else:
                    page.write_number(line, column, cell)
        page.set_column(1, 1, 32)
        page.set_column(7, 7, 60)
        page.freeze_panes(1, 0)
    return out.getvalue()


def as_pdf(rows: list[Row], frozen: FrozenYear | None, year: int, lang: str) -> bytes:
    """Return a year's figures as an accessible PDF, one table a figure with its definition above."""
    words: dict[str, Any] = WORDS[lang]
    return paper(rows, words["title"].format(year=year), [_state(rows, frozen, lang), words["few"]], lang)


def paper(rows: list[Row], title: str, intro: list[str], lang: str) -> bytes:
    """Return rows as an accessible PDF (UA-1), one table a figure."""
    words: dict[str, Any] = WORDS[lang]
    figures = []
    for identity, group in groupby(rows, key=lambda row: row.figure):
        same = list(group)
        period = same[0].period.replace("/", " – ")
        about = [same[0].definition, words["source"].format(source=same[0].source, period=period)]
        if same[0].missing_days:
            about.append(words["missing"].format(n=same[0].missing_days))
        about.append(same[0].caveat)
        table = [[breakdown_word(row.breakdown, lang), category_word(row, lang), shown(row, lang)] for row in same]
        figures.append(
            {"heading": f"{identity} {same[0].title}", "about": " ".join(filter(None, about)), "rows": table}
        )
    data = {
        "lang": lang,
        "title": title,
        "intro": intro,
        "columns": words["columns"],
        "figures": figures,
        "stamp": title,
    }
    pdf: bytes = typst.compile(TEMPLATE.read_bytes(), sys_inputs={"data": json.dumps(data)}, pdf_standards=["ua-1"])
    return pdf


def _state(rows: list[Row], frozen: FrozenYear | None, lang: str) -> str:
    words: dict[str, Any] = WORDS[lang]
    if frozen is None:
        so_far = [words["rounded"].format(day=row.period.partition("/")[2]) for row in rows[:1] if row.rounded]
        return " ".join([str(words["open"]), *so_far])
    return str(words["frozen"].format(day=frozen.frozen_at.date().isoformat(), digest=frozen.digest))
