"""Does a site still read? Field fill of the pages looked at, against what the site usually gives. Pure.

Two signs raise an alarm for a field: far fewer pages carry it than usual (below 70 %, and unlikely by chance), or most
of the known ads that were looked at again have lost it. A third raises one for values: a field that tells ads apart
suddenly says the same everywhere (a consent wall, a soft 404, a selector that now hits the site's own name).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import comb
from statistics import median

from crawler.items import AdItem

# field.md: "alarm −30 %".
LOWEST_SHARE_OF_USUAL = 0.7
# Chance that a healthy site looks this bad; many fields are tested each pass.
CHANCE = 0.001
FEWEST_LOSSES = 3
LOST_SHARE = 0.5
# A field that fewer than a fifth of ads carry says nothing by being absent.
USUALLY_THERE = 0.2
TELLING_FIELDS = ("title", "text", "phones")
FEWEST_SAME = 5
SAME_SHARE = 0.8
WATCHED = (
    "title", "text", "phones", "handles", "alias", "age", "city", "postcode", "address", "kind", "prices", "services",
    "languages", "opening_hours", "posted_at", "image_count", "reviews",
)  # fmt: skip


def fields_of(item: AdItem) -> frozenset[str]:
    """Return the names of the fields an item carries."""
    return frozenset(name for name in WATCHED if getattr(item, name) not in (None, [], ""))


@dataclass(slots=True)
class Looks:
    """What the pages of a pass said, field by field. ``had`` is what the store knew of the same ad before."""

    pages: int = 0
    carried: Counter[str] = field(default_factory=Counter)
    had: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    values: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, fields: Iterable[str], before: frozenset[str] | None, item: AdItem | None = None) -> None:
        """Count one page; ``item`` is None for a page that has not changed."""
        carries = frozenset(fields)
        self.pages += 1
        self.carried.update(carries)
        if before is not None:
            self.had.update(before)
            self.lost.update(before - carries)
        for name in TELLING_FIELDS if item else ():
            value = str(getattr(item, name) or "")[:200]
            if value:
                self.values.setdefault(name, Counter())[value] += 1

    def fill(self) -> dict[str, float]:
        """Return the share of pages that carried each field."""
        return {name: self.carried[name] / self.pages for name in WATCHED if self.pages and self.carried[name]}


def broken_fields(looks: Looks, usual: Mapping[str, float]) -> dict[str, str]:
    """Return the fields that no longer read, with the reason: ``field_missing`` or ``field_same``."""
    broken = {name: "field_missing" for name in WATCHED if _fell(looks, name, usual.get(name)) or _lost(looks, name)}
    for name in TELLING_FIELDS:
        if name in broken or name not in looks.values:
            continue
        value_count = looks.values[name].most_common(1)[0][1]
        total = looks.values[name].total()
        if value_count >= FEWEST_SAME and value_count >= SAME_SHARE * total and name != "phones":
            broken[name] = "field_same"
    return broken


def _fell(looks: Looks, name: str, usual: float | None) -> bool:
    if usual is None or usual < USUALLY_THERE or not looks.pages:
        return False
    carried = looks.carried[name]
    if carried >= LOWEST_SHARE_OF_USUAL * usual * looks.pages:
        return False
    # Binomial tail with a usual share capped below 1, so that one odd page in a small pass is no alarm.
    p, n = min(usual, 0.97), looks.pages
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
    for name in ("title", "text"):
        same = looks.values.get(name, Counter())[str(getattr(item, name) or "")[:200]]
        if same >= FEWEST_SAME:
            return True
    return False


def usual_fill(passes: Iterable[Mapping[str, float]], given: Mapping[str, float]) -> dict[str, float]:
    """Return the median fill per field of earlier passes (14 days of them), or what the definition says."""
    history = list(passes)
    if not history:
        return dict(given)
    return {
        name: median(each.get(name, 0.0) for each in history)
        for name in WATCHED
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
