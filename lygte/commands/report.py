"""The yearly figures, each with its definition, period and missing days; and the papers of accountability, in Danish.

yearly        the figures of a year (--year; csv, xlsx, pdf)
dpia          the data protection impact assessment with this installation's numbers (pdf, md)
art30         the record of processing: every table and column with purpose, time and who sees it (pdf, md)
lia           legal basis and balancing test (pdf, md)
purpose       the intended purpose and the forbidden uses (pdf, md)
transparency  the yearly account for the public, small counts hidden (--year; pdf, md)
bias          proposals by language, region and site (as 'lygte reader bias')
"""

import argparse
from pathlib import Path

from lygte.console import say
from lygte.installation import Installation, add_place_arguments, open_installation, utc_now
from models.errors import BadInput

EXAMPLE = "lygte report --year 2026 --format pdf"
KINDS = ("yearly", "dpia", "art30", "lia", "purpose", "transparency", "bias")
DANISH = {
    "årlig": "yearly", "konsekvensanalyse": "dpia", "fortegnelse": "art30", "retsgrundlag": "lia", "formål": "purpose",
    "åbenhed": "transparency", "skævhed": "bias",
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("what", nargs="?", choices=[*KINDS, *DANISH], default="yearly", help="default: yearly")
    parser.add_argument("--year", type=int, help="yearly (required), transparency (default: this year)")
    parser.add_argument("--format", choices=["csv", "xlsx", "pdf", "md"], help="yearly: csv; papers: pdf unless set")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: lygte-YEAR.FORMAT, lygte-PAPER.FORMAT")


def run(options: argparse.Namespace) -> int:
    """Write one report."""
    what = DANISH.get(options.what, options.what)
    if what == "yearly":
        return _yearly(options)
    place = open_installation(options)
    if what == "bias":
        from lygte.commands.reader import report_bias

        return report_bias(place)
    return _paper(place, what, options)


def _yearly(options: argparse.Namespace) -> int:
    from outreach.report import write_report

    if options.year is None:
        raise BadInput("Name the year: lygte report --year 2026.")
    format = options.format or "csv"
    place = open_installation(options)
    out = options.out or Path(f"lygte-{options.year}.{format}")
    write_report(place.engine, options.year, format, out, now=utc_now())
    say(f"Written: {out}")
    return 0


def _paper(place: Installation, what: str, options: argparse.Namespace) -> int:
    from sqlmodel import Session

    from outreach.accountability.live_numbers import live_numbers
    from outreach.accountability.printing import paper_named, print_paper
    from outreach.report import FIRST_YEAR, replace_whole

    paper, now = paper_named(what), utc_now()
    year = options.year or now.year
    if not FIRST_YEAR <= year <= now.year:
        raise BadInput(f"There is no report for {year}: name a year from {FIRST_YEAR} to {now.year}.")
    with Session(place.engine) as session:
        numbers = live_numbers(
            session,
            now=now,
            year=year if paper.public else None,
            second_factor_roles=place.settings.second_factor_roles,
            rules=place.settings.retention,
        )
    format = options.format or "pdf"
    content = print_paper(paper, numbers, format, year=year)
    out = options.out or Path(f"lygte-{paper.name}.{format}")
    replace_whole(out, content)
    say(f"Written: {out}")
    return 0
