"""Two or three similar ads side by side, their common words marked."""

from fastapi import Response
from sqlalchemy import or_, select
from sqlmodel import col

from models.ad import Ad
from models.network import Link
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.gather.card import live_ads
from review_ui.gather.compare import mark_common
from review_ui.gather.places import find_place
from review_ui.page import Pages
from review_ui.pages.place import demand_open, note_view

pages = Pages()
MOST = 3


@pages.get("/places/{token}/compare", Rule.SCREEN)
def show(desk: Desk, token: str) -> Response:
    """Show this place's newest ad beside the ads most like it, here or elsewhere."""
    point = find_place(desk, token)
    demand_open(desk, point)
    note_view(desk, point)
    own = [ad for ad in live_ads(desk.session, point) if ad.text_masked]
    ads = [*own[:1], *_linked(desk, own[:1]), *own[1:]]
    shown = list({ad.text_masked: ad for ad in ads}.values())[:MOST]
    if len(shown) < 2:
        shown = ads[:2]
    texts = mark_common([ad.text_masked or "" for ad in shown])
    return desk.page("compare.html", point=point, pairs=list(zip(shown, texts, strict=True)))


def _linked(desk: Desk, own: list[Ad]) -> list[Ad]:
    """Return the ads linked to this one, strongest first."""
    if not own:
        return []
    mine = own[0].id
    links = desk.session.execute(
        select(Link)
        .where(or_(col(Link.ad_a) == mine, col(Link.ad_b) == mine), col(Link.kept).is_(True))
        .order_by(col(Link.strength).desc())
        .limit(20)
    ).scalars()
    ids = [link.ad_b if link.ad_a == mine else link.ad_a for link in links]
    found = {ad.id: ad for ad in desk.session.execute(select(Ad).where(col(Ad.id).in_(ids))).scalars()}
    return [found[number] for number in ids if number in found and found[number].text_masked]
