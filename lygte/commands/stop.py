"""The emergency stop: pause every site and end every log-in at once; --lift lets the sites be collected again."""

import argparse

from sqlmodel import Session

from lygte.console import say
from lygte.installation import add_place_arguments, open_installation, utc_now
from models.emergency import lift_stop, stop_everything
from models.errors import BadInput

MOST_LETTERS, DIGITS_OF_A_NUMBER = 200, 7
EXAMPLE = 'lygte stop --why "a laptop was stolen"'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument(
        "--why", required=True, metavar="TEXT", help="the reason, for the audit trail; no names, no numbers"
    )
    parser.add_argument("--lift", action="store_true", help="let the sites be collected again")


def run(options: argparse.Namespace) -> int:
    """Stop or lift, in one transaction."""
    why = options.why.strip()
    # The trail is kept for years: a reason with a row of digits in it may be somebody's number.
    if not why or len(why) > MOST_LETTERS or sum(letter.isdigit() for letter in why) >= DIGITS_OF_A_NUMBER:
        raise BadInput("--why needs a short reason without anybody's number; nothing was changed.")
    place = open_installation(options)
    with Session(place.engine) as session:
        if options.lift:
            sites = lift_stop(session, why=why, now=utc_now())
            said = f"Lifted: {sites} sites may be collected again. Everybody logs in anew."
        else:
            sites, seats = stop_everything(session, why=why, now=utc_now())
            said = f"Stopped: {sites} sites paused, {seats} log-ins ended. 'lygte stop --lift --why …' lifts it."
        session.commit()
    say(said)
    return 0
