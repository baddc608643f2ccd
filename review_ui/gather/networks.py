"""Possible networks as people can judge them: places, one reason a link, what was cut and why."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import defer
from sqlmodel import col

from models.ad import Ad
from models.contact_point import ContactPoint
from models.network import Link, LinkJudgement, Network
from outreach.contact_points import label_for
from review_ui.desk import Desk
from review_ui.errors import NotThere
from review_ui.gather.places import in_area

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
class CutOutside:
    """One reason that led from a place to ads outside the group and was cut, how often."""

    member: Member
    why: str
    cut_reason: str | None
    times: int


@dataclass(frozen=True)
class Group:
    """A possible network for the screen."""

    network: Network
    ads: list[Ad]
    member_of: dict[int, Member]
    members: list[Member]
    links: list[ShownLink]
    cut: list[ShownLink]
    cut_outside: list[CutOutside]

    @property
    def letter_of(self) -> dict[int, str]:
        """The letter of each ad's place."""
        return {ad: member.letter for ad, member in self.member_of.items()}

    @property
    def letter_of_point(self) -> dict[int, str]:
        """The letter of each contact point."""
        return {one.point.id: one.letter for one in self.members if one.point is not None and one.point.id is not None}


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
    """Read the group: members by place, links with reasons, cuts. What is sealed stays in the store."""
    ads = list(
        desk.session.execute(
            select(Ad)
            .options(defer(col(Ad.content_sealed), raiseload=True))  # type: ignore[arg-type]
            .where(col(Ad.network_id) == network.id)
            .order_by(col(Ad.id))
        ).scalars()
    )
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
    return Group(network, ads, member_of, members, kept, cut, _cut_outside(rows, member_of))


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


def _cut_outside(rows: Sequence[Link], member_of: dict[int, Member]) -> list[CutOutside]:
    """Return what was cut between a place here and ads elsewhere, most first; whose those are is not told."""
    times: Counter[tuple[str, str, str | None]] = Counter()
    members: dict[str, Member] = {}
    for row in rows:
        ends = [member_of[ad] for ad in (row.ad_a, row.ad_b) if ad in member_of]
        if not row.kept and len(ends) == 1:
            members[ends[0].letter] = ends[0]
            times[ends[0].letter, row.why, row.cut_reason] += 1
    return [CutOutside(members[name], why, reason, n) for (name, why, reason), n in times.most_common(MOST_LINKS)]


def _facts(written: str | None) -> tuple[tuple[str, object], ...]:
    try:
        content = json.loads(written or "{}")
    except ValueError:
        return ()
    return tuple((name, value) for name, value in content.items() if not name.endswith("_id") and value is not None)
