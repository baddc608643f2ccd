"""A year's figures as rows that can be printed: each with definition, period, source, missing days and caveat. Pure.

A hidden count has the status "few", a figure nobody entered "no_data": the two never look alike.
"""

from dataclasses import asdict, dataclass

from outreach.figures.figure import TOTAL, Counts, Figure, YearFacts
from outreach.figures.other_figures import OTHER_FIGURES
from outreach.figures.suppression import release_list, release_lists
from outreach.figures.visit_figures import VISIT_FIGURES

FIGURES: tuple[Figure, ...] = tuple(sorted((*VISIT_FIGURES, *OTHER_FIGURES), key=lambda figure: int(figure.id[1:])))

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

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def year_rows(facts: YearFacts, lang: str = "da") -> list[Row]:
    """Return all figures of a year, F1 first."""
    return [row for figure in FIGURES for row in figure_rows(figure, facts, lang)]


def figure_rows(figure: Figure, facts: YearFacts, lang: str = "da") -> list[Row]:
    """Return the rows of one figure: the total, then each breakdown."""
    counts = figure.compute(facts)
    if not counts:
        return [_row(figure, facts, lang, TOTAL, TOTAL, value=None, status="no_data")]
    shown = released(counts) if figure.suppress else {name: dict(values) for name, values in counts.items()}
    rows = []
    for breakdown, values in shown.items():
        for category, value in values.items():
            name = facts.region_names.get(category, category) if breakdown == "region" else category
            rows.append(
                _row(figure, facts, lang, breakdown, name, value=value, status="few" if value is None else "value")
            )
    return rows


def released(counts: Counts) -> dict[str, dict[str, int | None]]:
    """Hide what must be hidden in every breakdown, so that they do not give each other away.

    Breakdowns of all of it share its total and are released together; one that counts something else stands alone.
    """
    of_all = {
        name: values for name, values in counts.items() if sum(values.values()) == sum(counts.get(TOTAL, {}).values())
    }
    together = release_lists(of_all) if TOTAL in counts else {}
    return {name: (together[name] if name in together else release_list(values))[0] for name, values in counts.items()}


def _row(
    figure: Figure, facts: YearFacts, lang: str, breakdown: str, category: str, *, value: int | None, status: str
) -> Row:
    period = f"{facts.first_day.isoformat()}/{facts.until.isoformat()}"
    return Row(
        figure=figure.id,
        title=figure.title[lang],
        breakdown=breakdown,
        category=category,
        value=value,
        status=status,
        share=_share(figure, facts, breakdown, value),
        definition=figure.definition[lang],
        source=SOURCES[lang][figure.source],
        period=period,
        missing_days=facts.days_without_crawl if figure.source in CRAWLED else 0,
        caveat=CAVEAT[lang] if figure.counts_people else "",
    )


def _share(figure: Figure, facts: YearFacts, breakdown: str, value: int | None) -> float | None:
    """F4 is also told as a share of all visits ("knap halvdelen")."""
    if figure.id != "F4" or breakdown != TOTAL or value is None or not facts.visits:
        return None
    return round(value / len(facts.visits), 3)
