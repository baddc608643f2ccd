"""The indicator catalogue with its weights, and the level they propose: data in ``policy.yml``, one pure function here.

It stands in ``models`` because reading (one text) and outreach (one contact point) must use the very same law.
A level is a proposal; a person decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from models.values import Direction, Level
from models.yaml_file import read_yaml

# Looked up once: a name in its class takes Python 3.11 ten times as long.
_NOTE, _COUNTER = Direction.NOTE, Direction.COUNTER
POLICY_FILE = Path(__file__).parent / "policy.yml"


@dataclass(frozen=True, slots=True)
class IndicatorPolicy:
    """One indicator's place in the law; source, label and explanation by language (da, en)."""

    name: str
    group: str
    direction: Direction
    weight: float
    grade: str
    source: dict[str, str]
    label: dict[str, str]
    why: dict[str, str]


@dataclass(frozen=True, slots=True)
class Policy:
    """A loaded policy; see the comments of ``policy.yml`` for each number."""

    version: str
    indicators: dict[str, IndicatorPolicy]
    thresholds: dict[str, float]
    grave_groups: frozenset[str]
    grave_rules: frozenset[str]


class Sign(NamedTuple):
    """What scoring needs of one finding: the indicator, its strength (0-1) and the rule that fired."""

    indicator: str
    strength: float
    rule: str = ""


class Proposal(NamedTuple):
    """A proposed level with the groups and the score (log odds) behind it."""

    level: Level
    groups: tuple[str, ...]
    score: float


def parse_policy(content: dict[str, Any]) -> Policy:
    """Build a policy from the parsed YAML. Raises KeyError or ValueError where an entry is incomplete."""
    indicators = {
        name: IndicatorPolicy(
            name=name,
            group=entry["group"],
            direction=Direction(entry["direction"]),
            weight=float(entry["weight"]),
            grade=entry["grade"],
            source=entry["source"],
            label=entry["label"],
            why=entry["why"],
        )
        for name, entry in content["indicators"].items()
    }
    return Policy(
        version=content["version"],
        indicators=indicators,
        thresholds={name: float(value) for name, value in content["thresholds"].items()},
        grave_groups=frozenset(content["grave_groups"]),
        grave_rules=frozenset(content["grave_rules"]),
    )


@cache
def load_policy() -> Policy:
    """Return the policy that ships with the program."""
    return parse_policy(read_yaml(POLICY_FILE))


def propose_level(signs: Iterable[Sign], policy: Policy, *, assessable: bool) -> Proposal:
    """Propose a level from all signs of one text or one contact point.

    ``assessable`` is False where there is too little text or no lexicon for its language: then the level is
    *not assessed* unless concern is found anyway. Notes never count; counter-evidence subtracts and may cap at yellow
    or green, but never a grave sign.
    """
    limits = policy.thresholds
    best: dict[str, tuple[float, bool]] = {}
    against: dict[str, float] = {}
    grave = False
    for indicator, strength, rule in signs:
        known = policy.indicators.get(indicator)
        if known is None or known.direction is _NOTE or strength <= 0:
            continue
        group, value = known.group, known.weight * strength
        if known.direction is _COUNTER:
            against[group] = max(against.get(group, 0.0), value)
            continue
        if strength >= limits["grave_strength"] and (group in policy.grave_groups or rule in policy.grave_rules):
            grave = True
        if strength >= limits["group_strength"]:
            # Within a group only the strongest sign counts; a tested one makes the whole group tested.
            before, tested = best.get(group, (0.0, False))
            best[group] = (max(before, value), tested or known.grade != "untested")
    tested_sum = sum([value for value, tested in best.values() if tested])
    untested_sum = sum([value for value, tested in best.values() if not tested])
    score = tested_sum + min(untested_sum, limits["untested_cap"]) - sum(against.values())
    groups = tuple(sorted(best))
    any_tested = any(tested for _, tested in best.values())
    level = Level.GREEN
    if len(groups) >= limits["yellow_groups"] and score >= limits["yellow_score"]:
        level = Level.YELLOW
    if len(groups) >= limits["red_groups"] and any_tested and score >= limits["red_score"]:
        level = Level.RED
    if grave:
        level = Level.RED
    if level is Level.GREEN and not assessable:
        level = Level.NOT_ASSESSED
    return Proposal(level=level, groups=groups, score=round(score, 3))
