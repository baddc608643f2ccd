"""The majority: independent advertisers, friends who share a clinic, and clinics with a reception."""

from dataclasses import replace
from datetime import date, timedelta

from demo.ad import Planted, Review
from demo.composer import Draft, draw_parts
from demo.places import TOWNS, invent_address
from demo.sentences import fill, pick
from demo.stage import Stage, Timeline, new_alias

# Share of the languages in independent ads; Danish is the majority.
LANGUAGES = {
    "da": 0.64, "en": 0.14, "ro": 0.03, "th-en": 0.04, "es": 0.02, "hu": 0.02, "pl": 0.02, "sv": 0.02, "de": 0.03, "ru": 0.02,
    "bg": 0.015, "it": 0.015,
}  # fmt: skip


def draw_language(stage: Stage) -> str:
    """A language by its share."""
    return stage.rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]


def draw_reviews(stage: Stage, *, share: float, concern: float, lang: str = "da") -> tuple[Review, ...]:
    """Some reviews, most harmless; ``concern`` is the share of them that carries a sign."""
    rng = stage.rng
    if rng.random() > share:
        return ()
    reviews = []
    for _ in range(rng.randint(1, 5)):
        bad = rng.random() < concern
        slot = "review_concern" if bad else rng.choice(["review_good", "review_good", "review_good", "review_neutral"])
        text, signs = _review_text(stage, slot, lang)
        day = rng.randint(1, stage.days - 1) if stage.days > 1 and rng.random() < 0.3 else 0
        posted = stage.first_day + timedelta(days=day) if day else stage.first_day - timedelta(days=rng.randint(1, 300))
        rating = rng.randint(1, 2) if bad else rng.randint(2, 3) if slot == "review_neutral" else rng.randint(4, 5)
        reviews.append(Review(text, posted, rating, day, signs))
    return tuple(sorted({review.text: review for review in reviews}.values(), key=_posted, reverse=True))


def _review_text(stage: Stage, slot: str, lang: str) -> tuple[str, tuple[Planted, ...]]:
    """One or two sentences; a second one is always harmless, so that a sign keeps its exact words."""
    rng = stage.rng
    first = pick(rng, lang if rng.random() < 0.3 else "da", slot) or pick(rng, "da", slot)
    second = (
        pick(rng, "da", "review_neutral" if slot == "review_concern" else "review_good") if rng.random() < 0.4 else ""
    )
    return fill(first if second in (first, "") else f"{first} {second}", {})


def _posted(review: Review) -> tuple[date, str]:
    return review.posted_at, review.text


def drawn_timeline(stage: Stage, draft: Draft, *, steady: float = 0.72) -> Timeline:
    """A usual life: most ads stay; some start later, end, pause, or get another price or sentence."""
    rng, days = stage.rng, stage.days
    start = 0 if days < 3 or rng.random() < 0.88 else rng.randint(1, days - 2)
    timeline: list[tuple[int, Draft | None]] = [(start, draft)]
    left = days - start
    if left < 4:
        return timeline
    fate = rng.random()
    if fate < steady:
        return timeline
    day = start + rng.randint(1, left - 2)
    if fate < steady + 0.07:
        timeline.append((day, draft.with_prices(rng.choice([-50, 50, 100]))))
    elif fate < steady + 0.14:
        timeline.append(
            (
                day,
                draft.with_part(pick(rng, draft.lang, rng.choice(["rules", "parking", "hours"])) or "{city}"),
            )
        )
    elif fate < steady + 0.2:
        timeline.append((day, None))
        if rng.random() < 0.4 and day + 2 < days:
            timeline.append((rng.randint(day + 1, days - 1), draft))
    else:
        moved = replace(draft, address=draft.address and invent_address(rng))
        timeline.append((day, replace(moved, phone_in_text=not draft.phone_in_text or draft.obscured)))
    return timeline


def _extras(stage: Stage) -> tuple[str, ...]:
    """Slots of an independent's ad: traps, counter-signs, and now and then one single sign, which means nothing."""
    rng = stage.rng
    extra = [slot for slot, share in (("hard_negative", 0.34), ("counter", 0.3)) if rng.random() < share]
    if rng.random() < 0.14:
        extra.append(
            rng.choice(["trust_claims", "trust_claims", "movement", "movement", "unsafe_services", "language_barrier"])
        )
    return tuple(extra)


