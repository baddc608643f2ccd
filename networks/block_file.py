"""Blocks on disk: plain arrays in one file that runs no code when it is read.

Holds numbers and addresses in clear, like the ads it was made from: keep it where those are kept.
"""

import json
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInput
from networks.ad_table import WordPairs
from networks.array_file import MAGIC, read_arrays
from networks.blocks import Block, Column, Lists
from networks.history import Kept
from networks.text_memory import TextMemory

# Raised whenever a block would be made otherwise than before: files of another number are refused, and say what to do.
FORMAT = 5
# The same arrays as NumPy's archive (``.npz``), which takes several times as long to read and to write.
ARCHIVE = 4
_COLUMNS = ("alias", "town", "postcode", "house", "site")
_LISTS = ("phones", "handles", "sought")
_PLAIN = ("day", "last_day", "age", "seeks")
# With the width each is written in: places and bits of bands fit half of what is computed with.
_MEMORY = {"sums": np.uint64, "wanted": np.bool_, "signed": np.uint32, "first": np.uint32, "second": np.uint32, "bands": np.uint32}  # fmt: skip


class HistoryUnreadable(BadInput):
    """The file of known ads is damaged or was written by another version."""


def read_kept(file: BinaryIO) -> Kept:
    """Return the history in such a file. Raises HistoryUnreadable."""
    try:
        arrays = read_arrays(file) if file.read(len(MAGIC)) == MAGIC else _archived(file)
        version, count = arrays["format"].tolist()
        if version not in {FORMAT, ARCHIVE}:
            raise HistoryUnreadable(
                "The history of ads was written by another version: group all ads again without it."
            )
        blocks = [_block({name: arrays[f"{number}.{name}"] for name in _names()}) for number in range(count)]
        known = {name: arrays[f"texts.{name}"] for name in _MEMORY}
        places = {name: known[name].astype(np.int64) for name in ("first", "second", "bands")}
        return Kept(blocks, arrays["named"], TextMemory(**known | places))  # type: ignore[arg-type]  # written as such
    except HistoryUnreadable:
        raise
    except (ValueError, KeyError, TypeError, OSError, EOFError, BadZipFile):
        raise HistoryUnreadable("The history of ads is damaged: group all ads again without it.") from None


def _archived(file: BinaryIO) -> dict[str, NDArray[np.generic]]:
    file.seek(0)
    with np.load(file, allow_pickle=False) as arrays:
        return dict(arrays.items())


def block_arrays(number: int, block: Block) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of a block by the names they have in the file."""
    return {f"{number}.{name}": value for name, value in _arrays(block).items()}


def other_arrays(kept: Kept) -> dict[str, NDArray[np.generic]]:
    """Return what is kept beside the blocks, likewise."""
    found: dict[str, NDArray[np.generic]] = {"format": np.array([FORMAT, len(kept.blocks)]), "named": kept.named}
    return found | {
        f"texts.{name}": getattr(kept.memory, name).astype(width, copy=False) for name, width in _MEMORY.items()
    }


def load_history(file: Path) -> Kept:
    """Read a history from a file; an empty one where it does not exist. Raises HistoryUnreadable."""
    try:
        if not file.exists():
            return Kept()
        with file.open("rb") as content:
            return read_kept(content)
    except OSError as problem:
        raise HistoryUnreadable(f"The file {file} cannot be read: {problem.strerror}.") from None


def _names() -> list[str]:
    listed = [f"{name}.{part}" for name in _COLUMNS for part in ("code", "values")]
    listed += [f"{name}.{part}" for name in _LISTS for part in ("ad", "code", "values")]
    return ["ids", *_PLAIN, *listed, "hashes", "start", "size"]


def _arrays(block: Block) -> dict[str, NDArray[np.generic]]:
    found: dict[str, NDArray[np.generic]] = {"ids": _packed(block.ids)}
    found |= {name: getattr(block, name) for name in _PLAIN}
    for name in _COLUMNS:
        column: Column = getattr(block, name)
        found |= {f"{name}.code": column.code, f"{name}.values": _packed(column.values)}
    for name in _LISTS:
        some: Lists = getattr(block, name)
        found |= {f"{name}.ad": some.ad, f"{name}.code": some.code, f"{name}.values": _packed(some.values)}
    return found | {"hashes": block.pairs.hashes, "start": block.pairs.start, "size": block.pairs.size}


def _block(arrays: dict[str, NDArray[np.generic]]) -> Block:
    values: dict[str, object] = {name: arrays[name] for name in _PLAIN}
    for name in _COLUMNS:
        values[name] = Column(arrays[f"{name}.code"], _unpacked(arrays[f"{name}.values"]))  # type: ignore[arg-type]  # written as such
    for name in _LISTS:
        parts = (arrays[f"{name}.ad"], arrays[f"{name}.code"], _unpacked(arrays[f"{name}.values"]))
        values[name] = Lists(*parts)  # type: ignore[arg-type]  # likewise
    pairs = WordPairs(arrays["hashes"], arrays["start"], arrays["size"])  # type: ignore[arg-type]  # likewise
    return Block(ids=_unpacked(arrays["ids"]), pairs=pairs, **values)  # type: ignore[arg-type]  # likewise


def _packed(values: list[str]) -> NDArray[np.generic]:
    """Return texts as one array of bytes: JSON, because a value may hold any sign."""
    return np.frombuffer(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace"), dtype=np.uint8)


def _unpacked(raw: NDArray[np.generic]) -> list[str]:
    values: list[str] = json.loads(raw.tobytes())
    return values
