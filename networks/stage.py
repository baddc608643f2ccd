"""The one edge of this room: read ads from the store, group them, write networks, links, types and findings back.

Everything written is compared with what stands there first: a run that finds nothing new writes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from models.ad import Phone
from models.db import session_scope
from models.keys import KeyRing
from models.progress import Progress, silent
from networks.grouping import Grouping, group_table
from networks.network_findings import network_findings
from networks.parts import parts_to_show
from networks.stored_ads import StoredAds, read_ads
from networks.stored_findings import write_findings
from networks.stored_links import write_links
from networks.stored_networks import shown_parts, write_networks

STEPS = 5
LABEL = "networks"


@dataclass(frozen=True, slots=True)
class NetworkCounts:
    """What one refresh left in the store, in rows; ``ads`` are those in a possible network."""

    networks: int
    ads: int
    links_kept: int
    links_cut: int
    findings: int
    numbers: int


def refresh(engine: Engine, keyring: KeyRing, *, now: datetime, progress: Progress = silent) -> NetworkCounts:
    """Group all stored ads and write what changed; networks keep their name while most of their ads stay."""
    progress(LABEL, 0, STEPS)
    with session_scope(engine) as session:
        stored = read_ads(session, keyring, progress)
    progress(LABEL, 1, STEPS)
    grouping = group_table(stored.table, stored.judgements, types=stored.types, recruiting=stored.recruiting)
    parts = parts_to_show(grouping)
    shown = shown_parts(grouping, parts.tolist())
    found = network_findings(grouping)
    progress(LABEL, 2, STEPS)
    # Each step reads and compares first and writes last, in a transaction of its own: whoever decides on an ad meanwhile
    # waits for the writing only.
    with session_scope(engine) as session, session.no_autoflush:
        numbers = _write_types(session, grouping, stored)
    with session_scope(engine) as session, session.no_autoflush:
        networks = write_networks(session, shown, now)
    progress(LABEL, 3, STEPS)
    with session_scope(engine) as session, session.no_autoflush:
        kept, cut = write_links(session, grouping, parts, set(shown), stored.phone_ids)
    progress(LABEL, 4, STEPS)
    with session_scope(engine) as session, session.no_autoflush:
        findings = write_findings(session, found, grouping.table.ids, now)
    progress(LABEL, STEPS, STEPS)
    return NetworkCounts(networks, sum(len(part.ads) for part in shown.values()), kept, cut, findings, numbers)


def _write_types(session: Session, grouping: Grouping, stored: StoredAds) -> int:
    """Write the type of each number and the counts behind it, never over what a person set."""
    uses = grouping.numbers()
    row_of = {phone_id: number for number, phone_id in stored.phone_ids.items()}
    for phone in session.exec(select(Phone)).all():
        use = uses.get(row_of.get(phone.id or 0, ""))
        if use is None or phone.type_set_by_person:
            continue
        if (phone.type, phone.type_reason) != (str(use.type), use.reason):
            phone.type, phone.type_reason = str(use.type), use.reason
            session.add(phone)
    return len(uses)
