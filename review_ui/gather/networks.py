"""Possible networks as people can judge them: places, one reason a link, what was cut and why, weeks and towns."""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlmodel import col

from models.ad import Ad
from models.contact_point import ContactPoint
from models.network import Link, LinkJudgement, Network
from outreach.contact_points import label_for
from review_ui.desk import Desk
from review_ui.errors import NotThere
from review_ui.gather.places import in_area

MOST_DRAWN = 12
WEAK_BELOW = 0.5
MOST_LINKS = 200


@dataclass(frozen=True)
class Member:
    """One place of the group. ``letter`` names it in the picture and the table."""

    letter: str
    point: ContactPoint | None
    label: str
    ads: int
    open: bool


@dataclass(frozen=True)
class ShownLink:
    """One reason between two places (or within one), with how strong it is and what people said."""

    link: Link
    a: Member
    b: Member
    weak: bool
    facts: tuple[tuple[str, object], ...]
    judged: bool | None
    times: int = 1

    @property
    def pair(self) -> tuple[str, str]:
        """The two places, so that all their reasons stand together."""
        return self.a.letter, self.b.letter


@dataclass(frozen=True)
class Group:
    """A possible network for the screen."""

    network: Network
    members: list[Member]
    links: list[ShownLink]
    cut: list[ShownLink]
    weeks: list[tuple[datetime, list[tuple[str, int]]]]
    drawn: list[Member]


def networks_of_area(desk: Desk) -> list[tuple[Network, list[str]]]:
    """Return the networks with at least one live ad in the own area, largest first, with their towns."""
    rows = desk.session.execute(
        select(col(Ad.network_id), col(Ad.city))
        .join(ContactPoint, col(ContactPoint.id) == Ad.contact_point_id)
        .where(
            col(Ad.network_id).is_not(None), col(Ad.gone_at).is_(None), col(ContactPoint.region_code).in_(desk.regions)
        )
    )
    towns: dict[int, Counter[str]] = defaultdict(Counter)
    for network_id, city in rows:
        towns[network_id][city or "–"] += 1
    found = desk.session.execute(
        select(Network).where(col(Network.id).in_(towns)).order_by(col(Network.ads).desc(), col(Network.id))
    ).scalars()
    return [(network, [town for town, _ in towns[network.id or 0].most_common(5)]) for network in found]


def find_network(desk: Desk, token: str) -> Network:
    """Return one network by its token. Raises NotThere."""
    network: Network | None = desk.session.execute(select(Network).where(col(Network.token) == token)).scalar()
    if network is None:
        raise NotThere("error.no_network")
    return network


def make_group(desk: Desk, network: Network) -> Group:
    """Read the group: members by place, links with reasons, cuts, weeks."""
    ads = list(desk.session.execute(select(Ad).where(col(Ad.network_id) == network.id)).scalars())
    member_of = _members(desk, ads)
    members = sorted({member.letter: member for member in member_of.values()}.values(), key=_in_order)
    ids = [ad.id for ad in ads]
    rows = list(
        desk.session.execute(
            select(Link).where(or_(col(Link.ad_a).in_(ids), col(Link.ad_b).in_(ids))).limit(2000)
        ).scalars()
    )
    judged = _judgements(desk, ids)
    kept = _shown([row for row in rows if row.kept], member_of, judged)
    cut = _shown([row for row in rows if not row.kept], member_of, judged)
    drawn = sorted(members, key=lambda member: -member.ads)[:MOST_DRAWN]
    return Group(network, members, kept, cut, _weeks(ads), drawn)


def _members(desk: Desk, ads: Sequence[Ad]) -> dict[int, Member]:
    """Return the member of each ad; ads without a contact point stand together as one."""
    by_point: dict[int | None, list[Ad]] = defaultdict(list)
    for ad in ads:
        by_point[ad.contact_point_id].append(ad)
    points = {
        point.id: point
        for point in desk.session.execute(
            select(ContactPoint).where(col(ContactPoint.id).in_([key for key in by_point if key is not None]))
        ).scalars()
    }
    members: dict[int, Member] = {}
    for number, (key, own) in enumerate(sorted(by_point.items(), key=lambda pair: (-len(pair[1]), pair[0] or 0))):
        point = points.get(key)
        label = label_for(point.place_type, point.city, desk.lang) if point else desk.t("card.no_place")
        member = Member(letter(number), point, label, len(own), point is not None and in_area(desk, point))
        for ad in own:
            members[ad.id or 0] = member
    return members


