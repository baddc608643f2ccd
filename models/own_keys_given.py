"""Every organisation has a pair of keys: made when it is made, for those of an older store at the next look.

The private half goes into the organisation's file, the public half into the store with a proof that ours is there: whoever
can only write the database cannot put another one in its place and read what is sealed from then on.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from models.display import DisplayKey
from models.errors import LygteError, OwnKeyMissing
from models.keys import KeyRing
from models.own_key import OwnKey, key_id_of, new_half
from models.own_key_file import load_own_key, save_own_key
from models.people import Organisation

COLUMN = "display_key.public_key"


class PublicHalfAltered(LygteError):
    """The public half of an organisation in the database is not the one put there: nothing is sealed for it."""


def proof_of(keyring: KeyRing, organisation_id: int, public: bytes) -> str:
    """Return the proof that this public half was put there by one who has the processing key."""
    return keyring.key_value(f"{organisation_id}|{public.hex()}", COLUMN)


def give_keys(session: Session, keyring: KeyRing, folders: Sequence[Path], *, now: datetime) -> int:
    """Make a pair for every organisation that has none; returns how many. The caller commits.

    Raises BadInput when a file cannot be written.
    """
    known = select(DisplayKey.organisation_id)
    without = session.exec(
        select(Organisation).where(col(Organisation.id).not_in(known)).order_by(col(Organisation.id))
    )
    return sum(_give_key(session, keyring, folders, organisation, now) for organisation in without.all())


def _give_key(
    session: Session, keyring: KeyRing, folders: Sequence[Path], organisation: Organisation, now: datetime
) -> bool:
    number = organisation.id or 0
    own = OwnKey(number, (new_half(),))
    row = public_row(keyring, own, now)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(DisplayKey).values(**row.model_dump()).on_conflict_do_nothing()
    # The row first: of two at once one has it, and only that one touches the file.
    if session.execute(insert.returning(col(DisplayKey.organisation_id))).first() is None:
        return False
    # A file that is here already opens what an older copy of the database holds: it is kept behind the new pair.
    save_own_key(folders, OwnKey(number, (*own.private, *_older(folders, number))), organisation.name)
    return True


def public_row(keyring: KeyRing, own: OwnKey, now: datetime) -> DisplayKey:
    """Return the row of the store that belongs to the newest pair."""
    public, number = own.public, own.organisation_id
    proof = proof_of(keyring, number, public)
    return DisplayKey(
        organisation_id=number, key_id=key_id_of(public), public_key=public, proof=proof, since=now, ended_at=None
    )


def demand_ours(keyring: KeyRing, key: DisplayKey) -> None:
    """Raise PublicHalfAltered when somebody put another public half there."""
    public = bytes(key.public_key)
    if key.proof != proof_of(keyring, key.organisation_id, public) or key.key_id != key_id_of(public):
        raise PublicHalfAltered(
            f"The public key of organisation {key.organisation_id} in the database was altered: nothing is sealed for it. "
            "Find out by whom, then change it with 'lygte key ceremony --organisation'."
        )


def _older(folders: Sequence[Path], organisation_id: int) -> tuple[bytes, ...]:
    try:
        return load_own_key(folders, organisation_id).private
    except OwnKeyMissing:
        return ()
