"""Chunks are what stands between spaces and line ends, each with one place in the table."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.chunk_table import LONGEST_REMEMBERED, ChunkTable


@given(st.lists(st.text(st.sampled_from("ab \n\r\t7é"), max_size=12), max_size=5))
def test_chunks_stand_where_they_are_written_and_hold_all_but_spaces(texts: list[str]) -> None:
    table = ChunkTable()
    table.cut(["a b"])
    chunks = table.cut(texts)
    text_of = [text for text, count in zip(texts, chunks.counts.tolist(), strict=True) for _ in range(count)]
    written = chunks.written(np.arange(len(chunks.places)))
    rows = zip(text_of, written, chunks.begins.tolist(), chunks.ends.tolist(), strict=True)
    assert all(text[begin:end] == chunk for text, chunk, begin, end in rows if chunk != "\n")
    assert "".join(written) == "".join(texts).replace(" ", "")
    places = dict(zip(chunks.places.tolist(), written, strict=True))
    assert [places[len(table) - len(chunks.new) + at] for at in range(len(chunks.new))] == chunks.new
    again = table.cut(texts)
    assert again.places.tolist() == chunks.places.tolist()
    assert not again.new


def test_a_long_chunk_is_not_remembered() -> None:
    table, long = ChunkTable(), "a" * (LONGEST_REMEMBERED + 1)
    first, second = table.cut([f"{long} {long} b"]), table.cut([f"b {long}"])
    assert first.places.tolist() == [0, 0, 1]
    assert second.places.tolist() == [1, 2]
