"""Write possible networks: each part that people see is one row, whose name (token) stays when ads come and go."""

import secrets
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select as wide_select
from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from models.ad import Ad
from models.network import Network
from networks.grouping import Grouping
from networks.number_types import NumberType


@dataclass(slots=True)
class Shown:
    """A part that people see as a possible network: ids of its ads, and counts."""

    ads: list[int]
    phones: int
    places: int


def shown_parts(grouping: Grouping, parts: list[int]) -> dict[int, Shown]:
    """Return the parts that speak for more than one person; a flood of spam is no network."""
    table = grouping.table
    rows: dict[int, list[int]] = defaultdict(list)
    for row, part in enumerate(parts):
        rows[part].append(row)
    kinds = {number: use.type for number, use in grouping.numbers().items()}
    shown = {}
    for part, members in rows.items():
        ads = sorted({int(table.ids[row]) for row in members})
        phones = {phone for row in members for phone in grouping.phones_of(row)}
        persons = {int(grouping.person[row]) for row in members}
        spam = bool(phones) and all(kinds.get(table.phones[phone]) == NumberType.SPAM for phone in phones)
        if len(ads) >= 2 and len(persons) >= 2 and not spam:
            places = {int(table.place[row]) for row in members} - {-1}
            shown[part] = Shown(ads, len(phones), len(places))
    return shown


def write_networks(session: Session, shown: dict[int, Shown], now: datetime) -> int:
    """Write the networks; a part takes the name of the old network that gave it most ads."""
    ads = _ads(session)
    old = {row.id or 0: row for row in session.exec(select(Network)).all()}
    taken = _inherit(shown, ads)
    wanted: dict[int, Network] = {}
    for part, content in sorted(shown.items()):
        network = old.get(taken.get(part, 0)) or Network(
            token=secrets.token_urlsafe(9), ads=0, phones=0, places=0, first_seen=now, last_seen=now, updated_at=now
        )
        _fill(network, content, [ads[ad] for ad in content.ads], now)
        wanted.update(dict.fromkeys(content.ads, network))
    fresh = {id(network): network for network in wanted.values() if network.id is None}
    session.add_all(fresh.values())
    session.flush()
    moved = [
        {"id": ad_id, "network_id": network_id}
        for ad_id, ad in ads.items()
        if ad.network_id != (network_id := wanted[ad_id].id if ad_id in wanted else None)
    ]
    if moved:
        session.execute(update(Ad), moved)
    gone = set(old) - {network.id for network in wanted.values()}
    if gone:
        session.exec(delete(Network).where(col(Network.id).in_(sorted(gone))))
    session.flush()
    return len(shown)


class _Ad(NamedTuple):
    network_id: int | None
    first_seen: datetime
    last_seen: datetime


def _ads(session: Session) -> dict[int, _Ad]:
    """Return of each ad what networks ask; columns, because objects of all ads take long to make."""
    columns = wide_select(col(Ad.id), col(Ad.network_id), col(Ad.first_seen), col(Ad.last_seen))
    return {ad_id: _Ad(*said) for ad_id, *said in session.execute(columns)}


def _inherit(shown: dict[int, Shown], ads: dict[int, _Ad]) -> dict[int, int]:
    """Return which old network each part continues: most common ads first, each network once."""
    overlap: Counter[tuple[int, int]] = Counter()
    for part, content in shown.items():
        overlap.update((part, network) for ad in content.ads if (network := ads[ad].network_id))
    taken: dict[int, int] = {}
    continued: set[int] = set()
    for (part, network), _ in sorted(overlap.items(), key=lambda item: (-item[1], item[0])):
        if part not in taken and network not in continued:
            taken[part] = network
            continued.add(network)
    return taken


def _fill(network: Network, content: Shown, members: list[_Ad], now: datetime) -> None:
    first, last = min(ad.first_seen for ad in members), max(ad.last_seen for ad in members)
    new = (len(content.ads), content.phones, content.places, first, last)
    if (network.ads, network.phones, network.places, network.first_seen, network.last_seen) != new:
        network.ads, network.phones, network.places, network.first_seen, network.last_seen = new
        network.updated_at = now
