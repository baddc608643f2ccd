"""``lygte link`` on input as others make it: fields missing in any combination, odd signs, huge texts, ids that come twice."""

import json
import random
from collections import defaultdict

import networkx as nx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.link import ad_line
from benchmarks.link_world import build_world
from networks.link_file import link_lines
from tests.networks.link_ads import number, own_words

ODD = st.text(st.characters(codec="utf-8"), max_size=40)
FIELDS = {
    "text": st.none() | ODD,
    "phones": st.none() | st.lists(st.integers(1, 6).map(number), max_size=3),
    "alias": st.none() | st.sampled_from(["Anna", "ANNA ❤", "", " ", "Bea"]) | ODD,
    "age": st.none() | st.integers(18, 60),
    "city": st.none() | st.sampled_from(["Vejle", "Køge"]) | ODD,
    "postcode": st.none() | st.sampled_from(["7100", "4600"]),
    "address": st.none() | st.sampled_from(["Prøvegade 4", "Prøvegade 4, 1. tv"]) | ODD,
    "site": st.none() | st.sampled_from(["a", "b", "c"]),
    "seen_at": st.none() | st.sampled_from(["2026-03-01", "2026-03-01T10:00:00+02:00", "2026-05-01T10:00:00.5Z"]),
}
ADS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from(["a", "b", "ж", 'q"\n', "1", "2", "3"])}, optional=FIELDS), max_size=9
)


def linked(rows: list[dict[str, object]]) -> dict[str, dict[str, object]]:
    """What the command says of some ads, by id."""
    lines = [json.loads(line) for line in link_lines(json.dumps(row) for row in rows)]
    assert len({line["id"] for line in lines}) == len(lines)
    return {line["id"]: line for line in lines}


def partition(said: dict[str, dict[str, object]]) -> set[frozenset[str]]:
    """The groups as sets of ids."""
    groups: dict[object, set[str]] = defaultdict(set)
    for identity, line in said.items():
        groups[line["group"]].add(identity)
    return {frozenset(group) for group in groups.values()}


# What a line says twice proves nothing more: neither that a number is no slip, nor how rare an age is.
@example(
    [
        {"id": "a", "alias": "Bea", "phones": [number(1), number(2)], "seen_at": "2026-03-01"},
        {"id": "b", "alias": "Anna", "phones": [number(1), number(2)], "seen_at": "2026-05-01T10:00:00.5Z"},
    ],
    random.Random(0),
)
@example(
    [
        {"id": "a", "city": "Vejle", "age": 20, "phones": [number(1), number(2)]},
        {"id": "b", "postcode": "7100", "age": 18, "phones": [number(1)]},
    ],
    random.Random(0),
)
@given(ADS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_whatever_is_missing_every_ad_has_one_group_with_reasons_whatever_the_order(
    ads: list[dict[str, object]], rng: random.Random
) -> None:
    said = linked(ads)
    assert set(said) == {str(ad["id"]) for ad in ads}
    for line in said.values():
        assert line["group"] in said
        assert all(said[reason["other"]]["group"] == line["group"] for reason in line["reasons"])  # type: ignore[attr-defined]  # JSON
    shuffled = rng.sample(ads, len(ads))
    assert partition(linked(shuffled)) == partition(said)
    assert partition(linked([*ads, *ads])) == partition(said)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_reasons_alone_connect_each_group_and_nothing_else(seed: int) -> None:
    """Oracle: the groups are networkx's connected parts of the reasons that are given."""
    world = build_world(150, seed % 40)
    rng = random.Random(seed)
    said = linked([json.loads(ad_line(ad)) for ad in rng.sample(world.ads, min(80, len(world.ads)))])
    graph = nx.Graph()
    graph.add_nodes_from(said)
    graph.add_edges_from((one, reason["other"]) for one, line in said.items() for reason in line["reasons"])  # type: ignore[attr-defined]  # JSON
    assert {frozenset(part) for part in nx.connected_components(graph)} == partition(said)


def test_only_numbers_are_enough_to_join() -> None:
    said = linked([{"id": str(n), "phones": [number(n // 2)]} for n in range(6)])
    assert partition(said) == {frozenset({"0", "1"}), frozenset({"2", "3"}), frozenset({"4", "5"})}


def test_only_texts_are_enough_for_a_template_and_other_texts_stay_alone() -> None:
    template = [{"id": f"t{n}", "text": f"{own_words(5, 40)} {own_words(50 + n, 3)}"} for n in range(4)]
    others = [{"id": f"o{n}", "text": own_words(100 + n)} for n in range(30)]
    groups = partition(linked([*template, *others]))
    assert frozenset({"t0", "t1", "t2", "t3"}) in groups
    assert len(groups) == 31


def test_a_text_of_a_million_words_is_read_and_joins_by_its_beginning_only() -> None:
    huge = " ".join(f"ord{n}" for n in range(1_000_000))
    said = linked(
        [{"id": "a", "text": huge, "phones": [number(1)]}, {"id": "b", "text": "x" * 2_000_000, "phones": [number(1)]}]
    )
    assert partition(said) == {frozenset({"a", "b"})}


@pytest.mark.parametrize(
    "written",
    ["+45 67 00 00 01", "+45-67000001", "(+45) 67 00 00 01", "004567000001", " +4567000001\u200e", "+45.6700.0001"],
)
def test_a_number_with_signs_between_its_digits_is_the_same_number(written: str) -> None:
    assert len(partition(linked([{"id": "a", "phones": [written]}, {"id": "b", "phones": ["+4567000001"]}]))) == 1


def test_numbers_of_signs_only_are_none() -> None:
    assert len(partition(linked([{"id": "a", "phones": ["-", " "]}, {"id": "b", "phones": ["( )"]}]))) == 2


def test_an_id_that_comes_twice_joins_what_either_line_shows() -> None:
    rows = [
        {"id": "a", "phones": [number(1)]}, {"id": "b", "phones": [number(1)]},
        {"id": "b", "phones": [number(2)]}, {"id": "c", "phones": [number(2)]}, {"id": 7}, {"id": "7"},
    ]  # fmt: skip
    assert partition(linked(rows)) == {frozenset({"a", "b", "c"}), frozenset({"7"})}
