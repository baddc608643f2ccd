"""How many small changes of the privacy core its tests notice: ``make mutation`` (T-19).

A change in a function body costs about a quarter of a second of processor time, one of a table or constant some seconds; all
parts together were never timed on a quiet machine. ``ARGS='access audit'`` runs some only. What became of each
change is kept in ``build/mutation``: a run that was stopped (Ctrl-C, ``--seconds 300``) goes on where it was, and what was
missed is tried again, since tests may have been added. ``ARGS='--show'`` says what stands there without trying anything.
``ARGS='--most 80 --seed 1'`` draws 80 changes of each part by lot and tries these alone: minutes a part, and the share of
all is told as the interval it lies in.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.mutation.parts import NAMED, PARTS
from benchmarks.mutation.record import Record
from benchmarks.mutation.report import Score, known_same, page, score, table

ROOT = Path(__file__).parents[2]
GOAL = 0.90
BELOW, NOTHING_TO_RUN = 1, 2


def main(words: list[str]) -> int:
    """Run the parts named, or all; ends 1 when one is below the goal or not done, 2 when nothing could be run."""
    given = _asked().parse_args(words)
    parts = [NAMED[name] for name in given.parts] or list(PARTS)
    if not given.show:
        if importlib.util.find_spec("mutmut") is None:
            print("mutmut is not installed here: 'make mutation' brings it along.")
            return NOTHING_TO_RUN
        with ThreadPoolExecutor(given.side_by_side) as crew:
            ends = list(crew.map(lambda part: _run(part.name, given), parts))
    same = known_same()
    records = {part: Record(given.folder / f"{part.name}.json", ROOT) for part in parts}
    scores = [score(part, record, same) for part, record in records.items()]
    if given.write:
        given.write.write_text(page(scores, same), encoding="utf-8")
    print(table(scores))
    _say_missed(scores)
    return BELOW if any(one.share < GOAL for one in scores) or (not given.show and any(ends)) else 0


def _asked() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(
        prog="make mutation", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("parts", nargs="*", choices=[[], *NAMED], metavar="NAME", help=", ".join(NAMED))
    asked.add_argument("--side-by-side", type=int, default=os.cpu_count() or 1, help="parts run side by side")
    asked.add_argument("--folder", type=Path, default=ROOT / "build" / "mutation", help="where outcomes are kept")
    asked.add_argument("--seconds", type=float, default=float("inf"), help="stop each part after so long")
    asked.add_argument("--most", type=int, default=0, help="try at most so many changes of each part, drawn by lot")
    asked.add_argument("--seed", type=int, default=0, help="what the draw begins with: the same draws the same")
    asked.add_argument("--write", type=Path, help="the page of the documentation to write")
    asked.add_argument("--show", action="store_true", help="try nothing, say what is known")
    return asked


def _run(name: str, given: argparse.Namespace) -> int:
    """Run one part in processes of its own; what they say stands in a file beside its outcomes."""
    given.folder.mkdir(parents=True, exist_ok=True)
    words = [name, "--folder", str(given.folder.resolve()), "--seconds", str(given.seconds)]
    words += ["--most", str(given.most), "--seed", str(given.seed)]
    with (given.folder / f"{name}.log").open("w", encoding="utf-8") as log:
        for how in ("bodies", "loading"):
            command = [sys.executable, "-m", "benchmarks.mutation.one_part", how, *words]
            ended = subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False).returncode
            if ended:
                break
    print(f"{name}: {'done' if not ended else f'not done, see {log.name}'}", flush=True)
    return ended


def _say_missed(scores: list[Score]) -> None:
    for one in (missed for part in scores for missed in part.missed):
        print(f"{one.path}:{one.line} {one.function}: {one.status}\n  - {one.before}\n  + {one.after}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
