"""Forget a number: delete every ad that shows it, block contact, and remember to delete it again after a restore.

The caller gives the same answer whether anything was held or not: the asker may hold another person's phone (R-DSR-2).
"""

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from models.ad import AdPhone, Phone
from models.audit_chain import record
from models.expiry import Expired, erase_ads
from models.keys import KeyRing
from models.request import DataRequest
from models.visit import DoNotContact

LEDGER = "erased.jsonl"
FIELDS = frozenset({"keyed", "do_not_contact", "on"})


def forget_number(session: Session, keyring: KeyRing, e164: str, ledger: Path, *, now: datetime) -> None:
    """Erase all ads with this number and put it on the do-not-contact list; the caller commits.

    The ledger (beside the database, keyed numbers only) lets :func:`erase_again` keep it erased after a restore.
    """
    keyed = sorted(keyring.key_phone(e164, epoch) for epoch in keyring.phone_keys)
    _append(ledger, {"keyed": keyed, "do_not_contact": keyring.key_do_not_contact(e164), "on": now.date().isoformat()})
    _erase(session, keyed)
    _block(session, keyring.key_do_not_contact(e164), now)
    # The same entry for a hit and a miss: the trail must not tell either.
    record(session, "request erasure", at=now, purpose="registreret beder om sletning")


def carry_out_requests(session: Session, keyring: KeyRing, ledger: Path, *, now: datetime) -> int:
    """Forget every number the public asked us to forget; returns how many requests there were. The caller commits."""
    waiting = session.exec(
        select(DataRequest).where(col(DataRequest.done_at).is_(None)).order_by(col(DataRequest.id))
    ).all()
    for request in waiting:
        if request.number_sealed is not None:
            e164 = keyring.unseal(request.number_sealed, "data_request.number")
            forget_number(session, keyring, e164, ledger, now=now)
        request.number_sealed, request.done_at = None, now
        session.add(request)
    session.flush()
    return len(waiting)


def erase_again(session: Session, ledger: Path, *, now: datetime) -> int:
    """Carry out all past erasures once more, after a restore; returns how many requests there are."""
    if not ledger.exists():
        return 0
    requests = _requests(ledger)
    for request in requests:
        _erase(session, request["keyed"])
        _block(session, request["do_not_contact"], datetime.fromisoformat(request["on"]))
    record(session, "erasures repeated", at=now, details={"requests": len(requests)})
    return len(requests)


def keep_erased(session: Session, keyring: KeyRing, ledger: Path) -> int:
    """Erase what came in again since with a number people asked us to forget; returns how many ads. The caller commits.

    An ad that still stands on its site is collected anew. Numbers are compared under the do-not-contact key: phone keys
    change with the year, and a year later the ledger's keyed forms fit none of them.
    """
    if not ledger.exists():
        return 0
    wanted = {request["do_not_contact"] for request in _requests(ledger)}
    again = [
        phone_id
        for phone_id, sealed in session.exec(select(Phone.id, Phone.sealed))
        if keyring.key_do_not_contact(keyring.unseal(sealed, "phone.e164")) in wanted
    ]
    ads = sorted({ad for phone in again for ad in session.exec(select(AdPhone.ad_id).where(AdPhone.phone_id == phone))})
    if ads:
        erase_ads(session, ads, Expired())
    return len(ads)


def _erase(session: Session, keyed: list[str]) -> None:
    ads = session.exec(
        select(AdPhone.ad_id).join(Phone, col(Phone.id) == col(AdPhone.phone_id)).where(col(Phone.keyed).in_(keyed))
    ).all()
    erase_ads(session, sorted(set(ads)), Expired())


def _block(session: Session, keyed: str, since: datetime) -> None:
    if session.get(DoNotContact, keyed) is None:
        session.add(DoNotContact(keyed=keyed, since=since.date()))
        session.flush()


def _requests(ledger: Path) -> list[dict[str, Any]]:
    """Return the requests of the ledger.

    A line that a power cut left half is left out: it is on the disk before anything is erased, so that request was not carried
    out and still waits, or whoever typed the command saw it fail. It must not keep the others from being carried out.
    """
    found = []
    for line in ledger.read_bytes().splitlines():
        with suppress(ValueError):
            request = json.loads(line)
            if isinstance(request, dict) and request.keys() >= FIELDS:
                found.append(request)
    return found


def _append(ledger: Path, request: dict[str, object]) -> None:
    """Add a line of its own, whatever the one before it was left as; it is on the disk when this returns."""
    with ledger.open("a+b") as out:
        torn = False
        if out.tell():
            out.seek(-1, os.SEEK_END)
            torn = out.read(1) != b"\n"
        out.write(b"\n" * torn + json.dumps(request).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())
