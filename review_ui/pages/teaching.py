"""Teach the reader: one text at a time, yes or no. No level, no rank and no place changes by it (see ``models.judgement``)."""

from fastapi import Response
from sqlalchemy import select
from sqlmodel import col

from models.judgement import NOTHING, TeachingText, TextJudgement
from models.policy import load_policy
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm, NotThere
from review_ui.gather.teaching import next_question, open_question, own_last, waiting
from review_ui.page import Pages
from review_ui.pages.onboarding import course_valid
from review_ui.pages.second_reading import choices

pages = Pages()
ANSWERS = ("yes", "no", "unsure")


@pages.get("/teaching", Rule.SCREEN)
def show(desk: Desk) -> Response:
    """Show the next question."""
    if not course_valid(desk):
        return desk.go("/onboarding")
    policy = load_policy()
    return desk.page(
        "teaching.html",
        question=next_question(desk),
        waiting=waiting(desk),
        choices=[policy.indicators[name] for name in choices()],
        can_undo=bool(own_last(desk)),
    )


@pages.post("/teaching", Rule.SCREEN)
def answer(desk: Desk) -> Response:
    """Keep an answer; "unsure" only passes the question by."""
    found = open_question(desk, desk.number_field("question", 1, 2**31))
    if found is None:
        raise NotThere("error.no_question")
    row, reading = found
    said = desk.field("answer")
    if said not in ANSWERS:
        raise BadForm("error.act")
    if row.indicator is None:
        judged = _of_whole_text(desk) if said != "unsure" else {}
    else:
        judged = {row.indicator: said == "yes"} if said != "unsure" else {}
    for indicator, shown in judged.items():
        desk.session.add(
            TextJudgement(
                ad_id=row.ad_id,
                review_id=row.review_id,
                indicator=indicator,
                shown=shown,
                content_hash=reading.content_hash,
                user_id=desk.user.id or 0,
                made_at=desk.now,
            )
        )
    row.answered_at = desk.now
    desk.session.add(row)
    desk.audit("teach reader", f"ad:{row.ad_id}", answers=len(judged))
    return desk.go("/teaching?done=taught")


@pages.post("/teaching/undo", Rule.SCREEN)
def undo(desk: Desk) -> Response:
    """Take back one's newest answer; the question waits again."""
    rows = own_last(desk)
    if not rows:
        return desk.go("/teaching?done=nothing_to_undo")
    for row in rows:
        row.undone_at = desk.now
        desk.session.add(row)
    first = rows[0]
    asked = desk.session.execute(
        select(TeachingText).where(
            col(TeachingText.ad_id) == first.ad_id, col(TeachingText.answered_at) == first.made_at
        )
    ).scalars()
    for question in asked:
        question.answered_at = None
        desk.session.add(question)
    desk.audit("undo", f"ad:{first.ad_id}", kind="teach reader", rows=len(rows))
    return desk.go("/teaching?done=undone")


def _of_whole_text(desk: Desk) -> dict[str, bool]:
    """Return what was ticked; nothing ticked says that the text shows nothing."""
    ticked = [name for name in choices() if name in desk.form.getlist("seen")]
    return dict.fromkeys(ticked, True) or {NOTHING: False}
