"""Every table and column says what it is for, how long it lives and who sees it: a new one without a purpose fails here."""

from dataclasses import fields

import pytest
import yaml
from sqlalchemy import LargeBinary, Table
from sqlmodel import SQLModel

import models.tables  # noqa: F401  (fills the metadata)
from models.data_dictionary import FILE, data_dictionary, protection_of
from models.people import ROLES
from models.retention import Retention

WRITTEN = yaml.safe_load(FILE.read_text(encoding="utf-8"))
TABLES = SQLModel.metadata.sorted_tables
COLUMNS_OF = {table.name: [column.name for column in table.columns] for table in TABLES}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_of_a_table_has_its_purpose(table: Table) -> None:
    assert table.name in WRITTEN["tables"], f"Add {table.name} to models/data_dictionary.yml."
    purposes = {**WRITTEN["shared"], **WRITTEN["tables"][table.name]["columns"]}
    assert [column.name for column in table.columns if not purposes.get(column.name)] == []


def test_it_names_nothing_that_is_not_there() -> None:
    for name, entry in WRITTEN["tables"].items():
        assert set(entry["columns"]) - set(COLUMNS_OF[name]) == set(), name
    used = {column for columns in COLUMNS_OF.values() for column in columns}
    assert set(WRITTEN["shared"]) - used == set()


@pytest.mark.parametrize("name", WRITTEN["tables"])
def test_a_table_says_whose_data_it_is_how_long_it_lives_and_who_sees_it(name: str) -> None:
    entry = WRITTEN["tables"][name]
    assert entry["about"] in {"advertiser", "staff", "public", "none"}
    assert entry["kept"] in WRITTEN["kept"]
    assert set(entry["seen_by"]) <= set(ROLES)
    assert entry["holds"] and entry["why"]


def test_no_rule_of_keeping_is_written_in_vain_and_all_take_their_numbers_from_the_rules() -> None:
    assert {entry["kept"] for entry in WRITTEN["tables"].values()} == set(WRITTEN["kept"])
    named = {field.name for field in fields(Retention) if f"{{{field.name}}}" in str(WRITTEN["kept"])}
    assert named == {field.name for field in fields(Retention)}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_column_of_bytes_is_a_sealed_one(table: Table) -> None:
    """Everything stored as bytes is a sealed value, but for what is no secret (a passkey's public half and random name)."""
    binary = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
    assert {name for name in binary - {"public_key", "user_handle"} if protection_of(name) != "krypteret"} == set()


def test_shorter_keeping_shows_in_the_words() -> None:
    ads = next(entry for entry in data_dictionary(COLUMNS_OF, Retention(green_ad_days=7)) if entry.name == "ad")
    assert "7 dage efter sidst set" in ads.kept
    assert {column.protection for column in ads.columns} == {"", "krypteret", "dækket", "aftryk"}
    assert ads.seen_by == ("screener", "outreach", "coordinator")
