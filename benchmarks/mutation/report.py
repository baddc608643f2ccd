"""The scores as a page of the documentation: written by ``make mutation ARGS='--write …'``, never by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.mutation.parts import Part
from benchmarks.mutation.record import Outcome

SAME = Path(__file__).parent / "same.yml"
HEAD = """# How many small changes of the privacy core its tests notice

Written by `make mutation ARGS='--write docs/reference/mutation.md'`; not by hand. One thing at a time is changed (a sign, a
number, a word, a condition, an argument left out: the changes are [mutmut](https://github.com/boxed/mutmut)'s) and the tests
that reach it run until one fails. A change nobody notices is a rule nobody checks. Function bodies are changed, and tables,
constants and defaults too. Only quick tests in one process are asked (the files named below): what only a browser test would
notice counts as missed. Changes are tried in an order as good as drawn by lot; where fewer were tried than there are, the rest
is owed. Changes that change nothing are named at the end, with the reason; the share is of the others, the share
with them stands beside it. The goal is 90 %.

How it is run, how long it takes and how it goes on after a stop: `make mutation ARGS=--help`.

"""


@dataclass(frozen=True)
class Same:
    """A change that changes nothing a caller could see, and why."""

    file: str
    function: str
    before: str
    after: str
    why: str


@dataclass(frozen=True)
class Score:
    """What a part's changes came to."""

    part: Part
    changes: int
    noticed: int
    missed: tuple[Outcome, ...]
    same: tuple[Outcome, ...]

    @property
    def tried(self) -> int:
        """Return how many changes were tried."""
        return self.noticed + len(self.missed) + len(self.same)

    @property
    def share(self) -> float:
        """Share (0-1) noticed of the changes that change something."""
        return self.noticed / max(1, self.tried - len(self.same))


def known_same(file: Path = SAME) -> list[Same]:
    """Read the list of changes that change nothing."""
    return [Same(**one) for one in yaml.safe_load(file.read_text(encoding="utf-8"))]


def score(part: Part, changes: int, outcomes: Iterable[Outcome], same: Iterable[Same]) -> Score:
    """Count one part of so many changes. A change on the list that a test did notice counts as noticed."""
    named = {(one.file, one.function, one.before, one.after) for one in same}
    noticed, missed, unchanged = 0, [], []
    for one in sorted(outcomes, key=lambda one: (one.path, one.line, one.after)):
        if one.is_noticed:
            noticed += 1
        elif (one.path, one.function, one.before, one.after) in named:
            unchanged.append(one)
        else:
            missed.append(one)
    return Score(part, changes, noticed, tuple(missed), tuple(unchanged))


def page(scores: list[Score], same: list[Same]) -> str:
    """Return the page: a table of scores, what was missed, what changes nothing."""
    said = [HEAD + table(scores), "\n## Missed\n\n"]
    missed = [one for score in scores for one in score.missed]
    said += [f"- `{one.path}` {one.function or 'table or default'}: {_change(one)}\n" for one in missed] or ["None.\n"]
    said.append("\n## Changes that change nothing\n\n")
    there = {(one.path, one.function, one.before, one.after) for score in scores for one in score.same}
    for why in dict.fromkeys(one.why for one in same):
        these = [one for one in same if one.why == why and (one.file, one.function, one.before, one.after) in there]
        if these:
            said.append(f"{why}\n\n")
            said += [f"- `{one.file}` {one.function or 'table or default'}: {_change(one)}\n" for one in these]
            said.append("\n")
    return "".join(said).rstrip() + "\n"


def table(scores: list[Score]) -> str:
    """Return the scores as a Markdown table."""
    rows = [
        "| part | files | changes | tried | noticed | missed | change nothing | share | with those that change nothing | tests |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for one in scores:
        files = ", ".join(f"`{file}`" for file in one.part.files)
        tests = ", ".join(f"`{file.removeprefix('tests/')}`" for file in one.part.tests)
        rows.append(_row(one.part.what, files, [one], tests))
    rows.append(_row("together", "", scores, ""))
    return "\n".join(rows) + "\n"


def _row(what: str, files: str, scores: list[Score], tests: str) -> str:
    changes, tried = sum(one.changes for one in scores), sum(one.tried for one in scores)
    noticed = sum(one.noticed for one in scores)
    missed, same = sum(len(one.missed) for one in scores), sum(len(one.same) for one in scores)
    if not tried:
        return f"| {what} | {files} | {changes or '–'} | 0 | – | – | – | not tried | – | {tests} |"
    share = noticed / max(1, tried - same)
    of_all = noticed / max(1, tried)
    return f"| {what} | {files} | {changes} | {tried} | {noticed} | {missed} | {same} | {share:.1%} | {of_all:.1%} | {tests} |"


def _change(one: Outcome | Same) -> str:
    def quoted(text: str) -> str:
        return f"`` {text.replace('|', chr(92) + '|')} ``"

    return f"{quoted(one.before)} becomes {quoted(one.after)}" if one.after else f"{quoted(one.before)} is left out"
