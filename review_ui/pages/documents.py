"""The papers of accountability with this installation's numbers, for the data protection officer: DPIA, record, account (US-38)."""

from urllib.parse import quote

from fastapi import Response

from models.errors import BadInput
from outreach.accountability.live_numbers import live_numbers
from outreach.accountability.printing import FORMATS, PAPERS, paper_named, print_paper
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm
from review_ui.page import Pages

pages = Pages()
MIME_TYPES = {"pdf": "application/pdf", "md": "text/markdown; charset=utf-8"}


@pages.get("/documents", Rule.AUDIT)
def show(desk: Desk) -> Response:
    """List the papers and what each is for."""
    return desk.page("documents.html", papers=PAPERS, formats=FORMATS)


@pages.post("/documents", Rule.AUDIT)
def take(desk: Desk) -> Response:
    """Hand out one paper as it stands now."""
    name, format = desk.field("paper"), desk.field("format")
    try:
        paper = paper_named(name)
        numbers = live_numbers(
            desk.session,
            now=desk.now,
            year=desk.now.year if paper.public else None,
            second_factor_roles=desk.office.second_factor_roles,
            rules=desk.office.settings.retention,
        )
        content = print_paper(paper, numbers, format)
    except BadInput:
        raise BadForm("error.act") from None
    desk.audit("export document", f"document:{paper.name}", format=format)
    file = quote(f"lygte-{paper.name}-{desk.now.date().isoformat()}.{format}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{file}"}
    return Response(content, media_type=MIME_TYPES[format], headers=headers)
