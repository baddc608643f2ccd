"""Ask for a phone number: on a terminal unseen, else the first line of standard input. Never an argument, so no shell keeps it."""

import getpass
import sys

from models.errors import BadInput
from models.phone import normalise_phone


def asked_number(otherwise: str) -> str:
    """Return the number in E.164. Raises BadInput, saying ``otherwise`` (nothing was changed), when it is none."""
    typed = getpass.getpass("Number (not shown): ") if sys.stdin.isatty() else sys.stdin.readline()
    e164 = normalise_phone(typed.strip())
    if e164 is None:
        raise BadInput(f"That is not a valid phone number; {otherwise}")
    return e164
