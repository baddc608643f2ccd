"""Ads to possible networks: gather clues, judge each, join what joins, keep what people decided.

Pure: same ads and judgements give the same groups in whatever order they come.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.progress import Progress, silent
from models.values import AdFacts
from networks.ad_table import AdTable, Ints
from networks.clues import CUTS, KINDS, Clues
from networks.co_movement import CommonRoute
from networks.components import distinct_count
from networks.evidence import Evidence, gather
from networks.hearing import HoldTexts
from networks.joining import make_table
from networks.judgements import Judgement, apply_judgements
from networks.local_texts import read_texts
from networks.number_types import NumberType, NumberUse
from networks.number_uses import NumberUses
from networks.time_windows import Windows

LABEL = "grouping"
STEPS = 2


@dataclass(frozen=True, slots=True)
class Link:
    """One reason why two ads may belong together; cut links say why they do not join. ``strength`` is 0-1."""

    ad_a: str
    ad_b: str
    why: str
    strength: float
    kept: bool = True
    cut_reason: str | None = None


@dataclass(slots=True)
class Grouping:
    """The groups (whole) with every clue behind them. ``group`` holds one number an ad of ``table``."""

    table: AdTable
    group: Ints
    clues: Clues
    person: Ints
    phones: Windows
    uses: NumberUses
    # Ids of the ads that seek workers.
    recruiting: frozenset[str] = frozenset()
    common_routes: list[CommonRoute] = field(default_factory=list)
    _named: Ints | None = field(default=None, init=False, repr=False)

    def numbers(self) -> dict[str, NumberUse]:
        """Return the use of each number; of one with several holders that of the window with most ads."""
        found: dict[str, NumberUse] = {}
        for window, use in enumerate(self.uses):
            number = self.table.phones[self.phones.thing[window]]
            if number not in found or use.ads >= found[number].ads:
                found[number] = use
        return found

    def rows_by_window(self) -> dict[int, list[int]]:
        """Return the rows of ads by window of a number."""
        found: dict[int, list[int]] = {}
        for row, window in zip(self.phones.ad.tolist(), self.phones.window.tolist(), strict=True):
            found.setdefault(window, []).append(row)
        return found

    def rows_by_clue(self, kind: str) -> dict[int, list[int]]:
        """Return the rows of ads by clue of one kind."""
        ad, clue = self.clues.memberships()
        found: dict[int, list[int]] = {}
        wanted = np.array(self.clues.kind, dtype=np.int64)[clue] == KINDS.index(kind)
        for row, number in zip(ad[wanted].tolist(), clue[wanted].tolist(), strict=True):
            found.setdefault(number, []).append(row)
        return found

    def clue_sizes(self) -> list[int]:
        """Return for each clue how many ads share it."""
        ad, clue = self.clues.memberships()
        sizes = distinct_count(clue, self.table.ident[ad], len(self.clues)) if len(clue) else np.zeros(0, np.int64)
        return [int(size) for size in sizes]

    def phones_of(self, row: int) -> list[int]:
        """Return the codes of the numbers on one ad."""
        if self._phones_of is None:
            self._phones_of = {}
            for ad, phone in zip(self.table.phone_ad.tolist(), self.table.phone.tolist(), strict=True):
                self._phones_of.setdefault(ad, []).append(phone)
        return self._phones_of.get(row, [])

    _phones_of: dict[int, list[int]] | None = None

    def group_of(self) -> dict[str, str]:
        """Return the group's name by ad id: the id of its earliest ad, so that later ads rename nothing."""
        names = self.name_rows()[self.group].tolist()
        return {ad: self.table.ids[row] for ad, row in zip(self.table.ids, names, strict=True)}

    def is_kept(self, first: int, second: int, clue: int) -> bool:
        """Tell whether a clue joins two ads: it was not cut, and no judgement parted them."""
        return not self.clues.cut[clue] and bool(self.group[first] == self.group[second])

    def links(self) -> Iterator[Link]:
        """Yield every clue as links from its first ad to each other one; cut links say why."""
        for first, second, clue in self.edges():
            kept = self.is_kept(first, second, clue)
            why, strength = self.clues.why(clue), round(float(self.clues.strength[clue]), 3)
            reason = None if kept else CUTS[self.clues.cut[clue]] or "judged_not_same"
            yield Link(self.table.ids[first], self.table.ids[second], why, strength, kept, reason)

    def edges(self) -> Iterator[tuple[int, int, int]]:
        """Yield (row of an ad, row of another, clue): each clue as a star around its first ad."""
        yield from zip(*(column.tolist() for column in self.edge_columns()), strict=True)

    def edge_columns(self) -> tuple[Ints, Ints, Ints]:
        """Return the edges as columns: row of an ad, row of another, clue; sorted by clue."""
        ad, clue = self.clues.memberships()
        order = np.lexsort((ad, clue))
        ad, clue = ad[order], clue[order]
        begins = np.concatenate((clue[:1] == clue[:1], clue[1:] != clue[:-1]))
        head = ad[np.flatnonzero(begins)[np.cumsum(begins) - 1]] if len(ad) else ad
        edge = head != ad
        return head[edge], ad[edge], clue[edge]

    def first_rows(self) -> Ints:
        """Return for each row the first row of the same ad."""
        ident = self.table.ident
        return np.searchsorted(ident, ident)

    def name_rows(self) -> Ints:
        """Return for each group number the row of its earliest ad; sorted once, however often it is asked."""
        if self._named is None:
            self._named = name_rows(self.table, self.group)
        return self._named


