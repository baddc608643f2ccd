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
SEEKING = "Søger dig, der vil arbejde med massage og selskab. Vi skaffer lejlighed og billet, og du får pengene med det samme."
ALIASES = ("Lea", "Mona", "Kim", "Rosa", "Nelly")
SITES = ("byportalen", "annoncetorvet")


@dataclass(frozen=True, slots=True)
class Scenario:
    """Honest ads, poisoned ads, and the ids of the honest ones: the poison may not make them red.

    ``was_first``: the poison was there before its victim.
    """

    name: str
    honest: tuple[Row, ...]
    poison: tuple[Row, ...]
    was_first: bool = False

    @property
    def kind(self) -> str:
        """What kind of poison it is."""
        return self.name.rpartition("-")[0]

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
        named = [phone, *_numbers_of(victim)] if number % 40 == 0 else [phone]
        yield victim | {
            "text": f"Klik ind nu, nyt katalog nr. {number}, ring til linjen.",
            "phones": named,
            "alias": None,
            "address": None,
        }


def _two_sites(rng: random.Random, victim: Row, book: PhoneBook) -> Iterator[Row]:
    """Bad ads under many numbers on two sites: each names the victim's number too, or claims her address."""
    for number in range(rng.randint(6, 12)):
        at_her_door = number % 2 == 0 and victim["address"] is not None
        yield victim | {
            "text": f"{rng.choice(ALIASES)}. {BAD_LINES[number % len(BAD_LINES)]}",
            "phones": [book.danish()] if at_her_door else [*_numbers_of(victim), book.danish()],
            "alias": ALIASES[number % len(ALIASES)],
            "address": victim["address"] if at_her_door else None,
            "site": SITES[number // 2 % 2],
        }


def _there_before(rng: random.Random, victim: Row, book: PhoneBook) -> Iterator[Row]:
    """Her number and her address, with bad words, on two sites, weeks before she posts."""
    for number in range(rng.randint(2, 6)):
        yield victim | {
            "text": f"{BAD_LINES[number % len(BAD_LINES)]} {rng.choice(BAD_LINES)}",
            "alias": rng.choice(ALIASES),
            "age": rng.randint(22, 35),
            "site": SITES[number % 2],
        }


def _imitated_before(rng: random.Random, victim: Row, book: PhoneBook) -> Iterator[Row]:
    """Her own ad with her name, age, number and address, bad words added, on two sites, before she posts there."""
    for number in range(rng.randint(2, 4)):
        yield victim | {"text": f"{victim['text']} {' '.join(BAD_LINES)}", "site": SITES[number % 2]}


def _woven_in(rng: random.Random, victim: Row, book: PhoneBook) -> Iterator[Row]:
    """Nothing at her own place: her number in a post that seeks workers and under other names in many towns, her text copied."""
    towns = (("Vejle", "7100"), ("Odense C", "5000"), ("Aalborg", "9000"), ("Esbjerg", "6700"))
    for number, (city, postcode) in enumerate(towns * 2):
        else_where = {"city": city, "postcode": postcode, "address": None, "site": SITES[number % 2]}
        if number % 4 == 0:
            yield victim | else_where | {"text": f"{SEEKING} Nr. {number}", "alias": None, "age": None}
        else:
            yield (
                victim | else_where | {"alias": ALIASES[number % 5], "age": 20 + number, "text": rng.choice(BAD_LINES)}
            )
        yield victim | else_where | {"phones": [book.danish()], "alias": ALIASES[(number + 1) % 5]}


def _numbers_of(victim: Row) -> list[str]:
    phones = victim["phones"]
    return [str(phone) for phone in phones] if isinstance(phones, list) else []


MAKERS: dict[str, Callable[[random.Random, Row, PhoneBook], Iterator[Row]]] = {
    "copied_text": _copied_text,
    "borrowed_number": _borrowed_number,
    "hub_number": _hub_number,
    "shared_address": _shared_address,
    "hidden_characters": _hidden_characters,
    "flood": _flood,
    "two_sites": _two_sites,
    "there_before": _there_before,
    "imitated_before": _imitated_before,
    "woven_in": _woven_in,
}
# Kinds whose ads are there before the victim's.
FIRST = frozenset({"there_before", "imitated_before"})
# Kinds that choose their sites; the others post on one.
ON_SITES = FIRST | {"two_sites", "woven_in"}


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
            {**row, "id": f"poison/{number}-{at}", "site": row["site"] if name in ON_SITES else SITES[0]}
            for at, row in enumerate(MAKERS[name](rng, honest[0], book))
        ]
        yield Scenario(f"{name}-{number}", tuple(honest), tuple(poison), was_first=name in FIRST)
