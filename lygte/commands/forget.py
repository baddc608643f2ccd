"""Erase every ad with a number and block all contact with it. Asked on standard input, so that no shell keeps the number.

The answer is the same whether anything was held or not, because the asker may hold another person's phone.
"""

import argparse
from pathlib import Path

from sqlmodel import Session

from lygte.asked_number import asked_number
from lygte.console import say
from lygte.installation import add_place_arguments, open_installation, utc_now
from lygte.streams import replace_file
from models.erasure import LEDGER, forget_number
from models.letters import LANGUAGES, letter

EXAMPLE = "lygte forget"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("--letter", type=Path, metavar="FILE", help="write the answer to the asker here")
    parser.add_argument("--language", choices=LANGUAGES, default="da", help="of the letter (default: da)")


def run(options: argparse.Namespace) -> int:
    """Ask for the number and forget it."""
    place = open_installation(options)
    e164 = asked_number("nothing was changed.")
    with Session(place.engine) as session:
        forget_number(session, place.keyring, e164, place.settings.data_dir / LEDGER, now=utc_now())
        session.commit()
    if options.letter:
        replace_file(options.letter, letter("erasure", options.language, utc_now().date()))
    say("Whatever was held with this number is erased, and nobody will be asked to contact it.")
    return 0
