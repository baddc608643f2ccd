"""The timeline of a possible network: who was where in which week, who moved, who was in one town together.

Names in ads are no names of people and stay unsaid: a row is "name 1", a masked number, or a place's letter.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import col

from models.ad import Ad, AdPhone, AdVersion, Phone
from models.local_time import DENMARK
from networks.timeline import Stay, Timeline, TimelineRow, by_week
from review_ui.desk import Desk

WEEKS = 12
MOST_ROWS = 40
NO_TOWN = "–"


@dataclass(frozen=True)
class Persona:
    """Who a row is about: ``kind`` is name, number or place; ``word`` its number, last digits or letter."""

    kind: str
    word: str
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One town in one week: ``moved`` here since the row's last week, ``together`` with another row."""

    town: str
    moved: bool
    together: bool


@dataclass(frozen=True)
class Weeks:
    """The table: Mondays, a row a persona, and how many rows were left out."""

    mondays: tuple[date, ...]
    rows: list[tuple[Persona, list[list[Cell]]]]
    together: tuple[tuple[str, ...], ...]
    left_out: int


def weeks_of(desk: Desk, ads: Sequence[Ad], letter_of: dict[int, str]) -> Weeks:
    """Return who was where by week; ``letter_of`` names the place of each ad."""
    personas, own = _personas(desk, ads, letter_of)
    towns = _towns(desk, ads)
    stays = [
        Stay(own[ad.id or 0], town, first.astimezone(DENMARK), last.astimezone(DENMARK))
        for ad in ads
        for town, first, last in towns[ad.id or 0]
    ]
    line = by_week(stays, most_weeks=WEEKS)
    seen = [row for row in line.rows if any(row.cells)]
    rows = [(personas[row.label], cells_of(row, line)) for row in seen[:MOST_ROWS]]
    # Two ads that name no town were not in one town for that.
    together = tuple(tuple(town for town in towns if town != NO_TOWN) for towns in line.together)
    return Weeks(line.weeks, rows, together, len(seen) - len(rows))


def _personas(desk: Desk, ads: Sequence[Ad], letter_of: dict[int, str]) -> tuple[dict[str, Persona], dict[int, str]]:
    """Return the personas by key and each ad's key: its name, else its number, else its place."""
    tails = _tails(desk, ads)
    own: dict[int, str] = {}
    first: dict[str, tuple[str, str]] = {}
    letters: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for ad in sorted(ads, key=lambda ad: (ad.first_seen, ad.id or 0)):
        number = ad.id or 0
        alias = (ad.alias or "").strip().casefold()
        if alias:
            names.setdefault(alias, str(len(names) + 1))
            key, said = f"name {names[alias]}", ("name", names[alias])
        elif number in tails:
            key, said = f"number {tails[number][0]}", ("number", tails[number][1])
        else:
            key, said = f"place {letter_of[number]}", ("place", letter_of[number])
        own[number] = key
        first.setdefault(key, said)
        letters[key].add(letter_of[number])
    order = {key: tuple(sorted(found, key=lambda name: (len(name), name))) for key, found in letters.items()}
    return {key: Persona(*said, order[key]) for key, said in first.items()}, own


def _tails(desk: Desk, ads: Sequence[Ad]) -> dict[int, tuple[int, str]]:
    """Return the first number of each ad: its id and last two digits."""
    rows = desk.session.execute(
        select(col(AdPhone.ad_id), col(Phone.id), col(Phone.tail))
        .join(Phone, col(Phone.id) == col(AdPhone.phone_id))
        .where(col(AdPhone.ad_id).in_([ad.id for ad in ads]))
        .order_by(col(AdPhone.ad_id), col(Phone.id))
    )
    found: dict[int, tuple[int, str]] = {}
    for ad_id, phone_id, tail in rows:
        found.setdefault(ad_id, (phone_id, tail))
    return found


def _towns(desk: Desk, ads: Sequence[Ad]) -> dict[int, list[tuple[str, datetime, datetime]]]:
    """Return for each ad the towns it named, from when to when: a version that names none keeps the ad's town."""
    rows = desk.session.execute(
        select(col(AdVersion.ad_id), col(AdVersion.seen_from), col(AdVersion.city))
        .where(col(AdVersion.ad_id).in_([ad.id for ad in ads]))
        .order_by(col(AdVersion.ad_id), col(AdVersion.seen_from), col(AdVersion.id))
    )
    versions: dict[int, list[tuple[datetime, str | None]]] = defaultdict(list)
    for ad_id, seen_from, city in rows:
        versions[ad_id].append((seen_from, city))
    found = {}
    for ad in ads:
        own = versions[ad.id or 0] or [(ad.first_seen, ad.city)]
        ends = [start for start, _ in own[1:]] + [max(ad.last_seen, own[-1][0])]
        found[ad.id or 0] = [
            (city or ad.city or NO_TOWN, start, end) for (start, city), end in zip(own, ends, strict=True)
        ]
    return found


def cells_of(row: TimelineRow, line: Timeline) -> list[list[Cell]]:
    """Return a row's towns by week; a town is new when the row's last week with a known town did not have it."""
    cells: list[list[Cell]] = []
    before: set[str] = set()
    for towns, together in zip(row.cells, line.together, strict=True):
        known = set(towns) - {NO_TOWN}
        moved = known - before if before else set()
        cells.append([Cell(town, town in moved, town in known and town in together) for town in towns])
        before = known or before
    return cells
