"""Read texts: one JSON object a line in, one reading a line out.

In:  {"id", "type": "ad"|"review", "text", "lang"|null}
Out: {"id", "lang", "phones", "ages", "prices", "indicators", "level"}; offsets count code points of the text as given.
Needs no database, network or configuration. A line that cannot be read stops the command before anything is written.
"""

import argparse
from pathlib import Path

from lygte.streams import input_lines, write_all_or_nothing

EXAMPLE = "lygte read < texts.jsonl > readings.jsonl"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here instead of standard output")


def run(options: argparse.Namespace) -> int:
    """Read standard input."""
    from classifier.read_file import read_lines

    write_all_or_nothing(read_lines(input_lines()), options.out)
    return 0
