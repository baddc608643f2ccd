"""Prepared lexicons read as the files do, and count only while they are made of these files."""

import json
import shutil
from pathlib import Path

import pytest

from classifier.lexicon import LexiconReader
from classifier.lexicon_file import LexiconMistakes, folders, load_language
from classifier.plain_data import as_plain, from_plain
from classifier.prepared import loader, prepare
from classifier.reader import Reader, assessable_languages
from models.policy import load_policy
from models.values import Reading

KNOWN = set(load_policy().indicators)
TEXTS = [
    "Jeg gør det gerne uden kondom hos mig, måske, men vores piger ikke.", "Chefen tog hele tiden selv min telefon, da jeg ringede.",
    "Massage ไม่ใช้ถุง ok for nice guest in Aalborg", "Hun var bange hele tiden, og jeg gik.", "no rubber is fine",
]  # fmt: skip


@pytest.fixture
def folder(lexicon_folder: Path, tmp_path: Path) -> Path:
    """A copy of the small lexicon that a test may edit."""
    return Path(shutil.copytree(lexicon_folder, tmp_path / "lexicons"))


def readings(folder: Path, prepared: Path | None) -> list[Reading]:
    lexicons = LexiconReader(loader(folder, KNOWN, prepared), folders(folder))
    reader = Reader(lexicons, assessable_languages(folder), load_policy(), "small")
    return [reader.read(text, type=kind) for text in TEXTS for kind in ("ad", "review")]


def test_prepared_lexicons_read_as_their_files_do_without_opening_them(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_files = readings(folder, None)
    assert any(reading.indicators for reading in from_files)
    assert prepare(folder, KNOWN, tmp_path / "prepared") == ["da", "en", "th-en"]

    def refuse(*_: object) -> None:
        raise AssertionError("a lexicon file was compiled")

    monkeypatch.setattr("classifier.prepared.load_language", refuse)
    assert readings(folder, tmp_path / "prepared") == from_files


def test_an_edited_lexicon_is_read_from_its_file_and_prepared_anew_alone(folder: Path, tmp_path: Path) -> None:
    prepare(folder, KNOWN, tmp_path / "prepared")
    file = folder / "da" / "pressure.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("var bange", "var glad"), encoding="utf-8")
    edited = readings(folder, tmp_path / "prepared")
    assert edited == readings(folder, None)
    assert not any(hit.name == "pressure" for reading in edited for hit in reading.indicators)
    assert prepare(folder, KNOWN, tmp_path / "prepared") == ["da"]
    assert readings(folder, tmp_path / "prepared") == edited


@pytest.mark.parametrize("damage", ["", "nothing\n{}", "{sources}\n{", "{sources}\n[]"])
def test_a_damaged_prepared_lexicon_is_as_good_as_none(folder: Path, tmp_path: Path, damage: str) -> None:
    prepare(folder, KNOWN, tmp_path / "prepared")
    file = tmp_path / "prepared" / "da.json"
    sources = file.read_text(encoding="utf-8").split("\n", 1)[0]
    file.write_text(damage.replace("{sources}", sources), encoding="utf-8")
    assert readings(folder, tmp_path / "prepared") == readings(folder, None)


def test_mistakes_in_a_lexicon_are_told_whatever_is_prepared(folder: Path, tmp_path: Path) -> None:
    prepare(folder, KNOWN, tmp_path / "prepared")
    (folder / "da" / "pressure.yml").write_text("language: da\nindicator: pressure\nentries: [{}]\n", encoding="utf-8")
    with pytest.raises(LexiconMistakes):
        readings(folder, tmp_path / "prepared")


def test_a_lexicon_written_as_plain_data_is_the_same_lexicon(folder: Path) -> None:
    for lang in sorted(folders(folder)):
        lexicon = load_language(folder, lang, KNOWN)
        assert from_plain(type(lexicon), json.loads(json.dumps(as_plain(lexicon)))) == lexicon


def test_values_of_unknown_kind_are_refused() -> None:
    with pytest.raises(TypeError):
        from_plain(object, {})
