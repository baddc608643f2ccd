"""Verify the audit trail: every entry must fit the chain of the one before it."""

import argparse

from sqlmodel import Session

from lygte.console import say, say_problem
from lygte.installation import add_place_arguments, open_installation
from models.audit_chain import first_break

EXAMPLE = "lygte audit verify"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("what", choices=["verify", "verificer"], help="what to do")


def run(options: argparse.Namespace) -> int:
    """Say whether the chain is whole. Returns 1 with the number of the first entry that does not fit."""
    place = open_installation(options)
    with Session(place.engine) as session:
        broken = first_break(session)
    if broken is None:
        say("The audit trail is whole.")
        return 0
    say_problem(f"The audit trail was altered: entry {broken} is the first that does not fit.")
    return 1
