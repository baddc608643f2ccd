"""The year's figures F1 to F26 with their definitions; files to take along, a year to freeze, numbers to enter."""

from itertools import groupby
from urllib.parse import quote

from fastapi import Response

from models.errors import BadInput
from models.gazetteer import regions
from outreach.errors import Refused
from outreach.figures.catalogue import FIGURES
from outreach.figures.entered import CATEGORIES, MOST, enter_count, own_counts, take_back
from outreach.figures.freeze import freeze_year, is_unchanged, rows_of
from outreach.figures.hit_rate import calibration_sentence, hits_told
from outreach.figures.ledger import figures_of, told_of
from outreach.figures.periods import YEAR
from outreach.figures.words import CATEGORIES as WORDS
from outreach.figures.words import breakdown_word, category_word
from outreach.figures.year_table import Row
from outreach.half_year import half_year_pack, halves_told
from outreach.local_time import local_day
from outreach.report import FIRST_YEAR, MIME_TYPES, file_of
from review_ui.access import Rule
from review_ui.desk import Desk, whole_number
from review_ui.errors import BadForm
from review_ui.levels import HIGHEST_FIRST
from review_ui.page import Pages
from review_ui.pages.routes import read_day

pages = Pages()
YEARS_SHOWN = 6


@pages.get("/figures", Rule.FIGURES)
def show(desk: Desk) -> Response:
    """Show one year: every figure with definition, period, source and days without collection."""
    year = _year(desk, desk.query("year"))
    rows, frozen = rows_of(desk.session, year, now=desk.now, lang=desk.lang)
    desk.audit("view figures", f"year:{year}")
    told = figures_of(told_of(desk.session, year, now=desk.now), YEAR)
    record = hits_told(told)
    return desk.page(
        "figures.html",
        year=year,
        years=range(desk.now.year, max(desk.now.year - YEARS_SHOWN, FIRST_YEAR - 1), -1),
        figures=[(name, list(group)) for name, group in groupby(rows, key=lambda row: row.figure)],
        frozen=frozen,
        told_until=told.period.last if told else None,
        rounded=told is not None and not told.period.exact,
        unchanged=frozen is None or is_unchanged(desk.session, frozen),
        hits=[(level, calibration_sentence(record[level], desk.lang)) for level in HIGHEST_FIRST],
        category_word=lambda row: category_word(row, desk.lang),
        breakdown_word=lambda name: breakdown_word(name, desk.lang),
        by_breakdown=_by_breakdown,
        formats=sorted(MIME_TYPES),
        this_year=desk.now.year,
        halves=halves_told(desk.session, now=desk.now),
    )


@pages.post("/figures/file", Rule.FIGURES)
def take_file(desk: Desk) -> Response:
    """Hand out a year as CSV, workbook or PDF."""
    year, name = _year(desk, desk.field("year")), desk.field("format")
    if name not in MIME_TYPES:
        raise BadForm("error.act")
    content = file_of(desk.session, year, name, now=desk.now, lang=desk.lang)
    desk.audit("export figures", f"year:{year}", format=name)
    return _file(content, f"lygte-{year}.{name}", MIME_TYPES[name])


@pages.post("/figures/pack", Rule.FIGURES)
def take_pack(desk: Desk) -> Response:
    """Hand out the half-year pack in the language of the screen."""
    year, _, half = desk.field("half").partition("-")
    try:
        content = half_year_pack(desk.session, whole_number(year), whole_number(half), now=desk.now, lang=desk.lang)
    except BadInput:
        raise BadForm("error.act") from None
    desk.audit("export figures", f"half:{year}-{half}", format="pdf")
    return _file(content, f"lygte-{year}-{half}-{desk.lang}.pdf", MIME_TYPES["pdf"])


@pages.post("/figures/freeze", Rule.LEAD)
def freeze(desk: Desk) -> Response:
    """Freeze a finished year as it stands."""
    year = _year(desk, desk.field("year"))
    freeze_year(desk.session, desk.actor, year, now=desk.now)
    return desk.go(f"/figures?year={year}&done=frozen")


@pages.get("/figures/enter", Rule.COUNT)
def ask(desk: Desk) -> Response:
    """Show the form for numbers no visit yields, and those entered already."""
    return _entering(desk, wrong="")


@pages.post("/figures/enter", Rule.COUNT)
def enter(desk: Desk) -> Response:
    """Store one number; says on the form what is wrong with it."""
    figure, _, category = desk.field("what").partition(" ")
    try:
        enter_count(
            desk.session, desk.actor, figure=figure, category=category, day=read_day(desk, "day", desk.t("figures.day")),
            value=desk.number_field("value", 0, MOST, said=desk.t("figures.count")), region_code=desk.field("region") or None, now=desk.now,
        )  # fmt: skip
    except Refused as refusal:
        return _entering(desk, wrong=refusal.sentence(desk.lang))
    except BadForm as refusal:
        return _entering(desk, wrong=desk.t(refusal.key, **refusal.values))
    return desk.go("/figures/enter?done=entered")


@pages.post("/figures/undo", Rule.COUNT)
def undo(desk: Desk) -> Response:
    """Take an own number back."""
    take_back(desk.session, desk.actor, desk.number_field("entry", 1, 2**31), now=desk.now)
    return desk.go("/figures/enter?done=undone")


def _entering(desk: Desk, *, wrong: str) -> Response:
    titles = {figure.id: figure.title[desk.lang] for figure in FIGURES}
    return desk.page(
        "figures_enter.html",
        status=400 if wrong else 200,
        wrong=wrong,
        kinds=[(name, titles[name], categories) for name, categories in CATEGORIES.items()],
        words=WORDS[desk.lang],
        titles=titles,
        typed={name: desk.field(name) for name in ("what", "day", "value", "region")},
        today=local_day(desk.now).isoformat(),
        region_names={code: name.removeprefix("Region ") for code, name in regions().items()},
        entries=own_counts(desk.session, desk.actor),
    )


def _by_breakdown(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    return [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.breakdown)]


def _year(desk: Desk, written: str) -> int:
    year = whole_number(written)
    return year if FIRST_YEAR <= year <= desk.now.year else desk.now.year


def _file(content: bytes, name: str, mime_type: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=mime_type, headers=headers)
