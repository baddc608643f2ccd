"""The seeds' year tables, reproduced from logged visits."""

import random
from datetime import date, timedelta

import pytest

from outreach.figures.catalogue import FIGURES
from outreach.figures.figure import TOTAL, AdFact, ManualFact, VisitFact, YearFacts
from outreach.figures.hit_rate import HitRecord, calibration_sentence, hits_told, interval
from outreach.figures.joint import Told, tell
from outreach.figures.periods import Period
from outreach.figures.trends import Trend, trend_of
from tests.outreach.figures.telling import rows_told, year_told

REGIONS = ("1081", "1082", "1083", "1084", "1085")


def visit(day: date = date(2019, 3, 1), **fields: object) -> VisitFact:
    values = {
        "contact_point_id": 1, "organisation": "AmiAmi", "region": "1083", "place_type": "clinic", "outcome": "let_in",
        "tallies": {}, "concern_met": False, "cmm_contacted": False, "level_before": None, **fields,
    }  # fmt: skip
    return VisitFact(day=day, **values)  # type: ignore[arg-type]


def year_of(year: int, visits: int, clinics: int, spoken: int, new: int, examinations: int = 0) -> YearFacts:
    """Visits with the totals of a year report, scattered over days, regions and clinics."""
    dice = random.Random(year)
    tallies: list[dict[str, int]] = [{} for _ in range(visits)]
    for kind, number in (("spoken_new", new), ("spoken_known", spoken - new), ("examinations", examinations)):
        for _ in range(number):
            place = dice.choice(tallies)
            place[kind] = place.get(kind, 0) + 1
    made = [
        visit(
            date(year, 1, 1) + timedelta(days=dice.randrange(365)),
            contact_point_id=index % clinics,
            region=REGIONS[index % clinics % 5],
            tallies=tally,
            outcome="let_in" if tally else dice.choice(["nobody_there", "leaflet_left", "not_let_in"]),
        )
        for index, tally in enumerate(tallies)
    ]
    return YearFacts(year=year, until=date(year, 12, 31), visits=tuple(made))


@pytest.mark.parametrize(
    ("seed_year", "expected"),
    [
        # S0: 467 visits to 257 clinics, 312 conversations, 165 of them new.
        (
            {"year": 2019, "visits": 467, "clinics": 257, "spoken": 312, "new": 165},
            {"F1": 467, "F2": 257, "F6": 312, "F7": 165, "F8": 147},
        ),
        # S4: 370 visits, 384 contacts, 169 examinations.
        (
            {"year": 2012, "visits": 370, "clinics": 250, "spoken": 384, "new": 200, "examinations": 169},
            {"F1": 370, "F6": 384, "F10": 169},
        ),
    ],
)
def test_the_year_tables_of_the_seed_reports_come_out_of_logged_visits(
    seed_year: dict[str, int], expected: dict[str, int]
) -> None:
    rows = rows_told(year_of(**seed_year))
    totals = {row.figure: row.value for row in rows if row.breakdown == TOTAL}
    assert {figure: totals[figure] for figure in expected} == expected
    by_region = [row.value or 0 for row in rows if (row.figure, row.breakdown) == ("F1", "region")]
    assert sum(by_region) == expected["F1"]


def test_every_figure_has_definition_source_and_period_in_both_languages() -> None:
    assert [figure.id for figure in FIGURES] == [f"F{number}" for number in range(1, 27)]
    for lang in ("da", "en"):
        for row in rows_told(year_of(2019, 20, 10, 10, 5), lang):
            assert row.title and row.definition and row.source and row.period == "2019-01-01/2019-12-31"


def test_hidden_missing_and_zero_look_different() -> None:
    facts = YearFacts(
        year=2019,
        until=date(2019, 12, 31),
        visits=tuple(visit(tallies={"nationality_RO": 6, "nationality_TH": 2}) for _ in range(2)),
        manual=(ManualFact("F20", "clinic", date(2019, 12, 31), None, 2),),
    )
    rows = rows_told(facts)
    status = {(row.figure, row.breakdown, row.category): (row.status, row.value) for row in rows}
    assert status["F9", "nationality", "TH"] == ("few", None)
    assert status["F9", "nationality", "RO"] == ("few", None)
    assert status["F19", TOTAL, TOTAL] == ("no_data", None)
    assert status["F10", TOTAL, TOTAL] == ("value", 0)
    # CMM's own published numbers are theirs to publish.
    assert status["F20", "category", "clinic"] == ("value", 2)


def test_unknown_is_a_category_of_its_own() -> None:
    facts = YearFacts(
        year=2019,
        until=date(2019, 12, 31),
        visits=tuple(visit(region=None, tallies={"spoken_unknown": 1}) for _ in range(8)),
    )
    rows = {(row.figure, row.breakdown, row.category): row.value for row in rows_told(facts)}
    assert rows["F1", "region", "unknown"] == 8
    assert rows["F7", TOTAL, TOTAL] == 0
    assert rows["F7", "met_before", "unknown"] == 8
    assert rows["F6", "gender", "unknown"] == 8


