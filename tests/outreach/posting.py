"""Puts many rows of the contract's *Ad in* format into a store at once, read and with their findings, as a crawl and a reading would."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Engine, insert
from sqlmodel import Session, func, select

from classifier.reader import Reader, load_reader
from models.ad import Ad, AdPhone, Phone
from models.finding import Finding, TextReading
from models.keys import KeyRing
from models.site import Site
from models.values import Reading

Row = Mapping[str, object]
_reader = cache(load_reader)
_read: dict[str, Reading] = {}
_NEW_PHONE = {"type": "unknown", "type_set_by_person": False}
_HELD = {"obscured": False, "source": "text"}


def read_all(texts: Iterable[str]) -> dict[str, Reading]:
    """Return what was read in each text; a text is read once."""
    fresh = sorted(set(texts) - set(_read))
    reader: Reader = _reader()
    entries = ({"id": str(at), "text": text, "type": "ad", "lang": None} for at, text in enumerate(fresh))
    _read.update(zip(fresh, reader.read_many(entries), strict=True))
    return _read


def post(engine: Engine, keyring: KeyRing, rows: Sequence[Row], first_seen: datetime, now: datetime) -> list[int]:
    """Store ads first seen then and still there, and return their ids in the order of ``rows``."""
    readings = read_all(str(row["text"]) for row in rows)
    with Session(engine) as session:
        _sites(session, {str(row["site"]) for row in rows})
        begin = (session.exec(select(func.max(Ad.id))).one() or 0) + 1
        ids = list(range(begin, begin + len(rows)))
        session.execute(insert(Ad), [_ad(keyring, ad, row, first_seen, now) for ad, row in zip(ids, rows, strict=True)])
        _numbers(session, keyring, ids, rows, first_seen, now)
        said = [(ad, str(row["text"]), readings[str(row["text"])]) for ad, row in zip(ids, rows, strict=True)]
        session.execute(insert(TextReading), [_reading(ad, text, one, now) for ad, text, one in said])
        findings = [finding for ad, _, one in said for finding in _findings(ad, one, now)]
        if findings:
            session.execute(insert(Finding), findings)
        session.commit()
    return ids


def _sites(session: Session, names: set[str]) -> None:
    for name in sorted(names - set(session.exec(select(Site.name)))):
        session.add(Site(name=name, title=name, start_url="http://127.0.0.1/", is_loopback=True))
    session.flush()


def _ad(keyring: KeyRing, ad: int, row: Row, first_seen: datetime, now: datetime) -> dict[str, object]:
    text = str(row["text"])
    content = {"title": "Annonce", "text": text, "address": row["address"], "phones": row["phones"], "handles": []}
    return {
        "id": ad, "site": row["site"], "external_id": str(ad), "url": f"http://127.0.0.1/{ad}", "first_seen": first_seen,
        "last_seen": now, "content_hash": hashlib.sha256(text.encode()).hexdigest(), "title_masked": "Annonce", "text_masked": text,
        "content_sealed": keyring.seal(json.dumps(content), "ad.content"), "alias": row["alias"], "age": row["age"],
        "city": row["city"], "postcode": row["postcode"], "kind": "clinic", "prices": [], "services": [], "languages": [],
    }  # fmt: skip


def _numbers(
    session: Session, keyring: KeyRing, ids: Sequence[int], rows: Sequence[Row], first_seen: datetime, now: datetime
) -> None:
    known = {keyed: number for number, keyed in session.exec(select(Phone.id, Phone.keyed))}
    new, held = list[dict[str, object]](), list[dict[str, object]]()
    for ad, row in zip(ids, rows, strict=True):
        for e164 in dict.fromkeys(row["phones"]):  # type: ignore[call-overload]  # a list of numbers
            keyed = keyring.key_phone(e164)
            if keyed not in known:
                known[keyed] = len(known) + 1
                sealed = keyring.seal(e164, "phone.e164")
                new.append(
                    {
                        "id": known[keyed],
                        "keyed": keyed,
                        "epoch": "2026",
                        "sealed": sealed,
                        "tail": e164[-2:],
                        **_NEW_PHONE,
                    }
                )
            held.append({"ad_id": ad, "phone_id": known[keyed], "first_seen": first_seen, "last_seen": now, **_HELD})
    for table, made in ((Phone, new), (AdPhone, held)):
        if made:
            session.execute(insert(table), made)


def _reading(ad: int, text: str, reading: Reading, now: datetime) -> dict[str, object]:
    return {
        "ad_id": ad, "content_hash": hashlib.sha256(text.encode()).hexdigest(), "lang": "da", "level": reading.level.value,
        "reader_version": "t", "read_at": now,
    }  # fmt: skip


def _findings(ad: int, reading: Reading, now: datetime) -> Iterable[dict[str, object]]:
    for hit in reading.indicators:
        yield {
            "ad_id": ad, "indicator": hit.name, "direction": hit.direction.value, "strength": hit.strength, "source": "text",
            "rule": hit.evidence[0].rule if hit.evidence else "", "quote_masked": "ord", "found_at": now,
        }  # fmt: skip
