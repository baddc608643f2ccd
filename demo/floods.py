"""Floods of one night, as rows in the contract's *Ad in* format: thousands of ads of one poster among honest people's (T-05)."""

import random
from collections.abc import Iterator, Sequence
from enum import StrEnum

from demo.phones import PhoneBook
from demo.poison import BAD_LINES, Row

# A flood names other people's numbers in passing, and stands at other people's doors, in one ad of so many.
NAMES_ONE_IN = 40


class Flood(StrEnum):
    """What a flood has in common: one number, one text, or texts copied from others under numbers used once each."""

    ONE_NUMBER = "one_number"
    ONE_TEXT = "one_text"
    COPIES = "copies"


def flood(kind: Flood, world: Sequence[Row], ads: int, seed: int = 1) -> Iterator[Row]:
    """Yield so many ads of one night; some name numbers and addresses of the people of ``world``, and copy their texts."""
    rng = random.Random(f"flood-{kind}-{seed}")
    book = PhoneBook(rng)
    line = book.danish()
    victims = [row for row in world if isinstance(row["phones"], list) and row["phones"]]
    for number in range(ads):
        victim = rng.choice(victims)
        phones = [line if kind is Flood.ONE_NUMBER else book.danish()]
        if number % NAMES_ONE_IN == 0:
            phones += victim["phones"]  # type: ignore[arg-type]  # a list, see above
        yield victim | {
            "id": f"flood/{number}",
            "text": _text(kind, rng, victim, number),
            "phones": phones,
            "alias": f"Navn{number}",
            "age": rng.randint(22, 35),
            "address": victim["address"] if number % NAMES_ONE_IN == 1 else None,
            # Under one number it is one voice wherever it stands; under many, only where it stands on one site.
            "site": victim["site"] if kind is Flood.ONE_NUMBER else "byportalen",
        }


def _text(kind: Flood, rng: random.Random, victim: Row, number: int) -> str:
    if kind is Flood.COPIES:
        return f"{victim['text']} {rng.choice(BAD_LINES)} {number}"
    return f"Klik ind nu, nyt katalog nr. {number}, ring til linjen. {BAD_LINES[0]}"
