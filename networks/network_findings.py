"""What a grouping says about single ads: findings in counts, never with a number, an address or a name.

Each function takes the grouping and yields findings by row of its table; ``stage`` stores them.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from networks.ad_table import UNKNOWN
from networks.clues import KINDS
from networks.grouping import Grouping
from networks.number_types import NEVER_JOINS
from networks.rota import rotas

# Ages this many years apart under one name and number do not come from birthdays.
AGE_APART = 3
MANY_NUMBERS = 3


@dataclass(frozen=True, slots=True)
class NetworkFinding:
    """One finding about one ad (row of the table); ``facts`` word the reason in counts."""

    row: int
    indicator: str
    strength: float
    facts: dict[str, object] = field(default_factory=dict)


def network_findings(grouping: Grouping) -> list[NetworkFinding]:
    """Return all network findings, at most one of a kind and ad: the strongest."""
    found: dict[tuple[str, str], NetworkFinding] = {}
    for make in (_numbers, _texts, _many_numbers, _routes, _rotas):
        for finding in make(grouping):
            key = (grouping.table.ids[finding.row], finding.indicator)
            if key not in found or finding.strength > found[key].strength:
                found[key] = finding
    return [found[key] for key in sorted(found)]


def _numbers(grouping: Grouping) -> Iterator[NetworkFinding]:
    """Yield shared_phone, name_conflict, age_conflict and number_in_recruitment of each number's ads."""
    table = grouping.table
    for window, rows in grouping.rows_by_window().items():
        use = grouping.uses[window]
        facts: dict[str, object] = {"ads": use.ads, "names": use.names, "type": str(use.type)}
        if use.names >= 2:
            weak = use.is_hub or use.type in NEVER_JOINS
            for row in rows:
                yield NetworkFinding(row, "shared_phone", 0.2 if weak else 0.6, facts)
            if not weak and len({int(p) for p in grouping.person[rows]}) >= 2:
                yield from (NetworkFinding(row, "name_conflict", 0.5, {"names": use.names}) for row in rows)
        yield from _age_conflicts(grouping, rows)
        posts = [row for row in rows if table.ids[row] in grouping.recruiting]
        if posts and not use.is_hub:
            others = [row for row in rows if row not in posts]
            yield from (NetworkFinding(row, "number_in_recruitment", 0.8, {"posts": len(posts)}) for row in others)


def _age_conflicts(grouping: Grouping, rows: list[int]) -> Iterator[NetworkFinding]:
    table = grouping.table
    by_name: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if table.alias[row] != UNKNOWN and table.age[row] != UNKNOWN:
            by_name[int(table.alias[row])].append(row)
    for same in by_name.values():
        ages = [int(table.age[row]) for row in same]
        if max(ages) - min(ages) >= AGE_APART:
            facts: dict[str, object] = {"youngest": min(ages), "oldest": max(ages), "ads": len(same)}
            yield from (NetworkFinding(row, "age_conflict", 0.6, facts) for row in same)


def _texts(grouping: Grouping) -> Iterator[NetworkFinding]:
    for clue, rows in grouping.rows_by_clue("template_text").items():
        if grouping.clues.cut[clue]:
            continue
        numbers = {phone for row in rows for phone in grouping.phones_of(row)}
        names = {int(name) for name in grouping.table.alias[rows] if name != UNKNOWN}
        if len(numbers) >= 2:
            ads = len({grouping.table.ids[row] for row in rows})
            facts: dict[str, object] = {"ads": ads, "numbers": len(numbers), "names": len(names)}
            yield from (NetworkFinding(row, "template_text", 0.7, facts) for row in rows)


def _many_numbers(grouping: Grouping) -> Iterator[NetworkFinding]:
    for kind in ("template_text", "shared_handle", "same_person"):
        for clue, rows in grouping.rows_by_clue(kind).items():
            numbers = {phone for row in rows for phone in grouping.phones_of(row)}
            if not grouping.clues.cut[clue] and len(numbers) >= MANY_NUMBERS:
                yield from (NetworkFinding(row, "many_numbers", 0.6, {"numbers": len(numbers)}) for row in rows)


def _routes(grouping: Grouping) -> Iterator[NetworkFinding]:
    mine: dict[int, list[int]] = defaultdict(list)
    for row, person in enumerate(grouping.person.tolist()):
        mine[person].append(row)
    for route in grouping.common_routes:
        facts: dict[str, object] = {"towns": route.visits, "days_apart": round(abs(route.lag)), "persons": 2}
        for person in (route.one, route.other):
            yield from (NetworkFinding(row, "co_movement", 0.7, facts) for row in mine[person])


def _rotas(grouping: Grouping) -> Iterator[NetworkFinding]:
    table, clues = grouping.table, grouping.clues
    ad, clue = clues.memberships()
    kinds = [KINDS.index(kind) for kind in ("same_address", "shared_phone")]
    wanted = np.isin(np.array(clues.kind, dtype=np.int64)[clue], kinds) if len(clue) else np.zeros(0, dtype=bool)
    for rota in rotas(table, ad[wanted], clue[wanted], grouping.person).values():
        facts: dict[str, object] = {"persons": rota.persons, "days": rota.stay_days}
        yield from (NetworkFinding(row, "rota", 0.7, facts) for row in rota.ads)
