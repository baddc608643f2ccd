"""Arrays come back from a file as they were; what is no such file, or not all of one, is said to be torn."""

from pathlib import Path

import numpy as np
import pytest

from networks.array_file import LEAST_MAPPED, MAGIC, ArrayWriter, TornFile, read_arrays

ARRAYS: dict[str, np.ndarray] = {
    "none": np.zeros(0),
    "flat": np.arange(7, dtype=np.uint32),
    "square": np.arange(12, dtype=np.int64).reshape(3, 4),
    "large": np.arange(LEAST_MAPPED, dtype=np.uint16),
    "true": np.array([True, False]),
}


def written(file: Path) -> bytes:
    with file.open("wb") as out:
        writer = ArrayWriter(out)
        for name, array in ARRAYS.items():
            writer.add(name, array)
        writer.end()
    return file.read_bytes()


def read(file: Path) -> dict[str, np.ndarray]:
    with file.open("rb") as content:
        return read_arrays(content)


def test_arrays_come_back_with_width_and_shape(tmp_path: Path) -> None:
    written(tmp_path / "arrays")
    found = read(tmp_path / "arrays")
    assert list(found) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape)
        assert np.array_equal(found[name], array)


def test_a_file_that_takes_its_place_leaves_what_was_read_readable(tmp_path: Path) -> None:
    written(tmp_path / "arrays")
    found = read(tmp_path / "arrays")
    (tmp_path / "new").write_bytes(b"something else")
    (tmp_path / "new").replace(tmp_path / "arrays")
    assert np.array_equal(found["large"], ARRAYS["large"])


@pytest.mark.parametrize(
    "index",
    [
        '{"a": ["<i8", [11], 0]}',
        '{"a": ["<i8", [-1], 0]}',
        '{"a": ["<i8", [1], -8]}',
        '{"a": ["|O", [1], 0]}',
        '{"a": ["<i8", [99999999999], 0]}',
    ],
    ids=["past the end", "less than nothing", "before the beginning", "objects", "more than there is"],
)
def test_an_index_that_points_elsewhere_is_refused(tmp_path: Path, index: str) -> None:
    content = MAGIC + bytes(64) + index.encode() + len(index).to_bytes(8, "little") + MAGIC
    (tmp_path / "arrays").write_bytes(content)
    with pytest.raises(TornFile):
        read(tmp_path / "arrays")


@pytest.mark.parametrize("content", [b"", MAGIC, MAGIC * 2, b"x" * 200, MAGIC + b"\xff" * 8 + MAGIC])
def test_what_is_no_such_file_is_torn(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "arrays").write_bytes(content)
    with pytest.raises(TornFile):
        read(tmp_path / "arrays")
