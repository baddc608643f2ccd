"""One possible network: why its ads may belong together, what their texts share, who moved where, who works on it."""

from fastapi import Response
from sqlalchemy import select
from sqlmodel import col

from models.ad import Ad, AdPhone, Phone
from models.network import LinkJudgement
from outreach.frozen import frozen_among
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotAllowed, NotThere
from review_ui.gather.network_picture import draw
from review_ui.gather.network_texts import texts_of
from review_ui.gather.network_weeks import weeks_of
from review_ui.gather.network_work import TYPES, numbers_of, work_on
from review_ui.gather.networks import Group, find_network, make_group
from review_ui.page import Pages

pages = Pages()


@pages.get("/networks/{token}", Rule.SCREEN)
def show(desk: Desk, token: str) -> Response:
    """Show one group; opens only with a place in the own area."""
    group = _open_group(desk, token)
    desk.audit("record view", f"network:{token}")
    numbers, more_numbers = numbers_of(desk, group.ads, group.letter_of)
    return desk.page(
        "network.html",
        group=group,
        picture=draw(group),
        weeks=weeks_of(desk, group.ads, group.letter_of),
        texts=texts_of(desk, group.ads, group.letter_of, _readable(desk, group)),
        work=work_on(desk, group.letter_of_point),
        numbers=numbers,
        more_numbers=more_numbers,
        types=TYPES,
    )


@pages.post("/networks/{token}/judge", Rule.SCREEN)
def judge(desk: Desk, token: str) -> Response:
    """Store a person's "same" or "not the same" about one link; the next grouping obeys it."""
    group = _open_group(desk, token)
    a, b = desk.number_field("a", 1, 2**31), desk.number_field("b", 1, 2**31)
    for number in (a, b):
        ad = desk.session.get(Ad, number)
        if ad is None or ad.network_id != group.network.id:
            raise NotThere("error.no_network")
    same = desk.field("same") == "yes"
    desk.session.add(
        LinkJudgement(ad_a=min(a, b), ad_b=max(a, b), same=same, user_id=desk.user.id or 0, judged_at=desk.now)
    )
    desk.audit("judge link", f"network:{token}", same=same)
    return desk.go(f"/networks/{token}?done=judged#links")


@pages.post("/networks/{token}/type", Rule.SCREEN)
def set_type(desk: Desk, token: str) -> Response:
    """Store a person's type of a number, or give it back to the machine; the next grouping obeys it."""
    group = _open_group(desk, token)
    wanted, kind = desk.number_field("phone", 1, 2**31), desk.field("type")
    if kind not in (*TYPES, "machine"):
        raise BadForm("error.act")
    phone = desk.session.get(Phone, wanted)
    if phone is None or not _has_number(desk, group, wanted):
        raise NotThere("error.no_network")
    before = phone.type
    phone.type_set_by_person = kind != "machine"
    if phone.type_set_by_person:
        phone.type = kind
    desk.session.add(phone)
    desk.audit("type number", f"network:{token}", phone=wanted, before=before, type=kind)
    return desk.go(f"/networks/{token}?done=judged#numbers")


def _open_group(desk: Desk, token: str) -> Group:
    """Return the group. Raises NotThere, or NotAllowed when none of its places is open to this worker."""
    group = make_group(desk, find_network(desk, token))
    if not any(member.open for member in group.members):
        raise NotAllowed("error.outside_area")
    return group


def _readable(desk: Desk, group: Group) -> frozenset[int]:
    """Return the ads whose masked text may be shown: of open places that are not frozen."""
    frozen = frozen_among(desk.session, group.letter_of_point)
    return frozenset(
        ad
        for ad, member in group.member_of.items()
        if member.open and member.point is not None and member.point.id not in frozen
    )


def _has_number(desk: Desk, group: Group, phone_id: int) -> bool:
    found = select(col(AdPhone.id)).where(
        col(AdPhone.phone_id) == phone_id, col(AdPhone.ad_id).in_([ad.id for ad in group.ads])
    )
    return desk.session.execute(found.limit(1)).first() is not None
