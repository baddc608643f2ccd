"""The scope of a breach: what one worker, or everybody, looked at and took along, by day. For the 72-hour notification.

With --what-we-have it asks for a number on standard input and prints a short list of what is held with it: for the
person who must tell those concerned.
"""

import argparse
import csv
import io
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, col, select

from lygte.asked_number import asked_number
from lygte.console import say, table
from lygte.installation import Installation, add_place_arguments, open_installation, utc_now
from models.audit_chain import record
from models.breach import scope_of
from models.errors import BadInput
from models.insight import held_with
from models.people import User

EXAMPLE = "lygte breach --user anna --since 2026-11-01"
HEAD = ("day", "log-in", "act", "times", "records")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("--user", metavar="LOGIN", help="one worker only")
    parser.add_argument("--since", type=_day, metavar="DAY", help="first day (default: 7 days ago)")
    parser.add_argument("--until", type=_day, metavar="DAY", help="last day (default: today)")
    parser.add_argument("--format", choices=["table", "csv"], default="table")
    parser.add_argument(
        "--what-we-have", "--hvad-har-vi", action="store_true", help="ask for a number, list what is held with it"
    )


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError("a day is written as 2026-11-01") from None


def run(options: argparse.Namespace) -> int:
    """Print the scope, or the short list for one number; both are put on record."""
    place = open_installation(options)
    if options.what_we_have:
        return what_we_have(place)
    now = utc_now()
    first = options.since or (now - timedelta(days=7)).date()
    last = options.until or now.date()
    if last < first:
        raise BadInput("--until lies before --since.")
    with Session(place.engine) as session:
        if options.user is not None:
            _demand_known(session, options.user)
        found = scope_of(
            session,
            since=datetime(first.year, first.month, first.day, tzinfo=UTC),
            until=datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1),
            login=options.user,
        )
        record(session, "breach scope", at=now, details={"since": first.isoformat(), "until": last.isoformat()})
        session.commit()
    rows = [(one.day, one.login, one.act, one.times, one.records) for one in found]
    if options.format == "csv":
        out = io.StringIO(newline="")
        csv.writer(out).writerows([HEAD, *rows])
        say(out.getvalue().rstrip("\r\n"))
    else:
        say(table(rows, HEAD) if rows else "Nothing was looked at in that time.")
    return 0


def _demand_known(session: Session, login: str) -> None:
    # A mistyped name would read as "nothing was looked at", and that answer goes into a notification.
    if session.exec(select(User.id).where(col(User.login) == login)).first() is None:
        raise BadInput(f"There is no account with the log-in name {login}; 'lygte user list' names them all.")


def what_we_have(place: Installation) -> int:
    """Print kinds and counts, no content."""
    e164 = asked_number("nothing was looked up.")
    with Session(place.engine) as session:
        held = held_with(session, place.keyring, e164)
        record(session, "request access", at=utc_now(), purpose="fejl")
        session.commit()
    rows = [
        ("ads", len(held.ads)),
        ("reviews", sum(ad.reviews for ad in held.ads)),
        ("sites", len({ad.site for ad in held.ads})),
        ("places", held.places),
        ("visits logged at these places", held.visits),
        ("look-ups of these places", len(held.look_ups)),
        ("on the do-not-contact list since", held.do_not_contact_since or "no"),
    ]
    say(table(rows, ("what", "held")))
    return 0
