"""Keys: equal numbers compare equal, sealed values open only where they belong, lost keys are said in one sentence."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import KeysMissing
from models.keys import SealBroken, load_keyring, make_keyring, open_keyring, save_keyring

RING = make_keyring("2026")


@given(st.text())
def test_what_is_sealed_for_a_column_opens_there(value: str) -> None:
    assert RING.unseal(RING.seal(value, "ad.content"), "ad.content") == value


@given(st.text(min_size=4))
def test_a_sealed_value_shows_nothing_of_itself(value: str) -> None:
    assert value.encode() not in RING.seal(value, "ad.content")


def test_a_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(SealBroken):
        RING.unseal(RING.seal("Skovvej 1", "ad.content"), "contact_point.address")


def test_other_keys_neither_open_nor_compare() -> None:
    other = make_keyring("2026")
    assert other.key_phone("+4571740001") != RING.key_phone("+4571740001")
    with pytest.raises(SealBroken):
        other.unseal(RING.seal("x", "c"), "c")


def test_the_do_not_contact_list_cannot_be_joined_with_the_phones() -> None:
    assert RING.key_do_not_contact("+4571740001") != RING.key_phone("+4571740001")


def test_the_key_file_comes_back_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    save_keyring(RING, file)
    assert load_keyring(file) == RING
    assert file.stat().st_mode & 0o077 == 0


def test_keys_are_never_made_anew_over_existing_data(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing, match="restore it"):
        open_keyring(tmp_path / "keys.json", "2026", database_is_new=False)
    assert not (tmp_path / "keys.json").exists()


def test_a_damaged_key_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{")
    with pytest.raises(KeysMissing, match="unreadable"):
        load_keyring(tmp_path / "keys.json")
