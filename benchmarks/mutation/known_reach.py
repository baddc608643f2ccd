"""Which test reaches which lines and how long it takes, kept between pieces of a run: noting it anew costs every test."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


class KnownReach:
    """What one run of all tests of a part showed; good as long as neither the files nor the tests change."""

    def __init__(self, file: Path, root: Path, depends_on: Iterable[str]) -> None:
        # Lines stand under whole paths: a clone elsewhere notes its own.
        self.file, said = file, hashlib.sha256(bytes(root))
        for name in sorted(depends_on):
            said.update((root / name).read_bytes())
        self._mark = said.hexdigest()
        self.seconds: dict[str, float] = {}
        self.reach: dict[str, set[tuple[str, int]]] = {}
        if file.exists() and (kept := json.loads(file.read_text(encoding="utf-8")))["mark"] == self._mark:
            self.seconds = kept["seconds"]
            self.reach = {test: {(one, line) for one, line in lines} for test, lines in kept["reach"].items()}

    def put(self, test: str, seconds: float, reached: set[tuple[str, int]]) -> None:
        """Note one test."""
        self.seconds[test], self.reach[test] = seconds, reached

    def keep(self) -> None:
        """Write it down."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        reach = {test: sorted(lines) for test, lines in self.reach.items()}
        said = {"mark": self._mark, "seconds": self.seconds, "reach": reach}
        self.file.write_text(json.dumps(said), encoding="utf-8")
