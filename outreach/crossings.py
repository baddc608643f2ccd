"""Danish land masses and what joins them: bridges and tunnels as via points, ferries marked.

A land mass is told by postcode; the table below is written by hand from the map. Ferry minutes are sailing time plus
waiting, rounded up: check the timetable before relying on one.
"""

from dataclasses import dataclass
from functools import cache

from models.gazetteer import Postcode, postcodes

Point = tuple[float, float]

# Postcode ranges (inclusive) of each land mass; the first that fits counts.
_RANGES = (
    ("bornholm", ((3700, 3790),)),
    ("samsø", ((8305, 8305),)),
    ("læsø", ((9940, 9940),)),
    ("fanø", ((6720, 6720),)),
    ("ærø", ((5960, 5985),)),
    ("fur", ((7884, 7884),)),
    ("langeland", ((5900, 5953),)),
    ("mors", ((7900, 7990),)),
    ("nordjyske ø", ((7700, 7790), (9310, 9493), (9690, 9990))),
    ("møn", ((4780, 4793),)),
    ("falster", ((4800, 4800), (4840, 4863), (4871, 4873))),
    ("lolland", ((4864, 4870), (4874, 4874), (4880, 4990))),
    ("fyn", ((5000, 5999),)),
    ("jylland", ((6000, 9999),)),
    ("sjælland", ((0, 4999),)),
)


@dataclass(frozen=True, slots=True)
class Crossing:
    """One way between two land masses. ``extra_min`` is added to the driving: sailing and waiting, 0 for bridges."""

    name: str
    masses: tuple[str, str]
    shores: tuple[Point, Point]
    extra_min: float = 0.0

    @property
    def ferry(self) -> bool:
        return self.extra_min > 0


CROSSINGS = (
    Crossing("Lillebælt", ("jylland", "fyn"), ((55.522, 9.737), (55.513, 9.757))),
    Crossing("Storebælt", ("fyn", "sjælland"), ((55.308, 10.845), (55.348, 11.105))),
    Crossing("Farøbroerne", ("sjælland", "falster"), ((54.973, 11.982), (54.925, 11.987))),
    Crossing("Møn (Dronning Alexandrine)", ("sjælland", "møn"), ((54.995, 12.105), (54.987, 12.120))),
    Crossing("Guldborgsund", ("falster", "lolland"), ((54.768, 11.866), (54.765, 11.853))),
    Crossing("Svendborgsund og Siøsund", ("fyn", "langeland"), ((55.047, 10.612), (54.944, 10.702))),
    Crossing("Limfjorden ved Aalborg", ("jylland", "nordjyske ø"), ((57.055, 9.955), (57.068, 9.960))),
    Crossing("Aggersund", ("jylland", "nordjyske ø"), ((57.000, 9.293), (57.006, 9.291))),
    Crossing("Oddesund", ("jylland", "nordjyske ø"), ((56.577, 8.552), (56.582, 8.542))),
    Crossing("Sallingsund", ("jylland", "mors"), ((56.757, 8.880), (56.760, 8.852))),
    Crossing("Vilsund", ("mors", "nordjyske ø"), ((56.883, 8.645), (56.888, 8.632))),
    Crossing("Ystad-Rønne", ("sjælland", "bornholm"), ((55.634, 12.650), (55.101, 14.693)), 200.0),
    Crossing("Hou-Sælvig", ("jylland", "samsø"), ((55.910, 10.258), (55.862, 10.556)), 85.0),
    Crossing("Ballen-Kalundborg", ("sjælland", "samsø"), ((55.678, 11.088), (55.816, 10.642)), 100.0),
    Crossing("Frederikshavn-Læsø", ("nordjyske ø", "læsø"), ((57.436, 10.546), (57.297, 10.924)), 115.0),
    Crossing("Esbjerg-Fanø", ("jylland", "fanø"), ((55.464, 8.438), (55.447, 8.406)), 30.0),
    Crossing("Svendborg-Ærø", ("fyn", "ærø"), ((55.057, 10.613), (54.892, 10.411)), 100.0),
    Crossing("Branden-Fur", ("jylland", "fur"), ((56.799, 9.021), (56.803, 9.016)), 20.0),
)


def mass_of_postcode(area: Postcode) -> str:
    """Return the land mass of a postcode area; small islands with a postcode of their own are named by it."""
    code = int(area.postcode)
    name = next(name for name, ranges in _RANGES if any(low <= code <= high for low, high in ranges))
    on_named_island = any(name in crossing.masses and crossing.ferry for crossing in CROSSINGS) and name not in _MAINS
    return name if on_named_island or not area.ferry_only else f"island {area.postcode}"


_MAINS = frozenset({"jylland", "fyn", "sjælland", "nordjyske ø"})


@cache
def nearest_postcode(lat: float, lon: float) -> Postcode:
    """Return the postcode area whose point is nearest (degrees are good enough to choose between neighbours)."""
    return min(
        (area for area in postcodes().values() if area.lat),
        key=lambda area: (area.lat - lat) ** 2 + ((area.lon - lon) * 0.56) ** 2,
    )


def mass_of(lat: float, lon: float) -> str:
    """Return the land mass of a point."""
    return mass_of_postcode(nearest_postcode(round(lat, 4), round(lon, 4)))


@cache
def ways(origin: str, target: str) -> tuple[tuple[tuple[Crossing, bool], ...], ...]:
    """Return every chain of crossings from one land mass to another that visits none twice; True means crossed backwards."""
    found: list[tuple[tuple[Crossing, bool], ...]] = []

    def go(mass: str, chain: tuple[tuple[Crossing, bool], ...], seen: frozenset[str]) -> None:
        if mass == target:
            found.append(chain)
            return
        for crossing in CROSSINGS:
            for backwards in (False, True):
                here, there = crossing.masses[::-1] if backwards else crossing.masses
                if here == mass and there not in seen:
                    go(there, (*chain, (crossing, backwards)), seen | {there})

    go(origin, (), frozenset({origin}))
    return tuple(found)
