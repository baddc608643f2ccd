"""Driving times between coordinates: an honest estimate, or a local routing engine where the organisation has one.

The estimate is the great circle times a road factor, over bridges as via points, ferries marked. On the 57 known road
distances of the gazetteer it is wrong by 5 % on average (round a bay by a third); ``ESTIMATE_NOTE`` says so wherever times are shown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from outreach.crossings import mass_of, ways

EARTH_KM = 6371.0088
# Median of road over beeline on the known pairs is 1.17.
ROAD_FACTOR = 1.17
# (kilometres up to here, km/h): the first stretch is town, then main road, then motorway.
SPEEDS = ((4.0, 32.0), (20.0, 62.0), (math.inf, 88.0))
# A small island without a known ferry: slow boat and a long wait.
UNKNOWN_FERRY_MIN, UNKNOWN_FERRY_KMH = 60.0, 15.0

ESTIMATE_NOTE = {
    "da": "Køretider er anslået ud fra afstand, broer og færger. Vejlængden rammer i snit 5 % ved siden af, rundt om en bugt mere; regn med mere i myldretid. Tjek færgetider.",
    "en": "Driving times are estimated from distance, bridges and ferries. Road lengths are off by 5 % on average, round a bay by more; allow more at rush hour. Check ferry times.",
}

PLACED_NOTE = {
    "da": "Steder uden kendt husnummer står midt i deres postnummer eller by: kør efter adressen, ikke efter kortet.",
    "en": "Places without a known house number stand in the middle of their postcode or town: follow the address, not the map.",
}
ENGINE_NOTE = {
    "da": "Køretider er beregnet på jeres egne vejdata, uden kø. Regn med mere i myldretid. Tjek færgetider.",
    "en": "Driving times are worked out on your own road data, without queues. Allow more at rush hour. Check ferry times.",
}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Leg:
    """One drive: minutes, road kilometres, and whether it needs a ferry."""

    minutes: float
    km: float
    ferry: bool


class Roads(Protocol):
    """Anything that knows the drives between points: the estimate here, or a routing engine."""

    @property
    def estimated(self) -> bool:
        """Whether the drives given last are the estimate, which the screen and the paper must then say."""
        ...

    def legs(self, points: Sequence[Point]) -> list[list[Leg]]:
        """Return the drive from every point to every other, in the order given; (lat, lon) in WGS84."""
        ...


class EstimatedRoads:
    """The estimate, needing nothing but the gazetteer."""

    estimated = True

    def legs(self, points: Sequence[Point]) -> list[list[Leg]]:
        """See :class:`Roads`."""
        return [[estimated_leg(one, other) for other in points] for one in points]


def great_circle_km(one: Point, other: Point) -> float:
    """Return the distance as the crow flies."""
    lat_a, lon_a, lat_b, lon_b = (math.radians(degrees) for degrees in (*one, *other))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def driving_minutes(km: float) -> float:
    """Return minutes for road kilometres: slow at first, faster the longer the way."""
    minutes, done = 0.0, 0.0
    for until, speed in SPEEDS:
        part = min(km, until) - done
        if part <= 0:
            break
        minutes, done = minutes + 60 * part / speed, done + part
    return minutes


@lru_cache(maxsize=100_000)
def estimated_leg(one: Point, other: Point) -> Leg:
    """Estimate one drive, over the quickest chain of bridges and ferries where land masses differ."""
    if one == other:
        return Leg(0.0, 0.0, False)
    from_mass, to_mass = mass_of(*one), mass_of(*other)
    if from_mass == to_mass:
        return _driven([(one, other)], 0.0, False)
    chains = ways(from_mass, to_mass)
    if not chains:
        return _by_unknown_ferry(one, other)
    options = []
    for chain in chains:
        stretches, at, extra = [], one, 0.0
        for crossing, backwards in chain:
            near, far = crossing.shores[::-1] if backwards else crossing.shores
            stretches.append((at, near))
            if not crossing.ferry:
                stretches.append((near, far))
            at, extra = far, extra + crossing.extra_min
        stretches.append((at, other))
        options.append(_driven(stretches, extra, any(crossing.ferry for crossing, _ in chain)))
    # A chain without a ferry is taken even where a boat would be quicker: a plan must not hang on a booking.
    return min(options, key=lambda leg: (leg.ferry, leg.minutes))


def _driven(stretches: Sequence[tuple[Point, Point]], extra_min: float, ferry: bool) -> Leg:
    km = ROAD_FACTOR * sum(great_circle_km(one, other) for one, other in stretches)
    return Leg(round(driving_minutes(km) + extra_min, 1), round(km, 1), ferry)


def _by_unknown_ferry(one: Point, other: Point) -> Leg:
    km = ROAD_FACTOR * great_circle_km(one, other)
    return Leg(round(UNKNOWN_FERRY_MIN + 60 * km / UNKNOWN_FERRY_KMH, 1), round(km, 1), True)
