"""What a person at the terminal sees: progress bars, plain sentences, tables."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tqdm import tqdm

from models.progress import Progress, silent


def say(sentence: str = "") -> None:
    """Print one line for the person."""
    print(sentence, flush=True)


def say_problem(sentence: str) -> None:
    """Print one line about a problem, apart from any output."""
    print(f"lygte: {sentence}", file=sys.stderr, flush=True)


@contextmanager
def progress_bars(quiet: bool) -> Iterator[Progress]:
    """Give a progress callback: one bar per label on a terminal, nothing when quiet or when piped."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    bars: dict[str, tqdm[None]] = {}

    def show(label: str, done: int, total: int) -> None:
        bar = bars.get(label)
        if bar is None:
            bar = bars[label] = tqdm(total=total, desc=label, leave=False, file=sys.stderr, dynamic_ncols=True)
        bar.total = total
        bar.n = done
        bar.refresh()
        if done >= total:
            bars.pop(label).close()

    try:
        yield show
    finally:
        for bar in bars.values():
            bar.close()


def table(rows: Sequence[Sequence[object]], head: Sequence[str]) -> str:
    """Return rows as an aligned plain-text table."""
    cells = [list(head), *[["" if cell is None else str(cell) for cell in row] for row in rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
