"""What the keys make, worked out a second time by hand: written because changed lines of ``models/keys.py`` went unnoticed."""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.keys import (
    KEY_BYTES,
    KEYED_COLUMNS,
    SEAL_KEY_BYTES,
    KeyRing,
    SealBroken,
    load_keyring,
    make_keyring,
    open_keyring,
    save_keyring,
)

RING = KeyRing(
    epoch="2026",
    phone_keys={"2025": b"a" * 32, "2026": b"b" * 32},
    seal_key=b"s" * 64,
    do_not_contact_key=b"d" * 32,
    session_key=b"e" * 32,
)


def by_hand(key: bytes, value: str) -> str:
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


@given(st.text())
def test_keyed_forms_are_hmacs_of_the_value_under_their_own_key(value: str) -> None:
    assert RING.key_phone(value) == RING.key_phone(value, "2026") == by_hand(b"b" * 32, value)
    assert RING.key_phone(value, "2025") == by_hand(b"a" * 32, value)
    assert RING.key_do_not_contact(value) == by_hand(b"d" * 32, value)
    index = hmac.new(b"s" * 64, b"blind index of contact_point.address", hashlib.sha256).digest()
    assert RING.index_key("contact_point.address") == index
    assert RING.key_value(value, "contact_point.address") == by_hand(index, value)


@given(st.text(), st.text())
def test_different_values_have_different_keyed_forms(one: str, other: str) -> None:
    for keyed in (RING.key_phone, RING.key_do_not_contact, lambda value: RING.key_value(value, "x")):
        assert (keyed(one) == keyed(other)) == (one == other)
    assert RING.key_value(one, "x") != RING.key_value(one, "y")


def test_a_fresh_ring_has_five_keys_of_full_length_and_no_two_alike() -> None:
    ring, other = make_keyring("2027"), make_keyring("2027")
    assert (ring.epoch, list(ring.phone_keys)) == ("2027", ["2027"])
    keys = [ring.phone_keys["2027"], ring.do_not_contact_key, ring.session_key, ring.store_key]
    assert [len(key or b"") for key in keys] == [KEY_BYTES] * 4 == [32] * 4
    assert len(ring.seal_key) == SEAL_KEY_BYTES == 64
    assert len({*keys, ring.seal_key}) == 5
    assert not {*keys} & {other.phone_keys["2027"], other.do_not_contact_key, other.session_key, other.store_key}
    assert (ring.index_keys, ring.old_seal_keys) == ({}, ())


def test_an_older_sealing_key_still_opens_whichever_it_is_and_the_sentence_is_plain() -> None:
    first = RING
    sealed = [first.seal("1", "c")]
    second = first.with_new_seal_key()
    third = second.with_new_seal_key()
    sealed += [second.seal("2", "c"), third.seal("3", "c")]
    assert [third.unseal(one, "c") for one in sealed] == ["1", "2", "3"]
    assert third.old_seal_keys == (second.seal_key, first.seal_key)
    assert len({first.seal_key, second.seal_key, third.seal_key}) == 3
    assert len(third.seal_key) == SEAL_KEY_BYTES
    with pytest.raises(SealBroken) as broken:
        replace(third, old_seal_keys=()).unseal(sealed[0], "c")
    assert str(broken.value) == "A sealed value does not open: wrong key file or altered data."


def test_a_new_sealing_key_leaves_every_keyed_value_as_it_was() -> None:
    changed = RING.with_new_seal_key().with_new_seal_key()
    assert set(changed.index_keys) == set(KEYED_COLUMNS) != set()
    for column in KEYED_COLUMNS:
        assert changed.key_value("Skovvej 1", column) == RING.key_value("Skovvej 1", column)
    assert changed.key_phone("x") == RING.key_phone("x")


def test_a_new_year_keeps_the_old_key_until_it_is_destroyed() -> None:
    later = RING.with_new_epoch("2027")
    assert later.epoch == "2027"
    assert sorted(later.phone_keys) == ["2025", "2026", "2027"]
    assert (later.phone_keys["2026"], len(later.phone_keys["2027"])) == (b"b" * 32, KEY_BYTES)
    assert later.phone_keys["2027"] not in (b"a" * 32, b"b" * 32)
    without = later.without_epoch("2025")
    assert sorted(without.phone_keys) == ["2026", "2027"]
    assert without.phone_keys["2026"] == b"b" * 32


def test_every_part_of_a_ring_comes_back_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    for ring in (
        RING,
        replace(RING, store_key=b"f" * 32),
        replace(RING, store_key=b"f" * 32, next_store_key=b"g" * 32),
        make_keyring("2026").with_new_seal_key().with_new_epoch("2027"),
    ):
        save_keyring(ring, file)
        assert load_keyring(file) == ring
        assert [one.name for one in tmp_path.iterdir()] == ["keys.json"]
    written = json.loads(file.read_text())
    assert set(written) == {
        "epoch", "phone_keys", "seal_key", "do_not_contact_key", "session_key", "index_keys", "old_seal_keys", "store_key",
            "next_store_key",
    }  # fmt: skip
    assert base64.b64decode(written["old_seal_keys"][0]) == ring.old_seal_keys[0]


def test_a_key_file_of_an_older_version_opens_without_what_it_does_not_hold(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    save_keyring(RING, file)
    old = json.loads(file.read_text())
    for name in ("index_keys", "old_seal_keys", "store_key"):
        del old[name]
    file.write_text(json.dumps(old))
    assert load_keyring(file) == RING


def test_keys_are_made_once_where_there_is_no_data_and_never_again(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    made = open_keyring(file, "2026", database_is_new=True)
    assert (made.epoch, list(made.phone_keys)) == ("2026", ["2026"])
    assert open_keyring(file, "2027", database_is_new=True) == made == load_keyring(file)
    assert open_keyring(file, "2027", database_is_new=False) == made


def test_a_file_without_a_part_is_one_sentence_that_names_it(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    save_keyring(RING, file)
    whole = json.loads(file.read_text())
    for name in ("epoch", "phone_keys", "seal_key", "do_not_contact_key", "session_key"):
        file.write_text(json.dumps({key: value for key, value in whole.items() if key != name}))
        with pytest.raises(
            Exception, match=f"^The key file {re.escape(str(file))} is missing or unreadable: restore it"
        ):
            load_keyring(file)
