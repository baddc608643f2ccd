"""The queue: one card at a time, single keys, everything a plain form. Works without scripts."""

from dataclasses import dataclass, replace
from typing import Any

from fastapi import Response
from sqlalchemy import select
from sqlmodel import col

from models.contact_point import ContactPoint
from models.decision import LevelDecision
from outreach.contact_points import label_for
from outreach.frozen import freeze, open_concern
from review_ui.access import Rule
from review_ui.acts.decisions import SKIP_FOR, leave_mark, set_level, undo_last
from review_ui.acts.planning import claim_for_visit, put_on_route
from review_ui.desk import Desk, whole_number
from review_ui.errors import BadForm
from review_ui.gather.card import make_card
from review_ui.gather.places import PlaceFilter, decided_lately, find_place, last_screened, place_lines
from review_ui.gather.saved_filters import read_filter
from review_ui.levels import DECIDABLE, REASONS, severity
from review_ui.page import Pages
from review_ui.pages.onboarding import course_valid
from review_ui.pages.place import demand_area, demand_open, doubtful_note, note_view

pages = Pages()
AHEAD = 30
# Explicit texts wear people down: after this many in an hour the queue says so.
PAUSE_AFTER = 60
SHOWS = ("all", "new", "concern", "not_assessed")


@dataclass(frozen=True)
class Waiting:
    """The queue as far as the screen shows it."""

    # (short line of a place, its label)
    points: list[tuple[Any, str]]
    total: int
    at: int


@pages.get("/queue", Rule.SCREEN)
def show(desk: Desk) -> Response:
    """Show the card named by ``at`` (or the first), with what comes before and after."""
    if not course_valid(desk):
        return desk.go("/onboarding")
    waiting = _waiting(desk)
    keep = _keep(desk)
    if not waiting.points:
        return desk.page("queue.html", waiting=waiting, card=None, keep=keep, shows=SHOWS, decided=None)
    point = desk.session.get_one(ContactPoint, waiting.points[waiting.at][0].id)
    if desk.query("at") and open_concern(desk.session, point.id or 0) is not None:
        return desk.go(f"/places/{point.token}/minor")
    note_view(desk, point)
    return desk.page(
        "queue.html",
        waiting=waiting,
        card=make_card(desk, point),
        before=waiting.points[waiting.at - 1][0].token if waiting.at else None,
        after=waiting.points[waiting.at + 1][0].token if waiting.at + 1 < len(waiting.points) else None,
        keep=keep,
        shows=SHOWS,
        decided=_just_decided(desk),
        reasons=REASONS,
        pause=bool(desk.query("done")) and decided_lately(desk) >= PAUSE_AFTER,
    )


def _keep(desk: Desk) -> dict[str, str]:
    """What the address carries from card to card: codes and ids only."""
    region, saved = (
        desk.query("region") or desk.field("region"),
        whole_number(desk.query("filter") or desk.field("filter")),
    )
    chosen = desk.query("show") or desk.field("show")
    kept = {
        "show": chosen if chosen in SHOWS and chosen != "all" else "",
        "region": region if region in desk.regions else "",
        "filter": str(saved or ""),
    }
    return {name: value for name, value in kept.items() if value}


def _wanted(desk: Desk, keep: dict[str, str]) -> PlaceFilter:
    wanted = read_filter(desk, int(keep["filter"])) if "filter" in keep else PlaceFilter()
    wanted = replace(wanted, waiting=True)
    if "region" in keep:
        wanted = replace(wanted, regions=(keep["region"],))
    if keep.get("show") == "new":
        wanted = replace(wanted, new_since=last_screened(desk))
    elif keep.get("show") == "concern":
        wanted = replace(wanted, levels=("yellow", "red"))
    elif keep.get("show") == "not_assessed":
        wanted = replace(wanted, levels=("not_assessed",))
    return wanted


def _waiting(desk: Desk) -> Waiting:
    lines: list[Any] = list(place_lines(desk, _wanted(desk, _keep(desk)), AHEAD))
    total = lines[0].total if lines else 0
    at = next((number for number, line in enumerate(lines) if line.token == desk.query("at")), None)
    if at is None and desk.query("at"):
        # A card beyond the stretch shown, or one just taken back: it comes first.
        named = find_place(desk, desk.query("at"))
        demand_area(desk, named)
        lines, at = [named, *lines], 0
    return Waiting([(line, label_for(line.place_type, line.city, desk.lang)) for line in lines], total, at or 0)


