"""Standard input and output of the commands that need no database: all or nothing goes out."""

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from models.errors import BadInput

SPOOL_BYTES = 50_000_000


def input_lines() -> Iterator[str]:
    """Yield lines of standard input. Raises BadInput with the line number where they are not UTF-8."""
    number = 0
    raw = sys.stdin.buffer
    for number, line in enumerate(raw, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise BadInput(f"Standard input, line {number}: not UTF-8 text.") from None


def write_all_or_nothing(lines: Iterable[str], out: Path | None = None) -> int:
    """Write lines to a file (then renamed into place) or to standard output, only when all of them could be made.

    Returns the number of lines. A failure half-way leaves no partial output behind.
    """
    count = 0
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES, mode="w+", encoding="utf-8", newline="\n") as spool:
        for line in lines:
            spool.write(line + "\n")
            count += 1
        spool.seek(0)
        if out is None:
            shutil.copyfileobj(spool, sys.stdout)
        else:
            replace_file(out, spool.read())
    return count


def replace_file(file: Path, content: str | bytes) -> None:
    """Write a file whole or not at all. Raises BadInput when the folder cannot be written."""
    data = content.encode() if isinstance(content, str) else content
    part = file.with_name(file.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(file)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise BadInput(f"The file {file} cannot be written: {problem.strerror}.") from None
