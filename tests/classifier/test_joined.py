"""Longer texts are made of whole ones: nothing of them is lost, mixed up between writers, or judged by what it taught."""

from itertools import groupby

import numpy as np

from classifier.corpus_file import Labelled, parse
from classifier.joined import as_text, pieces_of_longer
from classifier.taught import apart, taught

WRITERS = ("w1", "w2")


def _text(number: int) -> Labelled:
    shows = number % 3 == 0
    entry = {
        "id": f"{WRITERS[number % 2]}-{number}" if number < 40 else f"x-{number}",
        "type": "ad" if number % 4 < 2 else "review",
        "lang": "da",
        "text": f"Uden kondom {number}" if shows else f"Ring til mig {number}",
        "labels": ["unsafe_services"] if shows else [],
        "evidence": {"unsafe_services": ["Uden kondom"]} if shows else {},
    }
    return parse(entry, "test")


TEXTS = [_text(number) for number in range(60)]
# Two units each.
UNITS = np.repeat(np.arange(len(TEXTS)), 2)


def test_pieces_are_of_one_writer_and_kind_and_one_at_most_speaks_of_a_concern() -> None:
    longer = pieces_of_longer(TEXTS, (2, 5))
    assert len(longer) == 40
    for pieces in longer:
        assert 2 <= len(pieces) <= 5 and len(set(pieces)) == len(pieces)
        assert len({(TEXTS[place].id.split("-")[0], TEXTS[place].type) for place in pieces}) == 1
        assert sum(bool(TEXTS[place].labels) for place in pieces) <= 1
    assert any(TEXTS[place].labels for pieces in longer for place in pieces)
    assert pieces_of_longer(TEXTS, (2, 5)) == longer


def test_texts_of_those_who_knew_the_wordings_are_joined_to_none() -> None:
    assert all(place < 40 for pieces in pieces_of_longer(TEXTS, (2, 5)) for place in pieces)


def test_joined_as_one_text_every_sign_keeps_its_words() -> None:
    joined = as_text([TEXTS[1], TEXTS[0], TEXTS[6]])
    assert joined.labels == {"unsafe_services"}
    assert [joined.text[start:end] for start, end in joined.spans["unsafe_services"]] == ["Uden kondom"] * 2
    assert joined.text.split("\n") == [TEXTS[place].text for place in (1, 0, 6)]


def test_what_is_taught_holds_every_unit_of_every_piece_in_order() -> None:
    given = taught(TEXTS, UNITS)
    assert given.written == len(TEXTS) < len(given.labels)
    assert (np.diff(given.text) >= 0).all()
    for text, rows in groupby(zip(given.text.tolist(), given.unit.tolist(), strict=True), key=lambda pair: pair[0]):
        units = [unit for _, unit in rows]
        pieces = [UNITS[unit] for unit in units[::2]]
        assert units == [2 * place + part for place in pieces for part in (0, 1)]
        if text < given.written:
            assert pieces == [text]
        assert given.labels[text] == frozenset().union(*(TEXTS[place].labels for place in pieces))
        assert {given.writers[text]} == {given.writers[place] for place in pieces}


def test_one_writer_alone_teaches_no_longer_texts() -> None:
    alone = [text for text in TEXTS if not text.id.startswith("w2")]
    assert len(taught(alone, np.arange(len(alone))).labels) == len(alone)


def test_every_row_of_a_writer_is_judged_once_and_by_others_alone() -> None:
    writers = [f"w{number % 7}" if number % 5 else "" for number in range(70)]
    groups = apart(writers)
    assert np.array_equal(np.sum(groups, axis=0), [bool(writer) for writer in writers])
    for group in groups:
        of_group = {writer for writer, chosen in zip(writers, group, strict=True) if chosen}
        assert of_group.isdisjoint(writer for writer, chosen in zip(writers, group, strict=True) if not chosen)
