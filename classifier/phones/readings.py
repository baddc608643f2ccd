"""Every string of digits that a run of number items can spell, from one start on; bounded by a budget of steps."""

from collections.abc import Iterator
from itertools import chain

from classifier.phones.number_words import Meaning, number_words
from classifier.phones.pieces import TIMES, Item

LONGEST_NUMBER = 15
# "Twice thirteen" repeats so many digits at most; "six zeros" is the longest such count.
LONGEST_REPEATED, MOST_TIMES = 2, 6
# Between a word for tens and one for a unit these part two numbers rather than join one: "twenty / nine".
_PARTING = frozenset(",;./*|\n")


class Budget:
    """How many steps one text may still cost; pathological texts run out and are read no further."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self) -> bool:
        """Take one step; False when none is left."""
        self.left -= 1
        return self.left > 0


def _merged(items: list[Item], at: int, meaning: Meaning) -> Iterator[tuple[str, int]]:
    """Yield (digits, items used) where a number word joins the next ones: twenty-one, one-and-twenty, seven hundred."""
    following = items[at + 1] if at + 1 < len(items) else None
    if following is None:
        return
    if following.softs and following.softs[-1] in TIMES:
        yield from _times(items, at, meaning)
    for other in following.meanings:
        if meaning.kind == "tens" and not following.gap and len(other.digits) == 1 and other.digits != "0":
            yield str(meaning.value + int(other.digits)), 2
        if meaning.kind == "tens" and other.kind == "unit" and other.value and meaning.lang not in ("th",):
            yield str(meaning.value + other.value), 2
        elif meaning.kind == "unit" and other.kind == "tens" and meaning.lang in number_words().unit_first:
            if following.softs and following.softs[0] in number_words().joiners[meaning.lang]:
                yield str(meaning.value + other.value), 2
        elif meaning.kind == "unit" and meaning.value and other.kind == "hundred":
            yield from _hundreds(items, at + 2, meaning.value * 100, 2)
        elif meaning.kind in ("twice", "thrice"):
            digits = other.digits or (str(other.value) if other.kind in ("unit", "teen", "tens", "pair") else "")
            if 0 < len(digits) <= LONGEST_REPEATED:
                yield digits * meaning.value, 2
        elif meaning.kind == "unit" and other.kind == "plural":
            yield from _several(meaning.value, other)


def _times(items: list[Item], at: int, meaning: Meaning) -> Iterator[tuple[str, int]]:
    """Yield "two times 56"."""
    if meaning.value in (2, 3):
        for digits, used in _atoms(items, at + 1, meaning.lang):
            if len(digits) <= LONGEST_REPEATED:
                yield digits * meaning.value, used + 1


def _several(times: int, what: Meaning) -> Iterator[tuple[str, int]]:
    """Yield "two zeros", "tre femmere"."""
    if 2 <= times <= MOST_TIMES:
        yield str(what.value) * times, 2


def _hundreds(items: list[Item], at: int, hundreds: int, used: int) -> Iterator[tuple[str, int]]:
    """Yield what follows a word for hundreds: seven hundred [and] fourteen."""
    if at < len(items):
        for meaning in items[at].meanings:
            if meaning.kind == "tens":
                for digits, more in _merged(items, at, meaning):
                    yield str(hundreds + int(digits)), used + more
            if meaning.kind in ("unit", "teen", "tens", "pair"):
                yield str(hundreds + meaning.value), used + 1
    yield str(hundreds), used


def _atoms(items: list[Item], at: int, lang: str) -> Iterator[tuple[str, int]]:
    meanings = items[at].meanings
    if len(meanings) > 1:
        meanings = tuple(sorted(meanings, key=lambda meaning: meaning.lang != lang))
    for meaning in meanings:
        if meaning.digits:
            if len(meaning.digits) == 1 and at + 1 < len(items):
                for other in items[at + 1].meanings:
                    if other.kind == "plural" and other.lang == lang:
                        yield from _several(int(meaning.digits), other)
            yield meaning.digits, 1
            continue
        if meaning.kind == "hundreds":
            yield from _hundreds(items, at + 1, meaning.value, 1)
            continue
        alone = [(str(meaning.value), 1)] if meaning.kind in ("unit", "teen", "tens", "pair") else []
        merged = _merged(items, at, meaning)
        parted = meaning.kind == "tens" and at + 1 < len(items) and not _PARTING.isdisjoint(items[at + 1].gap)
        yield from chain(alone, merged) if parted else chain(merged, alone)


# Digits and how many items spell them, by the item with which they begin.
Atoms = dict[int, list[tuple[str, int]]]


def readings(
    items: list[Item], start: int, lang: str, budget: Budget, known: Atoms | None = None
) -> Iterator[tuple[int, str]]:
    """Yield (end index, digits) for all numbers of at most 15 digits that begin at ``start``.

    ``known`` is what was worked out for the same items from another start, and grows.
    """
    known = {} if known is None else known
    waiting = [(start, "")]
    while waiting:
        at, digits = waiting.pop()
        if digits:
            yield at, digits
        left = LONGEST_NUMBER - len(digits)
        if at >= len(items) or left <= 0 or not budget.spend():
            continue
        atoms = known.get(at)
        if atoms is None:
            atoms = known[at] = list(_atoms(items, at, lang))[::-1]
        for more, used in atoms:
            if len(more) <= left:
                waiting.append((at + used, digits + more))
