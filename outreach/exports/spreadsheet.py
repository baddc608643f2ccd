"""The day-sheet as an Excel workbook; every cell is text, so nothing in it is ever run."""

import io
from datetime import datetime

import xlsxwriter

from outreach.day_sheet import DaySheet
from outreach.exports.rows import table

FILE_NAME = "rute-{day}.xlsx"
MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE = {"da": "Excel", "en": "Excel"}
WIDTHS = (5, 9, 9, 20, 32, 9, 18, 40, 24, 8, 12)


def write(sheet: DaySheet, lang: str, stamp: str) -> bytes:
    """Return a workbook with one sheet."""
    headings, rows = table(sheet, lang)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        # A fixed date keeps equal sheets equal byte by byte.
        book.set_properties({"title": sheet.route.day.isoformat(), "comments": stamp, "created": datetime(2000, 1, 1)})  # noqa: DTZ001 (the library wants a naive date)
        page = book.add_worksheet("Rute")
        bold = book.add_format({"bold": True})
        for column, (heading, width) in enumerate(zip(headings, WIDTHS, strict=True)):
            page.write_string(0, column, heading, bold)
            page.set_column(column, column, width)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                page.write_string(line, column, cell)
        page.freeze_panes(1, 0)
    return out.getvalue()
