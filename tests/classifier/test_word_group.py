"""Words are known whole or by how they begin; marks and capitals count for nothing."""

from classifier.word_group import WordGroup


def test_a_star_stands_for_any_more_letters_and_none() -> None:
    group, words = WordGroup(["Hund", "nepot*", "ål*"]), ("hund", "hunde", "nepot", "nepotul", "nepo", "alder", "")
    assert [word for word in words if word in group] == ["hund", "nepot", "nepotul", "alder"]
    assert group.among(words) == {word for word in words if word in group}


def test_a_group_without_stars_or_without_words_holds_nothing_else() -> None:
    assert "hun" not in WordGroup(["hund"])
    assert "" not in WordGroup([])
    assert not WordGroup(["hund"]).among(["hun", ""])
