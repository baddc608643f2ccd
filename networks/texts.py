"""What the rules ask of the texts of all ads, whoever holds them: this process (``local_texts``) or Spark (``spark``).

The rules see columns of numbers only and ask here how like two texts are. So both engines give the same groups: the rules
are the same lines of code, and what both answer with are the same functions over word pairs (``house_text``, ``near_texts``).
"""

from dataclasses import dataclass
from typing import Protocol

from networks.ad_table import Bools, Floats, Hashes, Ints


@dataclass(slots=True)
class NearTexts:
    """Verified pairs of ads with near-identical text under different contacts."""

    first: Ints
    second: Ints
    similarity: Floats
    # Whether the texts share enough to speak for one hand; the others are copies of something short or common.
    telling: Bools

    def some(self, kept: Bools) -> "NearTexts":
        """Return some of the pairs."""
        return NearTexts(self.first[kept], self.second[kept], self.similarity[kept], self.telling[kept])

    def without(self, marked: Bools) -> "NearTexts":
        """Return the pairs of which no ad is marked."""
        return self.some(~(marked[self.first] | marked[self.second]))

    def without_both(self, marked: Bools) -> "NearTexts":
        """Return the pairs of which at most one ad is marked."""
        return self.some(~(marked[self.first] & marked[self.second]))


class Texts(Protocol):
    """The texts of a table's rows as word pairs without house text, weighed by how rare each is."""

    # Voices (contacts on sites) that the weights were counted over.
    voices: int

    def keys(self) -> Ints:
        """Return one number a text, equal for texts with the same word pairs; distinct for texts without any."""
        ...

    def of_rows(self, rows: Ints) -> tuple[Hashes, Ints]:
        """Return the word pairs of some texts, one after the other, with the position in ``rows`` of each."""
        ...

    def users_of(self, hashes: Hashes) -> Ints:
        """Return how many voices use each word pair (0 where it was not counted)."""
        ...

    def totals(self) -> Floats:
        """Return for each text the bits of all its word pairs."""
        ...

    def similarities(self, first: Ints, second: Ints) -> tuple[Floats, Floats]:
        """Return for pairs of texts their weighted cosine (0-1) and the bits they share, from the exact word pairs."""
        ...

    def near(self, contact: Ints, wanted: Bools) -> NearTexts:
        """Return the verified near-identical texts among the wanted ads."""
        ...
