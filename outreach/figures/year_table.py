"""Figures as rows that can be printed, from what was told: each with definition, period, source, missing days, caveat. Pure.

A hidden count has the status "few", a figure nobody entered "no_data": the two never look alike.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from models.gazetteer import regions
from outreach.figures.catalogue import FIGURES
from outreach.figures.entered import entered_counts
from outreach.figures.figure import TOTAL, Figure, ManualFact, is_small
from outreach.figures.joint import Told, as_told
from outreach.figures.periods import Period
from outreach.figures.suppression import release_lists
from outreach.figures.tables import cell_key

CAVEAT = {
    "da": "Personer kan forblive anonyme og kan derfor være talt med mere end én gang.",
    "en": "People may stay anonymous and may therefore be counted more than once.",
}
SOURCES = {
    "da": {"visits": "loggede besøg", "ads": "indsamlede annoncer", "networks": "mulige netværk", "messages": "SMS-bogen", "manual": "indtastet"},
    "en": {"visits": "logged visits", "ads": "collected ads", "networks": "possible networks", "messages": "message ledger", "manual": "entered"},
}  # fmt: skip
CRAWLED = frozenset({"ads", "networks"})


@dataclass(frozen=True, slots=True)
class Entered:
    """What people entered for a period, up to its last day or today."""

    entries: Sequence[ManualFact]
    until: date


@dataclass(frozen=True, slots=True)
class Row:
    """One number of one figure. ``value`` is None when hidden or missing; ``share`` (0-1) only where one makes sense."""

    figure: str
    title: str
    breakdown: str
    category: str
    value: int | None
    # value, few (hidden: fewer than five, or needed to hide such a one) or no_data.
    status: str
    share: float | None
    definition: str
    source: str
    period: str
    missing_days: int
    caveat: str
    # To the nearest five: all but a finished year.
    rounded: bool = False

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def year_rows(told: Told, entered: Entered, lang: str = "da") -> list[Row]:
    """Return all figures of a year or half-year as they were told, F1 first, with what people entered."""
    return [row for figure in FIGURES for row in figure_rows(figure, told, entered, lang)]


def figure_rows(figure: Figure, told: Told, entered: Entered, lang: str = "da") -> list[Row]:
    """Return the rows of one figure: the total, then each breakdown; a zero only where it is all there is."""
    by_hand = figure.source == "manual"
    cells = _entered(figure, told.period, entered) if by_hand else _told(figure, told)
    last = entered.until if by_hand else told.period.last
    if not cells:
        return [_row(figure, told, lang, TOTAL, TOTAL, last=last, value=None, status="no_data")]
    names = regions()
    return [
        _row(
            figure, told, lang, breakdown, names.get(category, category) if breakdown == "region" else category,
            last=last, value=value, status="few" if value is None else "value",
        )
        for breakdown, category, value in cells
        if value != 0 or breakdown == TOTAL
    ]  # fmt: skip


def _told(figure: Figure, told: Told) -> list[tuple[str, str, int | None]]:
    """Return breakdown, category and what is shown of each cell of a figure."""
    found = []
    for key, value in told.cells.items():
        name, breakdown, category = key.split("|", 2)
        if name == figure.id:
            found.append((breakdown, category, value))
    return found


def _entered(figure: Figure, period: Period, entered: Entered) -> list[tuple[str, str, int | None]]:
    counts = entered_counts(entered.entries, figure.id)
    if not figure.suppress:
        # CMM's own published numbers are theirs to publish.
        return [(breakdown, name, count) for breakdown, values in counts.items() for name, count in values.items()]
    shown = {name: values for name, (values, _) in release_lists(counts).items()} if len(counts) > 1 else counts
    return [
        (breakdown, name, None if count is None or is_small(count) else as_told(count, period))
        for breakdown, values in shown.items()
        for name, count in values.items()
    ]


def _row(
    figure: Figure, told: Told, lang: str, breakdown: str, category: str, *, last: date, value: int | None, status: str
) -> Row:
    period = f"{told.period.first.isoformat()}/{last.isoformat()}"
    return Row(
        figure=figure.id,
        title=figure.title[lang],
        breakdown=breakdown,
        category=category,
        value=value,
        status=status,
        share=_share(figure, told, breakdown, value),
        definition=figure.definition[lang],
        source=SOURCES[lang][figure.source],
        period=period,
        missing_days=told.missing_days if figure.source in CRAWLED else 0,
        caveat=CAVEAT[lang] if figure.counts_people else "",
        rounded=not told.period.exact and (figure.source != "manual" or figure.suppress),
    )


def _share(figure: Figure, told: Told, breakdown: str, value: int | None) -> float | None:
    """F4 is also told as a share of all visits ("knap halvdelen"), where both are told exactly."""
    outside = told.cells.get(cell_key("F5", TOTAL, TOTAL))
    if figure.id != "F4" or breakdown != TOTAL or value is None or outside is None or not told.period.exact:
        return None
    return round(value / (value + outside), 3) if value + outside else None
