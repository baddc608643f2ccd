"""Try the changes of one part; processes of their own, since they change the program they run in.

``python -m benchmarks.mutation.one_part bodies|loading NAME --folder DIR [--seconds N] [--most N --seed N]``: first changes in function bodies, then
those that need the file loaded anew (and those in bodies that run only while it is loaded).
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import pytest

from benchmarks.mutation.afresh import ARGUMENTS, ONE_ENGINE, load_what_is_not_ours, try_afresh
from benchmarks.mutation.change import Change
from benchmarks.mutation.forks import NOTICED
from benchmarks.mutation.known_changes import changes_of_part
from benchmarks.mutation.known_reach import KnownReach
from benchmarks.mutation.parts import NAMED, Part
from benchmarks.mutation.record import Record
from benchmarks.mutation.sample import drawn
from benchmarks.mutation.trying import Trying

ROOT = Path(__file__).parents[2]
DONE, TROUBLE, NOT_DONE = 0, 1, 3


class Work:
    """The changes of one part that are still to be tried, and where what becomes of them is kept."""

    def __init__(self, part: Part, folder: Path, own: Path, given: argparse.Namespace) -> None:
        # ``own`` is a folder for this run alone.
        seconds: float = given.seconds
        self.part, self.own, self.until = part, own, time.monotonic() + seconds
        self.record = Record(folder / f"{part.name}.json", ROOT)
        # By their keys, which are as good as drawn by lot: a run that was stopped has tried a fair sample.
        self.changes = sorted(changes_of_part(part, ROOT, folder), key=lambda change: change.key)
        self.record.keep_only(self.changes)
        if given.most:
            lot = frozenset(change.key for change in drawn(self.changes, given.most, given.seed))
            self.record.seed, self.record.drawn = given.seed, lot
            missed = {key for key, one in self.record.outcomes.items() if not one.is_noticed}
            self.changes = [change for change in self.changes if change.key in lot | missed]
        self.record.keep()
        self.tried = 0
        # Names of what the tests load, for the second process.
        self.loaded = folder / f"{part.name}.modules"

    def waiting(self, *, in_bodies: bool) -> list[Change]:
        """Return the changes to try in one of the two ways."""
        waiting = [
            change
            for change in self.changes
            if self._in_body(change) is in_bodies and not self.record.still_holds(change)
        ]
        # What was missed before is tried again first: there are few, and tests may have been added for them.
        return sorted(waiting, key=lambda change: change.key not in self.record.outcomes)

    def said(self, change: Change, status: str, test: str) -> None:
        """Keep what became of a change, and say how far we are."""
        self.record.put(change, status, test)
        self.tried += 1
        if self.tried % 50 == 0:
            print(f"{self.part.name}: {self.tried} tried", flush=True)

    def _in_body(self, change: Change) -> bool:
        known = self.record.outcomes.get(change.key)
        return bool(change.function) and not (known is not None and known.by_loading)


def bodies(work: Work) -> int:
    """Try the changes in function bodies."""
    depends_on = [*work.part.files, *work.part.tests, "tests/conftest.py"]
    known = KnownReach(work.record.file.with_suffix(".reach"), ROOT, depends_on)
    trying = Trying(ROOT, work.waiting(in_bodies=True), work.said, work.until, known)
    print(f"{work.part.name}: {work.record.changes} changes, {len(trying.changes)} to try in bodies", flush=True)
    engines = () if work.part.both_engines else ONE_ENGINE
    if trying.changes:
        pytest.main([*ARGUMENTS, *engines, "--basetemp", str(work.own / "tests"), *work.part.tests], plugins=[trying])
        work.loaded.parent.mkdir(parents=True, exist_ok=True)
        work.loaded.write_text("\n".join(sys.modules), encoding="utf-8")
    if trying.trouble:
        print(f"{work.part.name}: {trying.trouble}", flush=True)
        return TROUBLE
    return DONE


def loading(work: Work) -> int:
    """Try the changes that need their file loaded anew; first of all, loaded as it is, the tests must pass."""
    waiting = work.waiting(in_bodies=False)
    print(f"{work.part.name}: {len(waiting)} to try by loading", flush=True)
    load_what_is_not_ours(work.loaded.read_text(encoding="utf-8").splitlines() if work.loaded.exists() else ())
    for path in sorted({change.path for change in waiting}):
        unchanged = Change(path, "", (0, 0), "", "", (ROOT / path).read_text(encoding="utf-8"))
        status, test = try_afresh(ROOT, unchanged, work.part.tests, work.own)
        if status == NOTICED:
            print(f"{work.part.name}: {test} fails without any change", flush=True)
            return TROUBLE
    for change in waiting:
        if time.monotonic() > work.until:
            break
        work.said(change, *try_afresh(ROOT, change, work.part.tests, work.own))
    return NOT_DONE if any(change.key not in work.record.outcomes for change in work.changes) else DONE


def main(words: list[str]) -> int:
    """Run one part in one way."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("how", choices=("bodies", "loading"))
    asked.add_argument("part", choices=sorted(NAMED))
    asked.add_argument("--folder", type=Path, required=True)
    asked.add_argument("--seconds", type=float, default=float("inf"))
    asked.add_argument("--most", type=int, default=0)
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args(words)
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory(prefix="lygte-mutation-") as own:
        # Examples that fail under a change are no examples to keep.
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = own
        work = Work(NAMED[given.part], given.folder.resolve(), Path(own), given)
        return bodies(work) if given.how == "bodies" else loading(work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
