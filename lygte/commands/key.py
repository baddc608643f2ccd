"""The keys: what there is and what is due, and the ceremony that changes them while Lygte is stopped.

``ceremony`` needs two people with open log-ins, one of them an administrator; both stand in the audit trail. ``--new-year``
makes this year's phone key and carries every live number over; ``--display`` seals everything readable under a new key, for
when the old one may be known; ``--store`` writes an encrypted SQLite file anew under another key; ``--destroy YEAR`` destroys
a phone key after its two years, with the numbers left under it; ``--organisation NAME`` gives one organisation another key of
its own, also when its file is lost, and ``--leave NAME`` ends it with all that was sealed for that organisation.
Cut off half-way, the same command finishes it. Afterwards copy keys.json to its safe place and destroy the older copies.
"""

import argparse
from collections.abc import Sequence

from sqlmodel import Session, col, select

from lygte import own_key_ceremony
from lygte.console import progress_bars, say, table
from lygte.in_use import keys_alone
from lygte.installation import Installation, add_place_arguments, open_from, open_installation, utc_now
from models.errors import BadInput
from models.keys import new_store_key, save_keyring
from models.settings import load_settings
from models.store_file import change_key, file_of, is_encrypted, opens

EXAMPLE = "lygte key ceremony --new-year --present karen bo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("what", choices=["show", "vis", "ceremony", "ceremoni"], help="what to do")
    parser.add_argument("--present", nargs=2, metavar="LOGIN", default=(), help="who is there: two different log-ins")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--new-year", action="store_true", help="make this year's phone key")
    act.add_argument("--display", action="store_true", help="change the key that seals what can be read")
    act.add_argument("--store", action="store_true", help="change the key of the encrypted database file")
    act.add_argument("--destroy", metavar="YEAR", help="destroy the phone key of a year")
    act.add_argument("--organisation", metavar="NAME", help="give one organisation another key of its own")
    act.add_argument("--leave", metavar="NAME", help="end the key of an organisation that leaves")


def run(options: argparse.Namespace) -> int:
    """Show the keys, or carry out one act alone and write it to the trail."""
    if options.what in ("show", "vis"):
        return show(open_installation(options))
    own = options.organisation or options.leave
    if not (options.new_year or options.display or options.store or options.destroy or own):
        raise BadInput(
            "Say what to do: --new-year, --display, --store, --destroy YEAR, --organisation NAME or --leave NAME."
        )
    settings = load_settings(options.data, options.database)
    with keys_alone(settings):
        place = open_from(settings, alone=True)
        present = demand_present(place, options.present)
        if options.new_year:
            what, rows = "new year", new_year(place, quiet=options.quiet)
        elif options.display:
            what, rows = "display", display(place, quiet=options.quiet)
        elif options.store:
            place, what, rows = store(place), "store", 1
        elif options.organisation:
            what, rows = "organisation key", own_key_ceremony.change(place, options.organisation)
        elif options.leave:
            what, rows = "organisation left", own_key_ceremony.leave(place, options.leave)
        else:
            what, rows = f"destroy {options.destroy}", destroy(place, options.destroy)
        note(place, what, rows, present, f"organisation:{own}" if own else None)
        place.engine.dispose()
    if options.leave:
        return 0
    if options.organisation:
        say("Copy the organisation's key file to its own safe place, apart from keys.json and from every back-up.")
        return 0
    say("Copy keys.json to its safe place now and destroy the copies of the old one.")
    return 0


def show(place: Installation) -> int:
    """Say which keys there are and what is due, never a key itself. Returns 1 when something is due."""
    from models.key_change import EPOCH_YEARS, epochs_to_destroy, next_epoch

    now, ring = utc_now(), place.keyring
    due = epochs_to_destroy(ring, now)
    rows = [
        (
            year,
            "current" if year == ring.epoch else "destroy it now" if year in due else "kept",
            int(year) + EPOCH_YEARS,
        )
        for year in sorted(ring.phone_keys)
    ]
    say(
        table(
            [(year, state, f"{end}-01-01") for year, state, end in rows], ("phone key of", "state", "to be destroyed")
        )
    )
    lacking = own_key_ceremony.show(place)
    if ring.old_seal_keys:
        say("A change of the display key was cut off: run 'lygte key ceremony --display' again.")
    if ring.next_store_key:
        say("A change of the database file's key was cut off: run 'lygte key ceremony --store' again.")
    wanted = next_epoch(ring, now)
    if wanted:
        say(f"The phone key of {wanted} is missing: run 'lygte key ceremony --new-year'.")
    return 1 if due or wanted or lacking or ring.old_seal_keys or ring.next_store_key else 0


