"""The data dictionary: what each table and column of the store is for, whose data it is, how long it lives, who sees it.

Written in ``data_dictionary.yml`` beside this file; the record of processing (GDPR article 30) is printed from it. The
numbers of days are filled in from the retention rules in force, so that paper and nightly job cannot differ.
"""

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.retention import DEFAULT, Retention
from models.yaml_file import read_yaml

FILE = Path(__file__).with_suffix(".yml")
# How a column is protected, told by its name; a test holds every column of bytes to the first.
PROTECTIONS = (
    ("sealed", "krypteret"),
    ("keyed", "nøglet"),
    ("basis_key", "nøglet"),
    ("masked", "dækket"),
    ("hash", "aftryk"),
)


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """One column; ``protection`` is a Danish word, empty where the value is stored as it is."""

    name: str
    purpose: str
    protection: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table. ``about`` is advertiser, staff, public or none; ``seen_by`` names roles; ``kept`` is worded."""

    name: str
    holds: str
    why: str
    about: str
    kept: str
    seen_by: tuple[str, ...]
    columns: tuple[ColumnEntry, ...]


def data_dictionary(columns_of: dict[str, list[str]], rules: Retention = DEFAULT) -> tuple[TableEntry, ...]:
    """Return the entries of these tables (name to column names), in the dictionary's order.

    Raises KeyError for a table or column that has none.
    """
    written = _written()
    return tuple(
        TableEntry(
            name=name,
            holds=entry["holds"],
            why=entry["why"],
            about=entry["about"],
            kept=written["kept"][entry["kept"]].format(**asdict(rules)),
            seen_by=tuple(entry["seen_by"]),
            columns=tuple(
                ColumnEntry(column, entry["columns"].get(column) or written["shared"][column], protection_of(column))
                for column in columns_of[name]
            ),
        )
        for name, entry in written["tables"].items()
    )


def protection_of(column: str) -> str:
    """Return how a column is protected, as a Danish word; empty where it is stored as it is."""
    return next((word for part, word in PROTECTIONS if part in column), "")


@cache
def _written() -> dict[str, Any]:
    written: dict[str, Any] = read_yaml(FILE)
    return written
