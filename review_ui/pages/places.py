"""All places of the area as a list with a map beside it; filters, saved with a name, and acts on many at once."""

from dataclasses import replace
from urllib.parse import urlencode

from fastapi import Response
from sqlalchemy import func, select
from sqlmodel import col

from models.contact_point import ContactPoint
from models.decision import SavedFilter
from models.gazetteer import ATTRIBUTION, regions
from outreach.maps import MapPoint, draw_map
from review_ui.access import Rule
from review_ui.acts.decisions import SKIP_FOR, leave_mark, set_level
from review_ui.acts.planning import claim_for_visit
from review_ui.desk import Desk, whole_number
from review_ui.errors import BadForm, NotThere
from review_ui.gather.area import RankedPlace, ranked
from review_ui.gather.places import PlaceFilter, count_places, find_place
from review_ui.gather.saved_filters import find_filter, meaning, own_filters
from review_ui.levels import DECIDABLE, HIGHEST_FIRST
from review_ui.page import Pages
from review_ui.pages.place import demand_open

pages = Pages()
A_PAGE = 50
KINDS = ("clinic", "private", "escort", "other")
MONTHS = (1, 3, 6, 12)
MOST_AT_ONCE = 200
KEPT = frozenset(
    {"region", "level", "kind", "postcode_from", "postcode_to", "not_visited_days", "only", "show", "filter"}
)


@pages.get("/places", Rule.SCREEN)
def show(desk: Desk) -> Response:
    """Show the list (first) and the map for the filter."""
    values = _values(desk)
    wanted = meaning(desk, values)
    if desk.query("show") == "changed":
        wanted = replace(wanted, changed=True)
    page = max(desk.query_number("page"), 1)
    total = count_places(desk, wanted)
    lines = ranked(desk, wanted, A_PAGE, (page - 1) * A_PAGE)
    return desk.page(
        "places.html",
        lines=lines,
        total=total,
        page_number=page,
        pages_in_all=max((total + A_PAGE - 1) // A_PAGE, 1),
        values=values,
        filters=own_filters(desk),
        chosen=desk.query("filter"),
        kept_query=_kept_query(desk),
        changed=wanted.changed,
        hidden=_hidden(desk, total),
        map_svg=_map(desk, lines, wanted),
        attribution=ATTRIBUTION,
        kinds=KINDS,
        levels=HIGHEST_FIRST,
        months=MONTHS,
        region_names={code: regions()[code].removeprefix("Region ") for code in desk.regions},
    )


def _values(desk: Desk) -> dict[str, object]:
    """Return the filter's values: of a saved one, else of the address (codes only)."""
    if saved := desk.query_number("filter"):
        return dict(find_filter(desk, saved).values)
    source = desk.request.query_params
    return {
        "regions": [code for code in source.getlist("region") if code in regions()],
        "levels": [level for level in source.getlist("level") if level in HIGHEST_FIRST],
        "kinds": [kind for kind in source.getlist("kind") if kind in KINDS],
        "postcode_from": _four_digits(desk.query("postcode_from")),
        "postcode_to": _four_digits(desk.query("postcode_to")),
        "not_visited_days": str(desk.query_number("not_visited_days") or ""),
        "new": desk.query("only") == "new",
        "due": desk.query("only") == "due" or desk.query("show") == "due",
    }


def _kept_query(desk: Desk) -> str:
    """Return the address's own codes for the next page: whatever narrows the list goes along."""
    kept = [(name, value) for name, value in desk.request.query_params.multi_items() if name in KEPT and value]
    return urlencode(kept) + "&" if kept else ""


def _four_digits(written: str) -> str:
    return written if written.isdecimal() and len(written) == 4 else ""


_LIVE_AND_GONE = select(
    func.count().filter(col(ContactPoint.gone_at).is_(None)),
    func.count().filter(col(ContactPoint.gone_at).is_not(None)),
)


def _hidden(desk: Desk, total: int) -> dict[str, int]:
    """Count what the list does not show, and why (R-UX-8)."""
    everywhere, gone = desk.session.execute(_LIVE_AND_GONE).one()
    in_area = count_places(desk, PlaceFilter())
    return {"outside": everywhere - in_area, "filtered": max(in_area - total, 0), "gone": gone}


def _map(desk: Desk, lines: list[RankedPlace], wanted: PlaceFilter) -> str:
    points = [
        MapPoint(
            line.point.lat,
            line.point.lon,
            f"{line.label}: {desk.t('level.' + line.level)}",
            line.level,
            href=f"/places/{line.point.token}",
            precision=line.point.precision,
        )
        for line in lines
        if line.point.lat is not None and line.point.lon is not None
    ]
    region = wanted.regions[0] if len(wanted.regions) == 1 else None
    return draw_map(points, region=region, lang=desk.lang) if points else ""


@pages.post("/places/filters", Rule.SCREEN)
def save_filter(desk: Desk) -> Response:
    """Keep the shown filter under a name; from now on its address is an id."""
    name = desk.field("name")[:80]
    if not name:
        raise BadForm("error.missing", field=desk.t("places.save_as"))
    lists = {part: [str(one) for one in desk.form.getlist(part)] for part in ("regions", "levels", "kinds")}
    values: dict[str, object] = {
        "regions": [code for code in lists["regions"] if code in regions()],
        "levels": [level for level in lists["levels"] if level in HIGHEST_FIRST],
        "kinds": [kind for kind in lists["kinds"] if kind in KINDS],
        "postcode_from": _four_digits(desk.field("postcode_from")),
        "postcode_to": _four_digits(desk.field("postcode_to")),
        "not_visited_days": str(whole_number(desk.field("not_visited_days")) or ""),
        "new": desk.field("new") == "yes",
        "due": desk.field("due") == "yes",
    }
    saved = SavedFilter(user_id=desk.user.id or 0, name=name, values=values)
    desk.session.add(saved)
    desk.session.flush()
    return desk.go(f"/places?filter={saved.id}&done=saved")


@pages.post("/places/filters/delete", Rule.SCREEN)
def delete_filter(desk: Desk) -> Response:
    """Forget a saved filter."""
    desk.session.delete(find_filter(desk, desk.number_field("filter", 1, 2**31)))
    return desk.go("/places?done=filter_deleted")


@pages.post("/places/bulk", Rule.SCREEN)
def bulk(desk: Desk) -> Response:
    """Preview, then do one thing to many places; one undo takes all of it back. Never an SMS or a reveal."""
    tokens = [str(token) for token in desk.form.getlist("place")][:MOST_AT_ONCE]
    deed = desk.field("deed")
    if deed not in {"skip", "visit", *(level.value for level in DECIDABLE)}:
        raise BadForm("error.act")
    points = [find_place(desk, token) for token in tokens]
    for point in points:
        demand_open(desk, point)
    if not points:
        raise NotThere("error.none_chosen")
    if desk.field("sure") != "yes":
        return desk.page("bulk.html", points=points, deed=deed)
    for point in points:
        if deed == "skip":
            leave_mark(desk, point, "skip", until=desk.now + SKIP_FOR)
        elif deed == "visit":
            claim_for_visit(desk, point)
        else:
            set_level(desk, point, deed, "other")
    return desk.go("/places?done=bulk")
