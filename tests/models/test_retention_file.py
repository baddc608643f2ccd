"""An installation may keep things for a shorter time, never longer; a file that cannot be followed is one sentence."""

from dataclasses import asdict
from pathlib import Path

import pytest

from models.errors import BadInput
from models.retention import DEFAULT
from models.retention_file import FILE, load_retention
from models.settings import load_settings


def test_without_a_file_and_with_an_empty_one_the_ceilings_hold(tmp_path: Path) -> None:
    assert load_retention(tmp_path) == DEFAULT
    (tmp_path / FILE).write_text("# nothing shorter here\n", encoding="utf-8")
    assert load_settings(str(tmp_path)).retention == DEFAULT


def test_what_is_named_is_shorter_and_the_rest_as_it_was(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("clinic_days: 365\ngreen_ad_days: 14\n", encoding="utf-8")
    kept = load_settings(str(tmp_path)).retention
    assert asdict(kept) == asdict(DEFAULT) | {"clinic_days": 365, "green_ad_days": 14}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("clinic_days: 731", "Retention clinic_days must be between 1 and 730"),
        ("home_days: 0", "Retention home_days must be between 1 and 90"),
        ("audit_days: 30", "audit_days cannot be set there"),
        ("clinics: 30\n7: 3", "7, clinics cannot be set there"),
        ("visit_days: long", "visit_days must be a whole number"),
        ("visit_days: true", "visit_days must be a whole number"),
        ("- visit_days", "must have one line a kind"),
        ("visit_days: [", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_followed_is_one_sentence_that_names_it(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / FILE).write_text(written, encoding="utf-8")
    with pytest.raises(BadInput) as told:
        load_settings(str(tmp_path))
    assert said in str(told.value)
    assert str(tmp_path / FILE) in str(told.value)
    assert "\n" not in str(told.value)