def _in_order(member: Member) -> tuple[int, str]:
    return len(member.letter), member.letter


def letter(number: int) -> str:
    """Return A, B … Z, AA, AB … for a running number."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _judgements(desk: Desk, ids: Sequence[int | None]) -> dict[tuple[int, int], bool]:
    rows = desk.session.execute(
        select(LinkJudgement)
        .where(col(LinkJudgement.ad_a).in_(ids), col(LinkJudgement.undone_at).is_(None))
        .order_by(col(LinkJudgement.id))
    ).scalars()
    return {(min(row.ad_a, row.ad_b), max(row.ad_a, row.ad_b)): row.same for row in rows}


def _shown(rows: Sequence[Link], member_of: dict[int, Member], judged: dict[tuple[int, int], bool]) -> list[ShownLink]:
    """One line a reason and pair of places: the strongest link speaks, ``times`` counts the rest."""
    best: dict[tuple[str, str, str, str | None], Link] = {}
    times: Counter[tuple[str, str, str, str | None]] = Counter()
    for row in rows:
        if row.ad_a not in member_of or row.ad_b not in member_of:
            continue
        one, other = sorted(
            (member_of[row.ad_a].letter, member_of[row.ad_b].letter), key=lambda name: (len(name), name)
        )
        key = (one, other, row.why, row.cut_reason)
        times[key] += 1
        if key not in best or row.strength > best[key].strength:
            best[key] = row
    lines = []
    for key, row in best.items():
        first, second = sorted((member_of[row.ad_a], member_of[row.ad_b]), key=_in_order)
        said = judged.get((min(row.ad_a, row.ad_b), max(row.ad_a, row.ad_b)))
        lines.append(ShownLink(row, first, second, row.strength < WEAK_BELOW, _facts(row.facts), said, times[key]))
    return sorted(lines, key=lambda line: (-line.link.strength, line.a.letter, line.b.letter))[:MOST_LINKS]


def _facts(written: str | None) -> tuple[tuple[str, object], ...]:
    try:
        content = json.loads(written or "{}")
    except ValueError:
        return ()
    return tuple((name, value) for name, value in content.items() if not name.endswith("_id") and value is not None)


def _weeks(ads: Sequence[Ad]) -> list[tuple[datetime, list[tuple[str, int]]]]:
    """Return for each week (its Monday) the towns with the number of ads seen there, oldest first, twelve at most."""
    weeks: dict[datetime, Counter[str]] = defaultdict(Counter)
    for ad in ads:
        monday = (ad.first_seen - timedelta(days=ad.first_seen.weekday())).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        while monday <= ad.last_seen:
            weeks[monday][ad.city or "–"] += 1
            monday += timedelta(weeks=1)
    return [(week, weeks[week].most_common()) for week in sorted(weeks)[-12:]]


@dataclass(frozen=True)
class Picture:
    """Places on a circle and the lines between them, in a 640 × 360 box."""

    dots: list[tuple[float, float, Member]]
    lines: list[tuple[float, float, float, float, bool]]


def draw(group: Group) -> Picture:
    """Lay out at most twelve places on an ellipse; the table beside it holds everything."""
    n = max(len(group.drawn), 1)
    spots = {
        member.letter: (
            320 + 240 * math.cos(2 * math.pi * at / n - math.pi / (1 if n == 2 else 2)) * (n > 1),
            180 + 130 * math.sin(2 * math.pi * at / n - math.pi / (1 if n == 2 else 2)) * (n > 1),
        )
        for at, member in enumerate(group.drawn)
    }
    pairs: dict[tuple[str, str], bool] = {}
    for line in group.links:
        if line.a.letter in spots and line.b.letter in spots and line.a.letter != line.b.letter:
            pair = (line.a.letter, line.b.letter)
            pairs[pair] = pairs.get(pair, True) and line.weak
    return Picture(
        [(round(x, 1), round(y, 1), member) for member in group.drawn for x, y in [spots[member.letter]]],
        [(*_rounded(spots[a]), *_rounded(spots[b]), weak) for (a, b), weak in pairs.items()],
    )


def _rounded(spot: tuple[float, float]) -> tuple[float, float]:
    return round(spot[0], 1), round(spot[1], 1)
