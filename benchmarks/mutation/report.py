"""The scores as a page of the documentation: written by ``make mutation ARGS='--write …'``, never by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.mutation.parts import Part
from benchmarks.mutation.record import Outcome, Record
from benchmarks.mutation.sample import interval

SAME = Path(__file__).parent / "same.yml"
HEAD = """# How many small changes of the privacy core its tests notice

Written by `make mutation ARGS='--write docs/reference/mutation.md'`; not by hand. One thing at a time is changed (a sign, a
number, a word, a condition, an argument left out: the changes are [mutmut](https://github.com/boxed/mutmut)'s) and the tests
that reach it run until one fails. A change nobody notices is a rule nobody checks. Function bodies are changed, and tables,
constants and defaults too. Only quick tests in one process are asked (the files named below): what only a browser test would
notice counts as missed. Changes that change nothing are named at the end, with the reason; the share is of the others, the share
with them stands beside it. The goal is 90 %.

Where not all changes of a part were tried, some were drawn by lot, each as likely as any other. *At first* is how many of those
drawn were noticed when they were first tried, before tests were written for the ones missed: only that speaks for the changes
not drawn, and the interval holds their share 19 times of 20. The share beside it counts all that were tried, as they stood when
the part was last run: a row does not follow later changes of its files by itself.

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
    # Of those drawn by lot: how many were noticed when they were first tried, of how many that change something.
    at_first: tuple[int, int] = (0, 0)

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


def score(part: Part, record: Record, same: Iterable[Same]) -> Score:
    """Count one part. A change on the list that a test did notice counts as noticed."""
    named = {(one.file, one.function, one.before, one.after) for one in same}
    noticed, missed, unchanged = 0, [], []
    for one in sorted(record.outcomes.values(), key=lambda one: (one.path, one.line, one.after)):
        if one.is_noticed:
            noticed += 1
        elif (one.path, one.function, one.before, one.after) in named:
            unchanged.append(one)
        else:
            missed.append(one)
    real = [one for key, one in record.outcomes.items() if key in record.drawn and one not in unchanged]
    at_first = sum(one.was_noticed_at_first for one in real), len(real)
    return Score(part, record.changes, noticed, tuple(missed), tuple(unchanged), at_first)


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
        "| part | files | changes | tried | noticed | missed | change nothing | share | with those that change nothing "
        "| drawn: at first | share of all | tests |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
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
        return f"| {what} | {files} | {changes or '–'} | 0 | – | – | – | not tried | – | – | – | {tests} |"
    share = noticed / max(1, tried - same)
    of_all = noticed / max(1, tried)
    counts = f"{changes} | {tried} | {noticed} | {missed} | {same} | {share:.1%} | {of_all:.1%} | {_drawn(scores)}"
    return f"| {what} | {files} | {counts} | {tests} |"


def _drawn(scores: list[Score]) -> str:
    """Return what the lot says of one part: nothing where all was tried, or several parts stand together."""
    (one, *others) = scores
    if others:
        return "– | –"
    if one.tried == one.changes:
        return "– | all tried"
    hits, of = one.at_first
    low, high = interval(hits, of)
    return f"{hits} of {of} | {low:.0%} to {high:.0%}" if of else "– | not drawn by lot"


def _change(one: Outcome | Same) -> str:
    def quoted(text: str) -> str:
        return f"`` {text.replace('|', chr(92) + '|')} ``"

    return f"{quoted(one.before)} becomes {quoted(one.after)}" if one.after else f"{quoted(one.before)} is left out"
