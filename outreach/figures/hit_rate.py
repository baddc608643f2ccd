"""How often visits met the concern that was shown before them (F25), and what that means in plain words. Pure.

Greens are counted too: what the tool missed matters as much as what it found.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from outreach.figures.figure import VisitFact

LEVELS = ("green", "yellow", "red", "not_assessed")
# Below this many visits a share is an accident.
LEAST_VISITS = 20
OUT_OF = 20
CONVERSATION = ("spoken_new", "spoken_known", "spoken_unknown")

WORDS = {
    "da": {
        "rate": "Af {of} steder som dette har omkring {hits} vist tegn ved besøget ({low}-{high} af {of} er muligt; {visits} besøg).",
        "none": "Endnu ikke kalibreret: {visits} besøg med samtale på dette niveau; der skal mindst {least} til.",
    },
    "en": {
        "rate": "Of {of} places like this, about {hits} showed signs on the visit ({low}-{high} of {of} is possible; {visits} visits).",
        "none": "Not yet calibrated: {visits} visits with a conversation at this level; at least {least} are needed.",
    },
}


@dataclass(frozen=True, slots=True)
class HitRecord:
    """Visits with a conversation at one level, and on how many of them concern was met."""

    visits: int
    hits: int


def had_conversation(visit: VisitFact) -> bool:
    """Only a visit on which somebody talked can meet or miss a concern."""
    return any(visit.tallies.get(name, 0) for name in CONVERSATION)


def hits_by_level(visits: Iterable[VisitFact]) -> dict[str, HitRecord]:
    """Return the record of each level that was shown before a visit."""
    counts = {level: [0, 0] for level in LEVELS}
    for visit in visits:
        if visit.level_before in counts and had_conversation(visit):
            counts[visit.level_before][0] += 1
            counts[visit.level_before][1] += visit.concern_met
    return {level: HitRecord(seen, met) for level, (seen, met) in counts.items()}


def interval(record: HitRecord, z: float = 1.645) -> tuple[float, float]:
    """Return the 90 % Wilson interval of the hit share (0-1)."""
    n = record.visits
    if n == 0:
        return 0.0, 1.0
    share = record.hits / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


def calibration_sentence(record: HitRecord, lang: str = "da") -> str:
    """Word a level's record as "of 20 like this, about 3 …", or say that it is too early."""
    if record.visits < LEAST_VISITS:
        return WORDS[lang]["none"].format(visits=record.visits, least=LEAST_VISITS)
    low, high = interval(record)
    return WORDS[lang]["rate"].format(
        of=OUT_OF,
        hits=round(OUT_OF * record.hits / record.visits),
        low=math.floor(OUT_OF * low),
        high=math.ceil(OUT_OF * high),
        visits=record.visits,
    )
