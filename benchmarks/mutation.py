"""How many small changes of the privacy core its tests notice: ``make mutation`` (T-19; about an hour on two cores).

mutmut changes one thing at a time (a sign, a number, a word, a condition) in a copy of the tree and runs the tests that
reach it. A change nobody notices is a rule nobody checks. ``python -m benchmarks.mutation NAME …`` runs some parts only,
``--write FILE`` writes the table; without mutmut on the path it says how to get it.
"""

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
GOAL = 0.90
STOPPED = "stopped: the time given is over"
NOTICED = frozenset({"killed", "timeout", "suspicious", "segfault", "caught by type check"})
MISSED = frozenset({"survived", "no tests"})


@dataclass(frozen=True)
class Part:
    """One part of the privacy core: what is changed, and the quick tests that should notice."""

    name: str
    what: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]


PARTS = (
    Part(
        "numbers",
        "numbers: keyed, sealed, masked",
        ("models/keys.py", "models/phone.py"),
        ("tests/models/test_keys.py", "tests/models/test_key_values.py", "tests/models/test_phone.py"),
    ),
    Part("keys", "change and destruction of keys", ("models/key_change.py",), ("tests/outreach/test_key_drill.py",)),
    Part(
        "suppression",
        "small counts",
        ("outreach/figures/suppression.py",),
        ("tests/outreach/figures/test_suppression.py", "tests/outreach/figures/test_small_tables.py"),
    ),
    Part(
        "contact",
        "do-not-contact and the caps of messages",
        ("outreach/messages/ledger.py",),
        ("tests/outreach/messages/test_ledger.py", "tests/outreach/messages/test_ledger_rules.py"),
    ),
    Part(
        "audit",
        "audit chain and signed heads",
        ("models/audit_chain.py", "models/audit_heads.py"),
        (
            "tests/models/test_audit_chain.py",
            "tests/models/test_audit_chain_writers.py",
            "tests/models/test_audit_edges.py",
            "tests/models/test_audit_heads.py",
            "tests/models/test_audit_values.py",
        ),
    ),
    Part(
        "erasure",
        "erasure on request",
        ("models/erasure.py",),
        ("tests/models/test_requests.py", "tests/models/test_kept_erased.py", "tests/models/test_erasure.py"),
    ),
    Part(
        "expiry",
        "retention: rules and the night that carries them out",
        ("models/retention.py", "models/expiry.py"),
        ("tests/models/test_retention.py", "tests/models/test_retention_ceilings.py"),
    ),
    Part(
        "authorisation",
        "who may open what",
        ("review_ui/access.py", "review_ui/signing_in.py", "outreach/exports/guarded.py"),
        (
            "tests/review_ui/test_access.py",
            "tests/review_ui/test_log_ins.py",
            "tests/outreach/exports/test_second_person.py",
        ),
    ),
)


@dataclass(frozen=True)
class Score:
    """What one run of a part showed."""

    part: Part
    noticed: int
    missed: int
    total: int

    @property
    def share(self) -> float:
        """Share (0-1) of changes that a test noticed."""
        return self.noticed / self.total if self.total else 0.0


def run_part(part: Part, folder: Path, *, children: int, seconds: float | None) -> Score:
    """Run one part in a copy of the tree under ``folder``; a copy that is there already is gone on with.

    Changes nobody noticed before are then tried again: tests may have been added. Raises RuntimeError, with mutmut's last
    words, when nothing was noticed at all: then the tests themselves fail there.
    """
    copy = folder / part.name
    before = _statuses(copy) if copy.exists() else {}
    _copy_tree(copy)
    (copy / "setup.cfg").write_text(_settings(part))
    again = [name for name, status in before.items() if status in MISSED]
    said = _mutmut(copy, "run", "--max-children", str(children), *again, seconds=seconds)
    found = _statuses(copy)
    noticed = sum(status in NOTICED for status in found.values())
    if not noticed and said != STOPPED:
        raise RuntimeError(f"{part.name}: {said[-1500:]}")
    for name in sorted(name for name, status in found.items() if status in MISSED):
        print(f"### {name}\n{_mutmut(copy, 'show', name)}", file=sys.stderr)
    return Score(part, noticed, sum(status in MISSED for status in found.values()), len(found))


