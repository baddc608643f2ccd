"""Seal numbers and addresses for the organisations whose area they stand in, and open them with an organisation's own key.

Sealing needs the processing key, which opens ``phone.sealed``; opening needs the organisation's file and no other key.
One look (``catch_up``) does all there is to do, whatever came before: new numbers, new organisations, areas that grew or
shrank, a key that was changed. It goes on where it was cut off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, and_, delete, exists, func, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from models.ad import Ad, AdPhone, Phone
from models.contact_point import ContactPoint
from models.decision import Mark
from models.display import DisplayKey, PhoneDisplay, PlaceDisplay
from models.errors import LygteError, NotSealedYet
from models.keys import KeyRing, SealBroken
from models.own_key import PHONE, PLACE, OwnKey, seal_for
from models.own_keys_given import demand_ours, give_keys
from models.people import Organisation, User
from models.progress import Progress, silent

# Values a transaction seals: 50 ms of the store's one writer.
BATCH = 200


@dataclass(frozen=True, eq=False)
class _Kind:
    """One of the two things sealed for organisations: where it comes from and where it goes."""

    table: type[PhoneDisplay] | type[PlaceDisplay]
    row: Any  # the column that names the number or place
    source_table: Any
    source_id: Any
    source: Any  # the column that holds it under the processing key
    read_as: str
    sealed_as: str


_PHONES = _Kind(PhoneDisplay, col(PhoneDisplay.phone_id), Phone, col(Phone.id), col(Phone.sealed), "phone.e164", PHONE)
_PLACES = _Kind(
    PlaceDisplay, col(PlaceDisplay.contact_point_id), ContactPoint, col(ContactPoint.id), col(ContactPoint.address_sealed),
    "contact_point.address", PLACE,
)  # fmt: skip
_KINDS = (_PHONES, _PLACES)


def open_number(session: Session, own: OwnKey, phone_id: int) -> str:
    """Return a number in full. Raises NotSealedYet when it is not sealed for this organisation, SealBroken as OwnKey does."""
    row = session.get(PhoneDisplay, (own.organisation_id, phone_id))
    if row is None:
        raise NotSealedYet("This number is not sealed for your organisation.")
    return own.unseal(bytes(row.sealed), row.key_id, PHONE, phone_id)


def open_addresses(session: Session, own: OwnKey, point_ids: Sequence[int]) -> dict[int, str]:
    """Return the addresses sealed for this organisation, by place; a place whose is not is left out."""
    wanted = select(PlaceDisplay).where(
        col(PlaceDisplay.organisation_id) == own.organisation_id, col(PlaceDisplay.contact_point_id).in_(point_ids)
    )
    return {
        row.contact_point_id: own.unseal(bytes(row.sealed), row.key_id, PLACE, row.contact_point_id)
        for row in session.scalars(wanted)
    }


def catch_up(
    engine: Engine, keyring: KeyRing, folders: Sequence[Path], *, now: datetime, progress: Progress = silent
) -> int:
    """Make missing keys, drop what an organisation may not see any more, seal what is missing; returns how many were sealed.

    What goes wrong for one organisation stops no other; it is raised (a LygteError) when all is done.
    """
    trouble: LygteError | None = None
    try:
        with Session(engine) as session:
            give_keys(session, keyring, folders, now=now)
            session.commit()
    except LygteError as problem:
        trouble = problem
    with Session(engine) as session:
        keys = session.scalars(select(col(DisplayKey.organisation_id)).order_by(col(DisplayKey.organisation_id))).all()
    done = 0
    for at, organisation_id in enumerate(keys, start=1):
        try:
            done += catch_up_one(engine, keyring, organisation_id, now=now)
        except LygteError as problem:
            trouble = problem
        progress("own keys", at, len(keys))
    if trouble is not None:
        raise trouble
    return done


def catch_up_one(engine: Engine, keyring: KeyRing, organisation_id: int, *, now: datetime) -> int:
    """Do the same for one organisation: what there is to do is looked for without a lock, then done in short transactions.

    Raises PublicHalfAltered, and nothing is sealed, where the public half in the store is not the one put there.
    """
    with Session(engine) as session:
        key = session.get_one(DisplayKey, organisation_id)
        unseen = {kind: _unseen(session, kind, key, now) for kind in _KINDS}
        lacking: dict[_Kind, Sequence[int]] = {}
        if key.ended_at is None:
            demand_ours(keyring, key)
            lacking = {kind: session.scalars(_lacking(session, kind, key, now)).all() for kind in _KINDS}
    for kind, rows in unseen.items():
        for some in _batches(rows):
            with Session(engine) as session:
                _drop(session, kind, organisation_id, some, now=now)
                session.commit()
    done = 0
    for kind, rows in lacking.items():
        for some in _batches(rows):
            with Session(engine) as session:
                done += _seal(session, keyring, kind, organisation_id, some, now=now)
                session.commit()
    return done


def seal_place(session: Session, keyring: KeyRing, organisation_id: int, point_id: int, *, now: datetime) -> None:
    """Seal what stands at one place that was just opened for an organisation; the caller commits."""
    key = session.get(DisplayKey, organisation_id)
    if key is None or key.ended_at is not None:
        return
    here = {_PHONES: _shown_at(col(Ad.contact_point_id) == point_id), _PLACES: col(ContactPoint.id) == point_id}
    for kind, condition in here.items():
        rows = session.scalars(_lacking(session, kind, key, now).where(condition)).all()
        for some in _batches(rows):
            _seal(session, keyring, kind, organisation_id, some, now=now)


def drop_all(session: Session, organisation_id: int) -> int:
    """Delete all that is sealed for an organisation that leaves; returns how many rows. The caller commits."""
    gone = 0
    for kind in _KINDS:
        done = session.execute(delete(kind.table).where(col(kind.table.organisation_id) == organisation_id))
        gone += int(done.rowcount)  # type: ignore[attr-defined]  # a cursor result, since this is DML
    return gone


def missing(session: Session, organisation_id: int, *, now: datetime) -> int:
    """Count what is not yet sealed for an organisation under its newest key."""
    key = session.get_one(DisplayKey, organisation_id)
    counts = (select(func.count()).select_from(_lacking(session, kind, key, now).subquery()) for kind in _KINDS)
    return sum(session.execute(count).scalar_one() for count in counts) if key.ended_at is None else 0


def _batches(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _unseen(session: Session, kind: _Kind, key: DisplayKey, now: datetime) -> Sequence[int]:
    """Return the rows sealed for an organisation that its people may not see any more."""
    mine = select(kind.row).where(col(kind.table.organisation_id) == key.organisation_id)
    if key.ended_at is None:
        mine = mine.where(~_still_seen(session, kind, key.organisation_id, now))
    return session.scalars(mine).all()


def _still_seen(session: Session, kind: _Kind, organisation_id: int, now: datetime) -> ColumnElement[bool]:
    seen = _seen(session, kind, organisation_id, now)
    return exists(select(1).select_from(kind.source_table).where(kind.source_id == kind.row, seen))


def _drop(session: Session, kind: _Kind, organisation_id: int, rows: Sequence[int], *, now: datetime) -> None:
    mine = delete(kind.table).where(col(kind.table.organisation_id) == organisation_id, kind.row.in_(rows))
    if session.get_one(DisplayKey, organisation_id).ended_at is None:
        # Asked again: a place may have been opened for a purpose since.
        mine = mine.where(~_still_seen(session, kind, organisation_id, now))
    session.execute(mine)


def _seal(
    session: Session, keyring: KeyRing, kind: _Kind, organisation_id: int, rows: Sequence[int], *, now: datetime
) -> int:
    """Seal some rows in the caller's transaction; return how many were."""
    # A write comes first: on SQLite what follows is one writer's, so that no row is another's when it is written.
    mine = col(DisplayKey.organisation_id) == organisation_id
    session.execute(update(DisplayKey).where(mine).values(key_id=col(DisplayKey.key_id)))
    key = session.get_one(DisplayKey, organisation_id, populate_existing=True)
    if key.ended_at is not None:
        return 0
    demand_ours(keyring, key)
    wanted = _lacking(session, kind, key, now).where(kind.source_id.in_(rows)).add_columns(kind.source)
    sealed = []
    for row, kept in session.execute(wanted.with_for_update(read=True, key_share=True)):
        try:
            value = keyring.unseal(bytes(kept), kind.read_as)
        except SealBroken:
            # It stays missing, and 'lygte key show' counts it: one damaged value must not close all that come after it.
            continue
        anew = seal_for(bytes(key.public_key), value, kind.sealed_as, row, organisation_id)
        sealed.append({"organisation_id": organisation_id, kind.row.key: row, "key_id": key.key_id, "sealed": anew})
    if sealed:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        into = dialect.insert(kind.table)
        change = {"key_id": into.excluded.key_id, "sealed": into.excluded.sealed}
        index = ["organisation_id", kind.row.key]
        session.execute(into.on_conflict_do_update(index_elements=index, set_=change), sealed)
    return len(sealed)


