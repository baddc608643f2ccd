"""Linkage at 10 k, 100 k and 1 M generated ads: seconds, memory and quality of ``lygte link``, and rivals in the same run.

Goals: 1 M ads under 60 s and 4 GB on two cores, near-linear; B-cubed F1 ≥ 0.97; 80 % of controlled networks whole; 10 k new ads
on a history of 1 M under 20 s (reading and writing the history's file included). ``python -m benchmarks.link 4000000`` is the large run.
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
        rows.append(_new_day(world))
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


def _new_day(world: World) -> dict[str, object]:
    """Return how long the latest ads (10 k, at most a tenth) take on a kept history of all others, and whether it shows."""
    ads = sorted(world.ads, key=lambda ad: ad.seen_at.timestamp() if ad.seen_at else 0.0)
    new = min(NEW_ADS, len(ads) // 10)
    with tempfile.TemporaryDirectory() as folder:
        sources = [Path(folder) / name for name in ("before.jsonl", "new.jsonl", "history")]
        for source, part in zip(sources, (ads[:-new], ads[-new:]), strict=False):
            with source.open("w", encoding="utf-8") as out:
                out.writelines(ad_line(ad) + "\n" for ad in part)
        before, coming, history = map(str, sources)
        _in_a_process("--keep", before, history)
        seconds, cpu, megabytes, changed = _in_a_process("--new-day", coming, history)
    return {"ads": len(ads), "system": f"{new} new ads on a kept history", "goal": "10 k on 1 M under 20 s", "seconds": seconds, "cpu_s": cpu,
            "MB": megabytes, "new_ads_and_changed_groups": changed}  # fmt: skip


def _in_a_process(*asked: str) -> list[float]:
    done = subprocess.run([sys.executable, "-m", "benchmarks.link", *asked], check=True, capture_output=True, text=True)
    said: list[float] = json.loads(done.stdout.splitlines()[-1])
    return said


def _run_with_history(new: Path, history: Path, *, changed_only: bool) -> None:
    """Run ``lygte link --history`` and say what it cost: loading, grouping, all lines and writing the history again."""
    from networks.link_file import link_lines

    begun, spent = time.perf_counter(), time.process_time()
    with new.open(encoding="utf-8") as lines:
        said = sum(1 for _ in link_lines(lines, history=history, changed_only=changed_only))
    seconds, cpu = time.perf_counter() - begun, time.process_time() - spent
    print(
        json.dumps([round(seconds, 1), round(cpu, 1), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, said])
    )


def ad_line(ad: AdFacts) -> str:
    """Return an ad as a line of the contract's *ad in*."""
    row = {
        "id": ad.id, "text": ad.text, "phones": list(ad.phones), "alias": ad.alias, "age": ad.age, "city": ad.city,
        "postcode": ad.postcode, "address": ad.address, "site": ad.site, "seen_at": ad.seen_at.isoformat() if ad.seen_at else None,
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False)


def _link_file(source: Path, target: Path) -> None:
    from networks.link_file import link_lines
    from networks.workers import CORES

    with source.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for line in link_lines(lines):
            out.write(line + "\n")
    used, readers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime + readers.ru_utime + readers.ru_stime
    print(json.dumps([cpu, (used.ru_maxrss + CORES * readers.ru_maxrss) // 1024]))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--link"]:
        _link_file(Path(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1:2] in (["--keep"], ["--new-day"]):
        _run_with_history(*map(Path, sys.argv[2:4]), changed_only=sys.argv[1] == "--new-day")
    else:
        for line in run([int(size) for size in sys.argv[1:]] or SIZES):
            print(" | ".join(f"{key}: {value}" for key, value in line.items()), flush=True)
