"""Ads as JSON Lines in, their groups out, by Spark: the same lines as ``link_file`` gives."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from models.errors import BadInput
from models.progress import Progress, silent
from networks.grouping import Grouping, group_table
from networks.joining import join_blocks
from networks.link_file import group_lines
from networks.spark.readings import Reading, digests, read_partition, said_before
from networks.spark.session import spark_context
from networks.spark.spark_texts import hold_in_spark

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext

# So many partitions for each core: small enough to fit a core's memory, large enough to be worth their start.
PARTS_A_CORE = 4


def link_on_spark(
    source: str | Iterable[str],
    master: str,
    progress: Progress = silent,
    *,
    parts: int | None = None,
    driver_memory: str | None = None,
) -> Iterator[str]:
    """Yield one line of JSON an ad, in the order of input; see ``link_lines``.

    ``source`` is anything Spark opens (a file, a folder, an address every machine of the cluster can read), or the lines
    themselves. Raises BadInput with line number and field, and SparkUnavailable.
    """
    with spark_context(master, driver_memory=driver_memory) as context:
        wanted = parts or context.defaultParallelism * PARTS_A_CORE
        yield from group_lines(group_on_spark(context, lines_of(context, source, wanted), progress))


def lines_of(context: "SparkContext", source: str | Iterable[str], parts: int) -> "RDD[bytes]":
    """Return lines, or the lines of a file or folder, in about so many partitions."""
    if isinstance(source, str):
        return context.textFile(source, parts, use_unicode=False)  # type: ignore[return-value]  # bytes, as asked
    return context.parallelize([line.encode(errors="replace") for line in source], parts)


def group_on_spark(context: "SparkContext", lines: "RDD[bytes]", progress: Progress = silent) -> Grouping:
    """Group the ads of an RDD of lines: Spark reads and holds the texts, the rules run here over columns of numbers."""
    # As in one process, a line that comes twice counts once.
    again = said_before(lines.mapPartitions(digests).collect())
    readings = lines.mapPartitionsWithIndex(
        lambda number, some: read_partition(number, some, leave_out=again[number].tolist())
    ).persist()
    try:
        columns = readings.map(Reading.columns).collect()
        _refuse_bad_lines(lines, columns)
        table = join_blocks([block for reading in columns for block in reading.blocks])
        hold, opened = hold_in_spark(context, readings, columns)
        try:
            return group_table(table, hold=hold, progress=progress)
        finally:
            for texts in opened:
                texts.close()
    finally:
        readings.unpersist()


def _refuse_bad_lines(lines: "RDD[bytes]", columns: list[Reading]) -> None:
    """Raise BadInput of the first bad line: its partition is read again, now that the lines before it are counted."""
    bad = next((number for number, reading in enumerate(columns) if reading.problem), None)
    if bad is None:
        return
    first = 1 + sum(reading.lines for reading in columns[:bad])
    again = lines.mapPartitionsWithIndex(
        lambda number, some: read_partition(number, some, first) if number == bad else iter(())
    )
    raise BadInput(again.collect()[0].problem or "")
