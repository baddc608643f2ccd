"""Two or three ads side by side with the words they share marked: pure over texts."""

import re
from collections.abc import Sequence

from review_ui.gather.evidence import Piece

WORD = re.compile(r"\w+")
# A run of this many equal words is worth marking; single words are everywhere.
RUN = 3


def mark_common(texts: Sequence[str]) -> list[list[Piece]]:
    """Cut each text into pieces; those in runs of at least three words that stand in another text too are marked."""
    words = [[(found.group().casefold(), *found.span()) for found in WORD.finditer(text)] for text in texts]
    runs = [{tuple(word for word, *_ in one[at : at + RUN]) for at in range(len(one) - RUN + 1)} for one in words]
    marked = []
    for number, text in enumerate(texts):
        others = set().union(*(run for at, run in enumerate(runs) if at != number))
        marked.append(_cut(text, words[number], others))
    return marked


def _cut(text: str, words: list[tuple[str, int, int]], others: set[tuple[str, ...]]) -> list[Piece]:
    spans: list[list[int]] = []
    for at in range(len(words) - RUN + 1):
        if tuple(word for word, *_ in words[at : at + RUN]) in others:
            start, end = words[at][1], words[at + RUN - 1][2]
            if spans and start <= spans[-1][1]:
                spans[-1][1] = max(spans[-1][1], end)
            else:
                spans.append([start, end])
    pieces, at = [], 0
    for start, end in spans:
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], "same"))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces
