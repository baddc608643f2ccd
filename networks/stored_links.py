"""Write links: one row a reason why two ads may belong together, and what was cut and why."""

import json
from math import isnan

from sqlmodel import Session, select

from models.network import Link
from networks.ad_table import Ints
from networks.grouping import Grouping
from networks.parts import ShownLink, shown_links

# (ad, ad, kind, kept, cut reason) → (strength, facts)
_Key = tuple[int, int, str, bool, str | None]


def write_links(
    session: Session, grouping: Grouping, parts: Ints, shown: set[int], phone_ids: dict[str, int]
) -> tuple[int, int]:
    """Write links within shown networks and what was cut beside them; return how many were kept and cut."""
    wanted: dict[_Key, tuple[float, str]] = {}
    sizes = grouping.clue_sizes()
    for link in shown_links(grouping, parts):
        if link.cut_reason is None and int(parts[link.first]) not in shown:
            continue
        a, b = sorted((int(grouping.table.ids[link.first]), int(grouping.table.ids[link.second])))
        key = (a, b, grouping.clues.why(link.clue), link.cut_reason is None, link.cut_reason)
        strength = round(float(grouping.clues.strength[link.clue]), 3)
        wanted.setdefault(key, (strength, _facts(grouping, link, sizes[link.clue], phone_ids)))
    _replace(session, wanted)
    kept = sum(1 for key in wanted if key[3])
    return kept, len(wanted) - kept


def _facts(grouping: Grouping, link: ShownLink, ads: int, phone_ids: dict[str, int]) -> str:
    """Return what words the reason: counts, days between the ads, the row of the number. Never a number or a house."""
    facts: dict[str, object] = {"ads": ads}
    table = grouping.table
    days = abs(float(table.day[link.first] - table.day[link.second]))
    if not isnan(days):
        facts["days_apart"] = round(days)
    if grouping.clues.why(link.clue) in ("shared_phone", "number_in_recruitment"):
        number = table.phones[grouping.phones.thing[grouping.clues.about[link.clue]]]
        facts["phone_id"] = phone_ids.get(number)
        facts["type"] = str(grouping.uses[grouping.clues.about[link.clue]].type)
    return json.dumps(facts, sort_keys=True)


def _replace(session: Session, wanted: dict[_Key, tuple[float, str]]) -> None:
    """Make the table hold exactly the wanted links; rows that stay keep their id."""
    have: set[_Key] = set()
    for row in session.exec(select(Link)).all():
        key = (row.ad_a, row.ad_b, row.why, row.kept, row.cut_reason)
        if key in have or key not in wanted:
            session.delete(row)
            continue
        have.add(key)
        if (row.strength, row.facts) != wanted[key]:
            row.strength, row.facts = wanted[key]
            session.add(row)
    for key in sorted(wanted.keys() - have, key=str):
        a, b, why, kept, cut = key
        strength, facts = wanted[key]
        session.add(Link(ad_a=a, ad_b=b, why=why, kept=kept, cut_reason=cut, strength=strength, facts=facts))
    session.flush()
