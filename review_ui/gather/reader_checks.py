"""The reader's monthly checks as tables: proposals by language, region and site (R-FAIR-3), and what waits for an answer.

Counts by group are aggregates: small ones are hidden, in all three tables together, so that none gives another away.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from models.gazetteer import regions
from models.judgement import ReaderNotice
from models.policy import load_policy
from models.proposed import FEWEST, KINDS, LEVELS, proposals
from models.reader_notices import unanswered
from outreach.figures.figure import UNKNOWN
from outreach.figures.suppression import Cell, release_together
from review_ui.dates import language_name
from review_ui.desk import Desk

REST = "rest"
MOST_ANSWERED = 20


@dataclass(frozen=True)
class Group:
    """One group's ads and how many were proposed at each level; None: hidden. Shares (0-1) only of groups large enough."""

    label: str
    ads: int | None
    counts: dict[str, int | None]
    shares: dict[str, float | None]


@dataclass(frozen=True)
class Notice:
    """Something the checks noticed, in words."""

    row: ReaderNotice
    what: str
    change: str
    advice: str


@dataclass(frozen=True)
class Checks:
    """What the page shows."""

    groups: dict[str, list[Group]]
    waiting: list[Notice]
    answered: list[Notice]


def make_checks(desk: Desk) -> Checks:
    """Read everything the page shows."""
    answered = desk.session.execute(
        select(ReaderNotice)
        .where(col(ReaderNotice.answered_at).is_not(None))
        .order_by(col(ReaderNotice.answered_at).desc())
        .limit(MOST_ANSWERED)
    ).scalars()
    return Checks(
        groups=groups_of(desk),
        waiting=[_notice(desk, row) for row in unanswered(desk.session)],
        answered=[_notice(desk, row) for row in answered],
    )


def groups_of(desk: Desk) -> dict[str, list[Group]]:
    """Return the three tables, the largest groups first."""
    tables: dict[str, Counter[Cell]] = {kind: Counter() for kind in KINDS}
    for ad in proposals(desk.session):
        level = ad.level if ad.level in LEVELS else REST
        for kind in KINDS:
            tables[kind][level, ad.groups.get(kind, UNKNOWN)] += 1
    released = release_together(tables)
    found: dict[str, list[Group]] = {}
    for kind, table in released.items():
        names = sorted(table.columns, key=lambda name: (-_size(tables[kind], name), name))
        found[kind] = [
            _group(_label(desk, kind, name), table.columns[name], {one: table.cells.get((one, name)) for one in LEVELS})
            for name in names
        ]
    return found


def _size(table: Counter[Cell], name: str) -> int:
    """Return how many ads a group has."""
    return sum(count for (_, group), count in table.items() if group == name)


def _group(label: str, ads: int | None, counts: dict[str, int | None]) -> Group:
    shares = {
        level: count / ads if ads is not None and count is not None and ads >= FEWEST else None
        for level, count in counts.items()
    }
    return Group(label, ads, counts, shares)


def _label(desk: Desk, kind: str, name: str) -> str:
    if kind == "region":
        return regions().get(name, desk.t("trends.unknown")).removeprefix("Region ")
    if kind == "lang":
        return language_name(name, desk.lang) if name not in (UNKNOWN, "und") else desk.t("trends.unknown")
    return name


def _notice(desk: Desk, row: ReaderNotice) -> Notice:
    t = desk.t
    measure, _, of = row.measure.partition(":")
    if row.kind == "bias":
        kind, _, pair = row.about.partition(":")
        one, _, other = pair.partition("/")
        what = t(
            "reader.pair", one=_label(desk, kind, one), other=_label(desk, kind, other), level=t(f"level.{row.measure}")
        )
    else:
        known = load_policy().indicators.get(of)
        name = known.label[desk.lang] if known else ""
        what = t("reader.moved", site=row.about, measure=t(f"reader.measure_{measure}", sign=name))
    return Notice(
        row,
        what,
        t(
            "reader.beside" if row.kind == "bias" else "reader.change",
            before=_percent(desk, row.before),
            after=_percent(desk, row.after),
        ),
        t(f"reader.advice_{'bias' if row.kind == 'bias' else measure}"),
    )


def _percent(desk: Desk, share: float) -> str:
    written = f"{share:.1%}"
    return written.replace(".", ",").replace("%", " %") if desk.lang == "da" else written
