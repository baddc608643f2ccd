"""Log what came of a knock on a door: outcome, counts, ticks. Counts of people, never people.

A form sent twice counts once (``client_token``); a mistake is corrected the same day by a new row, never written over.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.contact_point import ContactPoint
from models.decision import LevelDecision
from models.values import Level
from models.visit import OUTCOMES, Route, RouteStop, Visit
from outreach.actor import Actor
from outreach.contact_points import current_level
from outreach.errors import NotAllowed, NotFound, NotYours, WrongField
from outreach.local_time import local_day
from outreach.note_warnings import NOTE_MAX, note_warnings
from outreach.on_record import on_record

__all__ = [
    "NOTE_MAX",
    "SIGNS",
    "TALLIES",
    "correct_visit",
    "log_visit",
    "note_warnings",
    "receipt",
    "set_do_not_visit",
    "valid_visits",
]

TALLIES = (
    "spoken_new", "spoken_known", "spoken_unknown", "women", "men", "trans", "examinations", "condoms", "leaflets",
    "referral_health", "referral_abortion", "referral_other",
)  # fmt: skip
# Self-stated, optional, and shown from five on only (F9): one key a country, e.g. nationality_RO.
NATIONALITY_PREFIX = "nationality_"
# The eleven signs of the seeds' strategy (S2).
SIGNS = (
    "deceived", "travel_arranged", "id_withheld", "false_papers", "isolated", "poor_conditions", "debt", "low_pay",
    "threats", "no_doctor", "fears_authorities",
)  # fmt: skip
CONSENTS = ("yes", "no", "not_asked")
# The reason of a level that was set with a visit; a screen words it like the reasons people choose.
AFTER_VISIT = "after_visit"
MOST_PEOPLE = 200
# A log kept on a phone without coverage may come in late.
LATE_DAYS = 7


def log_visit(
    session: Session,
    actor: Actor,
    *,
    client_token: str,
    contact_point_id: int,
    outcome: str,
    now: datetime,
    tallies: Mapping[str, int] | None = None,
    signs: Iterable[str] = (),
    route_stop_id: int | None = None,
    level_after: str | None = None,
    cmm_contacted: bool = False,
    cmm_consent: str | None = None,
    note: str | None = None,
    revisit_on: date | None = None,
    visited_at: datetime | None = None,
    corrects_visit_id: int | None = None,
) -> Visit:
    """Store one visit; the same token again returns the visit stored before and changes nothing.

    Raises WrongField (a BadInput) for a field that cannot be right, NotAllowed for a CMM referral the person refused.
    """
    before = session.exec(select(Visit).where(Visit.client_token == client_token)).first()
    if before is not None:
        return _same_visit(before, actor)
    point = session.get(ContactPoint, contact_point_id)
    if point is None:
        raise NotFound("place_gone")
    fields = _checked(
        outcome=outcome,
        tallies=tallies or {},
        signs=signs,
        level_after=level_after,
        cmm_contacted=cmm_contacted,
        cmm_consent=cmm_consent,
        note=note,
    )
    if route_stop_id is not None:
        _check_stop(session, actor, route_stop_id, contact_point_id)
    visit = Visit(
        client_token=_token(client_token),
        contact_point_id=contact_point_id,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        route_stop_id=route_stop_id,
        visited_at=_when(visited_at, now),
        place_type=point.place_type,
        region_code=point.region_code,
        level_before=current_level(session, [contact_point_id])[contact_point_id],
        revisit_on=revisit_on,
        corrects_visit_id=corrects_visit_id,
        **fields,
    )
    stored = _store_once(session, visit)
    if stored is not visit:
        return _same_visit(stored, actor)
    _decide(session, actor, visit, now=now)
    act = "visit corrected" if corrects_visit_id else "visit logged"
    on_record(session, actor, act, now=now, subject=point.token)
    return visit


def correct_visit(
    session: Session, actor: Actor, visit_id: int, *, client_token: str, now: datetime, **fields: Any
) -> Visit:
    """Replace a visit by a corrected one, on the same local day. Takes the fields of :func:`log_visit`."""
    visit = session.get(Visit, visit_id)
    if visit is None:
        raise NotFound("visit_gone")
    if visit.organisation_id != actor.organisation_id:
        raise NotYours("visit_of_others")
    repeated = session.exec(select(Visit).where(Visit.client_token == client_token)).first()
    if repeated is not None:
        return _same_visit(repeated, actor)
    if local_day(visit.visited_at) != local_day(now):
        raise NotAllowed("visit_other_day")
    if session.exec(select(Visit).where(Visit.corrects_visit_id == visit_id)).first() is not None:
        raise NotAllowed("visit_corrected")
    _take_back_level(session, visit, now=now)
    kept = {"outcome": visit.outcome, "route_stop_id": visit.route_stop_id, "visited_at": visit.visited_at}
    newer = log_visit(
        session,
        actor,
        client_token=client_token,
        contact_point_id=visit.contact_point_id,
        now=now,
        corrects_visit_id=visit_id,
        **(kept | fields),
    )
    # The level the door was knocked at with: by now the first log may have set another.
    newer.level_before = visit.level_before
    session.add(newer)
    return newer


def receipt(visit: Visit) -> str:
    """Return the receipt number shown per stop: the day and a running number."""
    return f"{local_day(visit.visited_at).isoformat()}-{visit.id or 0:06d}"


def valid_visits(session: Session, *where: Any) -> list[Visit]:
    """Return visits in order of time, leaving out those that a later one corrects."""
    corrected = select(Visit.corrects_visit_id).where(col(Visit.corrects_visit_id).is_not(None))
    rows = select(Visit).where(col(Visit.id).not_in(corrected), *where)
    return list(session.exec(rows.order_by(col(Visit.visited_at), col(Visit.id))))


def set_do_not_visit(session: Session, actor: Actor, contact_point_id: int, value: bool, *, now: datetime) -> None:
    """Mark a place as not to be visited by anybody, or lift the mark. Who asked for it is not kept."""
    point = session.get(ContactPoint, contact_point_id)
    if point is None:
        raise NotFound("place_gone")
    point.do_not_visit = value
    session.add(point)
    act = "do not visit" if value else "do not visit lifted"
    on_record(session, actor, act, now=now, subject=point.token)


def _same_visit(visit: Visit, actor: Actor) -> Visit:
    if visit.organisation_id != actor.organisation_id:
        raise NotYours("visit_of_others")
    return visit


def _store_once(session: Session, visit: Visit) -> Visit:
    """Add a visit; when another request stored the same token a moment before, return that one."""
    try:
        with session.begin_nested():
            session.add(visit)
            session.flush()
    except IntegrityError:
        return session.exec(select(Visit).where(Visit.client_token == visit.client_token)).one()
    return visit


def _decide(session: Session, actor: Actor, visit: Visit, *, now: datetime) -> None:
    """A level set after a visit is a person's decision like any other."""
    if visit.level_after is None:
        return
    decision = LevelDecision(
        contact_point_id=visit.contact_point_id,
        user_id=actor.user_id,
        level=visit.level_after,
        # What the machine proposes, not what stood before: else the place would wait for a decision again at once.
        proposed_level=session.get_one(ContactPoint, visit.contact_point_id).proposed_level,
        reason=AFTER_VISIT,
        decided_at=now,
    )
    session.add(decision)


