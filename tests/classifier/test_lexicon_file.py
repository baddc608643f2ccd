"""Every mistake in a lexicon is reported with file and line, all at once."""

from pathlib import Path

import pytest

from classifier.lexicon_file import LEXICONS, folders, load_lexicons
from classifier.lexicon_yaml import LexiconMistakes
from classifier.phrases import PhraseMistake, compile_phrase
from models.policy import load_policy

KNOWN = set(load_policy().indicators)


def test_mistakes_are_reported_together_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "da").mkdir()
    (tmp_path / "da" / "youth.yml").write_text(
        "language: sv\nindicator: youth\n"
        "defaults: {strength: 0.5, source: s, reviewer: r, date: 2026-11-21}\n"
        "entries:\n"
        '  - phrase: "[ung"\n'
        '  - phrase: "ung"\n    strength: 7\n'
        '  - fraser: "ung"\n'
        "  - regex: '(a+)+b'\n"
        '  - {phrase: "ung", type: advert, about: him, negatable: never, context: none, rule: own}\n'
        "  - {pattern: [none], regex: a, 5: x, date: now}\n"
        "  - pattern: [none]\n"
    )
    (tmp_path / "da" / "families.yml").write_text("language: da\nfamilies:\n  man: '*'\n")
    (tmp_path / "da" / "negation.yml").write_text(
        'language: da\nnegators: [ikke, "aldrig … mere"]\nscope_words: many\n'
    )
    (tmp_path / "da" / "pressure.yml").write_text("language: da\nindicator: [\n")
    with pytest.raises(LexiconMistakes) as caught:
        load_lexicons(tmp_path, KNOWN)
    told = "\n".join(caught.value.mistakes)
    for expected in (
        "da/youth.yml line 1: 'language' must be 'da'",
        "da/youth.yml line 5: '[ung': brackets",
        "da/youth.yml line 6: 'strength' must be",
        "da/youth.yml line 8: 'fraser' is no key",
        "da/youth.yml line 9: a repeat inside a repeat",
        'da/youth.yml line 10: \'type\' can only be "ad" or "review"',
        "da/youth.yml line 10: 'about' can only be \"her\"",
        "da/youth.yml line 10: 'negatable' can only be true or false",
        "da/youth.yml line 10: 'context' can only be \"any\"",
        "da/youth.yml line 10: 'rule' can only be",
        "da/youth.yml line 11: an entry needs one of",
        "da/youth.yml line 11: '5' is no key",
        "da/youth.yml line 11: 'date' must look like",
        "da/youth.yml line 12: no shared pattern is called '['none']'",
        "da/families.yml line 3: the family 'man'",
        "da/negation.yml line 1: the list 'negators_after' is missing",
        "da/negation.yml line 1: 'aldrig … mere' may not hold a gap here",
        "da/negation.yml line 1: 'scope_words' must be a number of words",
        "da/pressure.yml line 3: this is not YAML",
    ):
        assert told.count(expected) == 1


HEAD = "language: {lang}\nindicator: youth\ndefaults: {{strength: 0.5, source: s, reviewer: r, date: 2026-11-21}}\nentries:\n"


def _with_patterns(folder: Path, patterns: str) -> Path:
    """Return a folder of two languages that look for one shared pattern."""
    for lang in ("da", "sv"):
        (folder / lang).mkdir()
        (folder / lang / "youth.yml").write_text(HEAD.format(lang=lang) + "  - pattern: born_late\n")
    (folder / "_shared").mkdir()
    (folder / "_shared" / "patterns.yml").write_text(f"language: _shared\npatterns:\n{patterns}")
    return folder


def test_a_shared_pattern_is_looked_for_by_every_language_that_names_it(tmp_path: Path) -> None:
    lexicon = load_lexicons(_with_patterns(tmp_path, "  - {name: born_late, regex: '200[6-8]'}\n"), KNOWN)
    assert {(one.lang, one.phrase, one.regex) for one in lexicon.entries} == {
        ("da", "200[6-8]", True), ("sv", "200[6-8]", True),
    }  # fmt: skip


def test_a_mistake_in_a_shared_pattern_is_told_once_and_its_name_is_not_missed(tmp_path: Path) -> None:
    wrong = "  - {name: born_late, regex: '(a+)+b'}\n  - {name: 5, regex: a}\n  - {name: x, regex: a, why: b}\n  - {name: x, regex: a}\n"
    with pytest.raises(LexiconMistakes) as caught:
        load_lexicons(_with_patterns(tmp_path, wrong), KNOWN)
    assert [mistake.split(":")[0] for mistake in caught.value.mistakes] == [
        f"_shared/patterns.yml line {line}" for line in (3, 4, 5, 6)
    ]


def test_a_shared_wording_may_name_only_patterns_there_are(tmp_path: Path) -> None:
    folder = _with_patterns(tmp_path, "  - {name: born_late, regex: '200[6-8]'}\n")
    (folder / "_shared" / "youth.yml").write_text(
        "language: _shared\nindicator: youth\ndefaults: {source: s, reviewer: r, date: 2026-11-21}\nentries:\n"
        "  - {all: [her, age], unless: born_late}\n  - {all: [her, age], unless: born_later}\n"
    )
    with pytest.raises(LexiconMistakes) as caught:
        load_lexicons(folder, KNOWN)
    assert [one for one in caught.value.mistakes if "unless" in one] == [
        "_shared/youth.yml line 6: 'unless' can only be \"born_late\"."
    ]


@pytest.mark.parametrize(
    ("file", "rest", "told"),
    [
        ("da/youth.yml", "indicator: youth\nentires: []", "'entires' is no key of this file"),
        ("da/youth.yml", "indicator: youth\ndefaults: {strenght: 1}", "'strenght' is no key of an entry"),
        ("da/families.yml", "family: {man: mand}", "'family' is no key of this file"),
        ("da/negation.yml", "hedge: [måske]", "'hedge' is no key of this file"),
        ("_shared/youth.yml", "indicator: youth\ndefaults: {widht: 1}", "'widht' is no key of a shared wording"),
        ("_shared/context.yml", "context: []", "'context' is no key of this file"),
        ("_shared/patterns.yml", "pattern: []", "'pattern' is no key of this file"),
    ],
)
def test_a_misspelt_key_is_told_and_no_file_is_passed_over_for_it(
    tmp_path: Path, file: str, rest: str, told: str
) -> None:
    (tmp_path / "da").mkdir()
    (tmp_path / "_shared").mkdir()
    (tmp_path / file).write_text(f"language: {Path(file).parent}\n{rest}\n", encoding="utf-8")
    with pytest.raises(LexiconMistakes) as caught:
        load_lexicons(tmp_path, KNOWN)
    assert [one.partition(": ")[2] for one in caught.value.mistakes if told in one] == [f"{told}."]


@pytest.mark.parametrize("phrase", ["", "…", "*", "a*", "[a|[b]]", "ung …99 pige", "[]", "💋", "… ?"])
def test_a_phrase_that_means_nothing_or_anything_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseMistake):
        compile_phrase(phrase)


def test_the_lexicons_that_ship_hold_no_mistakes() -> None:
    assert load_lexicons(LEXICONS, KNOWN).languages >= {"da", "en"}


def test_every_language_has_a_lexicon_for_every_indicator_that_words_show() -> None:
    files = {lang: {file.stem for file in (LEXICONS / lang).glob("*.yml")} for lang in folders(LEXICONS)}
    # Hidden numbers are found by how they are written; Danish has a few words for it besides.
    wanted = files["da"] - {"obscured_contact"}
    assert {lang: wanted - there for lang, there in files.items() if wanted - there} == {}
