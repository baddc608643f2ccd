"""The day-sheet as CSV for spreadsheet programs: UTF-8 with a mark, semicolons as Danish programs expect."""

import csv
import io

from outreach.day_sheet import DaySheet
from outreach.exports.rows import table

FILE_NAME = "rute-{day}.csv"
MIME_TYPE = "text/csv; charset=utf-8"
TITLE = {"da": "Regneark (CSV)", "en": "Spreadsheet (CSV)"}
STAMP = {"da": "Udleveret", "en": "Handed out"}


def write(sheet: DaySheet, lang: str, stamp: str) -> bytes:
    """Return the table. A stamp stands in a column of its own, on every line: programs still read each line as a stop."""
    headings, rows = table(sheet, lang)
    if stamp:
        headings, rows = [*headings, STAMP[lang]], [[*row, stamp] for row in rows]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
