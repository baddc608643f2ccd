"""The planted cases: controlled networks on the move, rotas, escort bureaus, spam, recruitment, recycled numbers."""

from dataclasses import dataclass, replace

from demo.ad import Review
from demo.cast import draw_reviews, drawn_timeline
from demo.composer import Draft, draw_parts, write_phone
from demo.places import TOWNS, Town, invent_address
from demo.sentences import pick
from demo.stage import Stage, Timeline, new_alias

# A town pair is a leg; women of one network take the same legs, shifted by days.
ROUTES = (
    ("9000", "8900", "8700", "7000"), ("6700", "6000", "5000", "4200"), ("2300", "4000", "4700", "4900"),
    ("8200", "8600", "7400", "7500"), ("9900", "9800", "9000", "8800"), ("6400", "6100", "7100", "8000"),
    ("2500", "2650", "4600", "4100"), ("5700", "5800", "5500", "6705"), ("3000", "3400", "2200", "2770"),
    ("7700", "7800", "8960", "8500"),
)  # fmt: skip
CHANGES = ("services_widened", "condom_rule_dropped", "price_falling", "age_falling")
_BY_CODE = {town.postcode: town for town in TOWNS}


@dataclass(frozen=True, slots=True)
class Pattern:
    """How one controlled network shows itself."""

    name: str
    lang: str
    women: int
    numbers: int
    signs: tuple[str, ...]
    obscured: str | None = None
    rota: bool = False
    recruits: bool = False
    young: bool = False


PATTERNS = (
    Pattern("route", "da", 6, 2, ("third_party_control", "movement", "trust_claims")),
    Pattern("route", "en", 5, 3, ("restricted_freedom", "movement", "unsafe_services"), obscured="digit_words"),
    Pattern("rota", "da", 7, 2, ("third_party_control", "restricted_freedom"), rota=True),
    Pattern("route", "ro", 5, 4, ("movement", "unsafe_services", "trust_claims"), obscured="mixture"),
    Pattern("recruiting", "da", 6, 1, ("third_party_control",), recruits=True, young=True),
    Pattern("rota", "th-en", 6, 3, ("restricted_freedom", "poor_conditions", "language_barrier"), rota=True),
    Pattern("route", "hu", 4, 2, ("third_party_control", "movement", "unsafe_services"), obscured="keycaps"),
    Pattern("route", "en", 6, 3, ("third_party_control", "trust_claims", "movement"), recruits=True),
)


def network(stage: Stage, pattern: Pattern, index: int) -> None:
    """One planted controlled network: a text with slots, a few numbers, women sent on the same way one after another."""
    rng = stage.rng
    actor, network_id = stage.next_id("a"), f"net{index + 1:02d}"
    numbers = [stage.phones.danish() for _ in range(pattern.numbers)]
    route = [_BY_CODE[code] for code in ROUTES[index % len(ROUTES)]]
    houses = {town.postcode: invent_address(rng) for town in route}
    # A network whose women state 18 to 20 has plain texts: facts, nothing about services.
    template = draw_parts(rng, pattern.lang, kind="private", extra=pattern.signs, plain=pattern.young)
    if not any("{phone}" in part for part in template):
        template = (*template[:-1], pick(rng, pattern.lang, "contact"), template[-1])
    title = "{alias}, {city}" if pattern.young else pick(rng, pattern.lang, "titles")
    for woman in range(pattern.women):
        alias, age = new_alias(rng, pattern.lang), rng.randint(19, 20) if pattern.young else rng.randint(21, 28)
        drafts = stage.draft(
            lang=pattern.lang, alias=alias, age=age, town=route[0], phone=numbers[woman % len(numbers)], kind="private", title=title,
            parts=template, address=houses[route[0].postcode], obscured=pattern.obscured is not None, style=pattern.obscured, level=400,
        )  # fmt: skip
        legs = _rota(stage, woman, route[0]) if pattern.rota else _legs(stage, woman, route)
        _post_legs(
            stage,
            replace(drafts, phone_in_text=True),
            legs,
            houses,
            actor=actor,
            network_id=network_id,
            woman=woman,
            numbers=numbers,
            sign="rota" if pattern.rota else "co_movement",
        )
    if pattern.recruits:
        recruitment(stage, actor=actor, phone=numbers[0], network_id=network_id, town=route[0], lang=pattern.lang)


def _legs(stage: Stage, woman: int, route: list[Town]) -> list[tuple[int, Town | None]]:
    """The same route, ``woman`` times two days later; each stay is three or four days."""
    start = min(woman * 2, max(0, stage.days - 4))
    legs: list[tuple[int, Town | None]] = []
    day = start
    for town in route:
        if day >= stage.days:
            break
        legs.append((day, town))
        day += stage.rng.randint(3, 4)
    return legs


