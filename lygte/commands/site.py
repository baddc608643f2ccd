"""Learn a new site by looking at it, or check that known sites still read as they did.

``learn`` fetches list and ad pages, proposes a definition and shows what it would extract; ``--yes`` asks nothing.
Every site outside this machine needs a signed legal-basis file first.

``lift`` records the controller's decision to collect a site that reserves text and data mining (who, why, until when);
``withdraw`` takes it back. Both are written to the audit trail.
"""

import argparse
from datetime import UTC, date, datetime, time

from lygte.console import progress_bars, say, say_problem, table
from lygte.installation import add_place_arguments, open_installation, utc_now
from models.errors import BadInput

QUESTION = "Are these the ads as you see them on the site, and shall it be collected this way from now on? [y/N] "
EXAMPLE = "lygte site learn http://127.0.0.1:8080/ --name nysite --yes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("act", choices=["learn", "check", "lift", "withdraw"], help="what to do")
    parser.add_argument("target", nargs="*", metavar="URL|NAME", help="learn: the address; else: site names")
    parser.add_argument("--name", help="learn: what to call the site (lower-case letters, digits, -)")
    parser.add_argument("--by", metavar="WHO", help="lift: who decided, name and role")
    parser.add_argument("--why", metavar="WHY", help="lift: on what ground, in a sentence")
    parser.add_argument(
        "--until", metavar="DAY", help="lift: the last day it holds, e.g. 2027-06-30 (at most 12 months)"
    )
    parser.add_argument(
        "--signs", metavar="SIGN,…", help="lift: ai.txt, tdmrep.json, header, meta (default: those met)"
    )
    parser.add_argument("--yes", action="store_true", help="learn: ask nothing")


def run(options: argparse.Namespace) -> int:
    """Learn or check."""
    acts = {"learn": learn, "check": check, "lift": lift, "withdraw": withdraw}
    return acts[options.act](options)


def learn(options: argparse.Namespace) -> int:
    """Propose a definition, show it, write it when the person (or --yes) agrees."""
    from crawler.learn.site import learn_site

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
    if not options.yes:
        for problem in learned.problems:
            say(f"Look at this first: {problem}")
        if input(QUESTION).strip().lower() not in ("y", "yes", "j", "ja"):
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
            [(r.site, r.field, _percent(r.fill), _percent(r.usual), r.verdict) for r in rows],
            ("site", "field", "now", "usual", "verdict"),
        )
    )
    return 0 if all(row.verdict == "ok" for row in rows) else 1


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def lift(options: argparse.Namespace) -> int:
    """Record that the controller lifts a reservation."""
    from models.db import session_scope
    from models.reservations import record_decision

    site = one_site(options)
    try:
        until = datetime.combine(date.fromisoformat(options.until or ""), time.max, UTC)
    except ValueError:
        raise BadInput("Say until which day: --until 2027-06-30.") from None
    place = open_installation(options)
    with session_scope(place.engine) as session:
        decision = record_decision(
            session,
            site,
            decided_by=options.by or "",
            why=options.why or "",
            until=until,
            now=utc_now(),
            covers=[sign.strip() for sign in options.signs.split(",")] if options.signs else None,
        )
        say(f"Recorded: {site} may be collected despite {', '.join(decision.covers)}, until {options.until}.")
    return 0


def withdraw(options: argparse.Namespace) -> int:
    """Take back what was lifted."""
    from models.db import session_scope
    from models.reservations import withdraw_decisions

    site = one_site(options)
    place = open_installation(options)
    with session_scope(place.engine) as session:
        count = withdraw_decisions(session, site, utc_now())
    say(f"Withdrawn: {count}. {site} stops at its reservation again." if count else f"Nothing was lifted at {site}.")
    return 0


def one_site(options: argparse.Namespace) -> str:
    """Return the one site named."""
    if len(options.target) != 1:
        raise BadInput(f"Name one site: lygte site {options.act} NAME.")
    return str(options.target[0])
