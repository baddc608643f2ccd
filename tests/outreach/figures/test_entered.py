"""Numbers people enter: checked, audited, taken back, and counted in the year."""

from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from models.audit import AuditEntry
from outreach.errors import NotFound, NotYours, WrongField
from outreach.figures.catalogue import FIGURES
from outreach.figures.entered import CATEGORIES, enter_count, own_counts, take_back
from outreach.figures.freeze import rows_of
from outreach.figures.words import CATEGORIES as WORDS


def entered(make, session: Session, now: datetime, **fields: object):  # type: ignore[no-untyped-def]
    values = {"figure": "F16", "category": "police", "day": date(2026, 3, 1), "value": 7, **fields}
    return enter_count(session, make.actor(), now=now, **values)


def test_an_entered_number_stands_in_the_year_until_it_is_taken_back(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    actor = make.actor()
    entry = enter_count(session, actor, figure="F16", category="police", day=date(2026, 3, 1), value=7, now=now)

    def hotline() -> list[tuple[str, int | None, str]]:
        rows, _ = rows_of(session, 2026, now=now)
        return [(row.category, row.value, row.status) for row in rows if row.figure == "F16"]

    assert hotline() == [("police", 7, "value")]
    assert own_counts(session, actor) == [entry]
    take_back(session, actor, entry.id or 0, now=now)
    take_back(session, actor, entry.id or 0, now=now)
    assert hotline() == [("total", None, "no_data")]
    assert own_counts(session, actor) == []
    acts = [row.act for row in session.exec(select(AuditEntry)) if row.subject == "F16 police"]
    assert acts == ["number entered", "number taken back"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"category": "victims"}, "no figure"),
        ({"figure": "F1"}, "no figure"),
        ({"day": date(2030, 1, 1)}, "between 2019 and today"),
        ({"region_code": "1"}, "region is not known"),
        ({"value": -1}, "whole number from 0"),
        ({"value": 10**7}, "whole number from 0"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    make,  # type: ignore[no-untyped-def]
    session: Session,
    now: datetime,
    fields: dict[str, object],
    sentence: str,
) -> None:
    with pytest.raises(WrongField, match=sentence):
        entered(make, session, now, **fields)


def test_only_the_own_organisation_takes_a_number_back(make, session: Session, now: datetime) -> None:  # type: ignore[no-untyped-def]
    entry = entered(make, session, now)
    with pytest.raises(NotYours):
        take_back(session, make.actor("Org B"), entry.id or 0, now=now)
    with pytest.raises(NotFound):
        take_back(session, make.actor(), 10**6, now=now)


def test_every_manual_figure_can_be_entered_and_every_category_has_its_word() -> None:
    assert set(CATEGORIES) == {figure.id for figure in FIGURES if figure.source == "manual"}
    for lang in ("da", "en"):
        assert [name for names in CATEGORIES.values() for name in names if name not in WORDS[lang]] == []
