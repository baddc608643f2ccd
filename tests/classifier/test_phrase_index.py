"""The index finds exactly what looking at every place would find, in many texts at once."""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.phrase_index import PhraseIndex
from classifier.phrases import Element, Gap, Number, compile_phrase
from classifier.words import WordCutter

WORDS = ["a", "b", "ab", "abc", "abcd", "7", "20", "x", "ikke"]
PARTS = st.sampled_from(["a", "b", "ab*", "*bc", "*bc*", "[a|b x]", "[ikke|7]", "_", "…2", "#", "#10-30"])
PHRASES = st.lists(
    st.lists(PARTS, min_size=1, max_size=4).map(" ".join).filter(lambda phrase: bool(set(phrase) - set("_…2 "))),
    min_size=1,
    max_size=6,
    unique=True,
)
TEXTS = st.lists(st.lists(st.sampled_from([*WORDS, ".", ","]), max_size=14).map(" ".join), min_size=1, max_size=4)


def is_a(word: str, element: Element) -> bool:
    if isinstance(element, Number):
        return word.isdecimal() and element.low <= int(word) <= element.high
    assert not isinstance(element, Gap)
    ways = {"begins": word.startswith, "ends": word.endswith, "contains": word.__contains__}
    return word in element.exact or any(ways[kind](letters) for kind, letters in element.stems)


def ends_of(steps: tuple[Element, ...], words: list[str], at: int) -> list[int]:
    """Return every last word of a sequence that begins at word ``at``."""
    if not steps:
        return [at - 1]
    if isinstance(steps[0], Gap):
        return [
            end
            for skipped in range(steps[0].least, steps[0].most + 1)
            if at + skipped <= len(words)
            for end in ends_of(steps[1:], words, at + skipped)
        ]
    return ends_of(steps[1:], words, at + 1) if at < len(words) and is_a(words[at], steps[0]) else []


@settings(deadline=None)
@given(PHRASES, TEXTS)
def test_the_index_finds_a_phrase_where_looking_everywhere_does(phrases: list[str], texts: list[str]) -> None:
    index, cutter = PhraseIndex(), WordCutter()
    ids = [index.add(phrase) for phrase in phrases]
    index.build(ids, ())
    batch = cutter.cut_many(texts, ["ad"] * len(texts))
    found = index.find(cutter.table, batch.numbers, batch.sentences, np.zeros(0, np.int64))
    mine = set(zip(found.phrase.tolist(), found.first.tolist(), found.last.tolist(), strict=True))
    everywhere: dict[tuple[int, int], list[int]] = {}
    for begin, end in sentences_of(batch.sentences.tolist()):
        words = [cutter.table.names[number] for number in batch.numbers[begin:end]]
        for number, phrase in zip(ids, phrases, strict=True):
            for steps in compile_phrase(phrase):
                for at in range(len(words)):
                    everywhere.setdefault((number, begin + at), []).extend(
                        begin + last for last in ends_of(steps, words, at)
                    )
    # Each place found is one, and no phrase is overlooked in a sentence; of several ways over a gap one is enough.
    assert all(last in everywhere.get((number, first), ()) for number, first, last in mine)
    told = {(number, int(batch.sentences[first])) for number, first, _ in mine}
    assert told == {(number, int(batch.sentences[first])) for (number, first), lasts in everywhere.items() if lasts}


def sentences_of(sentences: list[int]) -> list[tuple[int, int]]:
    """Return the rows (first, after the last) of each sentence."""
    return [(sentences.index(one), len(sentences) - sentences[::-1].index(one)) for one in dict.fromkeys(sentences)]


@settings(deadline=None)
@given(PHRASES, TEXTS)
def test_an_index_written_as_data_finds_the_same(phrases: list[str], texts: list[str]) -> None:
    index, cutter = PhraseIndex(), WordCutter()
    ids = [index.add(phrase) for phrase in phrases]
    index.build(ids[:2], ids[2:3])
    again = PhraseIndex.from_data(json.loads(json.dumps(index.as_data())))
    assert [again.add(phrase) for phrase in phrases] == ids
    again.build(ids[:2], ids[2:3])
    batch = cutter.cut_many(texts, ["ad"] * len(texts))
    also = batch.sentences[-1:]
    for column, other in zip(
        index.find(cutter.table, batch.numbers, batch.sentences, also),
        again.find(cutter.table, batch.numbers, batch.sentences, also),
        strict=True,
    ):
        assert column.tolist() == other.tolist()


def test_words_of_doubt_are_told_only_beside_a_phrase_that_matters() -> None:
    index, cutter = PhraseIndex(), WordCutter()
    wanted, doubt = index.add("uden kondom"), index.add("ikke")
    index.build([wanted], ())
    batch = cutter.cut_many(["ikke nu. ikke her. uden kondom, ikke. ikke mere"], ["ad"])
    found = index.find(cutter.table, batch.numbers, batch.sentences, np.zeros(0, np.int64))
    assert sorted(zip(found.phrase.tolist(), found.first.tolist(), strict=True)) == [
        (wanted, 4),
        (doubt, 2),
        (doubt, 6),
    ]
