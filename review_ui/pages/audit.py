"""The whole audit trail, for the data protection officer: who did what, and whether the chain is whole."""

from fastapi import Response
from sqlalchemy import func, select
from sqlmodel import col

from models.audit import AuditEntry
from models.audit_chain import first_break
from models.people import Organisation, User
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.page import Pages

pages = Pages()
MOST = 300


@pages.get("/audit", Rule.AUDIT)
def show(desk: Desk) -> Response:
    """Show the newest entries of the own organisation."""
    return _page(desk, checked=False)


@pages.post("/audit", Rule.AUDIT)
def verify(desk: Desk) -> Response:
    """Verify the whole chain now."""
    return _page(desk, checked=True)


def _page(desk: Desk, *, checked: bool) -> Response:
    rows = desk.session.execute(
        select(AuditEntry, col(User.login), col(User.role), col(Organisation.name))
        .outerjoin(User, col(User.id) == AuditEntry.user_id)
        .outerjoin(Organisation, col(Organisation.id) == AuditEntry.organisation_id)
        .order_by(col(AuditEntry.number).desc())
        .limit(MOST)
    ).all()
    return desk.page(
        "audit.html",
        entries=rows,
        checked=checked,
        broken=first_break(desk.session) if checked else None,
        total=desk.session.execute(select(func.count()).select_from(AuditEntry)).scalar_one(),
    )
