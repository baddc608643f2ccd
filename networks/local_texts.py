"""The texts of all ads in this process, compared on all its cores."""

from dataclasses import dataclass

import numpy as np

from networks.ad_table import AdTable, Bools, Floats, Hashes, Ints, Weights, WordPairs
from networks.house_text import bucket_of, count_sites, drop_house_words, row_sums, weights_of
from networks.near_texts import candidates, shared_bits, verified
from networks.persons import keys_of_sums, text_sums
from networks.text_memory import TextMemory, candidates_since
from networks.texts import NearTexts
from networks.workers import in_threads

PAIRS_A_BATCH = 50_000


@dataclass(slots=True)
class LocalTexts:
    """``Texts`` over word pairs held here; ``weights`` and ``users`` are by bucket."""

    pairs: WordPairs
    weights: Weights
    voices: int
    users: Ints | None = None
    # What an earlier run left, with each row's place there; ``near`` leaves what this run knows.
    memory: TextMemory | None = None
    given: Ints | None = None
    _totals: Floats | None = None
    _sums: Hashes | None = None

    def keys(self) -> Ints:
        """See ``Texts``."""
        return keys_of_sums(self.sums(), self.pairs.size)

    def sums(self) -> Hashes:
        """Return one number a text (``persons.text_sums``)."""
        if self._sums is None:
            self._sums = text_sums(self.pairs)
        return self._sums

    def of_rows(self, rows: Ints) -> tuple[Hashes, Ints]:
        """See ``Texts``."""
        return self.pairs.of_rows(rows)

    def users_of(self, hashes: Hashes) -> Ints:
        """See ``Texts``."""
        return (
            self.users[bucket_of(hashes, len(self.users))]
            if self.users is not None
            else np.zeros(len(hashes), dtype=np.int64)
        )

    def totals(self) -> Floats:
        """See ``Texts``."""
        if self._totals is None:
            totals = np.zeros(len(self.pairs))

            def add(part: tuple[Ints, Hashes, Ints]) -> None:
                rows, hashes, offsets = part
                totals[rows] = row_sums(self.weights[bucket_of(hashes, len(self.weights))], offsets)

            in_threads(add, list(self.pairs.parts()))
            self._totals = totals
        return self._totals

    def similarities(self, first: Ints, second: Ints) -> tuple[Floats, Floats]:
        """See ``Texts``."""
        bits = np.zeros(len(first))
        total = self.totals()

        def compare(start: int) -> None:
            rows = slice(start, start + PAIRS_A_BATCH)
            bits[rows] = shared_bits(
                self.of_rows(first[rows]), self.of_rows(second[rows]), len(bits[rows]), self.weights
            )

        in_threads(compare, range(0, len(first), PAIRS_A_BATCH))
        cosine: Floats = bits / np.sqrt(np.maximum(total[first] * total[second], 1e-9))
        return cosine, bits

    def near(self, contact: Ints, wanted: Bools) -> NearTexts:
        """See ``Texts``."""
        if self.memory is None or self.given is None:
            return verified(self, *candidates(self.pairs, contact, wanted))
        first, second, self.memory = candidates_since(self.memory, self.pairs, self.sums(), contact, wanted, self.given)
        return verified(self, first, second)


def read_texts(table: AdTable, contact: Ints) -> LocalTexts:
    """Return the texts of a table without what sites write themselves, weighed by how few contacts use each word pair."""
    return weigh_texts(table.pairs, contact, table.site)


def weigh_texts(pairs: WordPairs, contact: Ints, site: Ints) -> LocalTexts:
    """Return word pairs as texts; ``contact`` and ``site`` are by row."""
    everywhere, voices, house_of = count_sites(pairs, contact, site)
    return LocalTexts(drop_house_words(pairs, site, house_of), weights_of(everywhere, voices), voices, everywhere)
