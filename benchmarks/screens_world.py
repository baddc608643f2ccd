"""A store of the design load's size for the screens' benchmark: invented, written in bulk."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, insert
from sqlmodel import Session, SQLModel

from models.ad import Ad, AdPhone, AdVersion, Phone
from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.db import make_engine, upgrade
from models.decision import LevelDecision
from models.finding import Finding, TextReading
from models.gazetteer import postcodes, regions
from models.keys import KeyRing, make_keyring, save_keyring
from models.people import Organisation, User
from models.site import Site
from review_ui.accounts import hash_password

PASSWORD = "en lang opdigtet sætning"  # noqa: S105 - of invented users in a throw-away store
WORDS = [
    "velkommen",
    "til",
    "vores",
    "klinik",
    "ved",
    "havnen",
    "ring",
    "til",
    "receptionen",
    "og",
    "hør",
    "hvem",
    "der",
    "er",
    "på",
    "arbejde",
    "jeg",
    "bestemmer",
    "selv",
    "min",
    "tid",
    "altid",
    "med",
    "kondom",
    "aftal",
    "tid",
    "dagen",
    "før",
    "hver",
    "dag",
    "fra",
    "ti",
    "til",
    "toogtyve",
    "parkering",
    "i",
    "gården",
    "nye",
    "tider",
    "hver",
    "uge",
    "centralt",
    "i",
    "byen",
]
QUOTES = {"third_party_control": "vores klinik", "own_limits": "bestemmer selv", "condom_required": "med kondom"}
LEVELS = ("red", "yellow", "yellow", "green", "green", "green", "not_assessed", "green", "yellow", "green")


def build_store(
    folder: Path,
    users: int,
    live: int,
    history: int,
    places: int,
    *,
    url: str | None = None,
    organisations: int = 1,
    reader_version: str = "1",
) -> None:
    """Write the store and its keys into a folder, or the store to ``url``; users belong to the organisations in turn.

    ``reader_version``: who has read the ads; another one than today's and the next screening reads them all again.
    """
    url = url or f"sqlite:///{folder / 'lygte.db'}"
    ring = make_keyring(str(datetime.now(UTC).year))
    save_keyring(ring, folder / "keys.json")
    upgrade(url, ring.store_key)
    engine = make_engine(url, ring.store_key)
    now = datetime.now(UTC)
    with Session(engine) as session:
        theirs = [Organisation(name=f"Organisation {1 + number}", regions=[]) for number in range(organisations)]
        session.add_all([*theirs, Site(name="site", title="Site", start_url="http://127.0.0.1:1/", is_loopback=True)])
        session.flush()
        hashed = hash_password(PASSWORD)
        session.add_all(
            User(
                login=f"worker{number}",
                password_hash=hashed,
                organisation_id=theirs[number % organisations].id or 0,
                role="outreach",
                regions=[list(regions())[number // organisations % 5]],
                # The screens as they are deployed want the course first.
                preferences={"course": now.date().isoformat()},
            )
            for number in range(users)
        )
        session.commit()
    _rows(engine, ring, now, live=live, history=history, places=places, reader_version=reader_version)
    _past_work(engine, now, users=users, places=places)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def _rows(
    engine: Engine, ring: KeyRing, now: datetime, *, live: int, history: int, places: int, reader_version: str
) -> None:
    dice = random.Random(4)
    codes = list(postcodes().values())
    points = [_point(number, dice.choice(codes), dice, now) for number in range(places)]
    _write(engine, ContactPoint, points)
    _write(engine, Phone, [_phone(number, ring) for number in range(places)])
    total = live + history
    for begin in range(0, total, 20_000):
        ads = [
            _ad(number, points, live=number < live, dice=dice, now=now, ring=ring)
            for number in range(begin, min(begin + 20_000, total))
        ]
        _write(engine, Ad, ads)
        _write(
            engine,
            AdPhone,
            [
                {
                    "ad_id": ad["id"],
                    "phone_id": ad["contact_point_id"],
                    "obscured": False,
                    "source": "text",
                    "first_seen": ad["first_seen"],
                    "last_seen": ad["last_seen"],
                }
                for ad in ads
            ],
        )
        _write(
            engine,
            AdVersion,
            [
                {
                    "ad_id": ad["id"],
                    "seen_from": ad["first_seen"],
                    "content_hash": "a",
                    "content_sealed": ring.seal(_content(ad["text_masked"]), "ad_version.content"),
                    "prices": [],
                    "services": [],
                    "changed": [],
                }
                for ad in ads
            ],
        )
        _write(
            engine,
            TextReading,
            [
                {
                    "ad_id": ad["id"],
                    "content_hash": "a",
                    "lang": "da",
                    "level": "green",
                    "reader_version": reader_version,
                    "read_at": now,
                }
                for ad in ads
            ],
        )
        _write(engine, Finding, [one for ad in ads for one in _findings(ad, now)])


def _past_work(engine: Engine, now: datetime, *, users: int, places: int) -> None:
    """Two years of decisions and looks: what people did must not make the screens slower either."""
    decided = [
        {
            "contact_point_id": 1 + number % places, "user_id": 1 + number % users, "level": "green",
            "proposed_level": "green", "decided_at": now - timedelta(days=1 + number % 700), "undone_at": now,
        }
        for number in range(20 * places)
    ]  # fmt: skip
    looked = [
        {
            "at": now - timedelta(days=1 + number % 700), "user_id": 1 + number % users, "organisation_id": 1,
            "act": "record view", "subject": f"place:place{number % places}", "details": {}, "previous_hash": "", "hash": "",
        }
        for number in range(100 * places)
    ]  # fmt: skip
    _write(engine, LevelDecision, decided)
    _write(engine, AuditEntry, looked)


def _write(engine: Engine, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            _copy_in(connection, table, rows)
        else:
            connection.execute(insert(table), rows)


def _copy_in(connection: Connection, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Fill by COPY: millions of rows in a minute. What a row does not say is the column's default."""
    columns = [
        column
        for column in SQLModel.metadata.tables[str(table.__tablename__)].columns
        if column.name in rows[0] or column.default is not None
    ]
    usual = {column.name: _usual(column) for column in columns}
    cursor: Any = connection.connection.cursor()
    names = ", ".join(f'"{column.name}"' for column in columns)
    with cursor.copy(f'COPY "{table.__tablename__}" ({names}) FROM STDIN') as copy:
        for row in rows:
            values = [row.get(column.name, usual[column.name]) for column in columns]
            copy.write_row([json.dumps(value) if isinstance(value, list | dict) else value for value in values])
    cursor.close()


