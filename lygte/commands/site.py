"""Learn a new site by looking at it, or check that known sites still read as they did.

``learn`` fetches list and ad pages, proposes a definition and shows what it would extract; ``--yes`` asks nothing.
Every site outside this machine needs a signed legal-basis file first.
"""

import argparse

from lygte.console import progress_bars, say, say_problem, table
from lygte.installation import add_place_arguments, open_installation, utc_now
from models.errors import BadInput

EXAMPLE = "lygte site learn http://127.0.0.1:8080/ --name nysite --yes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("act", choices=["learn", "check"], help="what to do")
    parser.add_argument("target", nargs="*", metavar="URL|NAME", help="learn: the address; check: site names")
    parser.add_argument("--name", help="learn: what to call the site (lower-case letters, digits, -)")
    parser.add_argument("--yes", action="store_true", help="learn: ask nothing")


def run(options: argparse.Namespace) -> int:
    """Learn or check."""
    return learn(options) if options.act == "learn" else check(options)


def learn(options: argparse.Namespace) -> int:
    """Propose a definition, show it, write it when the person (or --yes) agrees."""
    from crawler.learn import learn_site

    if len(options.target) != 1 or not options.name:
        raise BadInput("Name one address and a name: lygte site learn URL --name NAME.")
    place = open_installation(options)
    with progress_bars(options.quiet) as progress:
        learned = learn_site(
            options.target[0], options.name, place.settings, engine=place.engine, now=utc_now(), progress=progress
        )
    say(table(learned.preview_rows, learned.preview_head))
    if learned.difference:
        say(learned.difference)
    if not options.yes and input("Write this definition? [y/N] ").strip().lower() not in ("y", "yes", "j", "ja"):
        say("Nothing was written.")
        return 1
    say(f"Written: {learned.write(place.settings)}")
    for problem in learned.problems:
        say_problem(problem)
    return 1 if learned.problems else 0


def check(options: argparse.Namespace) -> int:
    """Compare field fill rates of sample pages with their usual level."""
    from crawler.site_check import check_sites

    place = open_installation(options)
    with progress_bars(options.quiet) as progress:
        rows = check_sites(place.settings, place.engine, names=options.target or None, now=utc_now, progress=progress)
    say(
        table(
            [(r.site, r.field, r.fill, r.usual, r.verdict) for r in rows], ("site", "field", "now", "usual", "verdict")
        )
    )
    return 0 if all(row.verdict == "ok" for row in rows) else 1
