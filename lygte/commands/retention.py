"""Delete what has expired and forget the numbers people asked us to forget: run it every night.

The counts go to the audit trail, for the monthly report. The same night the trail is looked through for look-ups that stand
out, last month's samples are drawn for another organisation to read, and what is sealed for each organisation is caught up.
"""

import argparse

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from lygte.console import say, say_problem
from lygte.installation import Installation, add_place_arguments, open_installation, utc_now
from lygte.own_keys import seal_for_organisations
from models.erasure import LEDGER, carry_out_requests, keep_erased
from models.expiry import run_retention
from models.months import tend
from models.store_words import store_sentence

EXAMPLE = "lygte retention run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("what", choices=["run", "kør"], help="what to do")


def run(options: argparse.Namespace) -> int:
    """Expire, and say how many rows of each kind went."""
    place = open_installation(options)
    told = _tell_figures(place)
    with Session(place.engine) as session:
        ledger = place.settings.data_dir / LEDGER
        asked = carry_out_requests(session, place.keyring, ledger, now=utc_now())
        keep_erased(session, place.keyring, ledger)
        done = run_retention(session, now=utc_now(), rules=place.settings.retention)
        session.commit()
    begun = _tend_months(place)
    raised = _look_at_the_trail(place)
    gone = ", ".join(f"{number} {kind.replace('_', ' ')}" for kind, number in done.counts.items() if number)
    say(f"Expired and deleted: {gone or 'nothing'}.")
    if asked:
        say(f"Objections carried out: {asked}.")
    if raised:
        say(f"Look-ups that stand out, for a second person to ask about: {raised}.")
    sealed = seal_for_organisations(place)
    return 0 if told and begun and sealed else 1


def _tell_figures(place: Installation) -> bool:
    """Tell figures that are due before what they count expires. What goes wrong here stops no expiry: it is said, and False."""
    from outreach.figures.ledger import tell_due

    try:
        with Session(place.engine) as session:
            tell_due(session, now=utc_now())
            session.commit()
    except Exception as problem:
        say_problem(
            f"The figures that are due could not be told ({type(problem).__name__}); what has expired goes all the same, and "
            "figures are tried again the next night."
        )
        return False
    return True


def _tend_months(place: Installation) -> bool:
    """Begin the month on PostgreSQL, and drop emptied ones. What goes wrong stops nothing else: it is said, and False."""
    try:
        done = tend(place.engine, utc_now())
    except SQLAlchemyError as problem:
        say_problem(
            f"The months of the tables are as they were: {store_sentence(problem)} They are tended again the next night."
        )
        return False
    if done.put_off:
        say("Months that wait for the next night, because somebody held their tables: " + ", ".join(done.put_off) + ".")
    return True


def _look_at_the_trail(place: Installation) -> int:
    from outreach.watch.alerts import look_through
    from outreach.watch.samples import draw_samples

    with Session(place.engine) as session:
        raised = look_through(session, now=utc_now())
        draw_samples(session, now=utc_now())
        session.commit()
    return raised
