"""Group ads that may belong together: one ad a line in, one ad with its group and reasons a line out.

In:  {"id", "text", "phones", "alias", "age", "city", "postcode", "address", "site", "seen_at"}
Out: {"id", "group", "reasons": [{"other", "why", "strength"}]}
Needs no database, network or configuration. The order of lines changes nothing but the names of groups.
"""

import argparse
from pathlib import Path

from lygte.streams import input_lines, write_all_or_nothing

EXAMPLE = "lygte link < ads.jsonl > groups.jsonl"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here instead of standard output")


def run(options: argparse.Namespace) -> int:
    """Group standard input."""
    from networks.link_file import link_lines

    write_all_or_nothing(link_lines(input_lines()), options.out)
    return 0
