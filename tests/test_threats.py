"""SECURITY.md is true: every test it names exists, and every T-id is either proven by one or said to be open."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (T-\d\d) \| ([^|]+) \| ([^|]+) \|$", TEXT, re.MULTILINE)
NAMED = [(row[0], *reference) for row in ROWS for reference in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row[2])]


def test_all_28_are_listed_once() -> None:
    assert [row[0] for row in ROWS] == [f"T-{number:02}" for number in range(1, 29)]


@pytest.mark.parametrize(("threat", "file", "name"), NAMED, ids=[f"{row[0]}-{row[2] or row[1]}" for row in NAMED])
def test_a_named_test_exists(threat: str, file: str, name: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    assert f"def {name}(" in source if name else "def test_" in source


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_is_proven_or_said_to_be_open(row: tuple[str, str, str]) -> None:
    assert "`tests/" in row[2] or "open" in row[2]
