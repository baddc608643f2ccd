"""A connection to Spark: a cluster's address, or ``local[2]`` for two cores of this machine."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from models.errors import BadInput, LygteError

if TYPE_CHECKING:
    from pyspark import SparkContext

DRIVER_MEMORY = "2g"
MEMORY = re.compile(r"[1-9][0-9]{0,5}[mg]")


class SparkUnavailable(LygteError):
    """Spark is not installed, finds no Java, has too little memory, or the cluster does not answer."""


@contextmanager
def spark_context(master: str, *, driver_memory: str | None = None) -> Iterator["SparkContext"]:
    """Open and close a Spark context. Raises SparkUnavailable, and BadInput where there is nothing to read.

    ``driver_memory`` as Java writes it (``8g``); on ``local[…]`` the driver does all the work and has all the memory there is.
    """
    memory = driver_memory or DRIVER_MEMORY
    if not MEMORY.fullmatch(memory):
        raise BadInput("The memory for Spark is a whole number and m or g, such as 8g.")
    try:
        from py4j.protocol import Py4JError
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkException
    except ImportError:
        raise SparkUnavailable("Spark is not installed: install Lygte with its extra 'spark'.") from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf().setMaster(master).setAppName("lygte link")
    for name, value in {
        "spark.driver.memory": memory,
        # Columns of all ads come to the driver: that is its task.
        "spark.driver.maxResultSize": "0",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        # Arrays of hashes are as good as random: nothing is won by compressing them.
        "spark.shuffle.compress": "false",
        "spark.broadcast.compress": "false",
    }.items():
        conf.setIfMissing(name, value)
    try:
        # Partitions hold few, large records, which must pair up one to one: hence no batches.
        context = SparkContext(conf=conf, batchSize=1)
    except (PySparkException, Py4JError):
        raise SparkUnavailable(
            "Spark did not start: it needs Java 17 or newer, and the address of a cluster."
        ) from None
    try:
        yield context
    except Py4JError as problem:
        raise _in_a_sentence(str(problem)) from None
    finally:
        context.stop()


def _in_a_sentence(problem: str) -> LygteError:
    """Return what a user is told; Spark's own words may repeat lines of ads, its log has them."""
    if "Input path does not exist" in problem:
        return BadInput("Spark finds no ads where --ads says: every machine of the cluster must be able to read it.")
    return SparkUnavailable(
        "Spark gave up half-way: its own log says why (if memory ran out: --spark-memory gives more)."
    )
