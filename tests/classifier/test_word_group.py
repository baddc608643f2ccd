"""Words are known whole or by how they begin; marks and capitals count for nothing."""

from classifier.word_group import WordGroup


def test_a_star_stands_for_any_more_letters_and_none() -> None:
    group = WordGroup(["Hund", "nepot*", "ål*"])
    assert [word for word in ("hund", "hunde", "nepot", "nepotul", "nepo", "alder", "") if word in group] == [
        "hund", "nepot", "nepotul", "alder",
    ]  # fmt: skip


def test_a_group_without_stars_or_without_words_holds_nothing_else() -> None:
    assert "hun" not in WordGroup(["hund"])
    assert "" not in WordGroup([])
