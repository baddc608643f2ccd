"""Invented phone numbers that can belong to nobody, and the ways people write them.

Danish prefixes: valid in libphonenumber, held by no operator in its carrier table (a test proves every number of the world).
Abroad: numbers published for drama and fiction (PTS in Sweden, Bundesnetzagentur in Germany).
"""

import random

PREFIXES: tuple[str, ...] = (
    *(str(prefix) for prefix in range(6700, 6900)),
    *(str(prefix) for prefix in range(6451, 6463)),
    *(str(prefix) for prefix in range(9410, 9440)),
    *(str(prefix) for prefix in range(9443, 9481)),
    *("8142", "8143", "9374"),
)
# Sweden 070-174 06 05 to 99; Germany 0171 39200 00 to 99.
DRAMA: tuple[str, ...] = (
    *(f"+467017406{tail:02d}" for tail in range(5, 100)),
    *(f"+4917139200{tail:02d}" for tail in range(100)),
)

# Company, invoice and gift-card numbers that stand in the texts and look like phones; never handed out as one.
LOOKALIKES = ("67128844", "68110042", "94501200", "68120077", "94109001")


class PhoneBook:
    """Hands out numbers of the world, none twice unless a planted case re-uses one on purpose."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._given: set[str] = {f"+45{digits}" for digits in LOOKALIKES}

    def danish(self) -> str:
        """A fresh Danish number in E.164."""
        while True:
            number = f"+45{self._rng.choice(PREFIXES)}{self._rng.randint(0, 9999):04d}"
            if number not in self._given:
                self._given.add(number)
                return number

    def foreign(self) -> str:
        """A number of a published drama range; these may repeat once all are given out."""
        fresh = [number for number in DRAMA if number not in self._given]
        number = self._rng.choice(fresh or DRAMA)
        self._given.add(number)
        return number


def written_plain(number: str, rng: random.Random) -> str:
    """The number as ordinary people write it: spaces, dots, a country code. Not obscured."""
    if number.startswith("+46"):
        d = "0" + number[3:]
        return rng.choice([number, f"+46 {d[1:3]} {d[3:6]} {d[6:8]} {d[8:]}", f"0046 {d[1:3]} {d[3:6]} {d[6:]}"])
    if number.startswith("+49"):
        return rng.choice([number, f"+49 {number[3:6]} {number[6:]}", f"0049 {number[3:6]} {number[6:]}"])
    d = number[3:]
    pairs = " ".join(d[i : i + 2] for i in range(0, 8, 2))
    return rng.choice(
        [
            pairs,
            pairs,
            pairs,
            d,
            d,
            f"{d[:4]} {d[4:]}",
            f"+45 {pairs}",
            f"+45{d}",
            pairs.replace(" ", "."),
            f"{d[:2]} {d[2:5]} {d[5:]}",
        ]
    )
