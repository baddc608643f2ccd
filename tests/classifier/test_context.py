"""Short cues count where they speak of her; wordings made of word families work in every language."""

from pathlib import Path

import pytest

from classifier.families import Families
from classifier.family_file import read_families
from classifier.lexicon_file import LEXICONS, folders
from classifier.lexicon_yaml import LexiconMistakes
from classifier.phrases import Words as Element
from classifier.reader import Reader, load_reader, make_reader
from classifier.shared_file import read_shared
from models.policy import load_policy

HERS = [
    ("review", "Hun var helt udmattet, og hænderne rystede.", "injury_or_intoxication"),
    ("review", "She was crying when I came in, so I left.", "pressure"),
    ("review", "Sie hatte blaue Flecken an beiden Armen.", "injury_or_intoxication"),
    ("review", "Un tipo en la escalera me pidió el dinero antes de entrar.", "third_party_control"),
    ("review", "Jakiś typ na schodach chciał pieniądze, zanim wszedłem.", "third_party_control"),
    ("review", "Mi ha detto che non usciva da tre settimane.", "restricted_freedom"),
    ("review", "Сказала, что три недели не выходила на улицу.", "restricted_freedom"),
    ("ad", "Капаро няма, звъни на Митко, той урежда всичко.", "third_party_control"),
]
NOBODYS = [
    ("ad", "Trætte ben og blå mærker efter håndbold? Kom til massage i Ribe."),
    ("ad", "Feeling exhausted, sore and bruised? Book sports massage with Helen in Ribe."),
    ("review", "Jeg var så udmattet efter nattevagten, at jeg var ved at græde."),
    ("review", "I was scared and nearly cried, she could not have been kinder."),
    ("review", "People online claim the girls are forced. It is a spa."),
    ("review", "Folk skriver, at pigerne er tvunget. Det passer ikke."),
    ("review", "Min mand ventede i bilen imens, og hun var rigtig sød."),
    ("review", "She had flu, so we cancelled and rebooked for next week."),
    ("review", "I asked if we could leave the condom off. A firm no."),
    ("ad", "Skriv sms døgnet rundt, jeg svarer om morgenen fra klokken ni."),
    ("ad", "Ana, 51. Tyve år på plejehjem, nu massage i stuen."),
]
GRAVE = {"pressure", "injury_or_intoxication", "third_party_control", "restricted_freedom", "unsafe_services", "youth"}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@pytest.fixture(scope="module")
def rules() -> Reader:
    """What families and contexts say by themselves: the trained model may doubt any of it."""
    return make_reader(None)


@pytest.mark.parametrize(("kind", "text", "indicator"), HERS)
def test_a_cue_that_is_hers_is_found_in_every_language(rules: Reader, kind: str, text: str, indicator: str) -> None:
    assert indicator in {hit.name for hit in rules.read(text, type=kind).indicators}


@pytest.mark.parametrize(("kind", "text"), NOBODYS)
def test_a_cue_of_the_reader_the_writer_or_a_rumour_is_no_finding(reader: Reader, kind: str, text: str) -> None:
    assert not GRAVE & {hit.name for hit in reader.read(text, type=kind).indicators}


def test_a_shared_wording_names_its_rule_and_quotes_the_words(reader: Reader) -> None:
    found = reader.read("Egy alak a lépcsőházban kérte a pénzt, mielőtt bementem.", type="review").indicators
    pieces = [piece for hit in found if hit.name == "pressure" for piece in hit.evidence]
    assert [piece.rule for piece in pieces] == ["all/pressure/man|boss+take|ask+money"]
    assert pieces[0].quote == "alak a lépcsőházban kérte a pénzt"


def test_words_carry_the_ideas_they_can_stand_for() -> None:
    families = Families(
        {
            "money": Element(frozenset({"penge"}), frozenset({("begins", "kontant")})),
            "take": Element(frozenset({"tog"}), frozenset({("ends", "tager")})),
            "both": Element(frozenset({"penge", "tog"})),
        }
    )
    of_words = families.of_words(["penge", "kontanter", "hest", "modtager"])
    assert of_words == {0: families.mask("money", "both"), 1: families.mask("money"), 3: families.mask("take")}
    assert families.mask("unknown") == 0


def test_every_language_has_the_families_that_say_who_speaks_of_whom() -> None:
    for lang in folders(LEXICONS):
        assert {"her", "girl", "self", "mine", "see", "man", "people", "told", "negation"} <= set(
            read_families(LEXICONS, lang)
        ), lang


def mistakes_in(folder: Path, file: str, rest: str) -> list[str]:
    """Return what is said of a shared file that knows one family, "her"."""
    (folder / "_shared").mkdir()
    (folder / "_shared" / file).write_text(f"language: _shared\nindicator: pressure\n{rest}\n", encoding="utf-8")
    with pytest.raises(LexiconMistakes) as told:
        read_shared(folder, set(load_policy().indicators), frozenset({"her"}))
    return told.value.mistakes


def test_mistakes_in_shared_files_are_told_with_file_and_line(tmp_path: Path) -> None:
    told = mistakes_in(tmp_path, "pressure.yml", "entries:\n  - {all: [her, unknown_idea], width: 3}")
    assert any("line 4" in mistake and "unknown_idea" in mistake for mistake in told)
    assert any("'width' is no key" in mistake for mistake in told)


@pytest.mark.parametrize(
    ("file", "rest", "told"),
    [
        ("pressure.yml", "entries: 5", "every entry starts with"),
        ("pressure.yml", "entries: [her]", "every entry starts with"),
        ("pressure.yml", "defaults: strong", "under 'defaults' every line must be"),
        ("pressure.yml", "entries:\n  - {all: [her, [her]], strength: high}", "'strength' must be a number"),
        ("pressure.yml", "entries:\n  - {all: [her, her], within: near}", "'within' must be a whole number"),
        ("pressure.yml", "entries:\n  - {all: [her, her], type: advert}", "'type' can only be"),
        ("pressure.yml", "entries:\n  - {all: [her, 5], not: 7}", "'not' must be families"),
        ("pressure.yml", "entries:\n  - {all: [her, her], source: s, reviewer: r}", "'date' is missing here"),
        ("pressure.yml", "entries:\n  - {all: [her, her], negatable: never}", "'negatable' can only be true or false"),
        ("context.yml", "contexts: 5", "every entry starts with"),
        ("context.yml", "contexts:\n  - {indicator: [], words: some}", "'indicator' must be an indicator"),
        ("context.yml", "contexts:\n  - {indicator: pressure, words: some}", "'words' must be a whole number"),
        ("context.yml", "contexts:\n  - {indicator: pressure, question: no}", "'question' can only be"),
    ],
)
def test_odd_values_in_shared_files_are_mistakes_and_no_crash(tmp_path: Path, file: str, rest: str, told: str) -> None:
    assert any(f"_shared/{file} line" in one and told in one for one in mistakes_in(tmp_path, file, rest))


def test_a_family_that_is_no_list_of_words_is_told(tmp_path: Path) -> None:
    (tmp_path / "da").mkdir()
    (tmp_path / "da" / "families.yml").write_text(
        "language: da\nfamilies:\n  no: ikke aldrig\n  man: '*'\n", encoding="utf-8"
    )
    with pytest.raises(LexiconMistakes, match="'False'"):
        read_families(tmp_path, "da")
