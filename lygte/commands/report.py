"""The yearly figures, each with its definition, period and missing days."""

import argparse
from pathlib import Path

from lygte.console import say
from lygte.installation import add_place_arguments, open_installation, utc_now

EXAMPLE = "lygte report --year 2026 --format pdf"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("--year", type=int, required=True)
    parser.add_argument("--format", choices=["csv", "xlsx", "pdf"], default="csv", help="default: csv")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: lygte-YEAR.FORMAT")


def run(options: argparse.Namespace) -> int:
    """Write one year's report."""
    from outreach.report import write_report

    place = open_installation(options)
    out = options.out or Path(f"lygte-{options.year}.{options.format}")
    write_report(place.engine, options.year, options.format, out, now=utc_now())
    say(f"Written: {out}")
    return 0
