"""Attempts to poison the tool, as rows in the contract's *Ad in* format: what a rival or a controller might post to have an
independent flagged, or to hide among noise. Each scenario says who must not be harmed by it (threat A2, test T-05)."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from demo.ad_in import ad_in_rows
from demo.phones import PhoneBook
from demo.world import World, build_world

Row = dict[str, object]
_LOOKALIKE = str.maketrans("0123456789", "Ο1２З456７89")
BAD_LINES = (
    "Vores piger skifter hver uge, uden kondom er muligt mod tillæg.", "Hun skylder penge og må ikke gå ud. Ring til chefen.",
    "Åbent dag og nat alle dage, madrassen ligger på gulvet, vi er seks i ét rum.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scenario:
    """Honest ads, poisoned ads, and the ids of the honest ones: the poison may not make them red."""

    name: str
    honest: tuple[Row, ...]
    poison: tuple[Row, ...]

    @property
    def victims(self) -> set[str]:
        """The ids that must come to no harm."""
        return {str(row["id"]) for row in self.honest}


def _copied_text(rng: random.Random, victim: Row, book: PhoneBook) -> Iterator[Row]:
    """A rival's words under the poisoner's number, with bad lines added."""
    phone = book.danish()
    for _ in range(rng.randint(1, 4)):
        yield victim | {
            "text": f"{victim['text']} {rng.choice(BAD_LINES)}",
            "phones": [phone],
            "alias": "Kopi",
            "address": None,
        }


def _borrowed_number(rng: random.Random, victim: Row, book: PhoneBook) -> Iterator[Row]:
    """The victim's number under strangers' names and bad words."""
    for alias in ("Lea", "Mona", "Kim"):
        yield victim | {
            "text": f"{alias}. {rng.choice(BAD_LINES)}",
            "alias": alias,
            "age": rng.randint(22, 30),
            "address": None,
        }


def _hub_number(rng: random.Random, victim: Row, book: PhoneBook) -> Iterator[Row]:
    """The victim's number on more than fifteen ads, so that it looks like a switchboard."""
    for number in range(rng.randint(16, 24)):
        yield victim | {
            "text": f"Annonce {number}: ring {rng.choice(BAD_LINES)}",
            "alias": f"Navn{number}",
            "city": "Vejle",
            "address": None,
        }


def _shared_address(rng: random.Random, victim: Row, book: PhoneBook) -> Iterator[Row]:
    """Bad ads that claim the victim's address."""
    for alias in ("Rosa", "Nelly"):
        yield victim | {"text": f"{alias} {rng.choice(BAD_LINES)}", "alias": alias, "phones": [book.danish()]}


def _hidden_characters(rng: random.Random, victim: Row, book: PhoneBook) -> Iterator[Row]:
    """A number broken up by characters nobody sees, or spelled with look-alike signs."""
    phone = book.danish()
    digits = phone[3:]
    broken = "\u200b".join(digits) if rng.random() < 0.5 else digits.translate(_LOOKALIKE)
    yield victim | {"text": f"Ring {broken}. {rng.choice(BAD_LINES)}", "phones": [], "alias": "Skjult", "address": None}


def _flood(rng: random.Random, victim: Row, book: PhoneBook) -> Iterator[Row]:
    """Many near-identical ads that bury everything; some of them name the victim's number in passing."""
    phone = book.danish()
    for number in range(120):
        named = [phone, *victim["phones"]] if number % 40 == 0 and isinstance(victim["phones"], list) else [phone]
        yield victim | {
            "text": f"Klik ind nu, nyt katalog nr. {number}, ring til linjen.",
            "phones": named,
            "alias": None,
            "address": None,
        }


MAKERS: dict[str, Callable[[random.Random, Row, PhoneBook], Iterator[Row]]] = {
    "copied_text": _copied_text,
    "borrowed_number": _borrowed_number,
    "hub_number": _hub_number,
    "shared_address": _shared_address,
    "hidden_characters": _hidden_characters,
    "flood": _flood,
}


@cache
def _honest_world(seed: int) -> World:
    return build_world(seed=seed, days=1, scale=0.3)


def scenarios(count: int = 200, seed: int = 1) -> Iterator[Scenario]:
    """``count`` scenarios, all kinds in turn, each against one independent whose own ads carry no sign."""
    world = _honest_world(seed)
    clean = {
        f"{ad.site}/{ad.external_id}"
        for ad in world.ads
        if ad.actor_kind == "independent"
        and all(not state.planted and not state.reviews for _, state in ad.versions if state)
    }
    people = {f"{ad.site}/{ad.external_id}": ad.person_id for ad in world.ads}
    by_person: dict[str, list[Row]] = {}
    for row in ad_in_rows(world):
        by_person.setdefault(people[str(row["id"])], []).append(row)
    victims = [rows for rows in by_person.values() if all(row["id"] in clean for row in rows)]
    rng = random.Random(f"poison-{seed}")
    for number in range(count):
        name = list(MAKERS)[number % len(MAKERS)]
        honest = victims[number % len(victims)]
        book = PhoneBook(random.Random(f"poison-{seed}-{number}"))
        poison = [
            row | {"id": f"poison/{number}-{at}", "site": "byportalen"}
            for at, row in enumerate(MAKERS[name](rng, honest[0], book))
        ]
        yield Scenario(f"{name}-{number}", tuple(honest), tuple(poison))
