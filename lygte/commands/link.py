"""Group ads that may belong together: one ad a line in, one ad with its group and reasons a line out.

In:  {"id", "text", "phones", "alias", "age", "city", "postcode", "address", "site", "seen_at"}
Out: {"id", "group", "reasons": [{"other", "why", "strength"}]}
Needs no database, network or configuration. With --history FILE the ads of earlier runs are grouped along, and only they are read
again that are new: FILE is made by the first run. It holds what the ads hold; keep it as safe. The order of lines changes nothing but the names of groups.
"""

import argparse
from pathlib import Path

from lygte.console import progress_bars
from lygte.streams import input_lines, write_all_or_nothing

EXAMPLE = "lygte link < ads.jsonl > groups.jsonl"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--out", type=Path, metavar="FILE", help="write here instead of standard output")
    parser.add_argument(
        "--history", type=Path, metavar="FILE", help="group along what this file holds, then add the new ads to it"
    )
    parser.add_argument(
        "--changed", action="store_true", help="with --history: only new ads and those whose group changed its name"
    )


def run(options: argparse.Namespace) -> int:
    """Group standard input."""
    from networks.link_file import link_lines

    with progress_bars(options.quiet) as progress:
        lines = link_lines(input_lines(), progress, history=options.history, changed_only=options.changed)
        write_all_or_nothing(lines, options.out)
    return 0
