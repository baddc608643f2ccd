"""What the public asked for: objections waiting and carried out, for the data protection officer. No number is shown."""

from fastapi import Response
from sqlalchemy import select
from sqlmodel import col

from models.request import DataRequest
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.page import Pages

pages = Pages()
MOST = 200


@pages.get("/requests", Rule.AUDIT)
def show(desk: Desk) -> Response:
    """Show when each came and whether it is carried out."""
    rows = desk.session.execute(select(DataRequest).order_by(col(DataRequest.id).desc()).limit(MOST)).scalars().all()
    return desk.page("requests.html", requests=rows, waiting=sum(row.done_at is None for row in rows))
