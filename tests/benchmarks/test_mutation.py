"""A change is put into a running program, in a fork; what became of it is kept as long as change and test are the same."""

import os
import random
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks.mutation.change import Change
from benchmarks.mutation.forks import ENDLESS, NOTICED, SURVIVED, UNREACHED, in_a_fork
from benchmarks.mutation.likeliest import Likeliest
from benchmarks.mutation.parts import PARTS
from benchmarks.mutation.planted import code_named, living_functions, plant, put_in
from benchmarks.mutation.reach import lines_run
from benchmarks.mutation.record import Outcome, Record
from benchmarks.mutation.report import Same, page, score
from benchmarks.mutation.sample import drawn, interval

ROOT = Path(__file__).parents[2]
SOURCE = "LEAST = 5\n\n\ndef is_small(count):\n    return count < LEAST\n"
CHANGED = SOURCE.replace("<", "<=")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module loaded from a file of its own."""
    file = tmp_path / "small_counts_invented.py"
    file.write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, file.stem, raising=False)
    loaded = __import__(file.stem)
    monkeypatch.setitem(sys.modules, file.stem, loaded)
    return loaded


def test_whoever_holds_a_function_runs_its_changed_body(small: ModuleType) -> None:
    held, file = small.is_small, str(small.__file__)
    put_in(living_functions([file])[file, "is_small"], code_named(CHANGED, file, "is_small"))
    assert held(5) and not held(6)
    with pytest.raises(LookupError):
        code_named(CHANGED, file, "is_large")


def test_a_change_in_a_fork_is_gone_afterwards(small: ModuleType) -> None:
    def work() -> str:
        put_in([small.is_small], code_named(CHANGED, str(small.__file__), "is_small"))
        return "a test" if small.is_small(5) else ""

    assert in_a_fork(work, 20) == (NOTICED, "a test")
    assert not small.is_small(5)


def test_a_file_is_loaded_with_the_change_planted_in_it(small: ModuleType) -> None:
    def work() -> str:
        del sys.modules[small.__name__]
        plant(str(small.__file__), SOURCE.replace("5", "6"))
        return str(__import__(small.__name__).LEAST)

    assert in_a_fork(work, 20) == (NOTICED, "6")


def test_what_no_test_noticed_broke_the_process_or_never_ended_is_told_apart() -> None:
    assert in_a_fork(lambda: "", 20) == (SURVIVED, "")
    assert in_a_fork(lambda: os._exit(9), 20) == (NOTICED, "")
    assert in_a_fork(lambda: time.sleep(600) or "", 0.1) == (ENDLESS, "")


def test_an_error_of_the_run_itself_is_never_counted_as_noticed() -> None:
    def broken() -> str:
        raise LookupError("no such test")

    with pytest.raises(RuntimeError, match="no such test"):
        in_a_fork(broken, 20)


def test_the_lines_a_test_runs_are_known_and_no_others(small: ModuleType) -> None:
    file = str(small.__file__)
    with lines_run([file]) as seen:
        small.is_small(3)
    assert seen == {(file, 4), (file, 5)}


def test_the_test_that_notices_soonest_is_asked_first_and_each_function_has_its_own() -> None:
    known = Likeliest()
    assert known.wait("quick", "f", 1) < known.wait("slow", "f", 3)
    for _ in range(9):
        known.learn("f", ["quick", "slow", "never asked"], "slow")
    assert known.wait("slow", "f", 3) < known.wait("quick", "f", 1)
    assert known.wait("never asked", "f", 3) == 6
    for _ in range(9):
        known.learn("g", ["quick", "slow"], "quick")
    assert known.wait("quick", "g", 1) < known.wait("slow", "g", 3)
    assert known.wait("slow", "f", 3) < known.wait("quick", "f", 1)
    # A change nobody noticed tells of everybody who was asked.
    before = known.wait("slow", "h", 3)
    known.learn("h", ["quick", "slow"], "")
    assert known.wait("slow", "h", 3) > before


def change(after: str = "return count <= LEAST") -> Change:
    return Change("small.py", "is_small", (5, 5), "return count < LEAST", after, CHANGED)


def test_what_was_noticed_holds_until_the_test_or_the_change_is_another(tmp_path: Path) -> None:
    test = tmp_path / "test_small.py"
    test.write_text("assert True")
    record = Record(tmp_path / "kept" / "small.json", tmp_path)
    record.put(change(), NOTICED, "test_small.py::test_five")
    record.put(change("return None"), SURVIVED, "")
    again = Record(record.file, tmp_path)
    assert again.still_holds(change())
    # What was missed is tried again: tests may have been added.
    assert not again.still_holds(change("return None"))
    assert not again.still_holds(change("return count > LEAST"))
    test.write_text("assert False")
    assert not again.still_holds(change())
    again.keep_only([change()])
    assert list(again.outcomes) == [change().key]


def test_the_page_counts_what_changes_nothing_apart_and_names_it_with_the_reason(tmp_path: Path) -> None:
    record = Record(tmp_path / "small.json", tmp_path)

    def outcome(after: str, status: str) -> Outcome:
        return Outcome("small.py", "is_small", 5, "return count < LEAST", after, status, "", "", by_loading=False)

    same = [
        Same("small.py", "is_small", "return count < LEAST", f"same {number}", "Nobody sees it.") for number in (1, 2)
    ]
    outcomes = [
        outcome("one", NOTICED),
        outcome("two", ENDLESS),
        outcome("three", SURVIVED),
        outcome("same 1", SURVIVED),
    ]
    # A change on the list that a test notices all the same is simply noticed.
    record.outcomes = {str(number): one for number, one in enumerate([*outcomes, outcome("same 2", NOTICED)])}
    record.changes = 9
    counted = score(PARTS[0], record, same)
    assert (counted.tried, counted.noticed, counted.share) == (5, 3, 0.75)
    said = page([counted], same)
    assert "| 9 | 5 | 3 | 1 | 1 | 75.0% | 60.0% | – | not drawn by lot |" in said
    missed, _, unchanged = said.partition("## Changes that change nothing")
    assert "three" in missed and "same 1" not in missed
    assert "Nobody sees it." in unchanged and "same 1" in unchanged and "same 2" not in unchanged


def test_a_draw_is_fair_the_same_for_its_seed_and_never_more_than_there_is() -> None:
    changes = [change(f"return {number}") for number in range(40)]
    assert drawn(changes, 10, 1) == drawn(changes[::-1], 10, 1) != drawn(changes, 10, 2)
    assert len(drawn(changes, 99, 1)) == 40
    # Each as likely as any other: of 400 draws of ten, every change is in about a hundred (nine standard errors).
    times = Counter(one.after for seed in range(400) for one in drawn(changes, 10, seed))
    assert len(times) == 40 and 22 < min(times.values()) <= max(times.values()) < 178


def test_an_interval_holds_the_true_share_about_nineteen_times_of_twenty() -> None:
    assert interval(0, 0) == (0, 1)
    assert [round(end, 3) for end in interval(45, 50)] == [0.786, 0.957]
    lot = random.Random(20)
    held = sum(
        low <= 0.9 <= high
        for low, high in (interval(sum(lot.random() < 0.9 for _ in range(60)), 60) for _ in range(2000))
    )
    assert 0.93 < held / 2000 < 0.97


def test_only_what_was_noticed_at_first_speaks_for_changes_not_drawn(tmp_path: Path) -> None:
    changes = [change(f"return {number}") for number in range(30)]
    record = Record(tmp_path / "small.json", tmp_path)
    record.keep_only(changes)
    record.drawn = frozenset(one.key for one in changes[:10])
    for one in changes[:9]:
        record.put(one, NOTICED, "")
    # Tried first where it does not run, then as it has to be: that counts; then a test is written for it.
    for status in (UNREACHED, SURVIVED, NOTICED):
        record.put(changes[9], status, "")
    # Tried, but not drawn.
    record.put(changes[20], SURVIVED, "")
    counted = score(PARTS[0], Record(record.file, tmp_path), [])
    assert (counted.noticed, counted.tried, counted.at_first) == (10, 11, (9, 10))
    assert "| 30 | 11 | 10 | 1 | 0 | 90.9% | 90.9% | 9 of 10 | 60% to 98% |" in page([counted], [])
    record.keep_only(changes[:9])
    assert "| 9 | 9 | 9 | 0 | 0 | 100.0% | 100.0% | – | all tried |" in page([score(PARTS[0], record, [])], [])


def test_every_file_of_the_privacy_core_and_its_tests_is_there() -> None:
    for part in PARTS:
        assert [name for name in (*part.files, *part.tests) if not (ROOT / name).is_file()] == []
    assert len({part.name for part in PARTS}) == len(PARTS)
