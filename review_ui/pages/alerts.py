"""Look-ups that stood out, for a second person to ask about; and another organisation's look-ups to read (T-10, R-AUD-4)."""

from fastapi import Response
from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.audit import AuditEntry
from models.people import Organisation, User
from models.watch import LookUpAlert, TrailSample
from outreach.watch.alerts import ANSWER_MAX, VERDICTS, answer_alert, look_through
from outreach.watch.samples import VERDICTS as READINGS
from outreach.watch.samples import answer_sample, draw_samples
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.page import Pages

pages = Pages()
MOST = 100


@pages.get("/alerts", Rule.AUDIT)
def show(desk: Desk) -> Response:
    """Show what waits for an answer, then what was answered, then the samples to read. Never alerts about oneself."""
    answerer = aliased(User)
    rows = desk.session.execute(
        select(LookUpAlert, col(User.login), col(User.role), col(Organisation.name), col(answerer.login))
        .join(User, col(User.id) == LookUpAlert.user_id)
        .join(Organisation, col(Organisation.id) == LookUpAlert.organisation_id)
        .outerjoin(answerer, col(answerer.id) == LookUpAlert.answered_by)
        .where(col(LookUpAlert.user_id) != desk.user.id)
        .order_by(col(LookUpAlert.answered_at).is_not(None), col(LookUpAlert.last_at).desc())
        .limit(MOST)
    ).all()
    samples = desk.session.execute(
        select(TrailSample, AuditEntry, col(Organisation.name))
        .join(AuditEntry, col(AuditEntry.number) == TrailSample.entry_number)
        .join(Organisation, col(Organisation.id) == TrailSample.organisation_id)
        .where(
            col(TrailSample.reader_organisation_id) == desk.user.organisation_id,
            col(TrailSample.answered_at).is_(None),
        )
        .order_by(col(TrailSample.id))
        .limit(MOST)
    ).all()
    return desk.page(
        "alerts.html",
        alerts=rows,
        waiting=sum(alert.answered_at is None for alert, *_ in rows),
        samples=samples,
        verdicts=VERDICTS,
        readings=READINGS,
        answer_max=ANSWER_MAX,
    )


@pages.post("/alerts/look", Rule.AUDIT)
def look(desk: Desk) -> Response:
    """Look through the trail now."""
    look_through(desk.session, now=desk.now)
    draw_samples(desk.session, now=desk.now)
    return desk.go("/alerts?done=looked")


@pages.post("/alerts/{alert_id:int}", Rule.AUDIT)
def answer(desk: Desk, alert_id: int) -> Response:
    """Close one alert with what came of it."""
    answer_alert(desk.session, desk.actor, alert_id, desk.field("verdict"), desk.field("answer"), now=desk.now)
    return desk.go("/alerts?done=alert_answered")


@pages.post("/alerts/sample/{sample_id:int}", Rule.AUDIT)
def read_sample(desk: Desk, sample_id: int) -> Response:
    """Note what one sampled look-up looks like."""
    answer_sample(desk.session, desk.actor, sample_id, desk.field("verdict"), now=desk.now)
    return desk.go("/alerts?done=sample_read#samples")
