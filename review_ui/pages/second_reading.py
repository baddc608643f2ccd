"""Read one place of the week's sample without seeing what others thought of it."""

import json
from functools import cache

from fastapi import Response

from models.policy import load_policy
from models.values import Direction, Level
from review_ui.access import Rule
from review_ui.acts.decisions import leave_mark
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotThere
from review_ui.gather.card import make_card
from review_ui.gather.second_readings import KIND, agreements, sample
from review_ui.page import Pages
from review_ui.pages.onboarding import course_valid
from review_ui.pages.place import note_view

pages = Pages()
LEVELS = tuple(level.value for level in (Level.GREEN, Level.YELLOW, Level.RED, Level.NOT_ASSESSED))


@cache
def choices() -> tuple[str, ...]:
    """Return the indicators of concern a reader may tick: those that stand in words."""
    return tuple(
        one.name
        for one in load_policy().indicators.values()
        if one.direction == Direction.CONCERN and one.group not in ("network", "route")
    )


@pages.get("/second-reading", Rule.SCREEN)
def show(desk: Desk) -> Response:
    """Show the next text, plain, and how far people agree."""
    if not course_valid(desk):
        return desk.go("/onboarding")
    waiting = sample(desk)
    card = None
    if waiting:
        note_view(desk, waiting[0])
        card = make_card(desk, waiting[0])
    return desk.page(
        "second_reading.html",
        card=card,
        waiting=len(waiting),
        week=desk.now.isocalendar(),
        levels=LEVELS,
        choices=[load_policy().indicators[name] for name in choices()],
        agreements=agreements(desk),
    )


@pages.post("/second-reading", Rule.SCREEN)
def read(desk: Desk) -> Response:
    """Keep what the second reader saw beside what was there before; no level changes by it."""
    token, level = desk.field("place"), desk.field("level")
    point = next((one for one in sample(desk) if one.token == token), None)
    if point is None:
        raise NotThere("error.no_place")
    if level not in LEVELS:
        raise BadForm("error.level")
    card = make_card(desk, point)
    said = {
        "level": level,
        "first": card.level,
        "lang": card.languages[0] if card.languages else "",
        "shown": [sign.indicator for sign in card.concern if sign.indicator in choices()][:8],
        "seen": [name for name in choices() if name in desk.form.getlist("seen")][:8],
    }
    leave_mark(desk, point, KIND, json.dumps(said, separators=(",", ":")))
    return desk.go("/second-reading?done=second_read")
