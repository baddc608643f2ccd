"""Blocks on disk: plain arrays in one file that runs no code when it is read.

Holds numbers and addresses in clear, like the ads it was made from: keep it where those are kept.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from models.errors import BadInput
from networks.ad_table import WordPairs
from networks.blocks import Block, Column, Lists
from networks.history import Kept
from networks.text_memory import TextMemory

# Raised whenever a block would be made otherwise than before: older files are then read from the ads again.
FORMAT = 4
# The same blocks, before it was kept which texts met: those are then compared anew once.
WITHOUT_TEXTS = 3
_COLUMNS = ("alias", "town", "postcode", "house", "site")
_LISTS = ("phones", "handles", "sought")
_PLAIN = ("day", "last_day", "age", "seeks")
# With the width each is written in: places and bits of bands fit half of what is computed with.
_MEMORY = {"sums": np.uint64, "wanted": np.bool_, "signed": np.uint32, "first": np.uint32, "second": np.uint32, "bands": np.uint32}  # fmt: skip


class HistoryUnreadable(BadInput):
    """The file of known ads is damaged or was written by another version."""


def write_blocks(out: BinaryIO, kept: Kept) -> None:
    """Write a history as a NumPy archive (``.npz``, not compressed)."""
    arrays: dict[str, NDArray[np.generic]] = {
        "format": np.array([FORMAT, len(kept.blocks)]),
        "named": kept.named,
    }
    for number, block in enumerate(kept.blocks):
        arrays |= {f"{number}.{name}": value for name, value in _arrays(block).items()}
    arrays |= {f"texts.{name}": getattr(kept.memory, name).astype(width) for name, width in _MEMORY.items()}
    np.savez(out, **arrays)  # type: ignore[arg-type]  # names are keywords of its own choosing


def read_blocks_of(file: BinaryIO) -> Kept:
    """Return the history in such a file. Raises HistoryUnreadable."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            version, count = arrays["format"].tolist()
            if version not in {FORMAT, WITHOUT_TEXTS}:
                raise HistoryUnreadable(
                    "The history of ads was written by another version: group all ads again without it."
                )
            blocks = [_block({name: arrays[f"{number}.{name}"] for name in _names()}) for number in range(count)]
            if version == WITHOUT_TEXTS:
                return Kept(blocks, arrays["named"])
            known = {name: arrays[f"texts.{name}"] for name in _MEMORY}
            places = {name: known[name].astype(np.int64) for name in ("first", "second", "bands")}
            return Kept(blocks, arrays["named"], TextMemory(**known | places))
    except HistoryUnreadable:
        raise
    except (ValueError, KeyError, OSError, EOFError, BadZipFile):
        raise HistoryUnreadable("The history of ads is damaged: group all ads again without it.") from None


@contextmanager
def writing_history(file: Path, kept: Kept) -> Iterator[None]:
    """Write a history beside its place while the block runs; it takes its place, whole, when the block has ended well.

    Only its owner may read the file. Raises BadInput where the disk does not take it.
    """
    part = file.with_name(file.name + ".part")
    with ThreadPoolExecutor(1) as aside:
        written = aside.submit(_write_part, part, kept)
        try:
            yield
        except BaseException:
            # The lines did not all go out: what is known stays what it was.
            written.exception()
            part.unlink(missing_ok=True)
            raise
    try:
        written.result()
        part.replace(file)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise BadInput(f"The file {file} cannot be written: {problem.strerror}.") from None


def _write_part(part: Path, kept: Kept) -> None:
    part.touch(mode=0o600)
    with part.open("wb") as out:
        write_blocks(out, kept)


def load_history(file: Path) -> Kept:
    """Read a history from a file; an empty one where it does not exist. Raises HistoryUnreadable."""
    try:
        if not file.exists():
            return Kept()
        with file.open("rb") as content:
            return read_blocks_of(content)
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
