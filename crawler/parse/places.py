"""Town, Danish postcode and street address from a short text: "Vestergade 12, 2. tv, 5000 Odense C".

Names come from ``models.gazetteer``; towns are returned in their Danish spelling ("Copenhagen V" → "København V").
"""

import re
from functools import cache
from typing import NamedTuple

from models.gazetteer import postcodes, towns

SMALLEST_TOWN = 2000
# Old spellings, short forms and the names used by English, German and Swedish pages.
OTHER_SPELLINGS = {
    "copenhagen": "København", "kopenhagen": "København", "köpenhamn": "København", "kbh": "København", "cph": "København",
    "koebenhavn": "København", "kobenhavn": "København", "kjøbenhavn": "København", "københavn": "København",
    "copenhague": "København", "kopenhaga": "København", "århus": "Aarhus", "arhus": "Aarhus", "aarhus": "Aarhus",
    "ålborg": "Aalborg", "alborg": "Aalborg", "elsinore": "Helsingør", "helsingoer": "Helsingør", "helsingor": "Helsingør",
    "åbenrå": "Aabenraa", "aabenrå": "Aabenraa", "apenrade": "Aabenraa", "sonderborg": "Sønderborg", "sonderburg": "Sønderborg",
    "soenderborg": "Sønderborg", "koge": "Køge", "koege": "Køge", "hillerod": "Hillerød", "hilleroed": "Hillerød",
    "naestved": "Næstved", "nastved": "Næstved", "holbaek": "Holbæk", "holbak": "Holbæk", "ronne": "Rønne", "roenne": "Rønne",
    "hjorring": "Hjørring", "hjoerring": "Hjørring", "tonder": "Tønder", "toender": "Tønder", "ringsted": "Ringsted",
    "nykobing falster": "Nykøbing F", "nykøbing falster": "Nykøbing F", "hadersleben": "Haderslev", "fredericia": "Fredericia",
    "frederiksberg": "Frederiksberg",
}  # fmt: skip
_DISTRICT = r"(?:\s(?:C|K|V|N|S|M|Ø|NV|SV|NØ|SØ|SØ\.|O|E|NW|W)(?![\w.]))?"
_POSTCODE = re.compile(
    r"(?<![\d./+-])(?:DK[ -]?)?(\d{4})(?!\s?(?:(?:kr|dkk|sek|min)\b|,-|€|:-|/|-\d|\.\d|%))(?!\d)", re.IGNORECASE
)
_FLOOR = r"(?:,?\s?(?:(?:st|kl|\d{1,2})\.(?:\s?(?:sal|tv|th|mf|\d{1,3})\.?)?|(?:st|kl|\d{1,2})\s(?:sal|tv|th|mf)\.?)(?=[\s,.;)]|$))?"
_STREET = re.compile(
    r"(?<![\w])((?:[A-ZÆØÅÉÜÖÄ0-9][\w'’.\-]*\s)?(?:[A-ZÆØÅÉÜÖÄ][\w'’.\-]*\s|(?:af|de|den|det|ved|på|i|og|til|von|van)\s){0,3}"
    r"[A-ZÆØÅÉÜÖÄ][\w'’.\-]{2,})\s(\d{1,3}\s?[A-Za-z]?(?:[-–]\d{1,3})?)(?![\w/]|\.\d|:\d)" + _FLOOR
)
_STREET_ENDS = re.compile(
    r"(?:vej|gade|gaden|vejen|stræde|strædet|allé|alle|allee|torv|torvet|plads|pladsen|boulevard|vænge|vænget|parken|have|haven|gård|bro|kaj|kajen|"
    r"sti|stien|passage|alleen|alléen|bakke|bakken|ager|toften|stræte|straße|strasse|str\.|gatan|gata|vägen|street|road|lane|square|weg|platz|ring|ringen|"
    r"port|kanal|strand|led|løkke|mark|marken|dal|dalen|skov|skoven|brygge|havn|havnen|holm|lund|lunden|høj|eng|engen|kilde|voldgade|volden|park)$",
    re.IGNORECASE,
)


class Place(NamedTuple):
    """Where, as far as the text says; each part None when it does not."""

    city: str | None = None
    postcode: str | None = None
    address: str | None = None


@cache
def _names() -> dict[str, str]:
    names = {code.name.lower(): code.name for code in postcodes().values() if int(code.postcode) >= 1000}
    names.update({town.name.lower(): town.name for town in towns()})
    names.update(OTHER_SPELLINGS)
    return names


@cache
def _name_pattern() -> re.Pattern[str]:
    # One alternation of 1,500 names; longest first, so that "Nykøbing F" wins over "Nykøbing".
    names = "|".join(re.escape(name) for name in sorted(_names(), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({names})({_DISTRICT})(?![\w-])", re.IGNORECASE)


@cache
def _large_towns() -> frozenset[str]:
    large = {town.name.lower() for town in towns() if town.population >= SMALLEST_TOWN}
    return frozenset(large | {name for name, town in OTHER_SPELLINGS.items() if len(name) > 2 and town})


def parse_place(text: str) -> Place:
    """Return the place a field value or address line names.

    A known postcode counts when a place name follows it or when it stands alone; a street needs a house number.
    """
    text = re.sub(r"[ \t\u00a0]+", " ", re.sub(r"\s*\n\s*", ", ", text.strip())).strip()[:300]
    postcode, city, cut = _postcode_and_city(text)
    address = _address(text[:cut]) if cut is not None else _address(text, street_word=True)
    if city is None:
        rest = text.replace(address, " ") if address else text
        city = find_city(rest)
    return Place(city=city, postcode=postcode, address=address)


def find_city(text: str, *, large_only: bool = False) -> str | None:
    """Return the first Danish place named in ``text``; ``large_only`` for running text, where small ones are words."""
    for hit in _name_pattern().finditer(text):
        if hit[1][0].islower() and len(text) > len(hit[0]) + 1 and large_only:
            continue
        if large_only and hit[1].lower() not in _large_towns() and not hit[2]:
            continue
        return _spelled(hit)
    return None


def _spelled(hit: re.Match[str]) -> str:
    name = _names()[hit[1].lower()]
    district = hit[2].strip().upper().replace(".", "")
    english = {"O": "Ø", "E": "Ø", "NW": "NV", "W": "V"}
    return f"{name} {english.get(district, district)}" if district else name


def _postcode_and_city(text: str) -> tuple[str | None, str | None, int | None]:
    for hit in _POSTCODE.finditer(text):
        if hit[1] not in postcodes():
            continue
        after = text[hit.end() :].lstrip(" ,-")
        name = _name_pattern().match(after)
        if name:
            return hit[1], _spelled(name), hit.start()
        if not after or re.match(r"[)\].,;|·]|$", text[hit.end() :].strip()) or hit[0].upper().startswith("DK"):
            city = find_city(text[: hit.start()])
            return hit[1], city, hit.start()
    return None, None, None


def _address(text: str, *, street_word: bool = False) -> str | None:
    """Return the street and number; ``street_word`` asks for a name that ends like a street ("Klinik Rose 2" does not)."""
    known = _names()
    for hit in _STREET.finditer(text):
        street = hit[1].strip()
        if street.lower() in known and not _STREET_ENDS.search(street):
            continue
        if _STREET_ENDS.search(street) or (not street_word and re.match(r"\s*(?:,|$|\()", text[hit.end() :])):
            return hit[0].strip(" ,;")
    return None
