"""Do what the screens ask for, collect every site that is due, and do what is due each night and month, until stopped.

`lygte serve` starts this by itself. Run as many as you like on one database: each job is one worker's, and one that is
killed loses nothing. With $LYGTE_REDIS all workers share the pages of every site, at the pace of one.
"""

import argparse
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from lygte.console import say, say_problem
from lygte.installation import Installation, add_place_arguments, open_installation, utc_now
from lygte.tied import begin_tied
from models.db import session_scope
from models.errors import LygteError
from models.job_queue import ask_for

if TYPE_CHECKING:
    from crawler.work import Worker

EXAMPLE = "lygte work --once"
# Jobs are looked for this often, due sites and definitions more seldom (seconds).
LOOK_EVERY_S = 1.0
NOTE_EVERY_S = 60.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("--once", action="store_true", help="do what waits and what is due now, then end")
    parser.add_argument("--no-schedule", action="store_true", help="only what the screens ask for")
    parser.add_argument("--no-routines", action="store_true", help="nothing by the hour: timers of your own do that")


def run(options: argparse.Namespace) -> int:
    """Work until stopped."""
    from crawler.work import Worker

    place = open_installation(options)
    worker = Worker(
        place.settings,
        place.engine,
        place.keyring,
        utc_now,
        after_crawl=lambda: ask_to_read(place),
        routines=routines(place, by_the_hour=not options.no_routines),
    )
    if not options.quiet:
        say("Waiting for jobs and due sites (Ctrl+C stops it).")
    go_on(worker, options)
    return 0


def go_on(worker: "Worker", options: argparse.Namespace) -> None:
    """Take one thing after the other; trouble is said once and does not end the worker."""
    from sqlalchemy.exc import SQLAlchemyError

    from crawler.store.trouble import store_trouble

    noted, said = 0.0, ""
    while True:
        try:
            if not noted or time.monotonic() - noted > NOTE_EVERY_S:
                noted = time.monotonic()
                worker.note()
            busy, trouble = worker.round(by_schedule=not options.no_schedule), ""
        except LygteError as problem:
            busy, trouble = False, str(problem)
        except SQLAlchemyError as problem:
            busy, trouble = False, store_trouble(problem)
        if trouble and trouble != said:
            say_problem(trouble)
        said = trouble
        if options.once and not busy:
            return
        if not busy:
            time.sleep(LOOK_EVERY_S)


def ask_to_read(place: Installation) -> None:
    """Let what the passes brought be read: by one worker at a time, however many have collected."""
    with session_scope(place.engine) as session:
        ask_for(session, "screen", "", utc_now())


def routines(place: Installation, *, by_the_hour: bool = True) -> dict[str, Callable[[], int]]:
    """Return what is done in a process of its own: language models are large, and a fetcher need not hold them.

    Reading after a pass, and what is due ``by_the_hour`` (models.job_times).
    """
    reading: dict[str, Callable[[], int]] = {"screen": lambda: run_command(place, "screen")}
    if not by_the_hour:
        return reading
    return reading | {
        "retention": lambda: run_command(place, "retention", "run"),
        "teaching": lambda: run_command(place, "reader", "queue"),
        "checks": lambda: max(run_command(place, "reader", "drift"), run_command(place, "reader", "bias")),
    }


def run_command(place: Installation, *words: str) -> int:
    """Run one of our own commands on this installation; return its exit code. It ends when this worker does."""
    with begin_tied(place, *words) as child:
        return child.wait()
