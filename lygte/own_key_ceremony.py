"""One organisation's own key: how it stands, changed, and ended when the organisation leaves.

A change seals everything anew from the processing key, so it works as well when the old private half is lost or stolen.
The file is written first and holds old and new until the last row is done: cut off anywhere, the same call finishes it.
"""

from sqlalchemy import func, select
from sqlmodel import Session, col

from lygte.console import say, table
from lygte.installation import Installation, utc_now
from models.display import DisplayKey, PhoneDisplay, PlaceDisplay
from models.errors import BadInput, OwnKeyMissing
from models.own_key import PHONE, PLACE, OwnKey, key_id_of, new_half
from models.own_key_file import find_file, load_own_key, save_own_key
from models.own_keys_given import public_row
from models.own_view import catch_up_one, drop_all, missing
from models.people import Organisation

Row = tuple[str, str, str, int, int, str]
UNFIT = ("damaged", "change cut off", "another key")
TABLES: tuple[type[PhoneDisplay] | type[PlaceDisplay], ...] = (PhoneDisplay, PlaceDisplay)
HEADS = ("organisation", "key", "since", "sealed", "missing", "key file")


def show(place: Installation) -> bool:
    """Say how each organisation's key stands, never a key itself. Returns whether something is to be done."""
    own = rows(place)
    if own:
        say(table(own, HEADS))
    unsealed, unfit = any(row[4] for row in own), [row[0] for row in own if row[5] in UNFIT]
    if unsealed:
        say("Some values are not sealed yet: run 'lygte screen'.")
    if unfit:
        say(
            f"Key files that do not fit: {', '.join(unfit)}. Put the right file in place; where there is none, or a change was "
            "cut off, run 'lygte key ceremony --organisation NAME'."
        )
    return unsealed or bool(unfit)


def rows(place: Installation) -> list[Row]:
    """Return a line for every organisation: its key's name, what is sealed and missing, and where the file stands."""
    with Session(place.engine) as session:
        return [
            _row(place, session, one) for one in session.scalars(select(Organisation).order_by(col(Organisation.id)))
        ]


def _row(place: Installation, session: Session, organisation: Organisation) -> Row:
    number = organisation.id or 0
    key = session.get(DisplayKey, number)
    if key is None or key.ended_at is not None:
        return organisation.name, "none" if key is None else "ended", "", 0, 0, ""
    sealed = sum(
        session.execute(select(func.count()).select_from(part).where(col(part.organisation_id) == number)).scalar_one()
        for part in TABLES
    )
    since, lacking = key.since.date().isoformat(), missing(session, number, now=utc_now())
    return organisation.name, key.key_id, since, sealed, lacking, _file_state(place, key)


def _file_state(place: Installation, key: DisplayKey) -> str:
    try:
        own = load_own_key(place.settings.own_key_dirs, key.organisation_id)
    except OwnKeyMissing:
        return "damaged" if find_file(place.settings.own_key_dirs, key.organisation_id) else "not here"
    if key_id_of(own.public) == key.key_id:
        return "here" if len(own.private) == 1 else "change cut off"
    return "another key"


def change(place: Installation, name: str) -> int:
    """Give an organisation another key and seal everything anew under it; returns how many values it opens.

    Raises BadInput for an unknown organisation, or when its file cannot be written.
    """
    number, before = _find(place, name)
    folders = place.settings.own_key_dirs
    try:
        own = load_own_key(folders, number)
    except OwnKeyMissing:
        own = OwnKey(number, (new_half(),))
    else:
        under_way = before is not None and (len(own.private) > 1 or key_id_of(own.public) != before)
        own = own if under_way else own.with_new_half()
    save_own_key(folders, own, name)
    with Session(place.engine) as session:
        session.merge(public_row(place.keyring, own, utc_now()))
        session.commit()
    catch_up_one(place.engine, place.keyring, number, now=utc_now())
    alone = own.newest_only()
    done = prove(place, alone)
    save_own_key(folders, alone, name)
    say(f"{done} values are sealed under the new key of {name} and open with it; the old one opens nothing of them.")
    return done


def prove(place: Installation, own: OwnKey) -> int:
    """Open every row of an organisation with one key; returns how many. Raises SealBroken at the first that does not open."""
    with Session(place.engine) as session:
        numbers = session.scalars(select(PhoneDisplay).where(col(PhoneDisplay.organisation_id) == own.organisation_id))
        done = sum(own.unseal(bytes(row.sealed), row.key_id, PHONE, row.phone_id) != "" for row in numbers)
        places = session.scalars(select(PlaceDisplay).where(col(PlaceDisplay.organisation_id) == own.organisation_id))
        return done + sum(
            own.unseal(bytes(row.sealed), row.key_id, PLACE, row.contact_point_id) != "" for row in places
        )


def leave(place: Installation, name: str) -> int:
    """End an organisation's key: delete all that is sealed for it, and its file where it is here; returns how many rows went."""
    number, before = _find(place, name)
    if before is None:
        raise BadInput(f"{name} has no key.")
    with Session(place.engine) as session:
        gone = drop_all(session, number)
        session.get_one(DisplayKey, number).ended_at = utc_now()
        session.commit()
    file = find_file(place.settings.own_key_dirs, number)
    if file is not None:
        file.unlink()
    say(
        f"{gone} values sealed for {name} are deleted; nothing more is sealed for it. Close its log-ins: lygte user close."
    )
    return gone


def _find(place: Installation, name: str) -> tuple[int, str | None]:
    """Return an organisation's number and the name of its key. Raises BadInput when there is no such organisation."""
    with Session(place.engine) as session:
        found = session.scalars(select(Organisation).where(col(Organisation.name) == name)).first()
        if found is None or found.id is None:
            known = ", ".join(session.scalars(select(col(Organisation.name)).order_by(col(Organisation.name))))
            raise BadInput(f"There is no organisation {name}. Known: {known or 'none'}.")
        key = session.get(DisplayKey, found.id)
        return found.id, key.key_id if key else None
