"""Answer a request for access. The number is asked on standard input, so that no shell keeps it.

Writes the letter for the asker: the same for everybody, whether anything is held or not, because the asker may hold
another person's phone. With --review FILE also what is held (dates, sites, look-ups with staff as pseudonyms), for the
person who goes through it with the asker face to face; delete that file afterwards.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from sqlmodel import Session

from lygte.asked_number import asked_number
from lygte.console import say
from lygte.installation import add_place_arguments, open_installation, utc_now
from lygte.streams import replace_file
from models.insight import held_with, note_request
from models.letters import LANGUAGES, letter

EXAMPLE = "lygte insight --letter svar.txt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("--letter", type=Path, metavar="FILE", help="where to write the letter (default: the terminal)")
    parser.add_argument("--review", type=Path, metavar="FILE", help="what is held, for the reviewer only (JSON)")
    parser.add_argument("--language", choices=LANGUAGES, default="da", help="of the letter (default: da)")


def run(options: argparse.Namespace) -> int:
    """Ask for the number, write the letter and, where asked, the reviewer's list."""
    place = open_installation(options)
    e164 = asked_number("nothing was written.")
    now = utc_now()
    with Session(place.engine) as session:
        held = held_with(session, place.keyring, e164)
        note_request(session, now=now)
        session.commit()
    if options.review:
        replace_file(options.review, json.dumps(asdict(held), default=str, ensure_ascii=False, indent=1) + "\n")
        options.review.chmod(0o600)
    text = letter("insight", options.language, now.date())
    if options.letter:
        replace_file(options.letter, text)
        say(f"Written: {options.letter}")
    else:
        say(text.rstrip())
    return 0