def _statuses(copy: Path) -> dict[str, str]:
    """Return every change with what became of it."""
    listed = (line.strip().rpartition(": ") for line in _mutmut(copy, "results", "--all", "true").splitlines())
    return {name: status for name, _, status in listed if "__mutmut_" in name}


def _copy_tree(copy: Path) -> None:
    """Copy every file git knows: nothing of a working installation."""
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in files.stdout.split("\0"):
        source, target = ROOT / name, copy / name
        # A file that is the same keeps its time: what was found out about it still holds.
        if source.is_file() and not (target.exists() and target.read_bytes() == source.read_bytes()):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def _settings(part: Part) -> str:
    # Both engines take the same road through this code; one server less a run.
    arguments = ("-k", "not postgresql", "-p", "no:cacheprovider")
    beside = sorted(path.name for path in ROOT.iterdir() if path.name[0] != "." and path.name != "mutants")
    lists = {
        "source_paths": part.sources,
        "pytest_add_cli_args_test_selection": part.tests,
        "pytest_add_cli_args": arguments,
        "also_copy": beside,
    }
    words = [f"{name}=\n" + "".join(f"    {value}\n" for value in values) for name, values in lists.items()]
    return "[mutmut]\nuse_git_change_detection=false\n" + "".join(words)


def _mutmut(folder: Path, *words: str, seconds: float | None = None) -> str:
    """Run mutmut; return all it said. What it found out until it is stopped is kept in the folder."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "mutmut", *words],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return STOPPED
    return done.stdout


def table(scores: list[Score]) -> str:
    """Return the scores as a Markdown table."""
    rows = [
        f"| {score.part.what} | {', '.join(f'`{one}`' for one in score.part.sources)} | {score.noticed} of {score.total} "
        f"| {score.share:.1%} | {', '.join(f'`{one}`' for one in score.part.tests)} |"
        for score in scores
    ]
    noticed, total = sum(score.noticed for score in scores), sum(score.total for score in scores)
    rows.append(f"| together | | {noticed} of {total} | {noticed / total:.1%} | |")
    return "\n".join(["| part | files | noticed | share | tests |", "|---|---|---|---|---|", *rows]) + "\n"


def main(words: list[str]) -> int:
    """Run the parts named, or all; ends 1 when one is below the goal, 2 when nothing could be run."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("parts", nargs="*", choices=[[], *(part.name for part in PARTS)], metavar="NAME")
    asked.add_argument("--children", type=int, default=os.cpu_count() or 1, help="tests run side by side")
    asked.add_argument("--folder", type=Path, help="where copies are kept, to go on with another time")
    asked.add_argument("--seconds", type=float, help="stop each part after so long; the rest another time")
    asked.add_argument("--write", type=Path, help="a Markdown file to write the table into")
    given = asked.parse_args(words)
    if importlib.util.find_spec("mutmut") is None:
        print("mutmut is not installed here: 'make mutation' brings it along.")
        return 2
    scores = []
    with tempfile.TemporaryDirectory(prefix="lygte-mutation-") as made:
        for part in PARTS:
            if not given.parts or part.name in given.parts:
                folder = given.folder or Path(made)
                scores.append(run_part(part, folder, children=given.children, seconds=given.seconds))
                last = scores[-1]
                print(f"{part.name}: {last.noticed} noticed, {last.missed} missed, of {last.total}", flush=True)
    if given.write:
        given.write.write_text(table(scores), encoding="utf-8")
    print(table(scores))
    return int(any(score.share < GOAL for score in scores))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
