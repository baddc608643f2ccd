"""Linkage at 10 k, 100 k and 1 M generated ads: seconds, memory and quality of ``lygte link``, and rivals in the same run.

Goals: 1 M ads under 60 s and 4 GB on two cores, near-linear; B-cubed F1 ≥ 0.97; 80 % of controlled networks whole; 10 k new ads
on a history of 1 M under 20 s. ``python -m benchmarks.link 4000000`` is the documented large run (needs about 16 GB).
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.link_quality import quality
from benchmarks.link_rivals import phones_and_texts, shared_phones
from benchmarks.link_world import World, build_world
from models.values import AdFacts

SIZES = (10_000, 100_000, 1_000_000)
RIVALS_UP_TO = 100_000
SEED = 7
NEW_ADS = 10_000


def run(sizes: Sequence[int] = SIZES) -> list[dict[str, object]]:
    """Return one row a size and rival."""
    rows: list[dict[str, object]] = []
    base: float | None = None
    for size in sizes:
        world = build_world(size, SEED)
        said, seconds, cpu, megabytes = _linked(world)
        a_million = cpu * 1_000_000 / size
        base = base or a_million
        rows.append(
            {"ads": size, "system": "lygte link", "goal": "60 s and 4 GB a million, F1 0.97, 80 % whole", "seconds": round(seconds, 1),
             "cpu_s": round(cpu, 1), "cpu_s_a_million": round(a_million), "ratio_to_smallest": round(a_million / base, 2), "MB": megabytes}
            | quality(said, world)
        )  # fmt: skip
        if size <= RIVALS_UP_TO:
            rows += [_rival(name, join, world) for name, join in RIVALS.items()]
    return rows


RIVALS: Mapping[str, Callable[[Sequence[AdFacts]], Mapping[str, int]]] = {
    "shared phones": shared_phones,
    "shared phones of at most 15 ads": lambda ads: shared_phones(ads, 15),
    "the same and MinHash near-duplicates": phones_and_texts,
}


def _rival(name: str, join: Callable[[Sequence[AdFacts]], Mapping[str, int]], world: World) -> dict[str, object]:
    begun = time.process_time()
    said = join(world.ads)
    return {"ads": len(world.ads), "system": name, "cpu_s": round(time.process_time() - begun, 1)} | quality(
        said, world
    )


def _linked(world: World) -> tuple[dict[str, str], float, float, int]:
    """Run ``lygte link``'s work in a process of its own; return groups, seconds, CPU seconds and peak memory (MB)."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "ads.jsonl", Path(folder) / "groups.jsonl"
        with source.open("w", encoding="utf-8") as out:
            for ad in world.ads:
                out.write(ad_line(ad) + "\n")
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.link", "--link", str(source), str(target)], check=True, capture_output=True, text=True
        )  # fmt: skip
        seconds = time.perf_counter() - begun
        cpu, megabytes = json.loads(done.stdout.splitlines()[-1])
        with target.open(encoding="utf-8") as lines:
            said = {row["id"]: row["group"] for row in map(json.loads, lines)}
    return said, seconds, cpu, megabytes


def ad_line(ad: AdFacts) -> str:
    """Return an ad as a line of the contract's *ad in*."""
    row = {
        "id": ad.id, "text": ad.text, "phones": list(ad.phones), "alias": ad.alias, "age": ad.age, "city": ad.city,
        "postcode": ad.postcode, "address": ad.address, "site": ad.site, "seen_at": ad.seen_at.isoformat() if ad.seen_at else None,
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False)


def _link_file(source: Path, target: Path) -> None:
    from networks.link_file import link_lines

    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for line in link_lines(lines):
            out.write(line + "\n")
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss // 1024]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--link"]:
        _link_file(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        for line in run([int(size) for size in sys.argv[1:]] or SIZES):
            print(" | ".join(f"{key}: {value}" for key, value in line.items()), flush=True)
