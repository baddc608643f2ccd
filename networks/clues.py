"""Clues: things that several ads share. Each says which ads, how strong, and whether it joins or was cut and why.

A clue over n ads needs n rows, not n² pairs: that keeps a number on 10,000 spam ads as cheap as 10,000 single ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from networks.ad_table import Ints
from networks.components import components

# Strength by kind (0-1): how much one such clue alone says that two ads belong together. See docs/decisions on linkage.
STRENGTH = {
    "judged_same": 1.0,
    "same_ad": 1.0,
    "same_person": 0.95,
    "shared_phone": 0.9,
    "shared_handle": 0.85,
    "number_in_recruitment": 0.85,
    "mistyped_number": 0.8,
    "number_handed_on": 0.8,
    "same_address": 0.75,
    "template_text": 0.75,
    "number_and_address": 0.85,
    "number_and_town": 0.75,
    "number_and_phrase": 0.75,
    "number_of_office": 0.7,
    "number_beside": 0.3,
    "co_movement": 0.65,
    "rota": 0.7,
}
KINDS = tuple(STRENGTH)
# Why a clue did not join; a screen words these.
CUTS = (
    "",
    "number_on_many_ads",
    "number_of_reception",
    "number_of_agency",
    "number_of_forwarding",
    "number_of_spam",
    "address_of_many",
    "address_of_friends",
    "handle_of_many",
    "text_of_many",
    "text_may_be_copied",
    "number_mistyped",
    "number_beside_once",
    "judged_not_same",
    "weak_bridge",
    "too_large_to_show",
)


@dataclass(slots=True)
class Clues:
    """Rows (ad, clue) and per clue its kind, strength, cut reason and the thing it is about (a code of the table)."""

    ads: list[Ints] = field(default_factory=list)
    rows: list[Ints] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    strength: list[float] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    about: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.kind)

    def add(
        self,
        kind: str,
        ad: Ints,
        key: Ints,
        *,
        cut: dict[int, str] | None = None,
        strength: dict[int, float] | None = None,
    ) -> None:
        """Add one clue for every distinct key that at least two ads hold; ``cut`` and ``strength`` are by key."""
        if not len(ad):
            return
        keys, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
        shared = counts >= 2
        number = np.cumsum(shared) - 1 + len(self.kind)
        wanted = shared[inverse]
        self.ads.append(ad[wanted])
        self.rows.append(number[inverse[wanted]])
        values = keys[shared].tolist()
        self.kind += [KINDS.index(kind)] * len(values)
        self.strength += [strength.get(value, STRENGTH[kind]) if strength else STRENGTH[kind] for value in values]
        self.cut += [CUTS.index(cut.get(value, "")) if cut else 0 for value in values]
        self.about += values

    def why(self, clue: int) -> str:
        """Return the kind of a clue as a word."""
        return KINDS[self.kind[clue]]

    def memberships(self) -> tuple[Ints, Ints]:
        """Return all rows as two columns: ad, clue."""
        none = np.zeros(0, dtype=np.int64)
        return np.concatenate([none, *self.ads]), np.concatenate([none, *self.rows])

    def labels(self, ads: int, without: Iterable[str] = ()) -> Ints:
        """Return the group number of each ad when all joining clues join (but kinds in ``without``)."""
        ad, clue = self.memberships()
        cut = np.array(self.cut, dtype=np.int64)
        kind = np.array(self.kind, dtype=np.int64)
        skipped = [KINDS.index(name) for name in without]
        joins = (cut[clue] == 0) & ~np.isin(kind[clue], skipped) if len(clue) else np.zeros(0, dtype=bool)
        return components(ads + len(self), ad[joins], clue[joins] + ads)[:ads]