def independent(stage: Stage) -> None:
    """One woman, one number, one to three sites; some tour by themselves."""
    rng = stage.rng
    lang = draw_language(stage)
    actor, person, alias = stage.next_id("a"), stage.next_id("p"), new_alias(rng, lang)
    age, town, phone = rng.randint(23, 58), stage.town(), stage.phones.danish()
    if rng.random() < 0.03:
        age = rng.randint(18, 20)
    if rng.random() < 0.03:
        phone = stage.phones.foreign()
    obscured = phone.startswith("+45") and rng.random() < 0.04
    young = age <= 20
    parts = _parts(stage, lang, young=young)
    address = stage.address(0.45)
    title = "{alias}, {city}" if young else pick(rng, lang, "titles")
    tours = rng.random() < 0.04 and stage.days > 5
    for site in stage.sites(rng.choices([1, 2, 3], [0.5, 0.36, 0.14])[0]):
        own = parts if rng.random() < 0.6 else _parts(stage, lang, young=young)
        draft = stage.draft(
            lang=lang, alias=alias, age=age, town=town, phone=phone, kind=rng.choice(["private"] * 6 + ["clinic", "escort"]), title=title,
            parts=own, address=address, obscured=obscured, level=rng.choice([400, 500, 500, 600, 700]),
        )  # fmt: skip
        timeline = _tour(stage, draft) if tours else drawn_timeline(stage, draft)
        reviews = draw_reviews(stage, share=0.5, concern=0.02, lang=lang) if site == "hjerterum" and not young else ()
        stage.place_ad(site, timeline, actor=actor, kind="independent", person=person, reviews=reviews)


def _parts(stage: Stage, lang: str, *, young: bool) -> tuple[str, ...]:
    """The sentences of an independent. A stated age of 18 to 20 stands there as the plain fact it is, and nothing else."""
    if not young:
        return draw_parts(stage.rng, lang, kind="private", extra=_extras(stage))
    parts = draw_parts(stage.rng, lang, kind="private", plain=True)
    return (*(part for part in parts if "{age}" not in part), pick(stage.rng, lang, "youth"))


def _tour(stage: Stage, draft: Draft) -> Timeline:
    """A tour of one's own: two or three towns, said openly."""
    rng = stage.rng
    stops = rng.sample(TOWNS, 3)
    note = pick(rng, draft.lang, "movement")
    first = rng.randint(2, 4)
    legs = [(0, stops[0]), (first, stops[1]), (first + rng.randint(1, max(1, stage.days - first - 1)), stops[2])]
    return [(day, replace(draft.with_part(note), town=town, address=None)) for day, town in legs if day < stage.days]


def friends(stage: Stage) -> None:
    """Two or three friends who share rooms: same address, own numbers, own names. Nothing to worry about."""
    rng = stage.rng
    actor, town, address = stage.next_id("a"), stage.town(), invent_address(rng)
    sentence = rng.choice(
        [
            "Min veninde og jeg deler klinikken, vi ejer den sammen.",
            "Vi er to kolleger med hver vores kunder og fælles husleje.",
            "Jeg deler lokaler med en god veninde, og vi har hver vores dage.",
        ]
    )
    for _ in range(rng.randint(2, 3)):
        person, alias, phone = stage.next_id("p"), new_alias(rng, "da"), stage.phones.danish()
        parts = (*draw_parts(rng, "da", kind="private")[:-1], sentence, pick(rng, "da", "closing"))
        draft = stage.draft(
            lang="da", alias=alias, age=rng.randint(28, 55), town=town, phone=phone, kind="clinic", title=pick(rng, "da", "titles"),
            parts=parts, address=address, level=500,
        )  # fmt: skip
        for site in stage.sites(1):
            reviews = draw_reviews(stage, share=0.6, concern=0.0) if site == "hjerterum" else ()
            # Each friend is her own actor: they share rooms, nobody manages anybody.
            stage.place_ad(
                site,
                drawn_timeline(stage, draft),
                actor=f"{actor}-{person}",
                kind="friends",
                person=person,
                reviews=reviews,
            )


def clinic(stage: Stage) -> None:
    """A clinic with a reception: one number, one address, staff with a harmless rota."""
    rng = stage.rng
    actor, town, address, phone = stage.next_id("a"), stage.town(), invent_address(rng), stage.phones.danish()
    lang = rng.choice(["da", "da", "da", "en", "th-en"])
    name = pick(rng, lang, "clinic_titles") or pick(rng, "da", "clinic_titles")
    for _ in range(rng.randint(2, 4)):
        person, alias = stage.next_id("p"), new_alias(rng, lang)
        parts = draw_parts(rng, lang, kind="clinic", extra=("hard_negative",) if rng.random() < 0.4 else ())
        draft = stage.draft(
            lang=lang, alias=alias, age=rng.randint(25, 52), town=town, phone=phone, kind="clinic", title=name, parts=parts,
            address=address, level=500,
        )  # fmt: skip
        for site in stage.sites(rng.choice([1, 1, 2])):
            reviews = draw_reviews(stage, share=0.7, concern=0.02) if site == "hjerterum" else ()
            stage.place_ad(
                site, drawn_timeline(stage, draft), actor=actor, kind="clinic", person=person, reviews=reviews
            )
