"""From single hits to indicators: drop doubles, weigh clues, keep the exact words."""

from collections import defaultdict
from collections.abc import Set
from operator import attrgetter
from typing import NamedTuple

from classifier.judging import LexiconHit
from models.policy import Policy, Sign, propose_level
from models.values import AgeHit, Direction, Evidence, IndicatorHit, Level, PhoneHit

# Below this a wording is only a clue (lexicons/README.md).
CLUE = 0.35
MOST_EVIDENCE = 6
# An advertiser who states this age or more is not presented as very young.
GROWN = 25
# A wording this strong says what it says.
PLAIN = 0.6
STATED_YOUNG = "youth.stated_18_20"
STATED_MINOR = "youth.stated_under_18"
OBSCURED = "obscured_contact.phone"
_start = attrgetter("start")


class Hit(NamedTuple):
    """One piece of evidence on its way: characters ``start`` to ``end`` in sentence ``sentence``."""

    indicator: str
    rule: str
    strength: float
    start: int
    end: int
    sentence: int = -1


# A wording found needs nothing made of it: it is told by the same names.
AnyHit = Hit | LexiconHit


def age_hits(ages: tuple[AgeHit, ...]) -> list[Hit]:
    """Return what stated ages show: 18-20 is one sign among others, under 18 is grave."""
    hits = []
    for age in ages:
        if age.years < 18:
            hits.append(Hit("youth", STATED_MINOR, 1.0, age.start, age.end))
        elif age.years <= 20:
            hits.append(Hit("youth", STATED_YOUNG, 0.6, age.start, age.end))
    return hits


def phone_hits(phones: tuple[PhoneHit, ...]) -> list[Hit]:
    """Return one hit for every number that is written so that machines will not read it."""
    return [Hit("obscured_contact", OBSCURED, 0.9, phone.start, phone.end) for phone in phones if phone.obscured]


def without_contradicted(hits: list[AnyHit], ages: tuple[AgeHit, ...], kind: str) -> list[AnyHit]:
    """Drop what the text itself speaks against: guesses, and words of youth where all stated ages are grown ones ("Ana, 51")."""
    hits = _without_guesses_against(hits)
    if kind != "ad" or not ages or min(age.years for age in ages) < GROWN:
        return hits
    return [hit for hit in hits if hit.indicator != "youth"]


def _without_guesses_against(hits: list[AnyHit]) -> list[AnyHit]:
    """Drop the model's own guess of service without protection where a sure wording there says that it is required.

    "With condom, without discussion" holds the words of both.
    """
    sure = [hit for hit in hits if hit.indicator == "condom_required" and hit.strength >= PLAIN and not _guessed(hit)]
    if not sure:
        return hits
    said = {hit.sentence for hit in sure}
    return [hit for hit in hits if hit.indicator != "unsafe_services" or not _guessed(hit) or hit.sentence not in said]


def _guessed(hit: AnyHit) -> bool:
    return hit.rule.startswith("model/")


def settle(hits: list[AnyHit]) -> list[AnyHit]:
    """Drop clues that stand alone; two different clues of one indicator in one sentence make a finding."""
    strong = [hit for hit in hits if hit.strength >= CLUE]
    if len(strong) == len(hits):
        return strong
    clues: dict[tuple[str, int], list[AnyHit]] = defaultdict(list)
    for hit in hits:
        if hit.strength < CLUE:
            clues[hit.indicator, hit.sentence].append(hit)
    for (indicator, sentence), found in clues.items():
        backed = any(hit.indicator == indicator and hit.sentence == sentence for hit in strong)
        if not backed and len({hit.rule for hit in found}) > 1:
            start, end = min(hit.start for hit in found), max(hit.end for hit in found)
            strong.append(Hit(indicator, "+".join(sorted({hit.rule for hit in found})[:3]), 0.5, start, end, sentence))
    return strong


def _without_doubles(hits: list[AnyHit], grave: Set[str]) -> list[AnyHit]:
    """Keep the strongest (then longest) of overlapping hits, the strongest first; what is ``grave`` before all others."""
    if len(hits) == 1:
        return hits
    kept: list[AnyHit] = []
    for hit in sorted(
        hits, key=lambda hit: (hit.rule not in grave, -hit.strength, hit.start - hit.end, hit.start, hit.rule)
    ):
        start, end = hit.start, hit.end
        for other in kept:
            if other.start < end and start < other.end:
                break
        else:
            kept.append(hit)
            if len(kept) == MOST_EVIDENCE:
                break
    return kept


def gather(text: str, hits: list[AnyHit], policy: Policy) -> tuple[IndicatorHit, ...]:
    """Return one IndicatorHit per indicator, in the policy's order, each with the exact words."""
    grouped: dict[str, list[AnyHit]] = {}
    for hit in hits:
        if hit.end > hit.start:
            grouped.setdefault(hit.indicator, []).append(hit)
    found = []
    for name, known in policy.indicators.items():
        if name not in grouped:
            continue
        kept = _without_doubles(grouped[name], policy.grave_rules)
        doubt = 1.0
        for hit in kept[:3]:
            doubt *= 1.0 - hit.strength
        kept.sort(key=_start)
        evidence = tuple([Evidence(hit.start, hit.end, text[hit.start : hit.end], hit.rule) for hit in kept])
        found.append(IndicatorHit(name, round(min(1.0, 1.0 - doubt), 3), known.direction, evidence))
    return tuple(found)


def level_of(indicators: tuple[IndicatorHit, ...], policy: Policy, *, assessable: bool) -> Level:
    """Return the level the policy proposes for one text on its own.

    One sign an indicator says as much as one for each of its wordings: of their rules only a grave one counts.
    """
    grave = policy.grave_rules
    signs = [
        Sign(hit.name, hit.strength, next((piece.rule for piece in hit.evidence if piece.rule in grave), ""))
        for hit in indicators
        if hit.direction is not Direction.NOTE
    ]
    return propose_level(signs, policy, assessable=assessable).level
