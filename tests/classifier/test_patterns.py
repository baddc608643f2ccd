"""Patterns are found as if each were searched in every text; asking for pieces first changes nothing."""

import random
import re

from classifier.lexicon_file import LEXICONS, load_lexicons
from classifier.patterns import Patterns
from classifier.phrases import has_thai, thai_pattern
from models.policy import load_policy


def test_asking_for_pieces_first_leaves_nothing_out() -> None:
    entries = [
        one
        for one in load_lexicons(LEXICONS, set(load_policy().indicators)).entries
        if one.regex or has_thai(one.phrase)
    ]
    patterns, plain = Patterns(), []
    for law, entry in enumerate(entries):
        patterns.add(law, entry.phrase, regex=entry.regex)
        plain.append(re.compile(entry.phrase if entry.regex else thai_pattern(entry.phrase)))
    chance = random.Random(5)
    words = [word for entry in entries for word in re.split(r"[\[\]|()?:\\ …]+", entry.phrase) if word]
    words += ["0-24", "00 – 24:00", "BBBJ", "AO", "w/o", "2007", " г.р", "ok"]
    found = 0
    for _ in range(300):
        text = "".join(chance.choice(words) + chance.choice(["", " ", ". ", "\n"]) for _ in range(12))
        wanted = [
            (law, hit.start(), hit.end())
            for law, (entry, pattern) in enumerate(zip(entries, plain, strict=True))
            if has_thai(text) or not has_thai(entry.phrase)
            for hit in pattern.finditer(text)
            if hit.end() > hit.start()
        ]
        assert patterns.search(text) == wanted
        found += len(wanted)
    assert found > 300
