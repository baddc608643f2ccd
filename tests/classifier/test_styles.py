"""What a text says is found however it is written down: in capitals, with pictures, behind another language.

Texts of writers nothing learned from and nobody looks at; only totals are compared.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Sequence

import pytest

from classifier.corpus_file import Labelled, read_corpus, writer_of
from classifier.language_words import COUNTED_AS
from classifier.reader import load_reader

UNSEEN = {"w26", "w27", "w28"}


def _without_marks(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.translate(str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "ß": "ss"})))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


STYLES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small letters": str.lower,
    "no marks on letters": _without_marks,
    "a line a sentence": lambda text: re.sub(r"([.!?]) ", r"\1\n", text),
    "pictures for stops": lambda text: re.sub(r"[.!?,](?= |$)", " 💋", text),
    "stars for stops": lambda text: re.sub(r"[.!?] ", " ** ", text),
    "bars for stops": lambda text: re.sub(r"[.!?] ", " | ", text),
    "slashes for stops": lambda text: re.sub(r"[.!?] ", " / ", text),
    "no space after a stop": lambda text: re.sub(r"([.!?]) ", r"\1", text),
    "a picture at every fourth word": lambda text: re.sub(r"((?:\S+ ){4})", r"\1💋 ", text),
}


def _unseen(kind: str = "ad") -> list[Labelled]:
    return [text for text in read_corpus() if text.kept_out and text.type == kind and writer_of(text.id) in UNSEEN]


def _found(texts: Sequence[Labelled], written: Sequence[str]) -> list[frozenset[str]]:
    """Return which of its labels is found in each text."""
    readings = load_reader().read_many(
        [{"text": one, "type": text.type} for text, one in zip(texts, written, strict=True)]
    )
    return [
        text.labels & {hit.name for hit in reading.indicators} for text, reading in zip(texts, readings, strict=True)
    ]


@pytest.fixture(scope="module")
def plain() -> tuple[list[Labelled], list[frozenset[str]]]:
    texts = _unseen()
    return texts, _found(texts, [text.text for text in texts])


@pytest.mark.parametrize("style", STYLES)
def test_what_is_found_is_found_in_every_style(style: str, plain: tuple[list[Labelled], list[frozenset[str]]]) -> None:
    texts, found = plain
    again = _found(texts, [STYLES[style](text.text) for text in texts])
    kept = sum(len(before & after) for before, after in zip(found, again, strict=True))
    assert sum(map(len, found)) > 400
    assert kept / sum(map(len, found)) >= 0.9


def test_what_is_found_is_found_behind_texts_in_another_language(
    plain: tuple[list[Labelled], list[frozenset[str]]],
) -> None:
    """Before every sentence had a language of its own, 13 of 100 were."""
    texts, found = plain
    chance = random.Random(7)
    harmless = [text for text in texts if not text.labels]
    behind, alone = [], []
    for text, labels in zip(texts, found, strict=True):
        if labels:
            own = COUNTED_AS.get(text.lang, text.lang)
            others = [one for one in harmless if COUNTED_AS.get(one.lang, one.lang) != own]
            lang = chance.choice(others).lang
            before = chance.choices([one.text for one in others if one.lang == lang], k=2)
            behind.append("\n".join([*before, text.text]))
            alone.append(text)
    kept = [len(labels) for labels in _found(alone, behind)]
    assert sum(kept) / sum(len(labels) for labels in found) >= 0.8