def test_the_share_let_in_is_of_all_visits() -> None:
    facts = YearFacts(
        year=2019,
        until=date(2019, 12, 31),
        visits=tuple(visit(outcome="let_in" if n < 9 else "closed") for n in range(20)),
    )
    assert next(row.share for row in rows_told(facts) if row.figure == "F4") == 0.45


def test_the_hit_rate_counts_greens_that_did_and_only_visits_with_a_conversation() -> None:
    talked = {"spoken_new": 1}
    visits = [
        *[visit(level_before="red", tallies=talked, concern_met=True)] * 9,
        *[visit(level_before="red", tallies=talked)] * 6,
        *[visit(level_before="red", outcome="closed")] * 30,
        *[visit(level_before="green", tallies=talked, concern_met=True)] * 7,
    ]
    records = hits_told(year_told(YearFacts(year=2019, until=date(2019, 12, 31), visits=tuple(visits))))
    assert (records["red"], records["green"], records["yellow"]) == (HitRecord(15, 9), HitRecord(7, 7), HitRecord(0, 0))


def test_no_hit_rate_is_worked_out_of_hidden_numbers() -> None:
    visits = [visit(level_before="red", tallies={"spoken_new": 1}, concern_met=at < 3) for at in range(40)]
    record = hits_told(year_told(YearFacts(year=2019, until=date(2019, 12, 31), visits=tuple(visits))))["red"]
    assert record is None
    assert calibration_sentence(record) == calibration_sentence(HitRecord(0, 0))
    assert hits_told(None)["red"] is None


def test_calibration_is_said_in_words_and_only_when_there_is_enough() -> None:
    assert calibration_sentence(HitRecord(100, 15)).startswith("Af 20 steder som dette har omkring 3 vist tegn")
    assert calibration_sentence(HitRecord(19, 15)).startswith("Endnu ikke kalibreret")
    assert calibration_sentence(HitRecord(40, 6), "en").startswith("Of 20 places like this, about 3 showed signs")
    low, high = interval(HitRecord(100, 15))
    assert 0.09 < low < 0.15 < high < 0.23


def test_trends_hide_small_months_and_keep_their_totals() -> None:
    def ad(month: int, region: str, indicators: frozenset[str] = frozenset()) -> AdFact:
        return AdFact(
            date(2019, month, 3),
            date(2019, 12, 1),
            False,
            region,
            "hjerterum",
            "da",
            "clinic",
            "green",
            False,
            indicators,
        )

    ads = [ad(1, "1083")] * 20 + [ad(1, "1084")] * 9 + [ad(2, "1083", frozenset({"youth"}))] * 8 + [ad(2, "1084")] * 2
    facts = YearFacts(
        year=2019, until=date(2019, 2, 28), ads=tuple(ads), visits=tuple(visit(date(2019, 2, 1)) for _ in range(9))
    )
    trend = months_trend(facts, "ads", "region")
    assert (trend.months, trend.categories) == (("2019-01", "2019-02"), ("1083", "1084"))
    assert trend.table.cells["2019-01", "1084"] == 9
    assert trend.table.cells["2019-02", "1084"] is None and trend.table.cells["2019-02", "1083"] is None
    assert trend.table.rows == {"2019-01": 29, "2019-02": 10}
    # A total over months is not told where one of them is hidden.
    assert (trend.table.columns, trend.table.total) == ({"1083": None, "1084": None}, 39)
    assert months_trend(facts, "ads", "indicator").table.cells["2019-02", "youth"] is None
    assert months_trend(facts, "visits", "outcome").table.total == 9
    with pytest.raises(KeyError):
        months_trend(facts, "visits", "language")


def test_a_month_nobody_collected_in_is_named_and_is_no_zero() -> None:
    ads = [AdFact(date(2019, 1, 3), date(2019, 3, 1), False, "1083", "s", "da", "clinic", "green", False)] * 9
    facts = YearFacts(year=2019, until=date(2019, 3, 31), ads=tuple(ads), months_without_crawl=frozenset({"2019-02"}))
    trend = months_trend(facts, "ads", "region", months=3)
    assert (trend.months, trend.months_without_data) == (("2019-01", "2019-03"), ("2019-02",))


def test_a_month_told_before_its_end_says_how_far_it_goes() -> None:
    ads = [AdFact(date(2019, 1, 3), date(2019, 3, 1), False, "1083", "s", "da", "clinic", "green", False)] * 9
    facts = YearFacts(year=2019, until=date(2019, 2, 20), ads=tuple(ads))
    whole, part = (
        Period(date(2019, 1, 31), date(2019, 1, 1), "2019-01"),
        Period(date(2019, 2, 20), date(2019, 2, 1), "2019-02"),
    )
    assert trend_of(tell(facts, [whole]), "ads", "region").so_far is None
    assert trend_of(tell(facts, [whole, part]), "ads", "region").so_far == date(2019, 2, 20)


def months_trend(facts: YearFacts, subject: str, dimension: str, months: int = 2) -> Trend:
    periods = [
        Period(date(2019, month + 1, 1) - timedelta(days=1), date(2019, month, 1), f"2019-{month:02d}")
        for month in range(1, months + 1)
    ]
    told: list[Told] = tell(facts, periods)
    return trend_of(told, subject, dimension)
