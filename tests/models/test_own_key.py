"""What is sealed for one organisation opens with its private half at its own row and column, and in no other way."""

import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import BadInput, OwnKeyMissing
from models.keys import SealBroken
from models.own_key import PHONE, PLACE, OwnKey, key_id_of, new_half, seal_for
from models.own_key_file import find_file, load_own_key, save_own_key
from models.settings import load_settings

OURS, THEIRS = OwnKey(1, (new_half(),)), OwnKey(2, (new_half(),))


@settings(max_examples=60)
@given(value=st.text(max_size=80), row=st.integers(1, 2**31 - 1), flip=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_only_the_right_key_row_column_and_organisation_open_it(value: str, row: int, flip: int, bit: int) -> None:
    sealed, key_id = seal_for(OURS.public, value, PHONE, row, 1), key_id_of(OURS.public)
    assert OURS.unseal(sealed, key_id, PHONE, row) == value
    assert value.encode() not in sealed or len(value.encode()) < 4
    at = flip % len(sealed)
    flipped = sealed[:at] + bytes([sealed[at] ^ 1 << bit]) + sealed[at + 1 :]
    wrong = [
        (OURS, flipped, key_id, PHONE, row),
        (OURS, sealed[:at], key_id, PHONE, row),
        (OURS, sealed, key_id, PHONE, row + 1),
        (OURS, sealed, key_id, PLACE, row),
        (OURS, sealed, key_id_of(THEIRS.public), PHONE, row),
        (THEIRS, sealed, key_id, PHONE, row),
        # Even where they say the row is sealed with their pair, or hold our number with their pair.
        (THEIRS, sealed, key_id_of(THEIRS.public), PHONE, row),
        (OwnKey(1, THEIRS.private), sealed, key_id_of(THEIRS.public), PHONE, row),
        # Sealed for us as if for another organisation.
        (OURS, seal_for(OURS.public, value, PHONE, row, 2), key_id, PHONE, row),
    ]
    for own, data, name, column, number in wrong:
        with pytest.raises(SealBroken):
            own.unseal(data, name, column, number)


def test_the_same_number_looks_different_each_time_so_equal_rows_tell_nothing() -> None:
    assert seal_for(OURS.public, "+4571740001", PHONE, 1, 1) != seal_for(OURS.public, "+4571740001", PHONE, 1, 1)


def test_a_changed_key_opens_old_and_new_until_the_old_half_goes() -> None:
    old = seal_for(OURS.public, "+4571740001", PHONE, 7, 1)
    changing = OURS.with_new_half()
    new = seal_for(changing.public, "+4571740001", PHONE, 7, 1)
    assert changing.unseal(old, key_id_of(OURS.public), PHONE, 7) == "+4571740001"
    assert changing.unseal(new, key_id_of(changing.public), PHONE, 7) == "+4571740001"
    changed = changing.newest_only()
    assert changed.unseal(new, key_id_of(changing.public), PHONE, 7) == "+4571740001"
    with pytest.raises(SealBroken):
        changed.unseal(old, key_id_of(OURS.public), PHONE, 7)


def test_a_file_is_its_owners_alone_and_gives_the_key_back(tmp_path: Path) -> None:
    folders = (tmp_path / "display_keys",)
    file = save_own_key(folders, OURS, "AmiÆmi")
    assert load_own_key(folders, 1) == OURS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    # A person who finds the file reads whose it is.
    assert '"name": "AmiÆmi"' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"organisation": 1}', '{"organisation": 1, "private": []}',
     '{"organisation": 1, "private": ["AAAA"]}', '{"organisation": 1, "private": ["not base64!"]}',
     '{"organisation": 1, "private": [7]}', '{"organisation": 1, "private": 7}'],
)  # fmt: skip
def test_a_damaged_file_is_said_in_one_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "1.json").write_text(content)
    with pytest.raises(OwnKeyMissing, match="damaged"):
        load_own_key((tmp_path,), 1)


def test_a_file_that_is_away_or_anothers_opens_nothing(tmp_path: Path) -> None:
    sentence = "^The key file of this organisation is not here: numbers and addresses stay closed.$"
    with pytest.raises(OwnKeyMissing, match=sentence):
        load_own_key((tmp_path / "medium", tmp_path), 1)
    save_own_key((tmp_path,), THEIRS, "B")
    (tmp_path / "2.json").rename(tmp_path / "1.json")
    with pytest.raises(OwnKeyMissing, match="another organisation's"):
        load_own_key((tmp_path,), 1)


def test_a_key_on_a_medium_is_found_there_and_changed_there(tmp_path: Path) -> None:
    medium, disk = tmp_path / "medium", tmp_path / "disk"
    for folder in (medium, disk):
        folder.mkdir()
    save_own_key((medium,), OURS, "A")
    changed = OURS.with_new_half()
    assert save_own_key((disk, medium), changed, "A") == medium / "1.json" == find_file((disk, medium), 1)
    assert load_own_key((disk, medium), 1) == changed
    with pytest.raises(BadInput, match="cannot be written"):
        save_own_key((tmp_path / "away" / "key",), THEIRS, "B")


def test_the_folders_are_a_setting_and_beside_the_keys_unless_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LYGTE_DISPLAY_KEYS", raising=False)
    assert load_settings(str(tmp_path)).own_key_dirs == (tmp_path / "display_keys",)
    monkeypatch.setenv("LYGTE_DISPLAY_KEYS", f"{tmp_path / 'a'}:{tmp_path / 'b'}")
    assert load_settings(str(tmp_path)).own_key_dirs == (tmp_path / "a", tmp_path / "b")
