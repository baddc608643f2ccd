"""What people see: parts of at most 30 ads, nothing joined that was apart, and a reason for every cut."""

import networkx as nx
import pytest

from benchmarks.link_world import build_world
from networks.grouping import group_ads
from networks.parts import MOST_SHOWN, parts_to_show, shown_links
from tests.networks.link_ads import make_ad


@pytest.mark.parametrize("seed", range(4))
def test_parts_stay_small_and_inside_their_group(seed: int) -> None:
    grouping = group_ads(build_world(2500, seed).ads)
    parts = parts_to_show(grouping).tolist()
    members: dict[int, list[int]] = {}
    for row, part in enumerate(parts):
        members.setdefault(part, []).append(row)
    assert max(len(rows) for rows in members.values()) <= MOST_SHOWN
    assert all(len({int(grouping.group[row]) for row in rows}) == 1 for rows in members.values())
    assert len(members) > len(set(grouping.group.tolist()))


def test_the_kept_links_of_a_part_connect_it() -> None:
    grouping = group_ads(build_world(2500, 9).ads)
    parts = parts_to_show(grouping)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(parts)))
    graph.add_edges_from((link.first, link.second) for link in shown_links(grouping, parts) if link.cut_reason is None)
    for part in set(parts.tolist()):
        assert nx.is_connected(graph.subgraph([row for row, own in enumerate(parts.tolist()) if own == part]))


def test_a_group_too_large_to_show_says_where_it_was_cut() -> None:
    ads = [make_ad(phone=1, alias=f"N{n % 4}", city="Vejle", address="Prøvegade 4", day=n * 4) for n in range(70)]
    grouping = group_ads(ads)
    parts = parts_to_show(grouping)
    assert len(set(grouping.group.tolist())) == 1
    assert len(set(parts.tolist())) >= 3
    assert "too_large_to_show" in {link.cut_reason for link in shown_links(grouping, parts)}


def test_no_ads_have_no_parts() -> None:
    grouping = group_ads([])
    assert list(shown_links(grouping, parts_to_show(grouping))) == []
