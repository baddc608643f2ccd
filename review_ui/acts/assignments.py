"""Hand a place over to another organisation with a short reason; it waits for yes or no and lapses after seven days."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from models.contact_point import ContactPoint
from models.decision import Assignment, Mark
from models.people import Organisation
from outreach.claims import claim, release
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotThere

LASTS = timedelta(days=7)
REASON_MAX = 200


def hand_over(desk: Desk, point: ContactPoint, to: Organisation, reason: str) -> Assignment:
    """Offer a place to an organisation (the own one: to colleagues). Raises BadForm without a reason."""
    if not reason or len(reason) > REASON_MAX:
        raise BadForm("error.reason", most=REASON_MAX)
    row = Assignment(
        contact_point_id=point.id or 0,
        from_user_id=desk.user.id or 0,
        from_organisation_id=desk.user.organisation_id,
        to_organisation_id=to.id or 0,
        reason=reason,
        made_at=desk.now,
        until=desk.now + LASTS,
    )
    desk.session.add(row)
    desk.audit("hand over", f"place:{point.token}", to=to.id)
    return row


def answer(desk: Desk, number: int, *, accepted: bool) -> Assignment:
    """Accept (and claim) or decline what was handed over to the own organisation. Raises NotThere when it lapsed."""
    row = desk.session.get(Assignment, number)
    if row is None or row.to_organisation_id != desk.user.organisation_id or row.answered_at or row.until < desk.now:
        raise NotThere("error.no_assignment")
    row.answered_at, row.accepted, row.answered_by = desk.now, accepted, desk.user.id
    desk.session.add(row)
    point = desk.session.get_one(ContactPoint, row.contact_point_id)
    if accepted:
        _free_from_giver(desk, row)
        claim(desk.session, row.contact_point_id, desk.actor, now=desk.now)
        # Who accepts a place may open it, wherever it lies, as long as the claim lasts.
        desk.session.add(
            Mark(
                contact_point_id=row.contact_point_id,
                user_id=desk.user.id or 0,
                organisation_id=desk.user.organisation_id,
                kind="opened",
                value="besog",
                made_at=desk.now,
                until=desk.now + LASTS,
            )
        )
    desk.audit("accept" if accepted else "decline", f"place:{point.token}")
    return row


def _free_from_giver(desk: Desk, row: Assignment) -> None:
    """End the giver's claim, so that the receiver can take the place."""
    held = desk.session.execute(
        select(Mark).where(
            col(Mark.contact_point_id) == row.contact_point_id,
            col(Mark.kind) == "claim",
            col(Mark.organisation_id) == row.from_organisation_id,
            col(Mark.undone_at).is_(None),
            col(Mark.until) > desk.now,
        )
    ).scalars()
    for mark in held:
        mark.until = desk.now
        desk.session.add(mark)
    desk.session.flush()


def let_go(desk: Desk, point: ContactPoint) -> None:
    """Release the own claim before it lapses."""
    release(desk.session, point.id or 0, desk.actor, now=desk.now)
