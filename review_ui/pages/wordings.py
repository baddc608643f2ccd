"""Wordings of first texts: written by one person, approved by another; the check says at once what must not stand there."""

from fastapi import Response

from outreach.messages.length import measure
from outreach.messages.lint import Problem
from outreach.messages.templates import DRAFTS, LANGUAGES, MOST_SIGNS, approve_template, check_body, write_template
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm
from review_ui.gather.messages import own_wordings
from review_ui.page import Pages

pages = Pages()
NAME_MAX = 60


@pages.get("/wordings", Rule.PLAN)
def show(desk: Desk) -> Response:
    """Show the organisation's wordings, the drafts one may start from, and the form."""
    start = desk.query("draft")
    return _page(desk, language=start if start in DRAFTS else "", body=DRAFTS.get(start, ""))


@pages.post("/wordings", Rule.PLAN)
def write(desk: Desk) -> Response:
    """Check a wording, and keep it when it was asked for and nothing is wrong."""
    name, language, body = desk.field("name")[:NAME_MAX], desk.field("language"), desk.field("body")[:MOST_SIGNS]
    if not body or language not in LANGUAGES:
        raise BadForm("error.missing", field=desk.t("wordings.body"))
    problems = check_body(desk.session, desk.actor, body, language)
    if problems or desk.field("act") != "save":
        return _page(desk, name=name, language=language, body=body, problems=problems, checked=True)
    write_template(desk.session, desk.actor, name=name or language, language=language, body=body, now=desk.now)
    return desk.go("/wordings?done=wording_saved")


@pages.post("/wordings/{template_id:int}/approve", Rule.LEAD)
def approve(desk: Desk, template_id: int) -> Response:
    """Approve a colleague's wording; the version before it retires."""
    approve_template(desk.session, desk.actor, template_id, now=desk.now)
    return desk.go("/wordings?done=wording_approved")


def _page(
    desk: Desk,
    *,
    name: str = "",
    language: str = "",
    body: str = "",
    problems: list[Problem] | None = None,
    checked: bool = False,
) -> Response:
    return desk.page(
        "wordings.html",
        status=400 if problems else 200,
        wordings=[(one, measure(one.body)) for one in own_wordings(desk)],
        drafts=sorted(DRAFTS),
        languages=LANGUAGES,
        most=MOST_SIGNS,
        typed={"name": name, "language": language, "body": body},
        length=measure(body) if body else None,
        problems=problems or [],
        checked=checked,
    )
