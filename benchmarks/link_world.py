"""Worlds of ads with planted truth for measuring linkage: many parameters, drawn anew for each seed.

Independents are the majority. Each controlled network hangs together by exactly one kind of evidence. Noise as in life:
numbers are recycled and mistyped, sites forward calls and write form text, people copy texts, spam floods.
"""

import random
from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from benchmarks import link_words as words
from models.values import AdFacts

START = datetime(2026, 1, 1, tzinfo=UTC)
KINDS_OF_EVIDENCE = ("phone", "text", "address", "handle", "recruitment", "rota", "co_movement")


@dataclass(slots=True)
class Settings:
    """What differs from world to world; shares are of ads or persons, 0-1."""

    ads: int
    seed: int
    days: int
    sites: int
    networks: float
    clinics: float
    agencies: float
    friends: float
    spam: float
    proxies: float
    copies: float
    recycled: float
    mistyped: float
    new_number: float
    tours: float
    missing: float
    ads_a_person: float
    own_sentences: tuple[int, int]
    agency_phrase: float
    network_size: tuple[int, int]


def draw_settings(ads: int, seed: int) -> Settings:
    """Draw the parameters of one world."""
    rng = random.Random(f"link-settings-{seed}")
    low = rng.randint(3, 4)
    return Settings(
        ads=ads, seed=seed, days=rng.choice([90, 180, 270, 365]), sites=rng.randint(3, 7), networks=rng.uniform(0.08, 0.2),
        clinics=rng.uniform(0.06, 0.15), agencies=rng.uniform(0.03, 0.08), friends=rng.uniform(0.01, 0.03), spam=rng.uniform(0.02, 0.08),
        proxies=rng.uniform(0.03, 0.15), copies=rng.uniform(0.01, 0.05), recycled=rng.uniform(0.01, 0.06), mistyped=rng.uniform(0.002, 0.01),
        new_number=rng.uniform(0.02, 0.1), tours=rng.uniform(0.05, 0.25), missing=rng.uniform(0.0, 0.2), ads_a_person=rng.uniform(3, 9),
        own_sentences=(low, low + rng.randint(1, 4)), agency_phrase=rng.uniform(0.3, 1.0), network_size=(3, rng.randint(5, 9)),
    )  # fmt: skip


@dataclass(slots=True)
class World:
    """The ads and their truth: actor, kind of actor, kind of evidence, and person by ad id."""

    settings: Settings
    ads: list[AdFacts] = field(default_factory=list)
    actor: dict[str, str] = field(default_factory=dict)
    kind: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    # Ads whose advertiser copied her text from somebody else.
    copied: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Person:
    """One advertiser while the world is made; ``text`` are her own sentences."""

    actor: str
    kind: str
    alias: str
    age: int
    town: int
    phone: str
    text: list[str]
    sites: list[int]
    first: float
    last: float
    evidence: str = ""
    copied: bool = False


