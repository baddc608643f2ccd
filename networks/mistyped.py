"""Numbers with one slip of the finger: a rare number one digit away from one that the same person uses.

Looked for only on ads that agree in name and, besides, in town, age or text: numbers one digit apart are common.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Ints
from networks.near_texts import Texts, similarities
from networks.time_windows import Windows

# A slip is rare: a number counts as possibly mistyped where a person shows it on at most so many ads.
RARE_ADS = 2
ALIKE = 0.5


def one_slip_away(number: str) -> Iterator[str]:
    """Yield keys that two numbers share when they differ in one digit, or by two neighbours swapped."""
    for place in range(len(number)):
        yield f"{number[:place]}?{number[place + 1 :]}"
    for place in range(len(number) - 1):
        pair = "".join(sorted(number[place : place + 2]))
        yield f"{number[:place]}<{pair}>{number[place + 2 :]}"


def slips(table: AdTable, phones: Windows, person: Ints, texts: Texts) -> list[tuple[int, int, int]]:
    """Return (row of ``phones`` that seems mistyped, its ad, an ad with the right number), sorted."""
    if not len(phones):
        return []
    holder = phones.window * (int(person.max()) + 1) + person[phones.ad]
    _, inverse, counts = np.unique(holder, return_inverse=True, return_counts=True)
    rows = np.flatnonzero((counts[inverse] <= RARE_ADS) & (table.alias[phones.ad] >= 0))
    often = np.flatnonzero((counts[inverse] > RARE_ADS) & (table.alias[phones.ad] >= 0))
    proposals = _proposals(table, phones, person, rows, often)
    if not proposals:
        return []
    first = phones.ad[np.array([row for row, _ in proposals])]
    second = np.array([ad for _, ad in proposals])
    cosine, _ = similarities(texts, first, second)
    found: dict[int, tuple[int, int, int]] = {}
    for (row, ad), alike in zip(proposals, cosine, strict=True):
        mine = int(phones.ad[row])
        if row not in found and (alike >= ALIKE or _agree(table, mine, ad)):
            found[row] = (row, mine, ad)
    return sorted(found.values())


def _agree(table: AdTable, one: int, other: int) -> bool:
    """Tell whether two ads of one name agree in town and in age (a birthday apart)."""
    same_place = table.place[one] != UNKNOWN and table.place[one] == table.place[other]
    ages = table.age[one], table.age[other]
    return bool(same_place and UNKNOWN not in ages and abs(ages[0] - ages[1]) <= 1)


def _proposals(table: AdTable, phones: Windows, person: Ints, rows: Ints, often: Ints) -> list[tuple[int, int]]:
    """Return (rare row, ad of a well-used number one slip away, same name), one for each well-used number."""
    number = [table.phones[thing] for thing in phones.thing]
    wanted: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row in rows.tolist():
        alias = int(table.alias[phones.ad[row]])
        for key in one_slip_away(number[phones.window[row]]):
            wanted[key, alias].append(row)
    found: list[tuple[int, int]] = []
    windows, names = phones.window[often], table.alias[phones.ad[often]]
    order = np.lexsort((phones.ad[often], names, windows))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (windows[order][1:] != windows[order][:-1]) | (names[order][1:] != names[order][:-1])
    for place in order[fresh].tolist():
        ad = int(phones.ad[often[place]])
        right = number[windows[place]]
        for key in one_slip_away(right):
            for row in wanted.get((key, int(names[place])), ()):
                if number[phones.window[row]] != right and person[phones.ad[row]] != person[ad]:
                    found.append((row, ad))
    return sorted(set(found))
