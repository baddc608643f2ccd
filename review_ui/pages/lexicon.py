"""The indicators with weight, grade and source; try a text and see at once which words are found; wish for a change.

Reading belongs to another room: ``create_app`` is given a callable for it. A tried text is never stored or logged.
"""

from fastapi import Response
from sqlalchemy import select
from sqlmodel import col

from models.audit import AuditEntry
from models.finding import Finding
from models.policy import load_policy
from models.values import Reading
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.errors import BadForm
from review_ui.gather.evidence import Piece, marked_text
from review_ui.page import Pages

pages = Pages()
MOST_TEXT = 2000
WISH_MAX = 200


@pages.get("/lexicon", Rule.LEAD)
def show(desk: Desk) -> Response:
    """Show the catalogue, the form for a text, and what was wished for."""
    return _page(desk)


@pages.post("/lexicon/try", Rule.LEAD)
def try_text(desk: Desk) -> Response:
    """Read a text now and mark what was found."""
    text = desk.field("text")[:MOST_TEXT]
    if not text:
        raise BadForm("error.missing", field=desk.t("lexicon.text"))
    if desk.office.read_text is None:
        raise BadForm("error.no_reader")
    reading = desk.office.read_text(text, desk.field("kind") or "ad")
    findings = [
        Finding(
            ad_id=0,
            indicator=hit.name,
            direction=hit.direction.value,
            strength=hit.strength,
            start=words.start,
            end=words.end,
            quote_masked=words.quote,
            rule=words.rule,
            found_at=desk.now,
        )
        for hit in reading.indicators
        for words in hit.evidence
    ]
    return _page(desk, text=text, reading=reading, pieces=marked_text(text, findings, load_policy(), desk.lang))


@pages.post("/lexicon/wish", Rule.LEAD)
def wish(desk: Desk) -> Response:
    """Keep a wish for another wording or group, with its reason, in the audit trail (US-26)."""
    indicator, reason = desk.field("indicator"), desk.field("reason")
    if indicator not in load_policy().indicators:
        raise BadForm("error.act")
    if not reason or len(reason) > WISH_MAX or any(len(run) >= 6 for run in reason.split() if run.isdecimal()):
        raise BadForm("error.reason", most=WISH_MAX)
    desk.audit("indicator change wished", f"indicator:{indicator}", reason=reason)
    return desk.go("/lexicon?done=wished")


def _page(desk: Desk, text: str = "", reading: Reading | None = None, pieces: list[Piece] | None = None) -> Response:
    wishes = desk.session.execute(
        select(AuditEntry)
        .where(col(AuditEntry.act) == "indicator change wished")
        .order_by(col(AuditEntry.number).desc())
        .limit(20)
    ).scalars()
    return desk.page(
        "lexicon.html",
        indicators=list(load_policy().indicators.values()),
        thresholds=load_policy().thresholds,
        can_read=desk.office.read_text is not None,
        wishes=list(wishes),
        most=MOST_TEXT,
        wish_max=WISH_MAX,
        text=text,
        reading=reading,
        pieces=pieces or [],
    )
