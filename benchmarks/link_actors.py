"""Who advertises in the generated worlds: independents, friends, clinics, agencies, controlled networks, spam."""

from benchmarks import link_words as words
from benchmarks.link_world import KINDS_OF_EVIDENCE, Maker, Person


def _days(maker: Maker, person: Person, count: int) -> list[float]:
    return sorted(maker.rng.uniform(person.first, person.last) for _ in range(count))


def independent(maker: Maker) -> None:
    """One person, one number (now and then a new one), at home or on tour."""
    r = maker.rng
    person = maker.person(maker.actor(), "independent")
    count = maker.count()
    house = maker.address() if r.random() < 0.25 else None
    tour = [maker.town() for _ in range(r.randint(2, 6))] if r.random() < maker.s.tours else []
    change = r.uniform(person.first, person.last) if r.random() < maker.s.new_number else None
    for number, day in enumerate(_days(maker, person, count)):
        if change is not None and day > change:
            person.phone, change = maker.number(), None
        town = tour[number * len(tour) // count] if tour else None
        maker.put(person, day, town=town, address=None if tour else house)
    maker.freed.append((person.phone, person.last))


def friends(maker: Maker) -> None:
    """Two or three who share rooms and nothing else: each is her own actor."""
    house, town = maker.address(), maker.town()
    for _ in range(maker.rng.randint(2, 3)):
        person = maker.person(maker.actor(), "friends", first=0.0, stay=float(maker.s.days))
        person.town = town
        for day in _days(maker, person, maker.count()):
            maker.put(person, day, address=house if maker.rng.random() < 0.8 else None)


def clinic(maker: Maker) -> None:
    """One house, one or two reception numbers, staff that changes by weeks."""
    r, actor = maker.rng, maker.actor()
    house, town = maker.address(), maker.town()
    receptions = [maker.number() for _ in range(r.choice([1, 1, 1, 2]))]
    sites = r.sample(range(maker.s.sites), r.randint(1, min(3, maker.s.sites)))
    shown = r.uniform(0.5, 1.0)
    for _ in range(r.randint(3, 10)):
        person = maker.person(actor, "clinic", first=r.uniform(0, maker.s.days * 0.8), stay=r.choice([14, 28, 60, 200]))
        person.town, person.sites = town, sites
        for day in _days(maker, person, maker.count()):
            own = r.random() < 0.1
            phones = (receptions[0], person.phone) if own else (r.choice(receptions),)
            maker.put(person, day, phones=phones, address=house if r.random() < shown else None)


def agency(maker: Maker) -> None:
    """A switchboard and many persons in many towns; some agencies write their name into every ad.

    Without its name, and on one site only, nothing tells a switchboard from the number a site puts before people's own: its
    persons then count each for herself.
    """
    r, bureau = maker.rng, maker.actor()
    switchboard, house = maker.number(), f"{r.choice(words.HOUSES)} {r.randint(1, 999)}"
    branded = r.random() < maker.s.agency_phrase
    line = r.choice(words.AGENCY_LINES).format(house=house)
    sites = r.sample(range(maker.s.sites), r.randint(1, min(3, maker.s.sites)))
    for _ in range(r.randint(8, 25)):
        actor = bureau if branded or len(sites) > 1 else f"{bureau}-{maker.actor()}"
        person = maker.person(actor, "agency")
        person.sites = sites
        if branded:
            person.text = [*person.text, line]
        for day in _days(maker, person, maker.count()):
            maker.put(person, day, phones=(switchboard,))


def spam(maker: Maker) -> None:
    """One number on very many ads in a few days, everywhere."""
    r, actor = maker.rng, maker.actor()
    number, begin = maker.number(), r.uniform(0, maker.s.days * 0.9)
    text = list(r.choice(maker.texts)) if maker.texts and r.random() < 0.3 else [r.choice(words.SPAM)]
    person = maker.person(actor, "spam", first=begin, stay=r.uniform(1, 10))
    for _ in range(r.randint(40, max(60, min(400, maker.s.ads // 100)))):
        town = maker.town()
        filled = [part.replace("{city}", words.TOWNS[town][0]) for part in text]
        alias = r.choice(words.NAMES) if r.random() < 0.7 else None
        maker.put(
            person, r.uniform(person.first, person.last), town=town, phones=(number,), text=filled, vary=False,
            site=r.randrange(maker.s.sites), alias=alias,
        )  # fmt: skip


def network(maker: Maker) -> None:
    """A controlled network: persons with their own numbers and texts, held together by one kind of evidence."""
    r, actor = maker.rng, maker.actor()
    kind = KINDS_OF_EVIDENCE[r.randrange(len(KINDS_OF_EVIDENCE))]
    persons = [maker.person(actor, "network", kind) for _ in range(r.randint(*maker.s.network_size))]
    _NETWORKS[kind](maker, persons)


def _by_phone(maker: Maker, persons: list[Person]) -> None:
    """Every person shows a common number on some ads."""
    r = maker.rng
    common = [maker.number() for _ in range(r.choice([1, 1, 2]))]
    for person in persons:
        person.first = min(person.first, maker.s.days * 0.5)
        person.last = max(person.last, person.first + 40)
        for number, day in enumerate(_days(maker, person, maker.count() + 2)):
            shares = number < len(common) or r.random() < 0.3
            maker.put(person, day, phones=(common[number % len(common)] if shares else person.phone,))


def _by_text(maker: Maker, persons: list[Person]) -> None:
    """One template with slots for name, age, price and a sentence."""
    template = [maker.sentence() for _ in range(maker.rng.randint(4, 7))]
    slot = maker.rng.randrange(len(template))
    for person in persons:
        person.text = [f"Hej jeg er {person.alias} {person.age} år", *template]
        person.text[slot + 1] = maker.sentence()
        for day in _days(maker, person, maker.count()):
            maker.put(person, day)


def _by_address(maker: Maker, persons: list[Person]) -> None:
    """The same one or two houses, shown on most ads."""
    houses = [(maker.address(), maker.town()) for _ in range(maker.rng.choice([1, 1, 2]))]
    for person in persons:
        for day in _days(maker, person, maker.count() + 2):
            house, town = maker.rng.choice(houses)
            maker.put(person, day, town=town, address=house if maker.rng.random() < 0.75 else None)


def _by_handle(maker: Maker, persons: list[Person]) -> None:
    """One messenger name or e-mail address in the text of most ads."""
    r = maker.rng
    name = f"{r.choice(words.NAMES).lower()}{r.randint(10, 9999)}"
    handle = r.choice([f"telegram: {name}", f"{name}@mail.example", f"Skriv @{name}", f"WhatsApp: {name}"])
    for person in persons:
        for number, day in enumerate(_days(maker, person, maker.count() + 1)):
            extra = [handle] if number == 0 or r.random() < 0.6 else []
            maker.put(person, day, text=[*person.text, *extra], vary=False)


def _by_recruitment(maker: Maker, persons: list[Person]) -> None:
    """Posts that seek women name the numbers of several parts."""
    r = maker.rng
    for person in persons:
        for day in _days(maker, person, maker.count()):
            maker.put(person, day)
    numbers = [person.phone for person in persons]
    poster = Person(
        persons[0].actor,
        "network",
        "Job",
        30,
        persons[0].town,
        numbers[0],
        [r.choice(words.RECRUITING)],
        persons[0].sites,
        0,
        1,
        "recruitment",
    )
    for start in range(0, len(numbers), 2):
        shown = tuple(numbers[(start + step) % len(numbers)] for step in range(3))
        maker.put(poster, r.uniform(0, maker.s.days), phones=shown, vary=False)


def _by_rota(maker: Maker, persons: list[Person]) -> None:
    """One after the other for a week or two in the same house, or on the same number."""
    r = maker.rng
    house, town, number = maker.address(), maker.town(), maker.number()
    by_house, day, stay = r.random() < 0.5, r.uniform(0, maker.s.days * 0.3), r.uniform(5, 14)
    for _ in range(r.randint(1, 3)):
        for person in persons:
            for _ in range(r.randint(1, 3)):
                when = day + r.uniform(0, stay)
                if by_house:
                    maker.put(person, when, town=town, address=house)
                else:
                    maker.put(person, when, town=town, phones=(number,))
            day += stay
    for person in persons:
        for when in _days(maker, person, 2):
            maker.put(person, when)


def _by_route(maker: Maker, persons: list[Person]) -> None:
    """The same towns in the same order, each person some days after the one before."""
    r = maker.rng
    towns = r.sample(range(len(words.TOWNS)), r.randint(5, 8))
    stays = [r.uniform(4, 9) for _ in towns]
    shift = r.choice([3, 7, 7, 10, 14])
    start = r.uniform(0, max(1.0, maker.s.days - sum(stays) - shift * len(persons)))
    for order, person in enumerate(persons):
        day = start + order * shift
        for town, stay in zip(towns, stays, strict=True):
            if r.random() < 0.93:
                for _ in range(r.choice([1, 1, 2])):
                    maker.put(person, day + r.uniform(0, 1.2), town=town)
            day += stay


_NETWORKS = {
    "phone": _by_phone, "text": _by_text, "address": _by_address, "handle": _by_handle, "recruitment": _by_recruitment,
    "rota": _by_rota, "co_movement": _by_route,
}  # fmt: skip