def _usual(column: Column[Any]) -> Any:
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


def _point(number: int, where: Any, dice: random.Random, now: datetime) -> dict[str, Any]:
    level = LEVELS[number % len(LEVELS)]
    return {
        "id": number + 1, "token": f"place{number}", "basis": "place", "basis_key": f"key{number}", "place_type": "clinic",
        "label": f"Klinik i {where.name}", "postcode": where.postcode, "city": where.name,
        "municipality_code": where.municipality_code, "region_code": where.region_code, "lat": where.lat, "lon": where.lon,
        "precision": "postcode", "first_seen": now - timedelta(days=dice.randrange(1, 300)), "last_seen": now, "live_ads": 7,
        "changed_at": now - timedelta(days=number % 40),
        "proposed_level": level, "proposed_groups": ["control", "services"], "policy_version": "test", "proposed_score": 1.0,
        "rank_score": dice.random() * 4, "rank_reasons": [{"code": "never_visited", "value": True}], "do_not_visit": False,
    }  # fmt: skip


def _phone(number: int, ring: KeyRing) -> dict[str, Any]:
    written = f"+4599{number:06d}"
    return {
        "id": number + 1, "keyed": ring.key_phone(written), "epoch": ring.epoch, "sealed": ring.seal(written, "phone.e164"),
        "tail": written[-2:], "country": "DK", "type": "unknown", "type_set_by_person": False,
    }  # fmt: skip


def _ad(
    number: int, points: list[dict[str, Any]], *, live: bool, dice: random.Random, now: datetime, ring: KeyRing
) -> dict[str, Any]:
    point = points[number % len(points)]
    first = now - timedelta(days=dice.randrange(1, 60) if live else dice.randrange(60, 700))
    said = " ".join(dice.choices(WORDS, k=55)) + " vores klinik, bestemmer selv, med kondom"
    return {
        "id": number + 1, "site": "site", "external_id": str(number), "url": "http://127.0.0.1:1/ad", "first_seen": first,
        "last_seen": now if live else first + timedelta(days=20), "gone_at": None if live else first + timedelta(days=21),
        "content_hash": "a", "content_sealed": ring.seal(_content(said), "ad.content"), "title_masked": "Klinik",
        "text_masked": said, "city": point["city"],
        "postcode": point["postcode"], "kind": "clinic", "prices": [], "services": [], "languages": ["da"],
        "contact_point_id": point["id"],
    }  # fmt: skip


def _content(said: str) -> str:
    """Return what is kept of a page, as the crawler writes it."""
    return json.dumps({"title": "Klinik", "text": said, "address": "", "phones": [], "handles": []}, ensure_ascii=False)


def _findings(ad: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    text = str(ad["text_masked"])
    said = [
        {
            "ad_id": ad["id"], "indicator": name, "direction": "concern" if name == "third_party_control" else "counter",
            "strength": 0.8, "source": "text", "start": text.rindex(quote), "end": text.rindex(quote) + len(quote),
            "quote_masked": quote, "rule": name, "facts": None, "found_at": now,
        }
        for name, quote in QUOTES.items()
    ]  # fmt: skip
    return said if ad["gone_at"] is None else [*said, _gone(ad, now)]


def _gone(ad: dict[str, Any], now: datetime) -> dict[str, Any]:
    """What the history stage has said of every ad that went: otherwise it would begin with all of them."""
    return {
        "ad_id": ad["id"], "indicator": "gone", "direction": "note", "strength": 0.5, "source": "history", "start": None,
        "end": None, "quote_masked": None, "rule": "history/gone",
        "facts": json.dumps({"since": ad["gone_at"].date().isoformat()}), "found_at": now,
    }  # fmt: skip
