"""Ads as columns: every text value becomes a small number, so that a million ads fit and compare quickly."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Hashes = NDArray[np.uint64]
# Bits of buckets: half the width is quicker to fetch, and exact for whole parts of a bit.
Weights = NDArray[np.float32]
UNKNOWN = -1
TEXTS_A_PART = 50_000


@dataclass(slots=True)
class Codes:
    """Gives each distinct value the next number, in the order of asking."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, value: str | None) -> int:
        """Return the number of a value; UNKNOWN for None and the empty string."""
        return self.numbers.setdefault(value, len(self.numbers)) if value else UNKNOWN

    @property
    def values(self) -> list[str]:
        """All values in the order of their numbers."""
        return list(self.numbers)


@dataclass(slots=True)
class WordPairs:
    """For each text its distinct word pairs, sorted: text ``i`` holds ``hashes[start[i]:start[i] + size[i]]``.

    The texts may lie in any order, so that sorting ads moves no word pairs; ``hashes`` of rows that follow each other in
    storage are contiguous. Where word pairs come from several blocks they stay there: places go on in ``more``, and no text
    lies in two of them.
    """

    hashes: Hashes
    start: Ints
    size: Ints
    more: tuple[Hashes, ...] = ()

    def __len__(self) -> int:
        return len(self.size)

    @property
    def total(self) -> int:
        """Return how many word pairs are held."""
        return sum(map(len, self._pieces()))

    def parts(self) -> Iterator[tuple[Ints, Hashes, Ints]]:
        """Yield rows with their word pairs and offsets, in the order of storage, so that nothing is copied."""
        # Empty texts first among those that begin at one place: else they would swallow the next one's pairs.
        order = np.lexsort((self.size, self.start))
        borders = np.searchsorted(self.start[order], self._bounds()[1:-1])
        for piece, below, rows in zip(self._pieces(), self._bounds().tolist(), np.split(order, borders), strict=False):
            for begin in range(0, len(rows), TEXTS_A_PART):
                part = rows[begin : begin + TEXTS_A_PART]
                low, high = int(self.start[part[0]]), int(self.start[part[-1]] + self.size[part[-1]])
                yield part, piece[low - below : high - below], np.append(self.start[part], high) - low

    def of_rows(self, rows: Ints) -> tuple[Hashes, Ints]:
        """Return the word pairs of some texts, one after the other, with the position in ``rows`` of each."""
        sizes = self.size[rows]
        ends = np.cumsum(sizes)
        owner = np.repeat(np.arange(len(rows)), sizes)
        shift = self.start[rows] - (ends - sizes)
        places = np.arange(len(owner)) + shift[owner]
        if not self.more:
            return self.hashes[places], owner
        found = np.empty(len(places), dtype=np.uint64)
        where = np.repeat(np.searchsorted(self._bounds(), self.start[rows], side="right") - 1, sizes)
        for number, (piece, below) in enumerate(zip(self._pieces(), self._bounds().tolist(), strict=False)):
            here = np.flatnonzero(where == number)
            found[here] = piece[places[here] - below]
        return found, owner

    def _pieces(self) -> tuple[Hashes, ...]:
        return self.hashes, *self.more

    def _bounds(self) -> Ints:
        """Return where each piece begins, and where the last ends."""
        return np.cumsum([0, *map(len, self._pieces())])


@dataclass(slots=True)
class AdTable:
    """The ads sorted by id, so that the order of input cannot matter. ``-1`` is unknown; ``day`` NaN likewise."""

    ids: list[str]
    # The same number for rows of the same ad (its versions over time).
    ident: Ints
    # Where each row stood in the input.
    given: Ints
    pairs: WordPairs
    # Whether the text reads like a recruitment post.
    seeks: Bools
    alias: Ints
    age: Ints
    place: Ints
    address: Ints
    site: Ints
    # Days since 1970 (UTC), with fractions.
    day: Floats
    last_day: Floats
    phone_ad: Ints
    phone: Ints
    # Messenger names, e-mail addresses and links.
    handle_ad: Ints
    handle: Ints
    # Numbers written in recruitment posts that other ads show too (codes of ``phones``).
    sought_ad: Ints
    sought: Ints
    phones: list[str]
    aliases: list[str]
    places: list[str]
    sites: list[str]

    def __len__(self) -> int:
        return len(self.ids)

    def add_phones(self, ad: Ints, phone: Ints) -> None:
        """Add rows (ad, number code) that are not there yet."""
        width = len(self.phones) + 1
        new = ~np.isin(ad * width + phone, self.phone_ad * width + self.phone)
        self.phone_ad = np.concatenate((self.phone_ad, ad[new]))
        self.phone = np.concatenate((self.phone, phone[new]))
