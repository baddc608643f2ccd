"""Choose among candidates: the best-founded rule for each field, then alternatives that agree where both speak.

A value that is the same on every page belongs to the site's frame; a rule that contradicts a better one is dropped.
"""

from collections.abc import Sequence

from crawler.learn.candidates import DATA, LABEL, LOOSE, PATTERN, Candidate
from crawler.learn.samples import Rule

MOST_ALTERNATIVES = 4
# Fields whose value may rightly be the same on all sampled pages (a small site in one town).
OFTEN_EQUAL = frozenset(
    {
        "city",
        "kind",
        "place",
        "languages",
        "services",
        "opening_hours",
        "prices",
        "image_count",
        "posted_at",
        "postcode",
    }
)
NEVER_EQUAL = frozenset({"phones", "alias", "address"})
ENOUGH = 4


def choose(name: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the rules for one field, the first the main one; [] when nothing can be trusted."""
    able = [candidate for candidate in candidates if candidate.name == name and _plausible(candidate)]
    if not able:
        return []
    chosen = [max(able, key=_standing)]
    covered = list(chosen[0].values)
    rest = sorted((candidate for candidate in able if candidate is not chosen[0]), key=_standing, reverse=True)
    for candidate in rest:
        if len(chosen) >= MOST_ALTERNATIVES:
            break
        adds = sum(value is not None and known is None for value, known in zip(candidate.values, covered, strict=True))
        if adds and _fits(candidate, chosen):
            chosen.append(candidate)
            covered = [
                known if known is not None else value for known, value in zip(covered, candidate.values, strict=True)
            ]
    return chosen


def _plausible(candidate: Candidate) -> bool:
    count = len(candidate.values)
    filled = sum(value is not None for value in candidate.values)
    if filled < (1 if count < ENOUGH or candidate.trust >= LABEL else 2) or candidate.purity < 0.3:
        return False
    if candidate.distinct == 1 and filled >= ENOUGH:
        if candidate.name in NEVER_EQUAL:
            return False
        # A lone value in an unnamed place is furniture; a labelled one may be true of all.
        return candidate.trust >= DATA and candidate.name in OFTEN_EQUAL
    return True


def _standing(candidate: Candidate) -> tuple[float, ...]:
    """Return the order of candidates: trusted sources that fill well, then tight and lasting names."""
    trust = candidate.trust * (candidate.purity**3 if candidate.trust <= PATTERN else 1.0)
    well_filled = 1.0 if candidate.fill >= 0.5 else 0.5 if candidate.fill >= 0.2 else 0.0
    return (
        _yield(candidate),
        trust * (0.6 + 0.4 * well_filled),
        candidate.fill,
        candidate.purity,
        -candidate.rank,
        -len(str(candidate.rule)),
    )


def _yield(candidate: Candidate) -> float:
    """Return how much a price rule gives: a rule that loses the durations or half of the list is worse, whoever names it."""
    if candidate.name != "prices":
        return 0.0
    total = 0.0
    for value in candidate.values:
        prices = value if isinstance(value, list) else []
        timed = sum(1 for price in prices if price.get("minutes"))
        total += timed - 0.7 * (len(prices) - timed) if timed else 0.2 * len(prices)
        total -= min(candidate.length, 600) / 80 if prices else 0
    return round(total, 1)


def _fits(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    for better in chosen:
        both, same = candidate.agreement(better)
        if both and same < both * 0.9:
            return False
        if both < 2 and candidate.trust <= PATTERN:
            return False
    return candidate.trust > LOOSE or candidate.purity >= 0.6


def as_rules(chosen: Sequence[Candidate]) -> Rule | list[Rule]:
    """Return what the definition says: one rule, or alternatives in order."""
    rules = [candidate.rule for candidate in chosen]
    return rules[0] if len(rules) == 1 else rules