def _rota(stage: Stage, woman: int, house: Town) -> list[tuple[int, Town | None]]:
    """A short stay in the one house; then the next woman comes."""
    start = min(woman * 2, max(0, stage.days - 2))
    leave = start + stage.rng.randint(3, 4)
    return [(start, house), *([(leave, None)] if leave < stage.days else [])]


def _post_legs(
    stage: Stage, draft: Draft, legs: list[tuple[int, Town | None]], houses: dict[str, str], *, actor: str, network_id: str, woman: int,
    numbers: list[str], sign: str,
) -> None:  # fmt: skip
    """Half of the women keep an ad that moves town, half are put up anew in each town, now and then with another number."""
    rng, person = stage.rng, stage.next_id("p")
    keeps = woman % 2 == 0
    shown: list[tuple[int, Draft | None]] = [
        (day, replace(draft, town=town, address=houses[town.postcode]) if town else None) for day, town in legs
    ]
    for site in stage.sites(2):
        spoken_of = site == "hjerterum" and (draft.age or 99) > 20
        reviews = draw_reviews(stage, share=0.7, concern=0.35) if spoken_of else ()
        if keeps or len(legs) < 2:
            timeline, changes = _widened(stage, shown)
            stage.place_ad(
                site,
                timeline,
                actor=actor,
                kind="network",
                person=person,
                network=network_id,
                reviews=_after(reviews, legs),
                history=(sign, *changes),
            )
            continue
        for number, (day, there) in enumerate(shown):
            if there is None:
                continue
            ends = shown[number + 1][0] if number + 1 < len(shown) else None
            phone = rng.choice(numbers)
            posted = replace(there, phone=phone, phone_written=_same_style(stage, draft, phone))
            timeline = [(day, posted), *([(ends, None)] if ends is not None else [])]
            stage.place_ad(
                site,
                timeline,
                actor=actor,
                kind="network",
                person=person,
                network=network_id,
                reviews=_after(reviews, [(day, None)]),
                history=(sign,),
            )


def _same_style(stage: Stage, draft: Draft, phone: str) -> str:
    return write_phone(
        stage.rng, phone, draft.lang, obscured=draft.obscured, style="digit_words" if draft.obscured else None
    )


def _after(reviews: tuple[Review, ...], legs: list[tuple[int, Town | None]]) -> tuple[Review, ...]:
    """Reviews cannot show before their ad is up."""
    start = legs[0][0]
    return tuple(review for review in reviews if review.day == 0 or review.day > start)


def _widened(stage: Stage, timeline: list[tuple[int, Draft | None]]) -> tuple[Timeline, tuple[str, ...]]:
    """In some of them the condom rule goes, a service comes, the price or the age falls over the days; and which."""
    rng = stage.rng
    if len(timeline) < 2 or rng.random() < 0.4 or any(draft and (draft.age or 99) <= 20 for _, draft in timeline):
        return timeline, ()
    change = rng.choice(CHANGES)
    if sum(draft is not None for _, draft in timeline) < 2:
        return timeline, ()
    out: list[tuple[int, Draft | None]] = []
    for step, (day, draft) in enumerate(timeline):
        out.append((day, draft if draft is None else changed(stage, draft, change, step)))
    return out, (change,)


def changed(stage: Stage, draft: Draft, change: str, step: int) -> Draft:
    """One step of a change over time; step 0 is how it began."""
    lang = draft.lang
    if change == "price_falling":
        return draft.with_prices(-80 * step)
    if change == "age_falling":
        return replace(draft, age=draft.age and max(21, draft.age - 2 * step))
    if change == "condom_rule_dropped":
        rule = (
            "«condom_required|Always with protection»" if lang not in ("da",) else "«condom_required|Altid med kondom»"
        )
        return draft.with_part(rule) if step == 0 else draft.without("unsafe_services")
    base = draft.without("unsafe_services")
    return (
        base
        if step == 0
        else base.with_part(pick(stage.rng, lang, "unsafe_services") or pick(stage.rng, "en", "unsafe_services"))
    )


