"""Collect ads from the named sites, or from all of them.

Every site outside this machine needs a signed legal-basis file in the data directory; without it nothing is fetched.
Killed half-way? Run the same command again: nothing is lost, nothing stored twice.
"""

import argparse
from pathlib import Path

from lygte.console import progress_bars, say, say_problem, table
from lygte.installation import add_place_arguments, open_installation, utc_now

EXAMPLE = "lygte crawl hjerterum"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("sites", nargs="*", metavar="NAME", help="site names (default: all that are not paused)")
    parser.add_argument(
        "--due", action="store_true", help="only sites whose schedule and night window say so now (for cron or a timer)"
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        help="goes unused: all state is in the database; kept for scripts that name it",
    )
    parser.add_argument(
        "--quick", action="store_true", help="no pause between requests; only sites on this machine allow it"
    )


def run(options: argparse.Namespace) -> int:
    """Collect, say per site what came of it. Returns 1 when a site had problems."""
    from crawler.noting import note_sites
    from crawler.run import crawl

    place = open_installation(options)
    note_sites(place.settings, place.engine, utc_now())
    names = options.sites or None
    if options.due:
        from crawler.due import due_names

        due = due_names(place.settings, place.engine, utc_now())
        names = [name for name in due if not options.sites or name in options.sites]
        if not names:
            say("Nothing is due now.")
            return 0
    with progress_bars(options.quiet) as progress:
        results = crawl(
            place.settings,
            place.engine,
            place.keyring,
            names=names,
            now=utc_now,
            progress=progress,
            quick=options.quick,
            begun_by="schedule" if options.due else "command",
        )
    note_sites(place.settings, place.engine, utc_now())
    head = ("site", "status", "pages", "ads", "new", "changed", "gone")
    say(table([(r.site, r.status, r.pages, r.ads_seen, r.new, r.changed, r.gone) for r in results], head))
    for result in results:
        if result.message:
            say_problem(f"{result.site}: {result.message}")
    return 0 if all(result.status == "complete" for result in results) else 1
