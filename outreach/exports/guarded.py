"""Let a route out of the tool: own routes only, purpose named, fifty real rows at most, a second person where asked.

Every file that leaves writes a row to the audit chain; every refusal says which rule it was.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.figure import ExportApproval
from models.local_time import DENMARK
from models.own_key import OwnKey
from outreach.actor import Actor
from outreach.claims import claim_states
from outreach.day_sheet import DaySheet
from outreach.errors import NotAllowed, NotFound, WrongField
from outreach.exports.exporter import Exporter
from outreach.on_record import on_record
from outreach.route_sheet import route_sheet

# R-DISC-2: rows that came from a real site.
MOST_REAL_ROWS = 50
PURPOSES = ("ruteplan", "SMS-kontakt", "besøg", "kvalitet", "registreret beder om indsigt", "fejl")
ROLES = ("", "outreach", "coordinator")
APPROVAL_HOURS = 24


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A finished file; ``file_name`` names the day only."""

    file_name: str
    mime_type: str
    content: bytes


def export_route(
    session: Session,
    own: OwnKey,
    actor: Actor,
    route_id: int,
    format: str,
    *,
    now: datetime,
    purpose: str = "ruteplan",
    lang: str = "da",
) -> ExportedFile:
    """Write an own route in one format and put that on record.

    Raises WrongField for an unknown format or purpose; NotAllowed over the row limit, for a role that plans no visits, and
    where rows come from a real site and no second person has agreed.
    """
    exporter = _exporter(format)
    if purpose not in PURPOSES:
        raise WrongField("purpose_unknown")
    if actor.role not in ROLES:
        raise NotAllowed("role_may_not_export")
    sheet = _without_colleagues(session, actor, route_sheet(session, own, actor, route_id), now=now)
    real = sum(stop.from_real_site for stop in sheet.stops)
    if real > MOST_REAL_ROWS:
        raise NotAllowed("too_many_rows", most=MOST_REAL_ROWS)
    stamp = ""
    if real:
        approval = _use_approval(session, actor, route_id, format, purpose, now=now)
        stamp = f"{actor.organisation_id}/{actor.user_id}/{approval.answered_by} · {now.astimezone(DENMARK):%Y-%m-%d %H:%M} · {sheet.route.day}"
    content = exporter.write(sheet, lang, stamp)
    details: dict[str, object] = {"format": format, "rows": len(sheet.stops), "real_rows": real}
    on_record(session, actor, "export", now=now, subject=f"route {route_id}", purpose=purpose, details=details)
    return ExportedFile(exporter.file_name.format(day=sheet.route.day.isoformat()), exporter.mime_type, content)


def ask_export(
    session: Session, actor: Actor, route_id: int, format: str, *, purpose: str, now: datetime
) -> ExportApproval:
    """Ask a second person to agree to an export; the answer holds for a day and for one use."""
    _exporter(format)
    if purpose not in PURPOSES:
        raise WrongField("purpose_unknown")
    asked = ExportApproval(
        route_id=route_id,
        format=format,
        purpose=purpose,
        asked_by=actor.user_id,
        asked_at=now,
        expires_at=now + timedelta(hours=APPROVAL_HOURS),
    )
    session.add(asked)
    session.flush()
    on_record(
        session,
        actor,
        "export asked",
        now=now,
        subject=f"route {route_id}",
        purpose=purpose,
    )
    return asked


def answer_export(session: Session, actor: Actor, approval_id: int, approved: bool, *, now: datetime) -> ExportApproval:
    """Say yes or no to another person's export. Raises NotAllowed for one's own, NotFound when it is gone or run out."""
    asked = session.get(ExportApproval, approval_id)
    if asked is None or asked.answered_at is not None or asked.expires_at <= now:
        raise NotFound("request_gone")
    if asked.asked_by == actor.user_id:
        raise NotAllowed("own_request")
    asked.answered_by, asked.answered_at, asked.approved = actor.user_id, now, approved
    session.add(asked)
    act = "export approved" if approved else "export refused"
    on_record(
        session,
        actor,
        act,
        now=now,
        subject=f"route {asked.route_id}",
        purpose=asked.purpose,
    )
    return asked


def _exporter(format: str) -> Exporter:
    from outreach.exports import EXPORTERS

    if format not in EXPORTERS:
        raise WrongField("format_unknown", known=", ".join(EXPORTERS))
    return EXPORTERS[format]


def _without_colleagues(session: Session, actor: Actor, sheet: DaySheet, *, now: datetime) -> DaySheet:
    """Leave out stops that another organisation has claimed meanwhile."""
    states = claim_states(session, [stop.contact_point_id for stop in sheet.stops], actor.organisation_id, now=now)
    taken = {number for number, state in states.items() if state.kind == "colleague"}
    return replace(sheet, stops=tuple(stop for stop in sheet.stops if stop.contact_point_id not in taken))


def _use_approval(
    session: Session, actor: Actor, route_id: int, format: str, purpose: str, *, now: datetime
) -> ExportApproval:
    approval = session.exec(
        select(ExportApproval)
        .where(
            ExportApproval.route_id == route_id,
            ExportApproval.format == format,
            ExportApproval.purpose == purpose,
            ExportApproval.asked_by == actor.user_id,
            col(ExportApproval.approved).is_(True),
            col(ExportApproval.expires_at) > now,
        )
        .order_by(col(ExportApproval.id))
        .with_for_update()
    ).first()
    if approval is None:
        raise NotAllowed("second_person_needed")
    # One yes is good for one file.
    approval.expires_at = now
    session.add(approval)
    return approval
