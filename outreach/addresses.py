"""Danish street addresses as plain values: two ways of writing one door become the same text.

"Nørregade 12, 2. th., 7100 Vejle" and "nørregade 12  7100 vejle" name one place; floor and door are left out, because
a team knocks at the entrance and the floor is often missing.
"""

import re
import unicodedata
from dataclasses import dataclass

_STREET_AND_NUMBER = re.compile(
    r"(?P<street>(?:\d{1,2}\.\s)?[^\W\d_][^\d,;\n]{1,58}?)[\s,]+(?:nr\.?\s*)?(?P<number>\d{1,3})\s?(?P<letter>[A-Za-z](?![\w]))?"
)
_POSTCODE = re.compile(r"(?<!\d)(?:DK[-\s]?)?(\d{4})(?!\d)")
_SPELLINGS = (
    ("allé", "alle"),
    ("gl.", "gammel "),
    ("sdr.", "sønder "),
    ("nr.", "nørre "),
    ("vestre.", "vester "),
    ("skt.", "sankt "),
    ("st.", "store "),
    ("aa", "å"),
)
_SHORT_VEJ = re.compile(r"(?<=\w)v\.$")
_SHORT_GADE = re.compile(r"(?<=\w)g\.$")


@dataclass(frozen=True, slots=True)
class StreetAddress:
    """A street, house number and postcode, each in its normal form."""

    street: str
    number: str
    postcode: str

    @property
    def key_text(self) -> str:
        return f"{self.street}|{self.number}|{self.postcode}"


def parse_address(written: str | None, postcode: str | None) -> StreetAddress | None:
    """Read a written address; None where street, number or postcode is missing (then it is no place to go to)."""
    if not written:
        return None
    text = unicodedata.normalize("NFC", " ".join(written.split()))
    codes = _POSTCODE.findall(text)
    code = codes[-1] if codes else postcode
    found = _STREET_AND_NUMBER.match(text)
    if found is None or code is None:
        return None
    letter = (found["letter"] or "").lower()
    return StreetAddress(_normal_street(found["street"]), found["number"].lstrip("0") + letter, code)


def _normal_street(street: str) -> str:
    name = street.casefold().strip(" .,-")
    name = _SHORT_VEJ.sub("vej", name + "." if street.rstrip().endswith(".") else name)
    name = _SHORT_GADE.sub("gade", name)
    for short, whole in _SPELLINGS:
        name = name.replace(short, whole)
    return " ".join(name.replace(".", " ").split())
