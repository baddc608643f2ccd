"""Refusals: every code has both languages, and every code used exists."""

import re
from pathlib import Path

import outreach
from outreach.errors import NotAllowed
from outreach.refusals import SENTENCES

SOURCE = Path(outreach.__file__).parent


def test_every_refusal_is_worded_in_both_languages_and_used() -> None:
    used = set()
    for file in SOURCE.rglob("*.py"):
        if file.name != "refusals.py":
            used |= set(re.findall(r'"(\w+)"', file.read_text(encoding="utf-8")))
    for code, words in SENTENCES.items():
        assert code in used, code
        assert words["da"].endswith(".") and words["en"].endswith("."), code
        assert words["da"] != words["en"], code


def test_a_refusal_carries_code_and_sentence() -> None:
    refusal = NotAllowed("route_full", most=60)
    assert (refusal.code, str(refusal)) == ("route_full", "A route holds 60 stops at most.")
    assert refusal.sentence("da") == "En rute rummer højst 60 stop."