def drifting(stage: Stage) -> None:
    """One advertiser in one town whose text changes over the days (for the history indicators)."""
    rng = stage.rng
    lang = rng.choice(["da", "da", "en"])
    draft = stage.draft(
        lang=lang, alias=new_alias(rng, lang), age=rng.randint(24, 34), town=stage.town(), phone=stage.phones.danish(), kind="private",
        title=pick(rng, lang, "titles"), parts=draw_parts(rng, lang, kind="private"), address=stage.address(), level=600,
    )  # fmt: skip
    change = rng.choice(CHANGES)
    days = [0, *sorted(rng.sample(range(1, stage.days), 2))] if stage.days > 3 else [0]
    actor, person = stage.next_id("a"), stage.next_id("p")
    for site in stage.sites(1):
        timeline = [(day, changed(stage, draft, change, step)) for step, day in enumerate(days)]
        history = (change,) if len(timeline) > 1 else ()
        stage.place_ad(site, timeline, actor=actor, kind="independent", person=person, history=history)


def agency(stage: Stage) -> None:
    """An escort bureau: one switchboard number on more than fifteen ads, each woman with her own text and town."""
    rng = stage.rng
    bureau, phone, base = stage.next_id("a"), stage.phones.danish(), stage.town()
    near = [town for town in TOWNS if town.area == base.area]
    for _ in range(rng.randint(20, 24)):
        person = stage.next_id("p")
        lang = rng.choice(["da", "da", "en"])
        draft = stage.draft(
            lang=lang, alias=new_alias(rng, lang), age=rng.randint(22, 38), town=rng.choice(near), phone=phone, kind="escort",
            title=pick(rng, lang, "agency_titles"), parts=draw_parts(rng, lang, kind="escort"), level=900,
        )  # fmt: skip
        for site in stage.sites(1):
            # The women of a bureau are different people and the number says nothing of them: each is her own actor.
            stage.place_ad(
                site, drawn_timeline(stage, draft, steady=0.9), actor=f"{bureau}-{person}", kind="agency", person=person
            )


def spam(stage: Stage) -> None:
    """A flood of advertisements for a line, one number, next to no content."""
    rng = stage.rng
    actor, phone = stage.next_id("a"), stage.phones.danish()
    for _ in range(24):
        lines = rng.sample(["Klik ind og se hele kataloget, ny hver dag", "Stort udvalg, ring nu til {phone}",
                            "Reklame: book direkte på linjen {phone}", "Linjen {phone} er bemandet, sig byen du søger i"], 3)  # fmt: skip
        draft = stage.draft(
            lang="da", alias=None, age=None, town=stage.town(), phone=phone, kind="escort", title="Ring til linjen i {city}",
            parts=tuple(lines), level=300,
        )  # fmt: skip
        for site in stage.sites(1):
            stage.place_ad(
                site,
                drawn_timeline(stage, replace(draft, phone_in_text=True), steady=0.5),
                actor=actor,
                kind="spam",
                person=actor,
            )


def recruitment(stage: Stage, *, actor: str, phone: str, network_id: str | None, town: Town, lang: str = "da") -> None:
    """A post that seeks women; a network's own number stands in it where ``network_id`` is given."""
    rng = stage.rng
    spoken = lang if pick(rng, lang, "recruitment") else "da"
    slots = ("recruitment", "recruitment_rest", "recruitment_rest", "contact")
    parts = tuple(dict.fromkeys(pick(rng, spoken, slot) for slot in slots))
    draft = stage.draft(
        lang=spoken,
        alias=None,
        age=None,
        town=town,
        phone=phone,
        kind="other",
        title="Job i {city}",
        parts=parts,
        level=500,
    )
    draft = replace(draft, phone_in_text=True, prices=())
    for site in stage.sites(1):
        kind = "network" if network_id else "recruitment"
        stage.place_ad(site, [(0, draft)], actor=actor, kind=kind, person=f"{actor}-job", network=network_id)


def lone_recruiter(stage: Stage) -> None:
    """A recruitment post with a number of its own."""
    recruitment(stage, actor=stage.next_id("a"), phone=stage.phones.danish(), network_id=None, town=stage.town())


def recycled(stage: Stage) -> None:
    """A number that one woman gives up and another gets days later, elsewhere: two people, one number."""
    rng = stage.rng
    phone = stage.phones.danish()
    middle = stage.days // 2
    for start, end in ((0, max(1, middle - 2)), (middle + 1, None)):
        if start >= stage.days:
            return
        lang = rng.choice(["da", "da", "en"])
        draft = stage.draft(
            lang=lang, alias=new_alias(rng, lang), age=rng.randint(25, 50), town=stage.town(), phone=phone, kind="private",
            title=pick(rng, lang, "titles"), parts=draw_parts(rng, lang, kind="private", extra=("counter",)), address=stage.address(),
        )  # fmt: skip
        timeline: Timeline = [(start, draft), *([(end, None)] if end is not None and end < stage.days else [])]
        for site in stage.sites(1):
            stage.place_ad(site, timeline, actor=stage.next_id("a"), kind="independent", person=stage.next_id("p"))
