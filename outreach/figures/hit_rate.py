"""How often visits met the concern that was shown before them (F25), and what that means in plain words. Pure.

Greens are counted too: what the tool missed matters as much as what it found.
"""

import math
from dataclasses import dataclass

from outreach.figures.fine_visits import LEVELS
from outreach.figures.joint import Told
from outreach.figures.tables import cell_key

# Below this many visits a share is an accident.
LEAST_VISITS = 20
OUT_OF = 20

WORDS = {
    "da": {
        "rate": "Af {of} steder som dette har omkring {hits} vist tegn ved besøget ({low}-{high} af {of} er muligt; {visits} besøg).",
        "none": "Endnu ikke kalibreret: der skal mindst {least} besøg med samtale på dette niveau til, og ingen af tallene må være så små, at de skjules.",
    },
    "en": {
        "rate": "Of {of} places like this, about {hits} showed signs on the visit ({low}-{high} of {of} is possible; {visits} visits).",
        "none": "Not yet calibrated: at least {least} visits with a conversation at this level are needed, and no number so small that it is hidden.",
    },
}


@dataclass(frozen=True, slots=True)
class HitRecord:
    """Visits with a conversation at one level, and on how many of them concern was met."""

    visits: int
    hits: int


def hits_told(told: Told | None) -> dict[str, HitRecord | None]:
    """Return the record of each level as it was told; None where a part of it is hidden or nothing was told yet."""
    found: dict[str, HitRecord | None] = {}
    for level in LEVELS:
        visits, hits = (
            None if told is None else told.cells.get(cell_key("F25", breakdown, level))
            for breakdown in ("visits_by_level", "concern_met_by_level")
        )
        found[level] = None if visits is None or hits is None else HitRecord(visits, min(hits, visits))
    return found


def interval(record: HitRecord, z: float = 1.645) -> tuple[float, float]:
    """Return the 90 % Wilson interval of the hit share (0-1)."""
    n = record.visits
    if n == 0:
        return 0.0, 1.0
    share = record.hits / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


def calibration_sentence(record: HitRecord | None, lang: str = "da") -> str:
    """Word a level's record as "of 20 like this, about 3 …", or say that it is too early; never how few there are."""
    if record is None or record.visits < LEAST_VISITS:
        return WORDS[lang]["none"].format(least=LEAST_VISITS)
    low, high = interval(record)
    return WORDS[lang]["rate"].format(
        of=OUT_OF,
        hits=round(OUT_OF * record.hits / record.visits),
        low=math.floor(OUT_OF * low),
        high=math.ceil(OUT_OF * high),
        visits=record.visits,
    )
