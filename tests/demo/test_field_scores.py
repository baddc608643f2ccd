"""Field scores: the truth scores one, a lost field loses recall, an invented one precision, a wrong one both."""

import pytest

from demo.field_scores import FIELDS, field_scores, mean_scores
from demo.truth import Truth
from demo.world import build_world


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, object]]:
    truth = Truth(build_world(seed=9, days=1, scale=0.15))
    found = {external_id: truth.ad_out("hjerterum", external_id, 0) for external_id in truth.live("hjerterum", 0)}
    return {key: row for key, row in found.items() if row is not None}


def test_the_truth_scores_one_in_every_field(rows: dict[str, dict[str, object]]) -> None:
    scores = field_scores(rows, rows)
    assert set(scores) == set(FIELDS)
    assert all((score.recall, score.precision) == (1.0, 1.0) for score in scores.values())
    assert scores["reviews"].true > 10
    assert mean_scores(scores) == (1.0, 1.0)


def test_a_lost_field_loses_recall_and_keeps_precision(rows: dict[str, dict[str, object]]) -> None:
    score = field_scores({key: {**row, "age": None} for key, row in rows.items()}, rows)["age"]
    assert (score.recall, score.precision) == (0.0, 1.0)


def test_a_wrong_value_loses_both(rows: dict[str, dict[str, object]]) -> None:
    score = field_scores({key: {**row, "city": "Nirgendwo"} for key, row in rows.items()}, rows)["city"]
    assert (score.recall, score.precision) == (0.0, 0.0)
    assert score.wrong


def test_an_ad_collected_twice_or_invented_costs_precision(rows: dict[str, dict[str, object]]) -> None:
    some = next(iter(rows.values()))
    score = field_scores({**rows, "copy": some}, rows)["title"]
    assert score.recall == 1.0
    assert score.precision < 1.0


def test_a_missing_ad_costs_recall(rows: dict[str, dict[str, object]]) -> None:
    fewer = dict(list(rows.items())[1:])
    assert field_scores(fewer, rows)["title"].recall < 1.0


def test_white_space_and_number_types_make_no_difference(rows: dict[str, dict[str, object]]) -> None:
    loose = {
        key: {
            **row,
            "text": f"  {row['text']}\n".replace(" ", "  "),
            "prices": [{**p, "amount": float(p["amount"])} for p in row["prices"]],
        }
        for key, row in rows.items()
    }
    scores = field_scores(loose, rows)
    assert scores["text"].recall == scores["prices"].precision == 1.0
