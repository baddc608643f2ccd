"""Numbers with one slip of the finger: a rare number one digit away from one that the same person uses.

Looked for only on ads that agree in name and, besides, in town, age or text: numbers one digit apart are common.
"""

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Hashes, Ints
from networks.components import distinct, first_places, renumber
from networks.text_sketch import mix
from networks.texts import Texts
from networks.time_windows import Windows

# A slip is rare: a number counts as possibly mistyped where a person shows it on at most so many ads.
RARE_ADS = 2
ALIKE = 0.5
# Slips are looked for in the last so many digits: the country code is not typed.
DIGITS = 8
# More digits than any number has.
LONGEST = 15
# Low bits by which most keys are told from all others.
QUICK = 1 << 22


def slip_keys(numbers: Ints) -> list[Ints]:
    """Return columns of keys: two numbers share a key when they differ in that digit, or by swapping two neighbours."""
    columns: list[Ints] = []
    for place in range(DIGITS):
        unit = 10**place
        columns.append(numbers - numbers // unit % 10 * unit)
    for place in range(DIGITS - 1):
        unit = 10**place
        low, high = numbers // unit % 10, numbers // (unit * 10) % 10
        rest = numbers - low * unit - high * unit * 10
        columns.append(rest + np.minimum(low, high) * unit + np.maximum(low, high) * unit * 10)
    return columns


def slips(table: AdTable, phones: Windows, person: Ints, texts: Texts) -> list[tuple[int, int, int]]:
    """Return (row of ``phones`` that seems mistyped, its ad, an ad with the right number), sorted.

    Also where words and name made both ads one person's already: a slip may have hit a number that is somebody else's.
    """
    if not len(phones):
        return []
    shown = renumber(phones.window, person[phones.ad])
    times = np.bincount(shown)[shown]
    named = table.alias[phones.ad] >= 0
    rare, often = np.flatnonzero((times <= RARE_ADS) & named), np.flatnonzero((times > RARE_ADS) & named)
    rows, right = _proposals(table, phones, rare, often)
    # Who shows both numbers on one ad mistyped neither.
    width = len(phones)
    beside = np.isin(phones.ad[rows] * width + phones.window[right], phones.ad * width + phones.window)
    rows, ads = rows[~beside], phones.ad[right[~beside]]
    cosine, _ = texts.similarities(phones.ad[rows], ads)
    good = (cosine >= ALIKE) | _agree(table, phones.ad[rows], ads)
    found: dict[int, tuple[int, int, int]] = {}
    for row, ad in zip(rows[good].tolist(), ads[good].tolist(), strict=True):
        found.setdefault(row, (row, int(phones.ad[row]), ad))
    return sorted(found.values())


def _agree(table: AdTable, one: Ints, other: Ints) -> Bools:
    """Tell whether two ads of one name agree in town and in age (a birthday apart)."""
    place = (table.place[one] != UNKNOWN) & (table.place[one] == table.place[other])
    known = (table.age[one] != UNKNOWN) & (table.age[other] != UNKNOWN)
    agree: Bools = place & known & (np.abs(table.age[one] - table.age[other]) <= 1)
    return agree


def _proposals(table: AdTable, phones: Windows, rare: Ints, often: Ints) -> tuple[Ints, Ints]:
    """Return (rare row, row of a well-used number one slip away, same name); one row stands for each number and name."""
    digits = np.array([_digits(number) for number in table.phones], dtype=np.int64)
    names = table.alias[phones.ad]
    number = digits[phones.thing[phones.window]]
    often = often[first_places(renumber(phones.window[often], names[often]))]
    rare, often = rare[number[rare] >= 0], often[number[often] >= 0]
    # A number and name in one hash: what agrees in it is looked at again, and hardly anything agrees.
    salt = mix(np.arange(int(names.max(initial=0)) + 1, dtype=np.uint64))
    found: list[Ints] = [np.zeros(0, dtype=np.int64)]
    for one, other in zip(slip_keys(number[rare]), slip_keys(number[often]), strict=True):
        left, right = _same_key(
            mix(one.astype(np.uint64) ^ salt[names[rare]]), mix(other.astype(np.uint64) ^ salt[names[often]])
        )
        same = (one[left] == other[right]) & (names[rare[left]] == names[often[right]])
        differ = same & (number[rare[left]] != number[often[right]])
        found.append((rare[left[differ]] << 32) | often[right[differ]])
    both = distinct(np.concatenate(found))
    return both >> 32, both & 0xFFFFFFFF


def _digits(number: str) -> int:
    """Return a number's last digits as one whole number, -1 where it is written otherwise."""
    bare = number.lstrip("+")
    return int(bare[-LONGEST:]) if bare.isdigit() else -1


def _same_key(left: Hashes, right: Hashes) -> tuple[Ints, Ints]:
    """Return all pairs of places at which two columns of hashes agree, and maybe a few more."""
    quick = np.zeros(QUICK, dtype=bool)
    quick[right & np.uint64(QUICK - 1)] = True
    # Most keys are nobody else's: a table of low bits says so at once.
    place = np.flatnonzero(quick[left & np.uint64(QUICK - 1)])
    order = np.argsort(right)
    begin = np.searchsorted(right[order], left[place], side="left")
    sizes = np.searchsorted(right[order], left[place], side="right") - begin
    inside = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.repeat(place, sizes), order[np.repeat(begin, sizes) + inside]
