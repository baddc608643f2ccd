"""Prices, hours, days, sizes and places side by side, as ads list them, are no phone; a number among them is the one found."""

import random

from classifier.phones import find_phones_many
from classifier.words import WordCutter

FACTS = """
30 min 600 kr|45 min: 900,-|60 min 1.200 kr.|1 time 1400|½ time 700|20 min. 500 / 30 min. 700|500 kr for 30 min|1000 DKK pr. time|90 min - 1800,-|kr. 600 - 900 - 1200
Man-fre 10-20|lør 11-16|åbent 9.00 - 17.30|kl. 10.00-22.00|Mo-Fr 10:00-20:00|10-20 alle dage|24/7|kl 12 til 20|tir, ons og fre 10-18|Mon 10-18, Tue 12-20, Sat 10-14|från 10.00 till 18.00
23/11 - 30/11|fra d. 24/11 til d. 28/11|24.11.2026|uge 47-48|uge 48, 49 og 50|1.-5. december|5/12, 6/12 og 7/12|from 23rd to 30th November|vom 24.11. bis 29.11.|23.11–30.11
165 cm|172/60|str. 36-38|75 C|90-60-90|170 cm, 58 kg|BH 80D|34 EU 36|vægt 55 kg|height 168, weight 54|1,70 m
25 år|45år|19 y.o.|30+|21-25 år|alder 28
5000 Odense C|8000 Aarhus|2100 Kbh Ø|3. sal tv.|nr. 12, 2. th|Vesterbrogade 112|bygning 4, dør 12|6000 Kolding, 7100 Vejle
CVR 38 12 44 91|Annonce nr. 4412907|ref. 20261187|10 års erfaring|100 % dansk|4 hænder|2 piger|max 3 gæster|gratis p 2 timer|rabat 10 %|3 x om ugen|50/50|5 stjerner 5/5
"""
KINDS = [line.split("|") for line in FACTS.strip().splitlines()]
BETWEEN = [" | ", ". ", ", ", "\n", " * ", " - ", " / ", " 💋 ", " · ", "; "]
NUMBER = "+4571746288"
WRITTEN = ["Tlf 71 74 62 88", "Ring 71746288", "📞 7174 6288", "Mobil: +45 71 74 62 88", "sms til 71-74-62-88"]


def _lists(seed: int, *, number: bool) -> list[str]:
    chance = random.Random(seed)
    lists = []
    for _ in range(4_000):
        facts = [chance.choice(kind) for kind in chance.sample(KINDS, chance.randint(2, 6))]
        if number:
            facts.insert(chance.randint(0, len(facts)), chance.choice(WRITTEN))
        lists.append("".join(fact + chance.choice(BETWEEN) for fact in facts))
    return lists


def _read(texts: list[str]) -> list[set[str]]:
    batch = WordCutter().cut_many(texts, ["ad"] * len(texts))
    return [{phone.e164 for phone in phones} for phones in find_phones_many(texts, ["da"] * len(texts), batch.chunks)]


def test_a_list_of_facts_holds_no_number() -> None:
    """Before days, weeks and sizes were told apart, one list in seven held one, as eight digits side by side."""
    found = _read(_lists(1, number=False))
    assert sum(map(bool, found)) / len(found) <= 0.003


def test_the_number_among_facts_is_the_one_found() -> None:
    found = _read(_lists(2, number=True))
    assert sum(NUMBER in numbers for numbers in found) / len(found) >= 0.995
    assert sum(bool(numbers - {NUMBER}) for numbers in found) / len(found) <= 0.003


def test_laughter_in_numbers_is_no_part_of_one() -> None:
    """Thai laugh in fives: "5555. 1200 for one hour" was the number of somebody."""
    texts = ["i laugh a lot 5555. 1200 for one hour", "5555 1500 kr", "love you 5555 7174 5024", "shy 555 71 74 50 24"]
    assert _read(texts) == [set(), set(), {"+4571745024"}, {"+4571745024"}]
