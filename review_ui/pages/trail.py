"""My own trail: what I have seen and done, as the audit trail holds it."""

from fastapi import Response
from sqlalchemy import select
from sqlmodel import col

from models.audit import AuditEntry
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.page import Pages

pages = Pages()
MOST = 200


@pages.get("/trail", Rule.SIGNED_IN)
def show(desk: Desk) -> Response:
    """Show the newest entries about this worker."""
    query = select(AuditEntry).where(col(AuditEntry.user_id) == desk.user.id).order_by(col(AuditEntry.number).desc())
    return desk.page("trail.html", entries=list(desk.session.execute(query.limit(MOST)).scalars()))
