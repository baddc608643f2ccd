"""``lygte link``: ads as JSON Lines in, their groups as JSON Lines out. No database, no network, no configuration."""

from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring
from pathlib import Path

import numpy as np

from models.progress import Progress, silent
from networks.ad_table import Bools, Ints
from networks.block_file import load_history
from networks.block_reader import read_blocks
from networks.clues import KINDS
from networks.grouping import Grouping, group_table
from networks.history import History, changed_rows
from networks.history_writer import writing_history
from networks.joining import join_blocks

ROWS_A_TIME = 100_000


def link_lines(
    lines: Iterable[str], progress: Progress = silent, *, history: Path | None = None, changed_only: bool = False
) -> Iterator[str]:
    """Yield one line of JSON an ad, in the order of input: its group and one reason for each clue.

    Groups are named after the id of their earliest ad. An id that comes twice is one ad seen twice and gets one line; a line that
    comes twice counts once.
    With ``history`` (a file) the ads known from earlier runs are grouped along and the file is brought up to date;
    ``changed_only`` then yields only new ads and those whose group has another name than it had without the new ones.
    Raises BadInput with line number and field, never with content.
    """
    if history:
        yield from _lines_with(history, lines, progress, changed_only=changed_only)
        return
    # The blocks are gone once they are joined: half a gigabyte for a million ads.
    table = join_blocks(read_blocks(lines, progress))
    yield from group_lines(group_table(table, progress=progress))


def _lines_with(file: Path, lines: Iterable[str], progress: Progress, *, changed_only: bool) -> Iterator[str]:
    """Yield the lines of ``link_lines`` over a history, then bring its file up to date (``writing_history``)."""
    new = read_blocks(lines, progress)
    before = load_history(file)
    history = History([*before.blocks, *new], before.memory)
    # Written while all is grouped and the lines go out; it counts once the last one has.
    with writing_history(file) as writer:
        if not history.to_merge:
            writer.begin(history.blocks)
        grouping = history.group(progress=progress)
        only = changed_rows(grouping, before.named) if changed_only else None
        writer.keep(history.kept(grouping))
        yield from group_lines(grouping, only)


def group_lines(grouping: Grouping, only: Bools | None = None) -> Iterator[str]:
    """Yield the lines of all ads, or of the rows in ``only``, in the order of input."""
    table = grouping.table
    quoted = _Quoted(table.ids)
    names = grouping.name_rows()[grouping.group]
    owner, other, clue = _reasons(grouping, only)
    # Clues of one kind and strength are worded alike: a few dozen words, however many clues.
    worded: dict[tuple[int, float], str] = {}
    words = [
        worded.get(said) or worded.setdefault(said, _words(*said))
        for said in zip(grouping.clues.kind, grouping.clues.strength, strict=True)
    ]
    starts = np.searchsorted(owner, np.arange(len(table) + 1))
    wanted = _output_rows(table.ident, table.given)
    if only is not None:
        wanted = wanted[only[wanted]]
    for begin in range(0, len(wanted), ROWS_A_TIME):
        rows = wanted[begin : begin + ROWS_A_TIME]
        lows, highs = starts[rows].tolist(), starts[rows + 1].tolist()
        for row, name, low, high in zip(rows.tolist(), names[rows].tolist(), lows, highs, strict=True):
            reasons = ", ".join(
                [f'{{"other": {quoted[ad]}{words[number]}' for ad, number in zip(other[low:high].tolist(), clue[low:high].tolist(), strict=True)]
            ) if high > low else ""  # fmt: skip
            yield f'{{"id": {quoted[row]}, "group": {quoted[name]}, "reasons": [{reasons}]}}'


class _Quoted(dict[int, str]):
    """The ids by row as JSON; each is written when it is first asked for, because of a day's lines few are."""

    def __init__(self, ids: list[str]) -> None:
        super().__init__()
        self._ids = ids

    def __missing__(self, row: int) -> str:
        said = self[row] = encode_basestring(self._ids[row])
        return said


def _words(kind: int, strength: float) -> str:
    return f', "why": "{KINDS[kind]}", "strength": {round(strength, 3)}}}'


def _output_rows(ident: Ints, given: Ints) -> Ints:
    """Return the first row of each ad, in the order in which the ads first came."""
    first = np.flatnonzero(np.concatenate((ident[:1] == ident[:1], ident[1:] != ident[:-1])))
    earliest = np.minimum.reduceat(given, first) if len(first) else given
    return first[np.argsort(earliest, kind="stable")]


def _reasons(grouping: Grouping, only: Bools | None) -> tuple[Ints, Ints, Ints]:
    """Return rows (first row of an ad, row of another ad, clue that joins them), sorted; of the ads in ``only`` if given.

    Each clue is a star around its first ad: that ad names one other, each other one names it.
    """
    head, row, clue = grouping.edge_columns()
    joins = (np.array(grouping.clues.cut, dtype=np.int64)[clue] == 0) & (grouping.group[head] == grouping.group[row])
    first = grouping.first_rows()
    head, row, clue = first[head[joins]], first[row[joins]], clue[joins]
    joins = head != row
    head, row, clue = head[joins], row[joins], clue[joins]
    leads = np.concatenate((clue[:1] == clue[:1], clue[1:] != clue[:-1]))
    owner, other = np.concatenate((row, head[leads])), np.concatenate((head, row[leads]))
    number = np.concatenate((clue, clue[leads]))
    if only is not None:
        wanted = only[owner]
        owner, other, number = owner[wanted], other[wanted], number[wanted]
    order = np.lexsort((other, number, owner))
    owner, other, number = owner[order], other[order], number[order]
    fresh = np.ones(len(owner), dtype=bool)
    fresh[1:] = (owner[1:] != owner[:-1]) | (other[1:] != other[:-1]) | (number[1:] != number[:-1])
    return owner[fresh], other[fresh], number[fresh]
