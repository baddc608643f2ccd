"""Linkage on Spark beside the embedded engine: equal lines, seconds and memory by cores.

CPU seconds are the whole of it for the embedded engine, on Spark the driver's rules only: Java outlives the count.

``python -m benchmarks.link_spark 100000 1000000`` measures on one and on two cores of this machine.
"""

import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.link import SEED, ad_line
from benchmarks.link_world import build_world

SIZES = (100_000,)
CORES = (1, 2)
DRIVER_MEMORY = "8g"


def run(sizes: Sequence[int] = SIZES) -> list[dict[str, object]]:
    """Return one row a size and engine."""
    rows: list[dict[str, object]] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "ads.jsonl"
            with source.open("w", encoding="utf-8") as out:
                out.writelines(ad_line(ad) + "\n" for ad in build_world(size, SEED).ads)
            rows += measured(source, size)
    return rows


def measured(source: Path, size: int) -> list[dict[str, object]]:
    """Return the rows of one file of ads: the embedded engine first, then Spark by cores."""
    rows = [_in_a_process("embedded", source)]
    rows += [_in_a_process(f"local[{cores}]", source) for cores in CORES]
    wanted = rows[0]["digest"]
    return [{"ads": size} | row | {"digest": "same" if row["digest"] == wanted else "DIFFERS"} for row in rows]


def _in_a_process(engine: str, source: Path) -> dict[str, object]:
    begun, before = time.perf_counter(), _cpu()
    done = subprocess.run([sys.executable, "-m", "benchmarks.link_spark", "--link", engine, str(source)], check=True, capture_output=True, text=True)  # fmt: skip
    said: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return {
        "engine": engine,
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_s": round(_cpu() - before, 1),
    } | said


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _link(engine: str, source: Path) -> None:
    from networks.link_file import link_lines
    from networks.spark.link import link_on_spark

    if engine == "embedded":
        with source.open(encoding="utf-8") as lines:
            digest = _digest(link_lines(lines))
    else:
        digest = _digest(link_on_spark(str(source), engine, driver_memory=DRIVER_MEMORY))
    rules, others = (resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))  # fmt: skip
    print(json.dumps({"MB_of_the_rules": rules, "MB_of_the_largest_other": others, "digest": digest}))


def _digest(lines: Iterable[str]) -> str:
    found = hashlib.sha256()
    for line in lines:
        found.update(line.encode() + b"\n")
    return found.hexdigest()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--link"]:
        _link(sys.argv[2], Path(sys.argv[3]))
    else:
        for row in run([int(size) for size in sys.argv[1:]] or SIZES):
            print(" | ".join(f"{key}: {value}" for key, value in row.items()), flush=True)
