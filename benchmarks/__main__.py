"""Run the benchmarks: ``python -m benchmarks [NAME …]``. Each row is a goal, what was measured and the rival in the same run.

A benchmark is a module here with ``run() -> list[dict]`` (keys: goal, measured, ratio, rival). Machines are noisy: ratios and
memory are what counts, and nothing here is a test.
"""

import importlib
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = ("read", "link", "link_spark", "plan", "crawl", "screens", "answers")


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; print one table each."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"No benchmark called {', '.join(unknown)}; there are: {', '.join(NAMES)}.")
        return 2
    for name in names or NAMES:
        print(f"\n## {name}", flush=True)
        for row in importlib.import_module(f"benchmarks.{name}").run():
            print(" | ".join(f"{key}: {value}" for key, value in row.items()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
