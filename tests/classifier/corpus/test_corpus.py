"""The labelled texts are usable: true evidence, known labels, numbers nobody owns, and a kept-out part everywhere."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from phonenumbers import carrier

import classifier
from models.policy import load_policy

FOLDER = Path(classifier.__file__).parent / "corpus"
FILES = sorted(FOLDER.glob("*.jsonl"))
FIELDS = {"id", "type", "lang", "text", "labels", "evidence", "phones", "hard", "split"}
LANGUAGES = {"bg", "da", "de", "en", "es", "hu", "it", "pl", "ro", "ru", "sv", "th-en"}
# Numbers that authorities keep free for films and books (Ofcom, PTS, Bundesnetzagentur).
DRAMA = ("+447700900", "+46701740", "+491713920", "+4917604069")
TEXT_INDICATORS = {
    "youth", "unsafe_services", "third_party_control", "restricted_freedom", "pressure", "injury_or_intoxication",
    "poor_conditions", "recruitment", "obscured_contact", "trust_claims", "movement", "language_barrier",
}  # fmt: skip


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_every_language_has_its_file() -> None:
    assert {file.stem for file in FILES} == LANGUAGES


def test_ids_and_texts_are_unique_over_all_languages() -> None:
    rows = [row for file in FILES for row in _rows(file)]
    assert len({row["id"] for row in rows}) == len(rows)
    assert [text for text, times in Counter(row["text"] for row in rows).items() if times > 1] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_row_has_its_fields_and_sensible_values(file: Path) -> None:
    for row in _rows(file):
        assert set(row) == FIELDS, row["id"]
        assert row["type"] in {"ad", "review"}, row["id"]
        assert row["lang"] == file.stem, row["id"]
        assert row["split"] in {"train", "held_out"}, row["id"]
        assert row["text"].strip(), row["id"]
        assert row["hard"] is None or row["hard"].strip(), row["id"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_label_is_in_the_policy_and_has_evidence_word_for_word(file: Path) -> None:
    known = set(load_policy().indicators)
    for row in _rows(file):
        assert set(row["labels"]) <= known, row["id"]
        assert list(row["evidence"]) == row["labels"], row["id"]
        for quotes in row["evidence"].values():
            assert quotes and all(quote.strip() and quote in row["text"] for quote in quotes), row["id"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_phones_are_valid_and_belong_to_nobody(file: Path) -> None:
    for row in _rows(file):
        for phone in row["phones"]:
            number = phonenumbers.parse(phone)
            assert phonenumbers.is_valid_number(number), row["id"]
            assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == phone, row["id"]
            assert phone.startswith(DRAMA) or number.country_code == 45, row["id"]
            assert phone.startswith(DRAMA) or not carrier.name_for_number(number, "en"), row["id"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_obscured_number_is_always_given_in_plain_too(file: Path) -> None:
    assert [row["id"] for row in _rows(file) if "obscured_contact" in row["labels"] and not row["phones"]] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_indicator_is_taught_and_measured_and_many_texts_are_harmless(file: Path) -> None:
    rows = _rows(file)
    kept_out = [row for row in rows if row["split"] == "held_out"]
    assert 0.2 <= len(kept_out) / len(rows) <= 0.4
    for part in (kept_out, [row for row in rows if row["split"] == "train"]):
        assert {label for row in part for label in row["labels"]} >= TEXT_INDICATORS
    # Counter-signs ("always with condom") do no harm.
    assert sum(not TEXT_INDICATORS & set(row["labels"]) for row in rows) / len(rows) >= 0.3


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_harmless_texts_with_the_same_words_are_marked_hard(file: Path) -> None:
    hard = [row for row in _rows(file) if row["hard"] and row["hard"].startswith("hard negative")]
    for row in hard:
        named = row["hard"].removeprefix("hard negative ").split(":")[0].split(", ")
        assert set(named) <= TEXT_INDICATORS, row["id"]
        assert not set(named) & set(row["labels"]), row["id"]
    assert len(hard) >= 20
