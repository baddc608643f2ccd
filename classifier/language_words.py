"""Which words speak for which language: counted in the labelled texts that are learned from.

``python -m classifier.language_words`` counts them anew into ``language_words.tsv``: a word, then in how many texts of which
language it stands. The first line counts all texts. What is kept out of learning is not counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifier.corpus_file import Labelled, read_corpus
from classifier.words import WordCutter

FILE = Path(__file__).parent / "language_words.tsv"
SPOKEN = ("bg", "da", "de", "en", "es", "hu", "it", "pl", "ro", "ru", "sv")
# English as Thai speakers write it is English here: its own lexicon is chosen by its grammar.
COUNTED_AS = {"th-en": "en"}
# A word in fewer texts may be anything.
FEWEST = 3
# A word never met in a language may stand in one of five thousand of its texts all the same.
UNMET = 0.0002
# What a word says is kept in hundredths (natural logarithm of how much likelier it makes a language).
HUNDREDTHS = 100
_CYRILLIC = ("ru", "bg")
_ALL = "*"


class Evidence(NamedTuple):
    """What words say: ``rows`` of each folded word, and ``said[row, language]`` in hundredths.

    ``often`` is the share (0-1) of the texts in which a word stands, in the language that has it most.
    """

    rows: dict[str, int]
    said: NDArray[np.int16]
    often: dict[str, float]


def count_words(texts: Iterable[Labelled]) -> dict[str, Counter[str]]:
    """Return in how many texts of each language each folded word stands, and under "*" how many texts there are."""
    cutter, counts = WordCutter(), defaultdict[str, Counter[str]](Counter)
    for text in texts:
        lang = COUNTED_AS.get(text.lang, text.lang)
        for word in {_ALL, *cutter.cut(text.text).folded}:
            if word == _ALL or any(map(str.isalpha, word)):
                counts[word][lang] += 1
    return {word: counts[word] for word in sorted(counts) if word == _ALL or counts[word].total() >= FEWEST}


def as_lines(counts: dict[str, Counter[str]]) -> str:
    """Return the counts as the file holds them."""
    rows = (f"{word}\t{' '.join(f'{lang}:{n}' for lang, n in sorted(of.items()))}\n" for word, of in counts.items())
    return "".join(rows)


@cache
def evidence() -> Evidence:
    """Return what the words of the file say."""
    rows: dict[str, int] = {}
    places = {lang: place for place, lang in enumerate(SPOKEN)}
    cells: list[tuple[int, int, int]] = []
    for row, line in enumerate(FILE.read_text(encoding="utf-8").splitlines()):
        word, counts = line.split("\t")
        rows[word] = row
        for cell in counts.split(" "):
            lang, _, n = cell.partition(":")
            cells.append((row, places[lang], int(n)))
    table = np.zeros((len(rows), len(SPOKEN)))
    row, place, number = np.array(cells, np.int64).T
    table[row, place] = number
    shares = table / table[rows[_ALL]] + UNMET
    said = np.log(shares / shares.mean(axis=1, keepdims=True)) * HUNDREDTHS
    often = dict(zip(rows, shares.max(axis=1).tolist(), strict=True))
    return Evidence(rows, said.round().astype(np.int16), often)


def unknown_cyrillic() -> list[int]:
    """Return what a word in Cyrillic letters says that was never met: one of two languages, in hundredths."""
    return [0 if lang in _CYRILLIC else -3 * HUNDREDTHS for lang in SPOKEN]


if __name__ == "__main__":
    counted = count_words(text for text in read_corpus() if not text.kept_out)
    FILE.write_text(as_lines(counted), encoding="utf-8")
    print(f"{len(counted) - 1} words counted.")
