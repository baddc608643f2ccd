"""Ads that come day by day give what all of them at once give; forgotten ads leave nothing; files bring everything back."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.link import ad_line
from benchmarks.link_world import build_world
from models.errors import BadInput
from networks.array_file import ArrayWriter
from networks.block_file import ARCHIVE, FORMAT, HistoryUnreadable, block_arrays, load_history, other_arrays
from networks.grouping import Judgement, group_ads
from networks.history import History, changed_rows, named_places
from networks.history_writer import writing_history
from networks.link_file import link_lines
from tests.networks.link_ads import make_ad

WORLD = build_world(400, 6).ads


@given(st.integers(0, 10_000))
@settings(max_examples=12, deadline=None)
def test_any_portions_in_any_order_give_the_same_as_all_at_once(seed: int) -> None:
    rng = random.Random(seed)
    ads = rng.sample(WORLD, 250)
    said = [Judgement(*(ad.id for ad in rng.sample(ads, 2)), same=rng.random() < 0.5) for _ in range(4)]
    whole = group_ads(ads, said)
    history = History()
    rng.shuffle(ads)
    while ads:
        portion = rng.randint(1, 120)
        history.add(ads[:portion])
        ads = ads[portion:]
    grouping = history.group(said)
    assert grouping.group_of() == whole.group_of()
    assert sorted(map(str, grouping.links())) == sorted(map(str, whole.links()))


def test_judgements_hold_when_new_ads_come() -> None:
    old = [
        make_ad("a", phone=1, alias="Anna"),
        make_ad("b", phone=1, alias="Bea"),
        make_ad("c", phone=2, alias="Cilla"),
    ]
    said = [Judgement("a", "b", same=False), Judgement("a", "c", same=True)]
    history = History()
    history.add(old)
    for day in range(3):
        history.add([make_ad(f"n{day}", phone=1, alias="Bea", day=day + 1)])
        names = history.group(said).group_of()
        assert names["a"] == names["c"] != names["b"] == names[f"n{day}"]


def test_forgetting_ads_gives_what_the_others_alone_give() -> None:
    history = History()
    history.add(WORLD[:150])
    history.add(WORLD[150:300])
    gone = {ad.id for ad in WORLD[100:200]}
    history.forget(gone)
    assert history.group().group_of() == group_ads([ad for ad in WORLD[:300] if ad.id not in gone]).group_of()
    assert not any(gone & set(block.ids) for block in history.blocks)


def test_only_new_ads_and_renamed_groups_are_changed() -> None:
    history = History()
    history.add([make_ad("b", phone=1, alias="Bea", day=2), make_ad("c", phone=2, alias="Cilla", day=2)])
    before = named_places(history.group())
    history.add([make_ad("a", phone=1, alias="Anna", day=1), make_ad("d", phone=2, alias="Ditte", day=3)])
    grouping = history.group()
    assert [grouping.table.ids[row] for row in np.flatnonzero(changed_rows(grouping, before))] == ["a", "b", "d"]


def test_a_file_of_known_ads_brings_back_the_same_groups(tmp_path: Path) -> None:
    history = History()
    history.add(WORLD[:200])
    history.add([make_ad('ø\n,"', phone=1, alias="Åse")])
    grouping = history.group()
    with writing_history(tmp_path / "known") as writer:
        writer.keep(history.kept(grouping))
        assert not (tmp_path / "known").exists()
    known = load_history(tmp_path / "known")
    again = History(known.blocks, known.memory).group()
    assert again.group_of() == grouping.group_of()
    assert np.array_equal(known.named, named_places(again))
    assert not changed_rows(again, known.named).any()
    assert (tmp_path / "known").stat().st_mode & 0o077 == 0


def test_lines_that_were_not_all_taken_leave_what_was_known(tmp_path: Path) -> None:
    lines = [ad_line(ad) for ad in WORLD[:200]]
    list(link_lines(lines[:150], history=tmp_path / "known"))
    before = (tmp_path / "known").read_bytes()
    coming = link_lines(lines[150:], history=tmp_path / "known")
    next(coming)
    coming.close()  # type: ignore[attr-defined]  # a generator, as whoever stops reading leaves it
    assert (tmp_path / "known").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["known"]


def test_a_place_that_takes_no_file_is_one_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        list(link_lines([ad_line(WORLD[0])], history=tmp_path / "nowhere" / "known"))


@pytest.mark.parametrize("content", [b"", b"nothing", b"PK\x03\x04 torn"])
def test_a_damaged_file_is_one_plain_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "known").write_bytes(content)
    with pytest.raises(HistoryUnreadable, match="damaged"):
        load_history(tmp_path / "known")


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "known").open("wb") as out:
        arrays = ArrayWriter(out)
        arrays.add("format", np.array([FORMAT + 1, 0]))
        arrays.end()
    with pytest.raises(HistoryUnreadable, match="another version"):
        load_history(tmp_path / "known")


def test_an_archive_as_it_was_written_before_is_read_and_becomes_a_file_of_today(tmp_path: Path) -> None:
    lines = [ad_line(ad) for ad in WORLD[:200]]
    whole = list(link_lines(lines))
    list(link_lines(lines[:150], history=tmp_path / "known"))
    kept = load_history(tmp_path / "known")
    older = block_arrays(0, kept.blocks[0]) | other_arrays(kept) | {"format": np.array([ARCHIVE, 1])}
    with (tmp_path / "known").open("wb") as out:
        np.savez(out, **older)
    assert sorted(link_lines(lines[150:], history=tmp_path / "known")) == sorted(whole)
    assert (tmp_path / "known").read_bytes().startswith(b"lygte-arrays")
    assert len(load_history(tmp_path / "known").memory) == len(lines)


def test_a_file_cut_off_anywhere_is_damaged(tmp_path: Path) -> None:
    list(link_lines([ad_line(ad) for ad in WORLD[:20]], history=tmp_path / "known"))
    whole = (tmp_path / "known").read_bytes()
    for length in range(0, len(whole), 997):
        (tmp_path / "known").write_bytes(whole[:length])
        with pytest.raises(HistoryUnreadable, match="damaged"):
            load_history(tmp_path / "known")


def test_linking_day_by_day_with_a_file_gives_the_same_groups(tmp_path: Path) -> None:
    lines = [ad_line(ad) for ad in WORLD[:300]]
    whole = {row["id"]: row["group"] for row in map(json.loads, link_lines(lines))}
    said: dict[str, str] = {}
    for start in (0, 200, 260):
        part = lines[start : start + (200 if start == 0 else 60 if start == 200 else 40)]
        for row in map(json.loads, link_lines(part, history=tmp_path / "known", changed_only=True)):
            said[row["id"]] = row["group"]
    assert said == whole