def _take_back_level(session: Session, visit: Visit, *, now: datetime) -> None:
    """Undo the level that a visit set, so that a correction which sets none leaves what stood before it."""
    decision = session.exec(
        select(LevelDecision)
        .where(
            LevelDecision.contact_point_id == visit.contact_point_id,
            LevelDecision.user_id == visit.user_id,
            LevelDecision.level == visit.level_after,
            LevelDecision.reason == AFTER_VISIT,
            col(LevelDecision.undone_at).is_(None),
        )
        .order_by(col(LevelDecision.id).desc())
    ).first()
    if decision is not None:
        decision.undone_at = now
        session.add(decision)


def _check_stop(session: Session, actor: Actor, route_stop_id: int, contact_point_id: int) -> None:
    stop = session.get(RouteStop, route_stop_id)
    route = session.get(Route, stop.route_id) if stop else None
    if stop is None or route is None or stop.contact_point_id != contact_point_id:
        raise NotFound("stop_gone")
    if route.organisation_id != actor.organisation_id:
        raise NotYours("stop_of_others")


def _token(client_token: str) -> str:
    if not 8 <= len(client_token) <= 100:
        raise WrongField("token_length")
    return client_token


def _when(visited_at: datetime | None, now: datetime) -> datetime:
    if visited_at is None:
        return now
    if not now - timedelta(days=LATE_DAYS) <= visited_at <= now + timedelta(minutes=5):
        raise WrongField("visit_time")
    return visited_at


def _checked(
    *,
    outcome: str,
    tallies: Mapping[str, int],
    signs: Iterable[str],
    level_after: str | None,
    cmm_contacted: bool,
    cmm_consent: str | None,
    note: str | None,
) -> dict[str, Any]:
    ticked = sorted(set(signs), key=lambda sign: SIGNS.index(sign) if sign in SIGNS else -1)
    note = (note or "").strip() or None
    if outcome not in OUTCOMES:
        raise WrongField("outcome_unknown", known=", ".join(OUTCOMES))
    if any(sign not in SIGNS for sign in ticked):
        raise WrongField("signs_unknown")
    if level_after is not None and level_after not in list(Level):
        raise WrongField("level_unknown")
    if cmm_consent is not None and cmm_consent not in CONSENTS:
        raise WrongField("consent_unknown")
    if note is not None and len(note) > NOTE_MAX:
        raise WrongField("note_too_long", most=NOTE_MAX)
    if cmm_contacted and cmm_consent == "no" and note is None:
        # R-DISC-3: a "no" blocks, except for a minor or acute danger, and then with the reason written down.
        raise NotAllowed("cmm_refused")
    return {
        "outcome": outcome,
        "tallies": {name: _count(name, value) for name, value in tallies.items() if value != 0},
        "signs": ticked,
        "level_after": level_after,
        "cmm_contacted": cmm_contacted,
        "cmm_consent": cmm_consent,
        "note": note,
    }


def _count(name: str, value: int) -> int:
    country = name.removeprefix(NATIONALITY_PREFIX)
    if name not in TALLIES and not (name.startswith(NATIONALITY_PREFIX) and len(country) == 2 and country.isalpha()):
        raise WrongField("tally_unknown")
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_PEOPLE:
        raise WrongField("tally_range", name=name, most=MOST_PEOPLE)
    return value
