"""Verify the audit trail, and write its signed head for keeping elsewhere.

``verify`` checks that every entry fits the one before it; with ``--heads`` also that every head once written is still in
the chain, which shows entries cut off the end or hashed anew. ``head`` writes today's head: carry it off this machine.
"""

import argparse
from pathlib import Path

from sqlmodel import Session

from lygte.console import say, say_problem
from lygte.installation import Installation, add_place_arguments, open_installation, utc_now
from models.errors import BadInput

EXAMPLE = "lygte audit verify --heads /path/to/disk/heads"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("what", choices=["verify", "verificer", "head"], help="what to do")
    parser.add_argument("--out", metavar="FILE", help="head: where to write it")
    parser.add_argument("--heads", metavar="DIR", help="verify: the heads kept elsewhere (*.json)")
    parser.add_argument(
        "--key", metavar="FILE", help="verify: the public key kept with them (default: this installation's)"
    )


def run(options: argparse.Namespace) -> int:
    """Verify or write a head. Verifying returns 1 with the number of the first entry that does not fit."""
    place = open_installation(options)
    return write(place, options) if options.what == "head" else verify(place, options)


def write(place: Installation, options: argparse.Namespace) -> int:
    """Write the signed head."""
    from models.audit_heads import head_of, open_head_key, write_head

    if not options.out:
        raise BadInput("Name the file: lygte audit head --out FILE.")
    with Session(place.engine) as session:
        head = head_of(session, utc_now())
    write_head(head, open_head_key(place.settings.head_key_file, may_make=True), Path(options.out))
    say(f"Entry {head.number} is the head of {head.day}. Carry the file off this machine.")
    return 0


def verify(place: Installation, options: argparse.Namespace) -> int:
    """Say whether the chain is whole and holds every head."""
    from models.audit_heads import first_mismatch, open_head_key, open_public_key, read_heads, signed_days

    heads = []
    if options.key and not options.heads:
        raise BadInput("--key goes with --heads: without heads kept elsewhere there is nothing to check it on.")
    if options.heads:
        own = place.settings.head_key_file
        key = open_public_key(Path(options.key)) if options.key else open_head_key(own, may_make=False).public_key()
        heads = read_heads(Path(options.heads), key)
    with Session(place.engine) as session:
        broken = first_mismatch(session, heads)
    if broken is None:
        say(f"The audit trail is whole{f' and holds every head ({signed_days(heads)})' if heads else ''}.")
        return 0
    say_problem(f"The audit trail was altered: entry {broken} is the first that does not fit.")
    return 1
