"""The fine counts behind all tables: small blocks over shared columns, and how they hang together. Pure.

A block counts facts by a few columns. Two blocks of the same facts agree in the sums over the columns they share. As the
blocks of one kind of fact form a tree over such columns, whatever fits all blocks fits some set of facts: nothing an attacker
could use is lost by not counting everything by everything.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from outreach.figures.hiding import Known

Key = tuple[Hashable, ...]
NOTHING: Mapping[str, Hashable] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Block:
    """Counts by ``columns``; ``counts`` names every key that may be, zeros too."""

    name: str
    columns: tuple[str, ...]
    counts: Mapping[Key, int]

    def at(self, column: str) -> int:
        """Return where a column stands in a key."""
        return self.columns.index(column)


def block(name: str, columns: Sequence[str], found: Mapping[Key, int], possible: Iterable[Key]) -> Block:
    """Return a block whose keys are those found and those possible, in a fixed order."""
    keys = sorted({*found, *possible}, key=repr)
    return Block(name, tuple(columns), {key: found.get(key, 0) for key in keys})


@dataclass
class FineCounts:
    """All blocks of facts that hang together, each key with its number; ``known`` holds what everybody knows of them."""

    blocks: dict[str, Block] = field(default_factory=dict)
    numbers: dict[tuple[str, Key], int] = field(default_factory=dict)
    values: list[int] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)

    def add(self, one: Block) -> Block:
        """Take a block in; each of its keys gets a number."""
        self.blocks[one.name] = one
        for key, count in one.counts.items():
            self.numbers[one.name, key] = len(self.values)
            self.values.append(count)
        return one

    def link(self, one: Block, other: Block, *columns: str) -> None:
        """Say that two blocks count the same facts: their sums over shared columns agree."""
        ours, theirs = self._sums(one, columns), self._sums(other, columns)
        for value in sorted({*ours, *theirs}, key=repr):
            self._relation(ours.get(value, []), theirs.get(value, []), 0, 0)

    def at_most(
        self,
        lesser: Block,
        greater: Block,
        *columns: str,
        lesser_is: Mapping[str, Hashable] = NOTHING,
        greater_is: Mapping[str, Hashable] = NOTHING,
    ) -> None:
        """Say that one block's sums never exceed another's, where that is true."""
        above = self._sums(greater, columns, greater_is)
        for value, left in sorted(self._sums(lesser, columns, lesser_is).items(), key=repr):
            right = above.get(value, [])
            if sum(self.values[at] for at in left) <= sum(self.values[at] for at in right):
                self._relation(left, right, -np.inf, 0)

    def _relation(self, left: list[int], right: list[int], low: float, high: float) -> None:
        form = Counter(left)
        form.subtract(right)
        self.known.append(Known(dict(form), low, high))

    def _sums(
        self, one: Block, columns: Sequence[str], where: Mapping[str, Hashable] = NOTHING
    ) -> dict[Key, list[int]]:
        places = [one.at(column) for column in columns]
        wanted = [(one.at(column), value) for column, value in where.items()]
        found: dict[Key, list[int]] = {}
        for key in one.counts:
            if any(key[place] != value for place, value in wanted):
                continue
            found.setdefault(tuple(key[place] for place in places), []).append(self.numbers[one.name, key])
        return found
