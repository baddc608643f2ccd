"""Patterns are found as if each were searched in every text; asking for pieces first changes nothing."""

import random
import re

import numpy as np
import pytest

from classifier.lexicon_file import LEXICONS, load_lexicons
from classifier.patterns import Patterns, held_by, held_by_thai, sign_held_by
from classifier.phrases import has_thai, thai_pattern
from classifier.words import WordCutter
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
    words += ["0-24", "00 – 24:00", "BBBJ", "AO", "w/o", "2007", " г.р", "ok", "Odense 24/11 - 30/11", "12.05"]
    texts = [
        "".join(chance.choice(words) + chance.choice(["", " ", ". ", "\n", "\u200b"]) for _ in range(12))
        for _ in range(600)
    ]
    cutter, found = WordCutter(), 0
    # The second part begins with texts whose words the first one taught.
    for part in (slice(200), slice(600)):
        batch = cutter.cut_many(texts[part], ["ad"] * len(texts[part]))
        every_second = np.arange(0, len(texts[part]), 2)
        searched = list(patterns.search(batch, every_second))
        wanted = [
            (place, law, hit.start(), hit.end())
            for place, text in enumerate(texts[part][::2])
            for law, (entry, pattern) in enumerate(zip(entries, plain, strict=True))
            if has_thai(text) or not has_thai(entry.phrase)
            for hit in pattern.finditer(text)
            if hit.end() > hit.start()
        ]
        assert searched == wanted
        found += len(wanted)
    assert found > 300


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        (r"(?<!\d)0?0(?:[.:]00)?\s?[-–]\s?24(?![\d])", ["24"]), ("ab?", ["a"]), (r"ab{0,3}c", ["a"]), (r"(?:a)*bc", ["bc"]), (r"abc+d", ["abc"]),
        ("a|b", [""]), ("(?i)ab", [""]), ("(?:a(b)c)", [""]), (r"[^\]]ab", [""]), (r"a\)bcd(?:x\)y)zzz", [""]),
        (r"(?<!\w)(?:AO|B\.U\.)(?!\w)", ["AO", "B.U."]), ("(?:ab|cd)?e", ["e"]), ("(?:ab|c+)x", ["x"]), ("(?:abc|de)fg", ["fg"]), (r"(?:a\|b)", [""]),
        ("[(?:ab)]c", ["c"]), ("(?:x(?:ab|cd)y)?e", [""]), ("(?:ab|cd)|e", [""]), ("(?=ab)c", ["c"]),
    ],
)  # fmt: skip
def test_what_a_regular_expression_holds_is_only_what_all_its_finds_hold(pattern: str, pieces: list[str]) -> None:
    assert held_by(pattern) == tuple(pieces)


@pytest.mark.parametrize(
    ("phrase", "pieces"),
    [("ไม่ใช้ถุง", ["ไม่ใช้ถุง"]), ("[สด|ไม่ใส่] … ถุง ok", ["ถุง"]), ("[ไม่ใส่|ไม่ใช้] ถุง*", ["ไม่ใส่", "ไม่ใช้"]), ("…", [""])],
)  # fmt: skip
def test_what_a_phrase_in_thai_letters_holds(phrase: str, pieces: list[str]) -> None:
    assert held_by_thai(phrase) == tuple(pieces)


@pytest.mark.parametrize(
    ("pattern", "sign"),
    [
        (r"[A-Z]\w+ (?:(?:d\.|den) ?)?(?:0?[1-9]|[12]\d)[./](?:0?[1-9]|1[0-2]) ?(?:-|til)", "[./]"), (r"(?:0?[1-9])[./]\d+x", "[./]"),
        (r"(?:\d|)[./](?:\d)", ""), (r"\d[.]\d?", ""), (r"(?:\d?)[.]\d", ""), (r"a|\d[.]\d", ""), (r"\(\d[.]\d\)", ""),
        (r"(?:a(?:\d)[.]\d)?x", ""), (r"(?x)\d[.] \d", ""), (r"\d[^.]\d", ""), (r"[(]\d[.]\d", ""), (r"\\d[.]\d", ""),
    ],
)  # fmt: skip
def test_a_sign_between_digits_is_only_what_all_finds_hold(pattern: str, sign: str) -> None:
    assert sign_held_by(pattern) == sign
