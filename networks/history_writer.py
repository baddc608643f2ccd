"""A history is written beside what goes on: its ads while they are grouped, the rest while the lines go out."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from models.errors import BadInput
from networks.array_file import ArrayWriter
from networks.block_file import block_arrays, other_arrays
from networks.blocks import Block
from networks.history import Kept


class HistoryWriter:
    """Writes one history in a thread of its own, step by step."""

    def __init__(self, part: Path) -> None:
        self._part, self._aside = part, ThreadPoolExecutor(1)
        self._steps: list[Future[None]] = [self._aside.submit(self._open)]
        self._begun = False

    def begin(self, ads: Sequence[Block]) -> None:
        """Write the ads already, where it is known that they will be kept as they are."""
        self._begun = True
        self._steps.append(self._aside.submit(self._write, ads))

    def keep(self, kept: Kept) -> None:
        """Write what is to be kept, but for ads that are written."""
        if not self._begun:
            self._steps.append(self._aside.submit(self._write, kept.blocks))
        self._steps.append(self._aside.submit(self._end, kept))

    def close(self) -> None:
        """Wait until all is written. Raises OSError."""
        try:
            for step in self._steps:
                step.result()
        finally:
            self._aside.shutdown(cancel_futures=True)
            if self._steps[0].exception() is None:
                self._out.close()

    def _open(self) -> None:
        self._part.touch(mode=0o600)
        self._out: BinaryIO = self._part.open("wb")
        self._arrays = ArrayWriter(self._out)

    def _write(self, blocks: Sequence[Block]) -> None:
        for number, block in enumerate(blocks):
            for name, value in block_arrays(number, block).items():
                self._arrays.add(name, value)

    def _end(self, kept: Kept) -> None:
        for name, value in other_arrays(kept).items():
            self._arrays.add(name, value)
        self._arrays.end()


@contextmanager
def writing_history(file: Path) -> Iterator[HistoryWriter]:
    """Write a history beside its place while the block runs; it takes its place, whole, when the block has ended well.

    Only its owner may read the file. Raises BadInput where the disk does not take it.
    """
    part = file.with_name(file.name + ".part")
    writer = HistoryWriter(part)
    try:
        yield writer
    except BaseException:
        # The lines did not all go out: what is known stays what it was.
        with suppress(OSError):
            writer.close()
        part.unlink(missing_ok=True)
        raise
    try:
        writer.close()
        part.replace(file)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise BadInput(f"The file {file} cannot be written: {problem.strerror}.") from None
