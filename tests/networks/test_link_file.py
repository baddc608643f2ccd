"""``lygte link``: the contract's lines in and out, and one sentence for bad lines that repeats nothing."""

import json
import random

import pytest

from benchmarks.link import ad_line
from benchmarks.link_world import build_world
from models.errors import BadInput
from networks.link_file import link_lines

SECRET = "Hemmelig sætning 67 12 34 56"


def row(identity: str, **more: object) -> str:
    """One line of *ad in*."""
    return json.dumps({"id": identity, "text": f"ord {identity}", "phones": ["+4567000001"], "alias": identity} | more)


def test_every_ad_gets_one_line_in_the_order_of_input() -> None:
    lines = [json.loads(line) for line in link_lines([row("b"), row("a"), row("c", phones=["+4567000002"])])]
    assert [line["id"] for line in lines] == ["b", "a", "c"]
    assert all(set(line) == {"id", "group", "reasons"} for line in lines)
    assert lines[0]["group"] == lines[1]["group"] != lines[2]["group"]
    assert lines[0]["reasons"] == [{"other": "a", "why": "shared_phone", "strength": 0.9}]
    assert lines[2]["reasons"] == []


def test_reasons_name_ads_of_the_same_group_only() -> None:
    world = build_world(1500, 3)
    lines = [json.loads(line) for line in link_lines(map(ad_line, world.ads))]
    group = {line["id"]: line["group"] for line in lines}
    assert [line["id"] for line in lines] == [ad.id for ad in world.ads]
    assert all(group[reason["other"]] == line["group"] for line in lines for reason in line["reasons"])
    assert all(0 < reason["strength"] <= 1 for line in lines for reason in line["reasons"])
    sizes: dict[str, int] = {}
    for name in group.values():
        sizes[name] = sizes.get(name, 0) + 1
    assert all(line["reasons"] for line in lines if sizes[line["group"]] > 1)


def test_the_order_of_lines_changes_no_group() -> None:
    lines = [ad_line(ad) for ad in build_world(800, 5).ads]
    mixed = list(lines)
    random.Random(1).shuffle(mixed)
    assert sorted(link_lines(lines)) == sorted(link_lines(mixed))


def test_optional_keys_may_miss_or_be_null_and_unknown_ones_are_ignored() -> None:
    lines = [
        '{"id": "a"}',
        json.dumps({"id": "b", "text": None, "phones": None, "age": None, "seen_at": None, "colour": 3}),
        "",
        "  ",
    ]
    assert [json.loads(line)["id"] for line in link_lines(lines)] == ["a", "b"]


def test_ages_and_numbers_as_people_write_them_are_read() -> None:
    good = [
        row("a", age="25"),
        row("b", age=25.0),
        row("c", postcode=5000),
        row("d", seen_at="2026-03-01T10:00:00Z"),
        row("e", seen_at="2026-03-01"),
    ]
    assert len(list(link_lines(good))) == 5


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{", None), ("[]", None), ('"x"', None), ('{"text": "x"}', "id"), ('{"id": ""}', "id"), ('{"id": true}', "id"),
        (json.dumps({"id": "a", "text": 5}), "text"), (json.dumps({"id": "a", "phones": SECRET}), "phones"),
        (json.dumps({"id": "a", "phones": [5]}), "phones"), (json.dumps({"id": "a", "age": SECRET}), "age"),
        (json.dumps({"id": "a", "age": -3}), "age"), (json.dumps({"id": "a", "age": True}), "age"), ('{"id": "a", "age": 1e999}', "age"),
        (json.dumps({"id": "a", "seen_at": SECRET}), "seen_at"), (json.dumps({"id": "a", "seen_at": 7}), "seen_at"),
        (json.dumps({"id": "a", "alias": [SECRET]}), "alias"), (json.dumps({"id": "a", "city": {"x": SECRET}}), "city"),
    ],
)  # fmt: skip
def test_a_bad_line_is_one_sentence_with_line_and_field_and_nothing_of_its_content(
    line: str, field: str | None
) -> None:
    with pytest.raises(BadInput) as problem:
        list(link_lines([row("ok"), line]))
    said = str(problem.value)
    assert "ine 2" in said
    assert field is None or f"'{field}'" in said
    assert "Hemmelig" not in said
    assert problem.value.__cause__ is None


def test_half_a_surrogate_pair_does_not_break_the_output() -> None:
    lines = list(link_lines(['{"id": "a", "text": "x \\ud83d", "alias": "\\ud83d"}']))
    assert json.loads(lines[0])["id"] == "a"
    lines[0].encode()
