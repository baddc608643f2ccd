"""The small picture of a possible network: at most twelve dots, places or, where there are more, towns (R-UX-5)."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from review_ui.gather.networks import Group, Member

MOST_DRAWN = 12
WIDTH, HEIGHT = 640, 360


@dataclass(frozen=True)
class Dot:
    """One dot: a place, or all places of a town. ``to`` is the letter of the list's line it leads to."""

    name: str
    town: str
    members: tuple[Member, ...]
    x: float
    y: float

    @property
    def ads(self) -> int:
        """How many ads stand behind it."""
        return sum(member.ads for member in self.members)

    @property
    def to(self) -> str:
        """The first letter of its places."""
        return self.members[0].letter

    @property
    def radius(self) -> int:
        """More ads, larger; never so large that dots cover each other."""
        return min(14 + self.ads, 28)

    @property
    def town_y(self) -> float:
        """Where its town is written: on the side turned away from the middle, where no line crosses it."""
        return round(self.y - self.radius - 6 if self.y < HEIGHT / 2 else self.y + self.radius + 14, 1)


@dataclass(frozen=True)
class Picture:
    """Dots on an ellipse and the lines between them, in a 640 × 360 box; ``compressed`` when dots are towns."""

    dots: list[Dot]
    lines: list[tuple[float, float, float, float, bool]]
    compressed: bool


def draw(group: Group) -> Picture:
    """Lay out the places, or their towns when they are more than twelve; the table beside it holds everything."""
    compressed = len(group.members) > MOST_DRAWN
    sets = _towns(group.members) if compressed else [(one.letter, _town(one), (one,)) for one in group.members]
    dots = [Dot(name, town, members, *_spot(at, len(sets))) for at, (name, town, members) in enumerate(sets)]
    dot_of = {member.letter: dot for dot in dots for member in dot.members}
    pairs: dict[tuple[str, str], bool] = {}
    for line in group.links:
        ends = sorted({dot_of[line.a.letter].name, dot_of[line.b.letter].name})
        if len(ends) == 2:
            pair = (ends[0], ends[1])
            pairs[pair] = pairs.get(pair, True) and line.weak
    named = {dot.name: dot for dot in dots}
    lines = [(named[a].x, named[a].y, named[b].x, named[b].y, weak) for (a, b), weak in pairs.items()]
    return Picture(dots, lines, compressed)


def _town(member: Member) -> str:
    return (member.point.city if member.point else None) or "–"


def _towns(members: Sequence[Member]) -> list[tuple[str, str, tuple[Member, ...]]]:
    """Return at most twelve groups: a town each, the smaller ones together as "+"."""
    weight: Counter[str] = Counter()
    for member in members:
        weight[_town(member)] += member.ads
    towns = [town for town, _ in weight.most_common()]
    own = set(towns if len(towns) <= MOST_DRAWN else towns[: MOST_DRAWN - 1])
    groups: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        groups[_town(member) if _town(member) in own else "+"].append(member)
    return [(f"{len(found)} {town}", town, tuple(found)) for town, found in groups.items()]


def _spot(at: int, n: int) -> tuple[float, float]:
    turn = 2 * math.pi * at / n - math.pi / (1 if n == 2 else 2)
    away = n > 1
    return round(WIDTH / 2 + 240 * math.cos(turn) * away, 1), round(HEIGHT / 2 + 130 * math.sin(turn) * away, 1)
