"""What one partition makes of its lines: columns for the rules, word pairs that stay where they are. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np

from models.errors import BadInput
from networks.ad_table import Floats, Hashes, Ints, WordPairs
from networks.block_reader import block_of_lines, portions
from networks.blocks import Block
from networks.persons import text_sums

BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Reading:
    """The ads of one partition: ``blocks`` hold no texts, ``pairs`` their word pairs in the same order, ``words`` how many."""

    blocks: list[Block]
    pairs: WordPairs
    words: int = 0
    lines: int = 0
    problem: str | None = None

    def columns(self) -> "Reading":
        """Return the reading without word pairs: what travels to the rules."""
        return replace(self, pairs=no_pairs())


@dataclass(slots=True)
class Held:
    """The texts of one partition without house words: their word pairs, the bits of each text, one number a text."""

    pairs: WordPairs
    totals: Floats


def no_pairs(texts: int = 0) -> WordPairs:
    """Return so many texts without word pairs."""
    none = np.zeros(texts, dtype=np.int64)
    return WordPairs(np.zeros(0, dtype=np.uint64), none, none)


def digests(lines: Iterable[bytes]) -> Iterator[Hashes]:
    """Yield one array: 64 bits of each line, the same in every process."""
    told = b"".join(blake2b(line, digest_size=8).digest() for line in lines)
    yield np.frombuffer(told, dtype=np.uint64)


def said_before(told: Sequence[Hashes]) -> list[Ints]:
    """Return for each partition which of its lines (from 0) stood earlier, there or in a partition before."""
    every = np.concatenate([np.zeros(0, dtype=np.uint64), *told])
    again = np.ones(len(every), dtype=bool)
    again[np.unique(every, return_index=True)[1]] = False
    borders = np.cumsum([len(part) for part in told])[:-1]
    return [np.flatnonzero(part) for part in np.split(again, borders)]


def read_partition(
    number: int, lines: Iterable[bytes], first: int = 1, leave_out: Iterable[int] = ()
) -> Iterator[Reading]:
    """Yield one reading of the lines of partition ``number``; ``first`` is the number of its first line.

    Lines ``leave_out`` (from 0) are read as empty ones. Never raises: what is wrong with a line is the reading's ``problem``.
    """
    blocks: list[Block] = []
    kept: list[WordPairs] = []
    count = 0
    try:
        for start, part in portions(_texts(number, lines, first, frozenset(leave_out)), first):
            block = block_of_lines(start, part)
            count += len(part)
            kept.append(block.pairs)
            blocks.append(replace(block, pairs=no_pairs(len(block)), sums=text_sums(block.pairs)))
    except BadInput as problem:
        yield Reading([], no_pairs(), lines=count, problem=str(problem))
        return
    pairs = one_after_other(kept)
    yield Reading(blocks, pairs, pairs.total, count)


def _texts(number: int, lines: Iterable[bytes], first: int, leave_out: frozenset[int]) -> Iterator[str]:
    for count, line in enumerate(lines, start=first):
        if count - first in leave_out:
            yield ""
            continue
        try:
            yield (line.removeprefix(BOM) if (number, count) == (0, 1) else line).decode()
        except UnicodeDecodeError:
            raise BadInput(f"Line {count}: not UTF-8 text.") from None


def one_after_other(parts: Sequence[WordPairs]) -> WordPairs:
    """Return the texts of several as one."""
    shift = np.cumsum([0, *(len(part.hashes) for part in parts)])
    none = np.zeros(0, dtype=np.int64)
    return WordPairs(
        np.concatenate([np.zeros(0, dtype=np.uint64), *(part.hashes for part in parts)]),
        np.concatenate([none, *(part.start + before for part, before in zip(parts, shift.tolist(), strict=False))]),
        np.concatenate([none, *(part.size for part in parts)]),
    )
