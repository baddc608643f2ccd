"""Lines to blocks on all cores: reading JSON and cutting words is plain Python, so large inputs are read by processes.

Each process is this module started anew with pipes: nothing of the caller is forked half-way (it may have threads) and
nothing of its main script is run again.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path
from threading import Lock

from models.errors import BadInput
from models.progress import Progress, silent
from networks.ad_lines import read_ads
from networks.blocks import Block, make_block
from networks.workers import CORES

LINES_A_BLOCK = 20_000
# Fewer lines than this are read faster than a process starts.
LEAST_FOR_PROCESSES = 60_000
LABEL = "reading ads"


def block_of_lines(first: int, lines: list[str]) -> Block:
    """Return the block of some lines; ``first`` is the number of the first. Raises BadInput."""
    return make_block(read_ads(lines, first))


def read_blocks(lines: Iterable[str], progress: Progress = silent) -> list[Block]:
    """Return the blocks of all lines, in order; a line that comes twice counts once. Raises BadInput of the first bad line."""
    rest = _once(lines)
    head = list(islice(rest, LEAST_FOR_PROCESSES))
    parts = portions(chain(head, rest))
    if len(head) < LEAST_FOR_PROCESSES or CORES == 1:
        return [block_of_lines(*part) for part in parts]
    del head
    return _Readers(parts, progress).read()


def _once(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines, an empty one for each that came before: what is only said again proves nothing more."""
    # Hashes of 64 bits: of a million lines two differ and hash alike once in some 40 million inputs.
    seen: set[int] = set()
    for line in lines:
        told = hash(line)
        yield "" if told in seen else line
        seen.add(told)


def portions(lines: Iterator[str], first: int = 1) -> Iterator[tuple[int, list[str]]]:
    """Yield lines in portions, each with the number of its first line."""
    while part := list(islice(lines, LINES_A_BLOCK)):
        yield first, part
        first += len(part)


class _Readers:
    """Processes that read parts side by side; each has a thread here that hands it the next part."""

    def __init__(self, parts: Iterator[tuple[int, list[str]]], progress: Progress) -> None:
        self._parts, self._progress, self._lock = parts, progress, Lock()
        self._found: dict[int, Block] = {}
        self._problems: dict[int, str] = {}

    def read(self) -> list[Block]:
        """Return all blocks in order. Raises BadInput of the first bad line."""
        with ThreadPoolExecutor(CORES) as pool:
            for done in [pool.submit(self._one_process) for _ in range(CORES)]:
                done.result()
        if self._problems:
            raise BadInput(self._problems[min(self._problems)])
        return [self._found[first] for first in sorted(self._found)]

    def _next(self) -> tuple[int, list[str]] | None:
        with self._lock:
            self._progress(LABEL, len(self._found), len(self._found) + CORES)
            return None if self._problems else next(self._parts, None)

    def _one_process(self) -> None:
        path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
        command = [sys.executable, "-m", "networks.block_reader"]
        with subprocess.Popen(  # noqa: S603  # this very module, by our own interpreter
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": path}
        ) as process:
            if process.stdin is None or process.stdout is None:
                raise BadInput("The process that reads ads could not be started.")
            try:
                while part := self._next():
                    pickle.dump(part, process.stdin, protocol=5)
                    process.stdin.flush()
                    answer = pickle.load(process.stdout)  # noqa: S301  # from our own process over its pipe
                    with self._lock:
                        (self._problems if isinstance(answer, str) else self._found)[part[0]] = answer
            except (EOFError, BrokenPipeError, pickle.UnpicklingError):
                raise BadInput("A process that reads ads ended early: too little memory?") from None
            finally:
                process.stdin.close()


def main() -> None:
    """Answer each part on standard input with its block, or with the sentence of what is wrong, until the input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    while True:
        try:
            first, lines = pickle.load(sys.stdin.buffer)  # noqa: S301  # from the process that started this one
        except EOFError:
            return
        try:
            answer: Block | str = block_of_lines(first, lines)
        except BadInput as problem:
            answer = str(problem)
        pickle.dump(answer, out, protocol=5)
        out.flush()


if __name__ == "__main__":
    main()
