"""The changes of a part, kept between pieces of a run: making them takes longer than trying dozens."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from benchmarks.mutation.change import Change
from benchmarks.mutation.parts import Part

MAKER = Path(__file__).parent / "changes.py"


def changes_of_part(part: Part, root: Path, folder: Path) -> list[Change]:
    """Return every change of a part, made anew when its files (or what makes changes) changed."""
    said = hashlib.sha256()
    for file in (MAKER, *(root / path for path in part.files)):
        said.update(file.read_bytes())
    kept = folder / f"{part.name}.changes"
    if kept.exists() and (read := json.loads(kept.read_text(encoding="utf-8")))["mark"] == said.hexdigest():
        return [Change(**{**one, "lines": tuple(one["lines"])}) for one in read["changes"]]
    # Only here: what makes changes is not needed, and slow to load, while they are the same.
    from benchmarks.mutation.changes import changes_of

    changes = [change for path in part.files for change in changes_of(root, path)]
    folder.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"mark": said.hexdigest(), "changes": [asdict(one) for one in changes]}), "utf-8")
    return changes