def _lacking(session: Session, kind: _Kind, key: DisplayKey, now: datetime) -> Select[Any]:
    """What an organisation may see and is not sealed for it under its newest key, in the order of the rows."""
    there = exists().where(
        kind.row == kind.source_id,
        col(kind.table.organisation_id) == key.organisation_id,
        col(kind.table.key_id) == key.key_id,
    )
    wanted = select(kind.source_id).where(~there, _seen(session, kind, key.organisation_id, now))
    return wanted.order_by(kind.source_id)


def _seen(session: Session, kind: _Kind, organisation_id: int, now: datetime) -> ColumnElement[bool]:
    """What an organisation's people may see: in its area, in a place without a region, or opened today for a purpose."""
    regions = _area(session, organisation_id)
    opened = exists().where(
        col(Mark.contact_point_id) == col(ContactPoint.id),
        col(Mark.organisation_id) == organisation_id,
        col(Mark.kind) == "opened",
        col(Mark.until) > now,
    )
    region = col(ContactPoint.region_code)
    here = or_(region.is_(None), region.in_(regions), opened) if regions else true()
    if kind is _PLACES:
        return and_(col(ContactPoint.address_sealed).is_not(None), here)
    return _shown_at(here)


def _shown_at(here: ColumnElement[bool]) -> ColumnElement[bool]:
    """A number that an ad at such a place shows."""
    shown = select(1).select_from(AdPhone).join(Ad, col(Ad.id) == col(AdPhone.ad_id))
    shown = shown.join(ContactPoint, col(ContactPoint.id) == col(Ad.contact_point_id))
    return exists(shown.where(col(AdPhone.phone_id) == col(Phone.id), here))


def _area(session: Session, organisation_id: int) -> set[str]:
    """Return the regions in which an organisation's people work, their own areas included; none means the whole country."""
    regions = session.get_one(Organisation, organisation_id).regions
    own = session.scalars(
        select(col(User.regions)).where(col(User.organisation_id) == organisation_id, col(User.disabled_at).is_(None))
    )
    return {*regions, *(code for codes in own for code in codes)} if regions else set()
