"""A small lexicon with a known law, so that tests of the engine do not hang on the wording of the real ones."""

from pathlib import Path

import pytest

from classifier.reader import Reader, assessable_languages, open_lexicons
from models.policy import load_policy

HEAD = "defaults: {strength: 0.8, source: test, reviewer: test, date: 2026-11-21}\nentries:\n"
NEGATION = """
negators: ["ikke", "aldrig"]
negators_after: ["ikke"]
scope_words: 4
clause_breaks: ["men"]
hedges: ["måske"]
hearsay: ["i fjernsynet"]
self: ["jeg", "mig"]
her: ["hun", "hende"]
"""
FILES = {
    "da/unsafe_services.yml": HEAD
    + """
  - phrase: "[uden|u/] [kondom*|gummi]"
    unless: ["massage uden"]
  - regex: '\\bAO\\b'
""",
    "da/third_party_control.yml": HEAD
    + """
  - phrase: "vores pige*"
  - phrase: "chef* … telefon*"
    type: review
  - phrase: "hun _ imod"
    strength: 0.2
  - phrase: "imod dig"
    strength: 0.3
""",
    "da/pressure.yml": HEAD
    + '  - phrase: "var bange"\n    about: her\n  - phrase: "måtte ikke gå"\n    negatable: false\n',
    "da/own_limits.yml": HEAD + '  - phrase: "jeg vælger selv"\n',
    "th-en/unsafe_services.yml": HEAD.replace("0.8", "0.7") + '  - phrase: "ไม่ใช้ถุง"\n',
    "en/unsafe_services.yml": HEAD + '  - phrase: "no rubber"\n    negatable: false\n',
}


@pytest.fixture(scope="session")
def lexicon_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small lexicon."""
    folder = tmp_path_factory.mktemp("lexicons")
    for name, content in FILES.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"language: {file.parent.name}\nindicator: {file.stem}\n{content}", encoding="utf-8")
    for lang in ("da", "en", "th-en"):
        (folder / lang / "negation.yml").write_text(f"language: {lang}\n{NEGATION}", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small_reader(lexicon_folder: Path) -> Reader:
    """A reader with the small lexicon and no trained model."""
    policy = load_policy()
    return Reader(open_lexicons(lexicon_folder, policy), assessable_languages(lexicon_folder), policy, "small")
