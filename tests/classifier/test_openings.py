"""What is told of all numbers at once says no only where a search of the text around a number finds nothing."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from classifier import ages, durations, prices
from classifier.chunk_table import ChunkTable
from classifier.digits import find_digits
from classifier.durations import near_words_of_time
from classifier.openings import Openings, in_one_number

WORDS = [
    "kr", "KR.", "Kroner", "€", "$", ",-", "eur", "ЛВ", "zł", "Ft", "\u212ar", "min", "MIN.", "мин", "นาที", "t", "H", "h.", "m", "time", "timer", "tim\u0130",
    "hrs", "Std", "ore", "oră", "godz", "óra", "час", "Час", "ชั่วโมง", "½", "1½", "1 1/2", "1,5", "0.5", "3/4", "half an hour", "en halv time", "две часа", "pr. t", "/h",
    "/ time", "i\u00a0t", "per hour", "to t", "år", "Årig", "\u212br", "years old", "y/o", "yo", "jahre", "de ani", "lata", "letnia", "añitos", "éves", "лет", "Года", "г.", "ปี",
    "ขวบ", "a", "her", "12", "500", "1 000", "7", "kr500", "euro 50",
]  # fmt: skip
GAPS = st.sampled_from(["", " ", "\u00a0", "-", "\n", ", ", "/", "  ", "."])
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), GAPS).map("".join), max_size=8).map("".join)


@pytest.mark.parametrize(
    ("openings", "pattern"),
    [
        (prices._PRICED, prices._AFTER),
        (prices._HOURLY, prices._PER_HOUR),
        (durations.LASTING, durations.IN_DIGITS),
        (ages._YEARS_OPEN, re.compile(rf"\d+{ages._AFTER_YEARS.pattern}", re.IGNORECASE)),
    ],
)
@given(texts=st.lists(TEXTS, max_size=4))
def test_where_a_pattern_finds_something_behind_a_number_its_openings_do_too(
    openings: Openings, pattern: re.Pattern[str], texts: list[str]
) -> None:
    digits = find_digits(texts)
    flagged = digits.chosen(in_one_number(digits, openings.after(digits)))
    for text, runs, some in zip(texts, digits.of, flagged, strict=True):
        assert [run for run in runs if pattern.match(text, run[0]) and run not in some] == []


@example(["1200 i\u00a0t", "1200 all't"])
@given(st.lists(TEXTS, max_size=4))
def test_where_a_duration_in_words_stands_near_a_number_a_word_of_time_does_too(texts: list[str]) -> None:
    digits = find_digits(texts)
    flagged = digits.chosen(near_words_of_time(digits, ChunkTable().cut(texts), texts))
    for text, runs, some in zip(texts, digits.of, flagged, strict=True):
        for start, end in set(runs) - set(some):
            assert not durations._IN_WORDS.search(text.lower(), max(0, start - durations.NEAR), end + durations.NEAR)


def test_letters_that_are_others_in_capitals_tell_nothing() -> None:
    digits = find_digits(["500 \u212ar", "500 bil", "500 KR", "500"])
    assert prices._PRICED.after(digits).tolist() == [True, False, True, False]
