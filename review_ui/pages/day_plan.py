"""Plan the coming days: choose the area, the teams and the hours; the planner picks and orders the stops."""

from datetime import date, timedelta

from fastapi import Response

from models.gazetteer import municipalities, postcodes, regions
from outreach.day_planning import MOST_DAYS, MOST_TEAMS, DayWish, Place, plan_days
from outreach.errors import Refused
from outreach.local_time import local_day
from outreach.plan_problem import Lunch
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.levels import HIGHEST_FIRST
from review_ui.page import Pages
from review_ui.pages.routes import find_start, read_clock, read_day

pages = Pages()
LUNCHES = (0, 20, 30, 45, 60)
# A break starts within this window, minutes after midnight.
LUNCH_FROM, LUNCH_UNTIL = 11 * 60, 13 * 60 + 30
STOP_MINUTES = (15, 20, 30, 45, 60)
SATURDAY = 5


@pages.get("/routes/plan", Rule.PLAN)
def ask(desk: Desk) -> Response:
    """Show the form."""
    return _form(desk, wrong="")


@pages.post("/routes/plan", Rule.PLAN)
def plan(desk: Desk) -> Response:
    """Plan and show the new routes; says on the form itself what cannot be planned."""
    start, end = find_start(desk.field("start")), find_start(desk.field("end") or desk.field("start"))
    if start is None or end is None:
        return _form(desk, wrong=desk.t("routes.unknown_start"))
    try:
        routes = plan_days(
            desk.session, desk.actor, _wish(desk, Place(start[0], start[1:]), Place(end[0], end[1:])), now=desk.now,
            roads=desk.office.roads,
        )  # fmt: skip
    except Refused as refusal:
        return _form(desk, wrong=refusal.sentence(desk.lang))
    return desk.go(f"/routes/{routes[0].id}?done=planned" if len(routes) == 1 else "/routes?done=days_planned")


def _wish(desk: Desk, start: Place, end: Place) -> DayWish:
    chosen = [code for code in desk.form.getlist("region") if code in desk.regions]
    lunch = desk.number_field("lunch", 0, 120, 0)
    town = desk.field("municipality")
    return DayWish(
        days=tuple(
            working_days(read_day(desk, "day", desk.t("routes.day")), desk.number_field("days", 1, MOST_DAYS, 1))
        ),
        teams=tuple(str(number + 1) for number in range(desk.number_field("teams", 1, MOST_TEAMS, 1))),
        start=start,
        end=end,
        regions=tuple(map(str, chosen)) or tuple(desk.regions),
        municipalities=(town,) if town in _municipalities(desk) else (),
        levels=tuple(level for level in HIGHEST_FIRST if level in desk.form.getlist("level")) or HIGHEST_FIRST,
        starts_min=read_clock(desk, "starts", desk.t("routes.from")),
        ends_min=read_clock(desk, "ends", desk.t("routes.to")),
        lunch=Lunch(lunch, LUNCH_FROM, LUNCH_UNTIL) if lunch else None,
        service_min=desk.number_field("service", 5, 240, 30),
    )


def working_days(first: date, count: int) -> list[date]:
    """Return the first day as it is, then the next weekdays: nobody plans a weekend by accident."""
    days = [first]
    while len(days) < count:
        day = days[-1] + timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        days.append(day)
    return days


def _municipalities(desk: Desk) -> dict[str, str]:
    """Return the municipalities of the worker's area by code, by name in Danish order."""
    codes = {code.municipality_code for code in postcodes().values() if code.region_code in desk.regions}
    return dict(sorted(((code, municipalities()[code]) for code in codes), key=lambda pair: _danish(pair[1])))


def _danish(name: str) -> str:
    # æ, ø, å come last, in this order.
    return name.casefold().translate(str.maketrans("æøå", "{|}"))


def _form(desk: Desk, *, wrong: str) -> Response:
    asked = desk.request.method == "POST"
    return desk.page(
        "day_plan.html",
        status=400 if wrong else 200,
        wrong=wrong,
        typed={name: desk.field(name) for name in ("day", "days", "teams", "start", "end", "starts", "ends", "lunch", "service", "municipality")},
        chosen_regions=desk.form.getlist("region") if asked else desk.regions,
        chosen_levels=desk.form.getlist("level") if asked else HIGHEST_FIRST,
        region_names={code: regions()[code].removeprefix("Region ") for code in desk.regions},
        municipality_names=_municipalities(desk),
        today=local_day(desk.now).isoformat(),
        tomorrow=working_days(local_day(desk.now), 2)[1].isoformat(),
        most_days=MOST_DAYS,
        most_teams=MOST_TEAMS,
        levels=HIGHEST_FIRST,
        lunches=LUNCHES,
        stop_minutes=STOP_MINUTES,
    )  # fmt: skip
