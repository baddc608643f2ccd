"""Windows of numbers: who holds it when, and how many at once."""

from datetime import timedelta

import numpy as np
import pytest

from networks.joining import make_table
from networks.local_texts import read_texts
from networks.time_windows import UNKNOWN_LIFE_DAYS, Windows, most_at_once, split_by_time
from tests.networks.link_ads import START, make_ad


def windows_of(*ads: object) -> list[int]:
    """How many ads each window of the numbers of these ads has."""
    table = make_table(list(ads))  # type: ignore[arg-type]  # ads of the factory
    texts = read_texts(table, np.zeros(len(table), dtype=np.int64))
    rows = split_by_time(table, table.phone_ad, table.phone, texts)
    return sorted(np.bincount(rows.window).tolist())


def test_a_new_name_after_long_silence_begins_a_new_window() -> None:
    assert windows_of(make_ad(phone=1, alias="Anna", day=0), make_ad(phone=1, alias="Bea", day=200)) == [1, 1]


def test_the_same_name_or_house_or_words_keep_the_window() -> None:
    words = "de samme ord som altid fra den samme kvinde i den samme by med den samme olie"
    assert windows_of(make_ad(phone=1, alias="Anna", day=0), make_ad(phone=1, alias="Anna", day=200)) == [2]
    assert windows_of(
        make_ad(phone=1, alias="Anna", text=words), make_ad(phone=1, alias="Bea", text=words, day=200)
    ) == [2]
    house = {"address": "Prøvegade 1", "city": "Køge"}
    assert windows_of(make_ad(phone=1, alias="Anna", **house), make_ad(phone=1, alias="Bea", day=200, **house)) == [2]


def test_a_short_silence_or_unknown_names_keep_the_window() -> None:
    assert windows_of(make_ad(phone=1, alias="Anna", day=0), make_ad(phone=1, alias="Bea", day=20)) == [2]
    assert windows_of(make_ad(phone=1, day=0), make_ad(phone=1, day=200)) == [2]


@pytest.mark.parametrize("seed", range(10))
def test_most_at_once_agrees_with_a_plain_count(seed: int) -> None:
    rng = np.random.default_rng(seed)
    days = rng.uniform(0, 90, 25)
    table = make_table([make_ad(f"a{n:02d}", phone=1, day=float(day)) for n, day in enumerate(days)])
    rows = Windows(np.arange(25), np.zeros(25, dtype=np.int64), np.array([0]))
    plain = max(sum(1 for other in table.day if day - UNKNOWN_LIFE_DAYS < other <= day) for day in table.day)
    assert most_at_once(table, rows, table.ident).tolist() == [plain]


def test_where_lives_are_known_a_lone_new_holder_elsewhere_needs_few_days() -> None:
    def up(name: str, city: str, age: int, first: int, last: int) -> object:
        return make_ad(phone=1, alias=name, city=city, age=age, day=first, last_seen_at=START + timedelta(days=last))

    assert windows_of(up("Anna", "Køge", 30, 0, 5), up("Bea", "Vejle", 44, 8, 13)) == [1, 1]
    assert windows_of(up("Anna", "Køge", 30, 0, 5), up("Bea", "Køge", 44, 8, 13)) == [2]
    assert windows_of(up("Anna", "Køge", 30, 0, 10), up("Bea", "Vejle", 44, 8, 13)) == [2]
