"""Write ad rows: ``lygte export ads`` as JSON Lines or CSV.

Ads of real sites leave only through the screens, where a second person approves: here they are left out, and the
command says how many and ends with 1.
"""

import argparse
import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from lygte.console import say_problem
from lygte.installation import add_place_arguments, open_installation
from lygte.streams import write_all_or_nothing

EXAMPLE = "lygte export ads --format csv --out ads.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("what", choices=["ads"], help="what to write")
    parser.add_argument("--format", choices=["jsonl", "csv"], default="jsonl", help="default: jsonl")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here instead of standard output")


def run(options: argparse.Namespace) -> int:
    """Export the ad rows of the invented sites. Returns 1 when ads of real sites were left out."""
    from outreach.ad_export import ad_rows, real_ads

    place = open_installation(options)
    rows = ad_rows(place.engine, place.keyring)
    lines = csv_lines(rows) if options.format == "csv" else (json.dumps(row, ensure_ascii=False) for row in rows)
    write_all_or_nothing(lines, options.out)
    if left_out := real_ads(place.engine):
        say_problem(
            f"{left_out} ads of real sites were left out: they leave only through the screens, with a second yes."
        )
        return 1
    return 0


def csv_lines(rows: Iterable[dict[str, object]]) -> Iterator[str]:
    """Yield CSV lines; lists become JSON, and no cell can start a formula in a spreadsheet."""
    head: list[str] | None = None
    for row in rows:
        if head is None:
            head = list(row)
            yield _csv_line(head)
        yield _csv_line([harmless_cell(row[name]) for name in head])


def harmless_cell(value: object) -> str:
    """Return a cell's text; an apostrophe keeps spreadsheets from running =, +, - or @ as a formula."""
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _csv_line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()
