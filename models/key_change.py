"""Change keys under data that stays: one phone key a year, another sealing key when the old one may be known.

Each change can be cut off anywhere and is finished by the same call: the key file is written first, holds old and new
until the last row is done, and every row opens at every moment. Nobody else may be at work meanwhile (see ``lygte key``).
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import Engine, bindparam, delete, or_, select, update
from sqlmodel import Session, SQLModel, col

import models.tables  # noqa: F401  (fills the metadata)
from models.ad import Ad, AdPhone, Phone
from models.contact_point import ContactPoint
from models.errors import BadInput
from models.keys import KeyRing
from models.progress import Progress, silent

BATCH = 500
# Every sealed column and the name it is sealed under.
SEALED: dict[tuple[str, str], str] = {
    ("ad", "content_sealed"): "ad.content",
    ("ad_version", "content_sealed"): "ad_version.content",
    ("review", "text_sealed"): "review.text",
    ("phone", "sealed"): "phone.e164",
    ("contact_point", "address_sealed"): "contact_point.address",
    ("data_request", "number_sealed"): "data_request.number",
    ("user_account", "totp_sealed"): "user_account.totp",
}
NUMBER = "number|"
BASIS_KEY = "contact_point.basis_key"
# A number not seen for a year is not carried into the next.
LIVE_FOR = timedelta(days=365)
# A phone key is destroyed two years after the first day it counted.
EPOCH_YEARS = 2


def number_place_key(keyring: KeyRing, keyed: str) -> str:
    """Return the key of the contact point that gathers the ads of a number without an address."""
    return keyring.key_value(NUMBER + keyed, BASIS_KEY)


def next_epoch(keyring: KeyRing, now: datetime) -> str | None:
    """Return the year whose phone key is wanted now and missing."""
    year = str(now.year)
    return year if year not in keyring.phone_keys and int(year) > int(keyring.epoch) else None


def epochs_to_destroy(keyring: KeyRing, now: datetime) -> list[str]:
    """Return the years whose phone keys have had their time; the current one never."""
    return sorted(
        epoch for epoch in keyring.phone_keys if epoch != keyring.epoch and int(epoch) + EPOCH_YEARS <= now.year
    )


def rekey(session: Session, keyring: KeyRing, phones: Sequence[Phone]) -> int:
    """Key numbers under the current year; the places that gather their ads move along. Returns how many changed."""
    changed = 0
    for phone in phones:
        before, after = phone.keyed, keyring.key_phone(keyring.unseal(phone.sealed, SEALED["phone", "sealed"]))
        if before == after:
            continue
        session.execute(
            update(ContactPoint)
            .where(col(ContactPoint.basis_key) == number_place_key(keyring, before))
            .values(basis_key=number_place_key(keyring, after))
        )
        phone.keyed, phone.epoch = after, keyring.epoch
        session.add(phone)
        changed += 1
    session.flush()
    return changed


def rekey_live_phones(engine: Engine, keyring: KeyRing, *, now: datetime, progress: Progress = silent) -> int:
    """Carry every live number into the current year, in short transactions; returns how many were."""
    recent = (
        select(col(AdPhone.phone_id))
        .join(Ad, col(Ad.id) == col(AdPhone.ad_id))
        .where(or_(col(Ad.gone_at).is_(None), col(Ad.last_seen) > now - LIVE_FOR))
    )
    with Session(engine) as session:
        old = (
            select(col(Phone.id))
            .where(col(Phone.epoch) != keyring.epoch, col(Phone.id).in_(recent))
            .order_by(col(Phone.id))
        )
        ids = list(session.scalars(old))
    done = 0
    for start in range(0, len(ids), BATCH):
        with Session(engine, expire_on_commit=False) as session:
            phones = session.scalars(select(Phone).where(col(Phone.id).in_(ids[start : start + BATCH]))).all()
            done += rekey(session, keyring, phones)
            session.commit()
        progress("numbers", min(start + BATCH, len(ids)), len(ids))
    return done


def forget_epoch(engine: Engine, epoch: str) -> int:
    """Delete the numbers still keyed under a year whose key is destroyed: nothing can be linked to them any more."""
    with Session(engine) as session:
        gone = select(col(Phone.id)).where(col(Phone.epoch) == epoch)
        session.execute(delete(AdPhone).where(col(AdPhone.phone_id).in_(gone)))
        deleted = session.execute(delete(Phone).where(col(Phone.epoch) == epoch))
        session.commit()
        return int(deleted.rowcount)  # type: ignore[attr-defined]  # a cursor result, since this is DML


def reseal(engine: Engine, keyring: KeyRing, progress: Progress = silent) -> int:
    """Seal again whatever the newest sealing key does not open; returns how many values were.

    Raises SealBroken at a value that no key of the ring opens: then the old keys must be kept.
    """
    done = 0
    for at, ((table, column), name) in enumerate(SEALED.items()):
        done += _reseal_column(engine, keyring, table, column, name)
        progress("sealed columns", at + 1, len(SEALED))
    return done


def _reseal_column(engine: Engine, keyring: KeyRing, table: str, column: str, name: str) -> int:
    rows, done, last = SQLModel.metadata.tables[table], 0, 0
    key, sealed = rows.c.id, rows.c[column]
    change = update(rows).where(key == bindparam("row")).values({column: bindparam("anew")})
    page = select(key, sealed).where(key > bindparam("last"), sealed.is_not(None)).order_by(key).limit(BATCH)
    opens = _opener(keyring, name)
    while True:
        with engine.connect() as connection:
            found = connection.execute(page, {"last": last}).all()
        if not found:
            return done
        last = found[-1][0]
        stale = [(row, bytes(value)) for row, value in found if not opens(bytes(value))]
        anew = [{"row": row, "anew": keyring.seal(keyring.unseal(value, name), name)} for row, value in stale]
        if anew:
            with engine.begin() as connection:
                connection.execute(change, anew)
        done += len(anew)


def _opener(keyring: KeyRing, name: str) -> Callable[[bytes], bool]:
    """Return a test whether the newest sealing key, and not an old one, opens a value."""
    cipher, said = AESSIV(keyring.seal_key), [name.encode()]

    def opens(value: bytes) -> bool:
        try:
            cipher.decrypt(value, said)
        except (InvalidTag, ValueError):
            return False
        return True

    return opens


def demand_destroyable(keyring: KeyRing, epoch: str, now: datetime) -> None:
    """Raise BadInput unless the phone key of a year may be destroyed now."""
    if epoch not in keyring.phone_keys:
        raise BadInput(f"There is no phone key of {epoch}.")
    if epoch not in epochs_to_destroy(keyring, now):
        raise BadInput(f"The phone key of {epoch} is in use until the end of {int(epoch) + EPOCH_YEARS - 1}.")
