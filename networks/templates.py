"""A template shown with its slots: what all texts have in common, and what each puts in between.

Pure. Give masked texts for the screen: nothing here knows a number from any other word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\S+")
# A common run of fewer words between two slots says nothing and would cut the slots to crumbs.
LEAST_RUN = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """Either words all texts share (``common``), or a slot: what each text says there, in the order of the texts."""

    common: str | None
    values: tuple[str, ...] = ()


def slots(texts: Sequence[str]) -> tuple[Piece, ...]:
    """Return the pieces of a template in order; texts without common words are one slot, no texts are no pieces."""
    rows = [_TOKEN.findall(text) for text in texts]
    if not rows:
        return ()
    shared = rows[0]
    for row in rows[1:]:
        shared = _in_both(shared, row)
    places = [_places(shared, row) for row in rows]
    pieces: list[Piece] = []
    run: list[str] = []
    ends = [0] * len(rows)
    for number, word in enumerate([*shared, None]):
        here = [place[number] if word is not None else len(row) for place, row in zip(places, rows, strict=True)]
        if any(end != place for end, place in zip(ends, here, strict=True)):
            if run:
                pieces.append(Piece(" ".join(run)))
                run = []
            values = tuple(" ".join(row[end:place]) for row, end, place in zip(rows, ends, here, strict=True))
            pieces.append(Piece(None, values))
        if word is not None:
            run.append(word)
            ends = [place + 1 for place in here]
    if run:
        pieces.append(Piece(" ".join(run)))
    return _without_crumbs(pieces)


def _in_both(one: list[str], other: list[str]) -> list[str]:
    """Return the words that stand in both lists in the same order."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return [word for block in matcher.get_matching_blocks() for word in one[block.a : block.a + block.size]]


def _places(shared: list[str], row: list[str]) -> list[int]:
    """Return where the shared words stand in a text that holds them in order: each as early as possible."""
    places: list[int] = []
    start = 0
    for word in shared:
        start = row.index(word, start) + 1
        places.append(start - 1)
    return places


def _without_crumbs(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Merge short common runs that stand between two slots into one slot."""
    result: list[Piece] = []
    for number, piece in enumerate(pieces):
        crumb = (
            piece.common is not None
            and len(piece.common.split()) < LEAST_RUN
            and 0 < number < len(pieces) - 1
            and bool(result)
            and result[-1].common is None
        )
        joins = piece.common is None and bool(result) and result[-1].common is None
        if crumb:
            result[-1] = Piece(None, tuple(_joined(value, piece.common or "") for value in result[-1].values))
        elif joins:
            pairs = zip(result[-1].values, piece.values, strict=True)
            result[-1] = Piece(None, tuple(_joined(before, after) for before, after in pairs))
        else:
            result.append(piece)
    return tuple(result)


def _joined(before: str, after: str) -> str:
    return f"{before} {after}".strip()
