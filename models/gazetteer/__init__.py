"""Danish postcodes, towns, municipalities and regions with coordinates (WGS84), read once and kept.

Data: see ATTRIBUTION. Postcodes are four characters; the leading zero stays.
"""

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ATTRIBUTION = (
    "Indeholder data fra Klimadatastyrelsen (tidl. Geodatastyrelsen / Styrelsen for Dataforsyning og Effektivisering): "
    "DAGI 1:500.000, februar 2014, og DAWA postnumre, september 2019, bearbejdet; CC BY 4.0. "
    "Byer: GeoNames, CC BY 4.0. Nabolande: Natural Earth."
)


@dataclass(frozen=True, slots=True)
class Postcode:
    """One postcode area. ``lat``/``lon`` is its largest town where known, else its visual centre."""

    postcode: str
    name: str
    lat: float
    lon: float
    municipality_code: str
    municipality: str
    region_code: str
    region: str
    ferry_only: bool


@dataclass(frozen=True, slots=True)
class Town:
    """One town of at least 500 inhabitants, with other spellings of its name."""

    name: str
    lat: float
    lon: float
    population: int
    postcode: str
    municipality_code: str
    region_code: str
    other_names: tuple[str, ...]


def _rows(file: str) -> list[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def postcodes() -> dict[str, Postcode]:
    """Return all postcodes by code."""
    return {
        row["postcode"]: Postcode(
            postcode=row["postcode"],
            name=row["name"],
            lat=float(row["town_lat"] or row["lat"]),
            lon=float(row["town_lon"] or row["lon"]),
            municipality_code=row["municipality_code"],
            municipality=row["municipality"],
            region_code=row["region_code"],
            region=row["region"],
            ferry_only=row["ferry_only"] == "1",
        )
        for row in _rows("postcodes.csv")
    }


@cache
def towns() -> tuple[Town, ...]:
    """Return all towns, largest first."""
    rows = sorted(_rows("places.csv"), key=lambda row: -int(row["population"]))
    return tuple(
        Town(
            name=row["name"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            population=int(row["population"]),
            postcode=row["postcode"],
            municipality_code=row["municipality_code"],
            region_code=row["region_code"],
            other_names=tuple(name for name in row["alternate_names"].split("|") if name),
        )
        for row in rows
    )


@cache
def regions() -> dict[str, str]:
    """Return region names by code, in the order Nordjylland … Sjælland."""
    return {row["code"]: row["name"] for row in _rows("regions.csv")}


@cache
def municipalities() -> dict[str, str]:
    """Return municipality names by code."""
    return {row["code"]: row["name"] for row in _rows("municipalities.csv")}


@cache
def shapes(name: str) -> dict[str, Any]:
    """Return a GeoJSON feature collection: land, neighbours, regions or municipalities."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.geojson").read_text(encoding="utf-8"))
    return content
