"""Invented numbers and addresses of the demo's world, and how to find one however it is written."""

import re

from demo.world import build_world

# A number in pairs as people and addresses write it, or whole with its country.
PAIRS = re.compile(rb"(?<!\d)(\d\d)(?:[ .+-]|%20)(\d\d)(?:[ .+-]|%20)(\d\d)(?:[ .+-]|%20)(\d\d)(?!\d)")
# Street and house number; floor and door say nothing alone.
HOUSE = re.compile(r"\D+ \d+[A-Z]?")
WHOLE = re.compile(rb"(?:\+|%2B|00)(\d{8,14})")


class Canaries:
    """What must be found nowhere."""

    def __init__(self, numbers: set[str], addresses: set[str]) -> None:
        self.numbers, self.addresses = sorted(numbers), sorted(addresses)
        self._whole = {number.lstrip("+").encode() for number in numbers}
        self._danish = {number.removeprefix("+45").encode() for number in numbers if number.startswith("+45")}
        houses = {found[0] for found in (HOUSE.match(address) for address in addresses) if found}
        self._addresses = {house.encode() for house in houses}
        streets = sorted({re.escape(house.rpartition(" ")[0]) for house in houses})
        self._houses = [re.compile(street.encode() + rb" \d+[A-Z]?") for street in streets]

    def numbers_in(self, content: bytes) -> list[str]:
        """Return the tails of numbers that lie open: never the whole, a failing test must not print it."""
        pairs = (b"".join(found.groups()) for found in PAIRS.finditer(content))
        found = [digits for digits in pairs if digits in self._danish]
        for match in WHOLE.finditer(content):
            found += [match[1][:end] for end in range(8, len(match[1]) + 1) if match[1][:end] in self._whole]
        return [digits[-2:].decode() for digits in found]

    def in_bytes(self, content: bytes) -> list[str]:
        """Return the tails of numbers and house numbers that lie open."""
        houses = (found.group() for street in self._houses for found in street.finditer(content))
        return [*self.numbers_in(content), *(one[-2:].decode() for one in houses if one in self._addresses)]

    def in_text(self, text: str) -> list[str]:
        return self.in_bytes(text.encode())


def canaries_of(days: int) -> Canaries:
    """Return every number and address the demo's world ever shows in its first days."""
    states = [state for ad in build_world(seed=1, days=days).ads for _, state in ad.versions if state is not None]
    return Canaries(
        {phone for state in states for phone in state.phones}, {state.address for state in states if state.address}
    )
