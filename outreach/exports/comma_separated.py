"""The day-sheet as CSV for spreadsheet programs: UTF-8 with a mark, semicolons as Danish programs expect."""

import csv
import io

from outreach.day_sheet import DaySheet
from outreach.exports.rows import table

FILE_NAME = "rute-{day}.csv"
MIME_TYPE = "text/csv; charset=utf-8"
TITLE = {"da": "Regneark (CSV)", "en": "Spreadsheet (CSV)"}


def write(sheet: DaySheet, lang: str, stamp: str) -> bytes:
    """Return the table; the stamp is not part of it, so that programs can read every line as a stop."""
    headings, rows = table(sheet, lang)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
