"""What fills a slot (own name, age, town, number) says nothing of whose wording it is."""

import numpy as np

from networks.grouping import group_ads
from networks.joining import make_table
from networks.local_texts import weigh_texts
from networks.near_texts import LEAST_SIMILARITY
from networks.text_sketch import word_pairs
from networks.text_slots import slots_of
from tests.networks.link_ads import make_ad, number, own_words


def size(text: str, **fields: object) -> int:
    ads = [make_ad(text=text, **fields)]
    pairs, _ = word_pairs([ad.text.encode().lower() for ad in ads], slots=slots_of(ads))
    return int(pairs.size[0])


def test_pairs_with_the_ads_own_name_age_and_town_are_left_out() -> None:
    text = "Hej jeg er Anna Bo på 28 år og bor i Nykøbing F ved vandet"
    assert size(text) == 14
    assert size(text, alias="ANNA BO", age=28, city="Nykøbing F") == 14 - 8
    # Another's name is a word like others.
    assert size(text, alias="Bea", age=41, city="Ribe") == 14


def test_the_ads_own_number_is_left_out_however_it_is_written() -> None:
    own = number(123456)[3:]
    twos = " ".join(own[place : place + 2] for place in range(0, 8, 2))
    for written in (own, twos, f"{own[:4]} {own[4:]}", f"+45{own}"):
        assert size(f"ring på {written} nu", phones=(number(123456),)) == 1


def test_a_text_of_nothing_but_a_name_has_no_words_of_its_own() -> None:
    assert size("Anna", alias="Anna") == 0
    assert size("Anna") == 1


def test_slots_of_one_ad_are_not_those_of_the_next() -> None:
    ads = [make_ad(text=f"kom til {name} i dag", alias=alias) for name, alias in (("Anna", "Anna"), ("Anna", "Bea"), ("Bea", "Bea"))]  # fmt: skip
    pairs, _ = word_pairs([ad.text.encode().lower() for ad in ads], slots=slots_of(ads))
    assert pairs.size.tolist() == [2, 4, 2]


def test_two_templates_users_are_as_like_as_their_common_words_whatever_fills_the_slots() -> None:
    words = own_words(71, 12)
    ads = [
        make_ad(text=f"Hej {alias} {age} fra {city} {words}", phone=n, alias=alias, age=age, city=city)
        for n, (alias, age, city) in enumerate((("Anna Marie", 28, "Ribe"), ("Bea", 41, "Nykøbing F")))
    ]
    table = make_table([*ads, *(make_ad(phone=100 + n) for n in range(20))])
    texts = weigh_texts(table.pairs, np.arange(len(table)), table.site)
    rows = [table.ids.index(ad.id) for ad in ads]
    cosine, _ = texts.similarities(np.array(rows[:1]), np.array(rows[1:]))
    assert cosine[0] == 1.0 > LEAST_SIMILARITY


def test_one_name_age_and_town_in_one_form_do_not_make_two_persons_one() -> None:
    form = "{} på {} år tager imod i {}. {} Skriv gerne til {} i {}."
    ads = [
        make_ad(f"p{n}", phone=n, alias="Natalia", age=31, city="Silkeborg", site=f"side{n}",
                text=form.format("Natalia", 31, "Silkeborg", own_words(40 + n, 14), "Natalia", "Silkeborg"))
        for n in range(2)
    ]  # fmt: skip
    others = [make_ad(phone=100 + n, alias=f"Navn{n}", age=20 + n % 30, city=f"By{n % 9}") for n in range(200)]
    group = group_ads([*ads, *others]).group_of()
    assert group["p0"] != group["p1"]


def test_a_name_that_was_not_read_is_not_a_word_that_three_ads_share() -> None:
    form = "Julie på {} år tager imod i dag. {} Kontakt Julie direkte på nummeret i annoncen og sig at du så Julie her"
    nameless = [
        make_ad(f"j{n}", phone=n, text=form.format(20 + n, own_words(60 + n, 3)), site=f"side{n}") for n in range(3)
    ]
    others = [make_ad(phone=100 + n, alias=f"Navn{n}", city=f"By{n % 9}", site=f"side{n % 3}") for n in range(120)]
    group = group_ads([*nameless, *others]).group_of()
    assert len({group[f"j{n}"] for n in range(3)}) == 3
    # Where nobody's name is known, three ads of one wording are a template.
    bare = [make_ad(phone=100 + n, site=f"side{n % 3}") for n in range(120)]
    group = group_ads([*nameless, *bare]).group_of()
    assert len({group[f"j{n}"] for n in range(3)}) == 1
