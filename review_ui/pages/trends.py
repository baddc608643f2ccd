"""Trends: suppressed counts by month, small charts with a table beside them; never an ad, a number or an address."""

from fastapi import Response

from outreach.figures.trends import DIMENSIONS
from review_ui.access import Rule
from review_ui.desk import Desk
from review_ui.gather.trends import HEIGHT, make_trend
from review_ui.page import Pages

pages = Pages()


@pages.get("/trends", Rule.FIGURES)
def show(desk: Desk) -> Response:
    """Show one fixed table of one year."""
    subject = desk.query("of", "ads")
    # Each is a fixed table (R-AGG-3).
    subject = subject if subject in DIMENSIONS else "ads"
    dimension = desk.query("by", "region")
    dimension = dimension if dimension in DIMENSIONS[subject] else "region"
    year = desk.now.year
    if year - 2 <= desk.query_number("year") <= year:
        year = desk.query_number("year")
    trend, charts = make_trend(desk, subject, dimension, year)
    desk.audit("view figures", f"trend:{subject}:{dimension}:{year}")
    return desk.page(
        "trends.html",
        trend=trend,
        charts=charts,
        subject=subject,
        dimension=dimension,
        year=year,
        tables=DIMENSIONS,
        height=HEIGHT,
        labels={chart.category: chart.label for chart in charts},
    )
