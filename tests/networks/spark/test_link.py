"""Spark and the embedded engine give the same lines for the same ads: a real Spark on two cores of this machine."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.link import ad_line
from benchmarks.link_world import build_world
from models.errors import BadInput
from networks.link_file import group_lines, link_lines
from networks.spark.link import group_on_spark, lines_of, link_on_spark
from networks.spark.session import spark_context

if TYPE_CHECKING:
    from pyspark import SparkContext


@pytest.fixture(scope="module")
def spark() -> Iterator["SparkContext"]:
    """One Spark for all tests here: it takes seconds to start."""
    with spark_context("local[2]") as context:
        yield context


def test_the_same_lines_come_out_as_from_the_embedded_engine(spark: "SparkContext", tmp_path: Path) -> None:
    lines = [ad_line(ad) for ad in build_world(1200, 31).ads]
    # Ads seen twice, ads without anything, an empty line, a text of another alphabet.
    odd = [
        '{"id": "0"}',
        "",
        json.dumps({"id": "ж", "text": "новый текст 🌹", "phones": ["+4567000001"]}, ensure_ascii=False),
    ]
    every = [*lines, *odd, *lines[:30]]
    (tmp_path / "ads.jsonl").write_text("\n".join(every), encoding="utf-8")
    grouping = group_on_spark(spark, lines_of(spark, str(tmp_path / "ads.jsonl"), 3))
    assert list(group_lines(grouping)) == list(link_lines(every))


def test_a_bad_line_is_the_sentence_that_the_embedded_engine_says(spark: "SparkContext") -> None:
    lines = [json.dumps({"id": str(number), "text": "ord"}) for number in range(50)]
    lines[41] = '{"id": "x", "age": "Hemmelig"}'
    with pytest.raises(BadInput) as embedded:
        list(link_lines(lines))
    with pytest.raises(BadInput) as spread:
        group_on_spark(spark, lines_of(spark, lines, 4))
    assert str(spread.value) == str(embedded.value) == "Line 42, field 'age': a number of years or null is expected."


def test_no_ads_are_no_lines(spark: "SparkContext") -> None:
    assert list(group_lines(group_on_spark(spark, lines_of(spark, [], 2)))) == []


def test_where_nothing_stands_spark_says_so_in_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lygte.main", "link", "--quiet", "--spark", "local[1]", "--ads", str(tmp_path / "none")],
        input="", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert done.stdout == ""
    assert "Spark finds no ads where --ads says" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_java_the_command_says_so_in_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lygte.main", "link", "--quiet", "--spark", "local[1]"],
        env=os.environ | {"JAVA_HOME": str(tmp_path / "nowhere")},
        input='{"id": "a"}', capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert done.stdout == ""
    assert "Spark did not start: it needs Java 17 or newer" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_size_of_memory_that_is_none_is_one_sentence() -> None:
    with pytest.raises(BadInput) as refused:
        list(link_on_spark([], "local[1]", driver_memory="lots"))
    assert str(refused.value) == "The memory for Spark is a whole number and m or g, such as 8g."
