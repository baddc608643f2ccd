"""One possible network: one reason a link, what was cut and why, a small picture with the same in a table, judgements."""

from fastapi import Response

from models.ad import Ad
from models.network import LinkJudgement
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import NotAllowed, NotThere
from review_ui.gather.networks import draw, find_network, make_group
from review_ui.page import Pages

pages = Pages()


@pages.get("/networks/{token}", Rule.SCREEN)
def show(desk: Desk, token: str) -> Response:
    """Show one group; opens only with a place in the own area."""
    group = make_group(desk, find_network(desk, token))
    if not any(member.open for member in group.members):
        raise NotAllowed("error.outside_area")
    desk.audit("record view", f"network:{token}")
    return desk.page("network.html", group=group, picture=draw(group))


@pages.post("/networks/{token}/judge", Rule.SCREEN)
def judge(desk: Desk, token: str) -> Response:
    """Store a person's "same" or "not the same" about one link; the next grouping obeys it."""
    group = make_group(desk, find_network(desk, token))
    if not any(member.open for member in group.members):
        raise NotAllowed("error.outside_area")
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
