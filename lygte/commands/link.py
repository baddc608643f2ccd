"""Group ads that may belong together: one ad a line in, one ad with its group and reasons a line out.

In:  {"id", "text", "phones", "alias", "age", "city", "postcode", "address", "site", "seen_at"}
Out: {"id", "group", "reasons": [{"other", "why", "strength"}]}
Needs no database, network or configuration. With --history FILE the ads of earlier runs are grouped along, and only they are read
again that are new: FILE is made by the first run. It holds what the ads hold; keep it as safe. The order of lines changes nothing but the names of groups.
With --spark MASTER a Spark cluster reads and compares the texts (more ads than one machine holds); the groups are the same.
"""

import argparse
from pathlib import Path

from lygte.console import progress_bars
from lygte.streams import input_lines, write_all_or_nothing
from models.errors import BadInput

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
    parser.add_argument(
        "--spark",
        metavar="MASTER",
        help="let Spark hold the texts: a cluster's address, or local[2] for two cores here",
    )
    parser.add_argument(
        "--spark-memory",
        metavar="SIZE",
        help="with --spark: memory of its driver, which on local[…] does all the work (default: 2g; 4 million ads: 8g)",
    )
    parser.add_argument(
        "--ads",
        metavar="PATH",
        help="with --spark: read this file or folder, which every machine of the cluster can read",
    )


def run(options: argparse.Namespace) -> int:
    """Group standard input."""
    from networks.link_file import link_lines

    if options.spark and (options.history or options.changed):
        raise BadInput("--spark groups all ads anew: it goes without --history and --changed.")
    if options.ads and not options.spark:
        raise BadInput("--ads goes with --spark only: give the ads on standard input.")
    if options.spark_memory and not options.spark:
        raise BadInput("--spark-memory goes with --spark only.")
    with progress_bars(options.quiet) as progress:
        if options.spark:
            from networks.spark.link import link_on_spark

            source = options.ads or input_lines()
            lines = link_on_spark(source, options.spark, progress, driver_memory=options.spark_memory)
        else:
            lines = link_lines(input_lines(), progress, history=options.history, changed_only=options.changed)
        write_all_or_nothing(lines, options.out)
    return 0
