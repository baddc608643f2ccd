"""Stems of words: what a quick look finds is what a slow one finds."""

from hypothesis import given
from hypothesis import strategies as st

from classifier.stems import Stems

LETTERS = st.text("abc", min_size=1, max_size=6)
STEMS = st.dictionaries(LETTERS, st.integers(), max_size=8)


@given(begins=STEMS, ends=STEMS, contains=STEMS, word=st.text("abcd", max_size=8))
def test_a_word_has_exactly_the_stems_that_stand_in_it(
    begins: dict[str, int], ends: dict[str, int], contains: dict[str, int], word: str
) -> None:
    found = Stems({"begins": begins, "ends": ends, "contains": contains}).of([word, "", word])
    slowly = [value for letters, value in begins.items() if word.startswith(letters)]
    slowly += [value for letters, value in ends.items() if word.endswith(letters)]
    slowly += [value for letters, value in contains.items() if letters in word]
    assert sorted(found.get(0, [])) == sorted(found.get(2, [])) == sorted(slowly)
    assert not found.get(1)


def test_a_word_shorter_than_its_stems_has_none() -> None:
    assert Stems({"begins": {"abc": 1}, "ends": {"abc": 2}, "contains": {"abc": 3}}).of(["ab"]) == {}