def name_rows(table: AdTable, group: Ints) -> Ints:
    """Return for each group number the row of its earliest ad: what names the group."""
    day = np.where(np.isnan(table.day), np.inf, table.day)
    order = np.lexsort((day, group))
    rows = np.zeros(int(group.max()) + 1 if len(group) else 0, dtype=np.int64)
    # Written backwards, so that the earliest is written last.
    rows[group[order[::-1]]] = order[::-1]
    return rows


def group_ads(
    ads: Sequence[AdFacts],
    judgements: Sequence[Judgement] = (),
    *,
    types: Mapping[str, NumberType] | None = None,
    recruiting: frozenset[str] | None = None,
) -> Grouping:
    """Group ads into possible networks; see ``group_table``."""
    return group_table(make_table(ads), judgements, types=types, recruiting=recruiting)


def group_table(
    table: AdTable,
    judgements: Sequence[Judgement] = (),
    *,
    types: Mapping[str, NumberType] | None = None,
    recruiting: frozenset[str] | None = None,
    hold: HoldTexts = read_texts,
    progress: Progress = silent,
) -> Grouping:
    """Group the ads of a table into possible networks.

    ``types`` are number types set by people; ``recruiting`` the ids of recruitment posts where a reading knows them
    (else a word list decides); ``hold`` says who holds the texts and compares them (this process, or Spark).
    """
    progress(LABEL, 0, STEPS)
    evidence = gather(table, types or {}, recruiting, hold)
    progress(LABEL, 1, STEPS)
    clues = evidence.clues
    _add_co_movement(evidence)
    group = clues.labels(len(table))
    group = apply_judgements(table, clues, group, judgements)
    progress(LABEL, STEPS, STEPS)
    return Grouping(
        table, group, clues, evidence.person, evidence.phones, evidence.uses, evidence.recruiting, evidence.routes
    )


def _add_co_movement(evidence: Evidence) -> None:
    """Join persons whose routes agree beyond chance."""
    first_ad = np.zeros(int(evidence.person.max()) + 1 if len(evidence.person) else 0, dtype=np.int64)
    # Written backwards, so that the first ad of each person is written last.
    first_ad[evidence.person[::-1]] = np.arange(len(evidence.person))[::-1]
    pairs = np.array([(route.one, route.other) for route in evidence.routes], dtype=np.int64).reshape(-1)
    evidence.clues.add("co_movement", first_ad[pairs], np.repeat(np.arange(len(evidence.routes)), 2))


__all__ = ["Grouping", "Judgement", "Link", "group_ads", "group_table"]