class Maker:
    """Draws persons and their ads until the world is full."""

    def __init__(self, settings: Settings) -> None:
        self.s, self.rng = settings, random.Random(f"link-world-{settings.seed}-{settings.ads}")
        self.world = World(settings)
        self.actors = 0
        self.given: set[str] = set()
        # (number, day it was given up): may be handed out again.
        self.freed: list[tuple[str, float]] = []
        self.texts: list[list[str]] = []
        self.towns = list(accumulate(share for _, _, share in words.TOWNS))
        self.forms = [self.rng.randrange(len(words.FORMS)) for _ in range(settings.sites)]
        self.proxy_site = self.rng.randrange(settings.sites)
        self.proxy_numbers = [self.number() for _ in range(max(1, settings.ads // 4000))]

    def number(self) -> str:
        """A number nobody had before."""
        while True:
            number = f"+45{self.rng.choice(words.PREFIXES)}{self.rng.randint(0, 9999):04d}"
            if number not in self.given:
                self.given.add(number)
                return number

    def number_from(self, day: float) -> str:
        """A number for somebody who begins on a day: now and then one that another gave up two months before."""
        if self.freed and self.rng.random() < self.s.recycled:
            place = self.rng.randrange(len(self.freed))
            if self.freed[place][1] + 60 < day:
                return self.freed.pop(place)[0]
        return self.number()

    def town(self) -> int:
        """A town; large ones more often."""
        return bisect(self.towns, self.rng.random() * self.towns[-1])

    def sentence(self) -> str:
        """One sentence of somebody's own."""
        r = self.rng
        text = r.choice(words.SENTENCES)
        for mark, pool in (
            ("{a}", words.ADJECTIVES),
            ("{t}", words.THINGS),
            ("{m}", words.TIMES),
            ("{g}", words.GOODS),
        ):
            while mark in text:
                text = text.replace(mark, r.choice(pool), 1)
        return text.replace("{p}", str(r.randrange(4, 20) * 100)).replace("{f}", str(r.randint(1, 52)))

    def own_text(self) -> list[str]:
        """The sentences of one advertiser."""
        text = [self.sentence() for _ in range(self.rng.randint(*self.s.own_sentences))]
        if len(self.texts) < 5000:
            self.texts.append(text)
        return text

    def address(self) -> str:
        """An invented house."""
        r = self.rng
        return f"{r.choice(words.STREETS)} {r.randint(1, 199)}{r.choice(['', '', 'A', 'B'])}"

    def actor(self) -> str:
        """A fresh actor's id."""
        self.actors += 1
        return f"x{self.actors}"

    def person(
        self, actor: str, kind: str, evidence: str = "", *, first: float | None = None, stay: float | None = None
    ) -> Person:
        """A fresh person with her own number and text; active for some weeks or months."""
        r = self.rng
        begin = r.uniform(0, self.s.days * 0.8) if first is None else first
        length = r.expovariate(1 / (self.s.days * 0.3)) + 7 if stay is None else stay
        last = min(begin + length, float(self.s.days))
        copied = bool(self.texts) and kind == "independent" and r.random() < self.s.copies
        text = list(r.choice(self.texts)) if copied else self.own_text()
        return Person(
            actor, kind, r.choice(words.NAMES), r.randint(20, 55), self.town(), self.number_from(begin), text,
            r.sample(range(self.s.sites), min(self.s.sites, r.choice([1, 1, 2, 2, 3]))), begin, last, evidence, copied,
        )  # fmt: skip

    def count(self, mean: float | None = None) -> int:
        """How many ads a person puts up: many few, few many."""
        wanted = self.rng.lognormvariate(0.0, 0.8) * (mean or self.s.ads_a_person) * 0.75
        return max(1, min(60, round(wanted)))

    def put(
        self, person: Person, day: float, *, town: int | None = None, phones: tuple[str, ...] | None = None, address: str | None = None,
        text: list[str] | None = None, site: int | None = None, vary: bool = True, alias: str | None = None,
    ) -> None:  # fmt: skip
        """Put up one ad, with the noise of life."""
        r, s = self.rng, self.s
        site = r.choice(person.sites) if site is None else site
        city, postcode, _ = words.TOWNS[person.town if town is None else town]
        alias, age = alias or person.alias, person.age + (r.random() < 0.05) - (r.random() < 0.05)
        own = list(text or person.text)
        if vary and r.random() < 0.35:
            own[r.randrange(len(own))] = self.sentence()
        if vary and r.random() < 0.2:
            own.insert(r.randrange(len(own) + 1), r.choice(words.EMOJI))
        body = words.FORMS[self.forms[site]].format(
            own=". ".join(own) + ".", alias=alias, age=age, city=city, postcode=postcode
        )
        numbers = (person.phone,) if phones is None else phones
        if (
            person.kind in ("independent", "friends")
            and site == self.proxy_site
            and r.random() < 0.5
            and s.proxies > 0.05
        ):
            proxy = self.proxy_numbers[hash_of(person.phone) % len(self.proxy_numbers)]
            numbers = (proxy,) if r.random() < 0.5 else (*numbers, proxy)
        elif numbers and r.random() < s.mistyped:
            numbers = (slip(r, numbers[0]), *numbers[1:])
        if numbers and r.random() < 0.5:
            body += f" Tlf {numbers[0][3:5]} {numbers[0][5:7]} {numbers[0][7:9]} {numbers[0][9:]}"
        identity = f"a{len(self.world.ads):07d}"
        self.world.ads.append(AdFacts(
            identity, body, numbers, None if r.random() < s.missing * 0.4 else alias, None if r.random() < s.missing else age,
            None if r.random() < s.missing * 0.3 else city, postcode if r.random() < 0.8 else None, address, f"site{site}",
            START + timedelta(days=day, seconds=r.randint(0, 80_000)),
        ))  # fmt: skip
        self.world.actor[identity], self.world.kind[identity] = person.actor, person.kind
        if person.copied:
            self.world.copied.add(identity)
        if person.evidence:
            self.world.evidence[identity] = person.evidence


def hash_of(text: str) -> int:
    """A small number from a text, the same in every run."""
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(text))


def slip(rng: random.Random, number: str) -> str:
    """A number with one wrong digit or two swapped."""
    digits = list(number)
    place = rng.randrange(4, len(digits))
    if rng.random() < 0.3 and digits[place] != digits[place - 1]:
        digits[place - 1], digits[place] = digits[place], digits[place - 1]
    else:
        digits[place] = rng.choice([d for d in "0123456789" if d != digits[place]])
    return "".join(digits)


def build_world(ads: int, seed: int, change: Callable[[Settings], None] | None = None) -> World:
    """Make a world of about ``ads`` ads; ``change`` may alter the drawn settings first."""
    from benchmarks import link_actors as cast

    settings = draw_settings(ads, seed)
    if change:
        change(settings)
    maker = Maker(settings)
    for share, make in (
        (settings.networks, cast.network), (settings.clinics, cast.clinic), (settings.agencies, cast.agency),
        (settings.friends, cast.friends), (settings.spam, cast.spam),
    ):  # fmt: skip
        wanted = len(maker.world.ads) + share * ads
        while len(maker.world.ads) < wanted:
            make(maker)
    while len(maker.world.ads) < ads:
        cast.independent(maker)
    return maker.world
