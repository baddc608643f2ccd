"""Does a site still read? Field fill of the pages looked at, against what the site usually gives. Pure.

Two signs raise an alarm for a field: far fewer pages carry it than usual (below 70 %, and unlikely by chance), or most
of the known ads that were looked at again have lost it. Known ads that still carry it veto the first sign: a wave of
new ads without a number is news, not a broken selector. A third sign is about values: known ads suddenly all say the
same (a consent wall, a soft 404, a selector that now hits the site's own name); template texts of new ads do not count.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import comb
from statistics import median
from typing import Any

from crawler.definition import SiteDefinition
from crawler.items import AdItem

# field.md: "alarm −30 %".
LOWEST_SHARE_OF_USUAL = 0.7
# Chance that a healthy site looks this bad; many fields are tested each pass.
CHANCE = 0.001
FEWEST_LOSSES = 3
LOST_SHARE = 0.5
# A field that fewer than a fifth of ads carry says nothing by being absent.
USUALLY_THERE = 0.2
TELLING_FIELDS = ("title", "text")
FEWEST_SAME = 5
SAME_SHARE = 0.8
# Known ads of which fewer than a third lost a field show that it still reads.
VETO_SHARE = 1 / 3
WATCHED = (
    "title", "text", "phones", "handles", "alias", "age", "city", "postcode", "address", "kind", "prices", "services",
    "languages", "opening_hours", "posted_at", "image_count", "reviews",
)  # fmt: skip
# A field may still be there and say less: one price of three, prices without minutes, no picture where there were some.
FACETS = ("prices:2", "prices:3", "prices:minutes", "image_count:1")


def fields_of(item: AdItem) -> frozenset[str]:
    """Return the names of the fields an item carries, with their facets."""
    return carried({name: getattr(item, name) for name in WATCHED})


def carried(values: Mapping[str, Any]) -> frozenset[str]:
    """Return which of the watched fields have a value, and the facets of prices and pictures."""
    found = {name for name in WATCHED if values.get(name) not in (None, [], "")}
    prices = values.get("prices") or []
    found.update(f"prices:{least}" for least in (2, 3) if len(prices) >= least)
    if any(price.get("minutes") for price in prices):
        found.add("prices:minutes")
    if values.get("image_count"):
        found.add("image_count:1")
    return frozenset(found)


def field_named(name: str) -> str:
    """Return the field a facet belongs to; a field is its own."""
    return name.partition(":")[0]


def readable(definition: SiteDefinition) -> frozenset[str]:
    """Return what a definition can read: a field that a repaired definition leaves out is missed no longer."""
    fields = {"city", "postcode", "address"} if "place" in definition.fields else set()
    fields |= {name for name in WATCHED if name in definition.fields} | {"languages"}
    if definition.reviews:
        fields.add("reviews")
    return frozenset(fields | {facet for facet in FACETS if field_named(facet) in fields})


def prints_of(title: str | None, text: str | None) -> tuple[str, str]:
    """Return short hashes of what tells one ad from another."""
    return _print(title), _print(text)


def _print(value: str | None) -> str:
    return hashlib.sha256((value or "").encode()).hexdigest()[:16] if value else ""


@dataclass(slots=True)
class Looks:
    """What the pages of a pass said, field by field. ``had`` and ``lost`` count known ads only."""

    pages: int = 0
    known: int = 0
    carried: Counter[str] = field(default_factory=Counter)
    # Of new ads only: what known ads should carry is known, so chance has no part in them.
    carried_new: Counter[str] = field(default_factory=Counter)
    had: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    # Per telling field: how many ads say the same, of all pages and of known ads that said something else before.
    values: dict[str, Counter[str]] = field(default_factory=dict)
    turned: dict[str, Counter[str]] = field(default_factory=dict)

    def add(
        self,
        fields: Iterable[str],
        before: frozenset[str] | None,
        prints: tuple[str, str] | None = None,
        prints_before: tuple[str, str] | None = None,
    ) -> None:
        """Count one page; ``before`` is None for a new ad, ``prints`` None for a page that has not changed."""
        carries = frozenset(fields)
        self.pages += 1
        self.carried.update(carries)
        if before is not None:
            self.known += 1
            self.had.update(before)
            self.lost.update(before - carries)
        else:
            self.carried_new.update(carries)
        for place, name in enumerate(TELLING_FIELDS if prints else ()):
            value = prints[place] if prints else ""
            if value:
                self.values.setdefault(name, Counter())[value] += 1
                if prints_before and prints_before[place] != value:
                    self.turned.setdefault(name, Counter())[value] += 1

    def fill(self) -> dict[str, float]:
        """Return the share of pages that carried each field."""
        return {
            name: self.carried[name] / self.pages for name in (*WATCHED, *FACETS) if self.pages and self.carried[name]
        }


def broken_fields(looks: Looks, usual: Mapping[str, float]) -> dict[str, str]:
    """Return the fields that no longer read, with the reason: ``field_missing`` or ``field_same``."""
    broken = {
        name: "field_missing"
        for name in (*WATCHED, *FACETS)
        if _fell(looks, name, usual.get(name)) or _lost(looks, name)
    }
    everywhere = all(_says_the_same(looks, name) for name in TELLING_FIELDS if name in looks.values)
    for name in TELLING_FIELDS:
        turned = max(looks.turned.get(name, Counter()).values(), default=0)
        known_turned = turned >= FEWEST_LOSSES and turned >= LOST_SHARE * looks.known
        if known_turned or (looks.known == 0 and everywhere and name in looks.values):
            broken[name] = "field_same"
    return broken


def _says_the_same(looks: Looks, name: str) -> bool:
    most = looks.values[name].most_common(1)[0][1]
    return most >= FEWEST_SAME and most >= SAME_SHARE * looks.pages


def _fell(looks: Looks, name: str, usual: float | None) -> bool:
    if usual is None or usual < USUALLY_THERE or not looks.pages:
        return False
    if looks.had[name] >= FEWEST_LOSSES and looks.lost[name] < VETO_SHARE * looks.had[name]:
        return False
    # A known ad that never had the field says nothing by lacking it; one that had it is the affair of `_lost`.
    carried = looks.carried_new[name] + looks.had[name] - looks.lost[name]
    n = looks.pages - looks.known + looks.had[name]
    expected = usual * (looks.pages - looks.known) + looks.had[name]
    if carried >= LOWEST_SHARE_OF_USUAL * expected:
        return False
    # Binomial tail with a usual share capped below 1, so that one odd page in a small pass is no alarm.
    p = min(expected / n, 0.97)
    if n > 400:  # far out in the tail; the sum below would only confirm it
        return True
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(carried + 1)) < CHANCE


def _lost(looks: Looks, name: str) -> bool:
    return looks.lost[name] >= FEWEST_LOSSES and looks.lost[name] >= LOST_SHARE * looks.had[name]


def is_doubtful(item: AdItem, before: frozenset[str] | None, usual: Mapping[str, float], looks: Looks) -> bool:
    """Say whether an item should wait until the pass has seen more: it lacks what it should carry, or repeats others."""
    carries = fields_of(item)
    expected = {name for name, share in usual.items() if share >= LOWEST_SHARE_OF_USUAL} | (before or frozenset())
    if expected - carries - {"reviews"}:
        return True
    if "reviews" in (before or ()) and "reviews" not in carries:
        return True
    return any(
        looks.turned.get(name, Counter())[value] >= FEWEST_LOSSES or (looks.known == 0 and _says_the_same(looks, name))
        for name, value in zip(TELLING_FIELDS, prints_of(item.title, item.text), strict=True)
        if name in looks.values
    )


def usual_fill(passes: Iterable[Mapping[str, float]], given: Mapping[str, float]) -> dict[str, float]:
    """Return the median fill per field of earlier passes (14 days of them), or what the definition says."""
    history = list(passes)
    if not history:
        return dict(given)
    return {
        name: median(each.get(name, 0.0) for each in history)
        for name in (*WATCHED, *FACETS)
        if any(name in each for each in history)
    }


def choose_looks(known: Mapping[str, frozenset[str]], how_many: int, turn: int) -> set[str]:
    """Choose known ads to look at again although nothing seems changed, so that every usual field is seen often enough.

    ``turn`` moves on from pass to pass, so that in time every ad is looked at.
    """
    keys = sorted(known)
    if not keys:
        return set()
    start = (turn * how_many) % len(keys)
    order = keys[start:] + keys[:start]
    chosen: list[str] = order[:how_many]
    covered = Counter(name for key in chosen for name in known[key])
    for key in order[how_many:]:
        if len(chosen) >= 3 * how_many:
            break
        wanting = {name for name in known[key] if covered[name] < FEWEST_LOSSES}
        if wanting:
            chosen.append(key)
            covered.update(known[key])
    return set(chosen)
