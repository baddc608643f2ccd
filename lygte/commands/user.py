"""Add, list or close log-ins, or take a lost second factor off. A password typed here is never shown or logged; leave it out and one is made for you."""

import argparse
import secrets
import sys

from sqlmodel import Session

from lygte.console import say, table
from lygte.installation import add_place_arguments, open_installation, utc_now
from lygte.own_keys import seal_for_organisations
from models.people import ROLES

EXAMPLE = "lygte user add anna --role outreach --organisation AmiAmi --regions 1082,1083"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("act", choices=["add", "list", "close", "password", "reset-second-factor"], help="what to do")
    parser.add_argument("login", nargs="?", help="the log-in name")
    parser.add_argument("--role", choices=ROLES, default="screener", help="default: screener")
    parser.add_argument("--organisation", default="AmiAmi", help="name; made when new (default: AmiAmi)")
    parser.add_argument("--regions", default="", help="region codes of the own area, e.g. 1082,1083")
    parser.add_argument("--language", choices=["da", "en"], default="da")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def run(options: argparse.Namespace) -> int:
    """Carry out one act."""
    from models.errors import BadInput
    from review_ui import accounts

    place = open_installation(options)
    with Session(place.engine, expire_on_commit=False) as session:
        if options.act == "list":
            rows = [
                (u.login, u.role, u.language, "closed" if u.disabled_at else "open")
                for u in accounts.list_users(session)
            ]
            say(table(rows, ("log-in", "role", "language", "state")))
            return 0
        if not options.login:
            raise BadInput(f"Name the log-in: lygte user {options.act} LOGIN.")
        if options.act == "close":
            accounts.disable_user(session, options.login, now=utc_now())
            say(f"{options.login} is closed; all its sessions have ended.")
        elif options.act == "reset-second-factor":
            reset_second_factor(session, options.login)
            say(f"{options.login} logs in without a code now; all its sessions have ended.")
        else:
            password, made = chosen_password(options.password_stdin)
            change_user(session, options, password)
            say(f"{options.login}: {'password ' + password if made else 'password set'}")
        session.commit()
    # A new organisation gets its key; a new worker's area may be wider than what is sealed for the organisation.
    return 0 if options.act != "add" or seal_for_organisations(place) else 1


def reset_second_factor(session: Session, login: str) -> None:
    """Take the second factor off, for the last administrator whose phone is lost; kept in the trail. Raises BadInput."""
    from models.audit_chain import record
    from models.errors import BadInput
    from review_ui import accounts
    from review_ui.second_factor import take_off

    user = accounts.find_user(session, login)
    if user is None:
        raise BadInput("There is no such log-in.")
    take_off(session, user)
    accounts.end_sessions(session, user, utc_now())
    record(session, "user reset_second_factor", at=utc_now(), subject=f"user:{user.id}", details={"by": "command"})


def chosen_password(from_stdin: bool) -> tuple[str, bool]:
    """Return (password, whether it was made here). Made ones are 20 characters from 62."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n"), False
    return secrets.token_urlsafe(15), True


def change_user(session: Session, options: argparse.Namespace, password: str) -> None:
    """Add a user or set a new password."""
    from review_ui import accounts

    if options.act == "password":
        accounts.set_password(session, options.login, password, now=utc_now())
        return
    accounts.create_user(
        session,
        login=options.login,
        password=password,
        role=options.role,
        organisation=options.organisation,
        regions=[code for code in options.regions.split(",") if code],
        language=options.language,
        now=utc_now(),
    )
