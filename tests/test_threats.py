"""SECURITY.md and the ASVS list are true: what they name exists, every T-id is proven or said to be open, every threat answered."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (T-\d\d) \| ([^|]+) \| ([^|]+) \|$", TEXT, re.MULTILINE)
THREATS = re.findall(r"^\| (A\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", TEXT, re.MULTILINE)
PROOFS = [*((row[0], row[2]) for row in ROWS), *((row[0], row[3]) for row in THREATS)]
NAMED = [
    (name, *reference) for name, proof in PROOFS for reference in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", proof)
]


def test_all_28_are_listed_once() -> None:
    assert [row[0] for row in ROWS] == [f"T-{number:02}" for number in range(1, 29)]


@pytest.mark.parametrize(("threat", "file", "name"), NAMED, ids=[f"{row[0]}-{row[2] or row[1]}" for row in NAMED])
def test_a_named_test_exists(threat: str, file: str, name: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    assert f"def {name}(" in source if name else "def test_" in source


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_is_proven_or_said_to_be_open(row: tuple[str, str, str]) -> None:
    assert "`tests/" in row[2] or "open" in row[2]


def test_the_fourteen_adversaries_each_have_a_control_and_a_proof() -> None:
    assert [row[0] for row in THREATS] == [f"A{number}" for number in range(1, 15)]
    assert all("`tests/" in row[3] for row in THREATS)


ASVS = (ROOT / "docs" / "reference" / "asvs.md").read_text(encoding="utf-8")
CHECKS = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", ASVS, re.MULTILINE)
# Checks up to level 2 by chapter, as the standard counts them.
UP_TO_LEVEL_2 = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16}
TAKEN_VOLUNTARILY = {"1.2.10", "1.3.12", "2.3.5"}


def test_every_check_of_the_fourteen_chapters_is_answered_once() -> None:
    numbers = [row[0] for row in CHECKS]
    assert len(numbers) == len(set(numbers)) == 210 + len(TAKEN_VOLUNTARILY)
    counted = Counter(int(number.split(".")[0]) for number in set(numbers) - TAKEN_VOLUNTARILY)
    assert counted == UP_TO_LEVEL_2
    assert set(numbers) >= TAKEN_VOLUNTARILY


def test_the_counts_at_the_top_are_those_of_the_list() -> None:
    states = Counter(row[1] for row in CHECKS if row[0] not in TAKEN_VOLUNTARILY)
    said = dict(re.findall(r"\*\*(met|partly|not met|n/a)\*\* \((\d+)", ASVS))
    assert {state: int(number) for state, number in said.items()} == states


@pytest.mark.parametrize("row", CHECKS, ids=[row[0] for row in CHECKS])
def test_what_a_check_names_is_there(row: tuple[str, str, str, str]) -> None:
    _, state, what, evidence = row
    files = re.findall(r"`([\w./-]+\.(?:py|md|yml|toml))`", evidence)
    assert [name for name in files if not (ROOT / name).exists()] == []
    assert what.strip()
    # What is met names its evidence; what is not fully met says in words what is missing.
    assert files or "ruff rule" in evidence or state in ("n/a", "not met")
