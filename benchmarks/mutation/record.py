"""What became of each change, kept between runs: nothing is tried twice as long as the change and its test are the same."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.mutation.change import Change
from benchmarks.mutation.forks import ENDLESS, NOTICED, UNREACHED


@dataclass(frozen=True)
class Outcome:
    """What became of one change, which test noticed it, and what that test's file was then (a hash)."""

    path: str
    function: str
    line: int
    before: str
    after: str
    status: str
    test: str
    test_hash: str
    # Reached only while its file is loaded: to be tried that way.
    by_loading: bool
    # What became of it when it was first tried; nothing where that is not known.
    at_first: str = ""

    @property
    def is_noticed(self) -> bool:
        """Tell whether a test failed."""
        return self.status in (NOTICED, ENDLESS)

    @property
    def was_noticed_at_first(self) -> bool:
        """Tell whether a test failed when the change was first tried, before any was written for it."""
        return (self.at_first or self.status) in (NOTICED, ENDLESS)


class Record:
    """The outcomes of one part, in one JSON file; written after every change."""

    def __init__(self, file: Path, root: Path) -> None:
        self.file, self.root = file, root
        read = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"changes": 0, "outcomes": {}}
        self.outcomes = {key: Outcome(**value) for key, value in read["outcomes"].items()}
        # How many there are in all; less may have been tried.
        self.changes: int = read["changes"]
        # What a sample was drawn with, and the keys of its changes; nothing where all are tried.
        self.seed: int = read.get("seed", 0)
        self.drawn = frozenset[str](read.get("drawn", ()))

    def put(self, change: Change, status: str, test: str) -> None:
        """Keep what became of a change."""
        known = self.outcomes.get(change.key)
        self.outcomes[change.key] = Outcome(
            change.path, change.function, change.lines[0], change.before, change.after, status, test, self._hash(test),
            by_loading=status == UNREACHED or (known is not None and known.by_loading),
            # Not yet tried as it has to be: by loading its file.
            at_first=(known.at_first or known.status) if known and known.status != UNREACHED else status,
        )  # fmt: skip
        self.keep()

    def keep(self) -> None:
        """Write all down."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part = self.file.with_suffix(".part")
        outcomes = {key: asdict(one) for key, one in self.outcomes.items()}
        said = {"changes": self.changes, "seed": self.seed, "drawn": sorted(self.drawn), "outcomes": outcomes}
        part.write_text(json.dumps(said, indent=1), encoding="utf-8")
        part.replace(self.file)

    def still_holds(self, change: Change) -> bool:
        """Tell whether a change was noticed before, by a test whose file is the same today."""
        known = self.outcomes.get(change.key)
        return known is not None and known.is_noticed and known.test_hash == self._hash(known.test)

    def keep_only(self, changes: list[Change]) -> None:
        """Forget changes of code that is no more."""
        there = {change.key for change in changes}
        self.outcomes = {key: one for key, one in self.outcomes.items() if key in there}
        self.changes = len(changes)
        self.drawn &= there

    def _hash(self, test: str) -> str:
        file = self.root / test.partition("::")[0]
        return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if test and file.is_file() else ""