def demand_present(place: Installation, logins: Sequence[str]) -> list[int]:
    """Return the ids of the two people. Raises BadInput unless they are two, have open log-ins and one administers."""
    from models.people import User

    with Session(place.engine) as session:
        named = {login.strip().lower() for login in logins}
        found = session.exec(select(User).where(col(User.login).in_(named), col(User.disabled_at).is_(None))).all()
    if len(found) != 2 or not any(user.role == "administrator" for user in found):
        raise BadInput("Name two people with open log-ins, one an administrator: --present LOGIN LOGIN.")
    return sorted(user.id or 0 for user in found)


def new_year(place: Installation, *, quiet: bool) -> int:
    """Make the year's key if it is missing, then carry live numbers over. Returns how many were."""
    from models.key_change import next_epoch, rekey_live_phones

    ring, year = place.keyring, next_epoch(place.keyring, utc_now())
    if year:
        ring = ring.with_new_epoch(year)
        save_keyring(ring, place.settings.keys_file)
    with progress_bars(quiet) as progress:
        moved = rekey_live_phones(place.engine, ring, now=utc_now(), progress=progress)
    say(f"The phone key of {ring.epoch} is current; {moved} live numbers are keyed under it.")
    return moved


def display(place: Installation, *, quiet: bool) -> int:
    """Seal everything again under a new key, then drop the old one. Returns how many values were."""
    from dataclasses import replace

    from models.key_change import reseal

    ring = place.keyring
    if not ring.old_seal_keys:
        ring = ring.with_new_seal_key()
        save_keyring(ring, place.settings.keys_file)
    with progress_bars(quiet) as progress:
        done = reseal(place.engine, ring, progress)
    save_keyring(replace(ring, old_seal_keys=()), place.settings.keys_file)
    say(f"{done} values are sealed under the new key; the old one opens nothing any more.")
    return done


def store(place: Installation) -> Installation:
    """Write the database file anew under another key; returns the installation opened under it.

    The new key is in the key file before the file is, the old one until it is there: cut off anywhere, one of them opens it.
    """
    from dataclasses import replace

    file, ring, keys_file = file_of(place.settings.database_url), place.keyring, place.settings.keys_file
    old = ring.store_key
    if file is None or not is_encrypted(place.settings.database_url) or old is None:
        raise BadInput("This database is no encrypted SQLite file: there is no key of it to change.")
    if ring.next_store_key is None:
        ring = replace(ring, next_store_key=new_store_key())
        save_keyring(ring, keys_file)
    anew = ring.next_store_key or b""
    place.engine.dispose()
    if not opens(file, anew):
        change_key(file, old, anew)
    save_keyring(replace(ring, store_key=anew, next_store_key=None), keys_file)
    say("The database file is written anew under another key; the old one opens nothing any more.")
    return open_from(place.settings, alone=True)


def destroy(place: Installation, year: str) -> int:
    """Destroy a year's phone key and what is still keyed under it. Returns how many numbers that were."""
    from models.key_change import demand_destroyable, forget_epoch

    demand_destroyable(place.keyring, year, utc_now())
    # The rows first: cut off in between, the key is still there and the act is asked for again.
    gone = forget_epoch(place.engine, year)
    save_keyring(place.keyring.without_epoch(year), place.settings.keys_file)
    say(f"The phone key of {year} is destroyed; {gone} numbers last seen then are deleted.")
    return gone


def note(place: Installation, what: str, rows: int, present: Sequence[int], subject: str | None = None) -> None:
    """Write the ceremony to the trail."""
    from models.audit_chain import record

    with Session(place.engine) as session:
        record(
            session,
            "key ceremony",
            at=utc_now(),
            subject=subject,
            details={"what": what, "rows": rows, "present": list(present)},
        )
        session.commit()
