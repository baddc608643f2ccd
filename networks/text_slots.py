"""What an ad says of itself in its text: its own name, age, town and number, the slots of any wording.

"Anna på 28 år i Vejle" and "Bea på 41 år i Ribe" are one form filled in twice. Left in, such words make two persons of one
name alike twice over (once by their fields, once by their texts), and a template's users less alike than they are.
"""

from collections.abc import Sequence

import numpy as np

from models.values import AdFacts
from networks.ad_table import Codes, Hashes
from networks.text_sketch import hashes_of_words

MOST_NAME_WORDS = 2
MOST_TOWN_WORDS = 3
DANISH = "+45"
DANISH_DIGITS = 8
# A Danish number as people write it: in twos, in fours, at once, with the country's code.
NUMBER_WORDS = 8


def slots_of(ads: Sequence[AdFacts]) -> list[Hashes]:
    """Return for each kind of slot the hashes of the words that may fill it in each text (ads x words; 0 is none)."""
    return [
        _words([_written(ad.phones[0]) if ad.phones else None for ad in ads], NUMBER_WORDS),
        _words([ad.city for ad in ads], MOST_TOWN_WORDS),
        _words([ad.postcode for ad in ads], 1),
        _words([None if ad.age is None else str(ad.age) for ad in ads], 1),
        _words([ad.alias for ad in ads], MOST_NAME_WORDS),
    ]


def _written(number: str) -> str:
    """Return the words that a number is written as."""
    digits = number.lstrip("+")
    if not number.startswith(DANISH) or len(digits) != len(DANISH) - 1 + DANISH_DIGITS:
        return digits
    own = digits[2:]
    twos = [own[place : place + 2] for place in range(0, DANISH_DIGITS, 2)]
    return " ".join((*twos, own[:4], own[4:], own, digits))


def _words(values: Sequence[str | None], most: int) -> Hashes:
    """Return the hashes of the first words of each value, as rows of so many; each distinct value is hashed once."""
    codes = Codes()
    code = np.array([codes.of(value) for value in values], dtype=np.int64)
    words, owner = hashes_of_words([value.encode(errors="replace").lower() for value in codes.values])
    # The last row answers for no value at all.
    found = np.zeros((len(codes.values) + 1, most), dtype=np.uint64)
    begins = np.searchsorted(owner, owner)
    rank = np.arange(len(owner)) - begins
    first = rank < most
    found[owner[first], rank[first]] = words[first]
    return found[code]
