"""Every act that is put on the audit trail has words in both languages: who reads the trail never meets a code of ours."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from review_ui.wording import LANGUAGES, phrases

ROOMS = ("lygte", "models", "crawler", "classifier", "networks", "outreach", "review_ui")
# Where the act stands among the arguments of each way onto the trail.
PLACE_OF_ACT = {"record": 1, "on_record": 2, "audit": 0}
# What stands where an act is put together of several parts.
PUT_TOGETHER = {
    "* learned site": ("accept", "reject"),
    "mark *": ("visit", "route", "opened", "note", "label", "second", "skip", "duplicate"),
    "user *": ("made", "close", "end_sessions", "password", "reset_second_factor"),
}


def acts_in(source: str) -> Iterator[str]:
    """Yield the acts a file names, itself or by a constant of its own; a star stands for what is put in."""
    tree = ast.parse(source)
    constants = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = PLACE_OF_ACT.get(name)
            if place is not None and len(node.args) > place:
                act = node.args[place]
                said = act.value if isinstance(act, ast.Constant) else constants.get(getattr(act, "id", ""))
                if isinstance(act, ast.JoinedStr):
                    said = "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in act.values)
                if isinstance(said, str):
                    yield said


NAMED = {
    act for room in ROOMS for file in Path(room).rglob("*.py") for act in acts_in(file.read_text(encoding="utf-8"))
}
ACTS = {act for act in NAMED if "*" not in act}
ACTS |= {act.replace("*", part) for act, parts in PUT_TOGETHER.items() for part in parts}


def test_acts_are_found_in_all_three_ways() -> None:
    assert {"emergency stop", "figures told", "year frozen", "day sheet", "search"} <= NAMED
    assert {act for act in NAMED if "*" in act} == PUT_TOGETHER.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_on_the_trail_has_words(language: str) -> None:
    assert sorted(act for act in ACTS if f"act.{act}" not in phrases(language)) == []
