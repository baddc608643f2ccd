"""The indicator catalogue with its weights, and the level they propose: data in ``policy.yml``, one pure function here.

It stands in ``models`` because reading (one text) and outreach (one contact point) must use the very same law.
A level is a proposal; a person decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from models.values import Direction, Level

# Asked for of every sign of every text: an enum looks its members up each time.
_COUNTER, _NOTE = Direction.COUNTER, Direction.NOTE
_GREEN, _YELLOW, _RED, _NOT_ASSESSED = Level.GREEN, Level.YELLOW, Level.RED, Level.NOT_ASSESSED
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
    return parse_policy(yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8")))


def propose_level(signs: Iterable[Sign], policy: Policy, *, assessable: bool) -> Proposal:
    """Propose a level from all signs of one text or one contact point.

    ``assessable`` is False where there is too little text or no lexicon for its language: then the level is
    *not assessed* unless concern is found anyway. Notes never count; counter-evidence subtracts and may cap at yellow
    or green, but never a grave sign.
    """
    limits, indicators = policy.thresholds, policy.indicators
    grave_strength, group_strength = limits["grave_strength"], limits["group_strength"]
    best: dict[str, tuple[float, bool]] = {}
    against: dict[str, float] = {}
    grave = False
    for name, strength, rule in signs:
        known = indicators.get(name)
        if known is None or strength <= 0:
            continue
        group, direction, value = known.group, known.direction, known.weight * strength
        if direction is _NOTE:
            continue
        if direction is _COUNTER:
            against[group] = max(against.get(group, 0.0), value)
            continue
        if strength >= grave_strength and (group in policy.grave_groups or rule in policy.grave_rules):
            grave = True
        if strength < group_strength:
            continue
        # Within a group only the strongest sign counts; a tested one makes the whole group tested.
        before = best.get(group, (0.0, False))
        best[group] = (max(before[0], value), before[1] or known.grade != "untested")
    tested_sum = untested_sum = 0.0
    any_tested = False
    for value, tested in best.values():
        if tested:
            tested_sum, any_tested = tested_sum + value, True
        else:
            untested_sum += value
    score = tested_sum + min(untested_sum, limits["untested_cap"]) - sum(against.values())
    level = _RED if grave else _by_score(score, len(best), limits, any_tested=any_tested)
    if level is _GREEN and not assessable:
        level = _NOT_ASSESSED
    return Proposal(level, tuple(sorted(best)), round(score, 3))


def _by_score(score: float, groups: int, limits: dict[str, float], *, any_tested: bool) -> Level:
    if any_tested and groups >= limits["red_groups"] and score >= limits["red_score"]:
        return _RED
    return _YELLOW if groups >= limits["yellow_groups"] and score >= limits["yellow_score"] else _GREEN