def _just_decided(desk: Desk) -> tuple[LevelDecision, str] | None:
    """Return the decision just made when it differs from the proposal and has no reason yet: one click gives one."""
    if not desk.query("done").startswith("level_"):
        return None
    row = desk.session.execute(
        select(LevelDecision, col(ContactPoint.token))
        .join(ContactPoint, col(ContactPoint.id) == LevelDecision.contact_point_id)
        .where(col(LevelDecision.user_id) == desk.user.id, col(LevelDecision.undone_at).is_(None))
        # By time first: that is the index's order, and the newest is found without reading all a worker ever decided.
        .order_by(col(LevelDecision.decided_at).desc(), col(LevelDecision.id).desc())
        .limit(1)
    ).first()
    if row is None or row[0].reason or severity(row[0].level) == severity(row[0].proposed_level):
        return None
    return row[0], row[1]


@pages.post("/queue/{token}", Rule.SCREEN)
def act(desk: Desk, token: str) -> Response:
    """Do what one key or button says, then show the next card (or stay, when the worker chose so)."""
    if not course_valid(desk):
        return desk.go("/onboarding")
    point = find_place(desk, token)
    demand_open(desk, point)
    deed = desk.field("act")
    if deed in _ASIDE:
        return _ASIDE[deed](desk, point)
    if deed in {level.value for level in DECIDABLE}:
        set_level(desk, point, deed)
    elif deed == "skip":
        leave_mark(desk, point, "skip", until=desk.now + SKIP_FOR)
    elif deed == "duplicate":
        leave_mark(desk, point, "duplicate")
    elif deed == "visit":
        claim_for_visit(desk, point)
    else:
        raise BadForm("error.act")
    stays = desk.preference("advance", "yes") != "yes" or deed in ("visit", "duplicate")
    done = deed if deed in ("skip", "duplicate", "visit") else f"level_{deed}"
    return _back(desk, token if stays else desk.field("after"), done)


def _suspect_minor(desk: Desk, point: ContactPoint) -> Response:
    freeze(desk.session, desk.actor, point, now=desk.now)
    return desk.go(f"/places/{point.token}/minor")


def _write_note(desk: Desk, point: ContactPoint) -> Response:
    if not desk.field("note"):
        raise BadForm("error.note_empty")
    if doubtful := doubtful_note(desk, f"/queue/{point.token}", _keep(desk)):
        return doubtful
    leave_mark(desk, point, "note", desk.field("note"))
    return _back(desk, point.token, "note")


def _put_on_route(desk: Desk, point: ContactPoint) -> Response:
    if not put_on_route(desk, point):
        return desk.go(f"/routes/new?place={point.token}")
    return _back(desk, point.token, "route")


# Acts that do not decide and so do not move the queue on.
_ASIDE = {"minor": _suspect_minor, "note": _write_note, "route": _put_on_route}


def _back(desk: Desk, token: str, done: str) -> Response:
    kept = "".join(f"&{name}={value}" for name, value in _keep(desk).items())
    at = f"&at={token}" if token.isalnum() or token.replace("-", "").replace("_", "").isalnum() else ""
    return desk.go(f"/queue?done={done}{kept}{at}#content")


@pages.post("/queue/{token}/reason", Rule.SCREEN)
def give_reason(desk: Desk, token: str) -> Response:
    """Add the one-click reason to the decision just made."""
    point = find_place(desk, token)
    demand_area(desk, point)
    reason = desk.field("reason")
    if reason not in REASONS:
        raise BadForm("error.act")
    decision = desk.session.execute(
        select(LevelDecision)
        .where(
            col(LevelDecision.contact_point_id) == point.id,
            col(LevelDecision.user_id) == desk.user.id,
            col(LevelDecision.undone_at).is_(None),
        )
        .order_by(col(LevelDecision.id).desc())
        .limit(1)
    ).scalar()
    if decision is not None and decision.reason is None:
        decision.reason = reason
        desk.session.add(decision)
        desk.audit("label reason", f"place:{token}", reason=reason)
    return _back(desk, desk.field("after"), "reason")


@pages.post("/undo", Rule.SCREEN)
def undo(desk: Desk) -> Response:
    """Take back the newest own act and show the card it was about."""
    undone = undo_last(desk)
    if undone is None:
        return _back(desk, desk.field("after"), "nothing_to_undo")
    point = desk.session.get(ContactPoint, undone.contact_point_id)
    return _back(desk, point.token if point else "", "undone")
