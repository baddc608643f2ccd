"""The words on the screens: the same keys in both languages, and never the words we do not use."""

import re
import string
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import review_ui
from models.policy import load_policy
from models.visit import OUTCOMES
from networks.clues import CUTS, KINDS
from networks.number_types import NumberType
from outreach.priority import PriorityFacts, rank
from review_ui.gather.reasons import reason_words
from review_ui.wording import LANGUAGES, Words, phrases

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ROOM = Path(review_ui.__file__).parent
NEVER = {
    "da": re.compile(r"\b(offer|ofre|handlet|handlede|mistænkt|mistænkte|gerningsmand|prostitueret)\b", re.IGNORECASE),
    "en": re.compile(r"\b(victim|victims|trafficked|suspect|suspects|perpetrator|prostitute)\b", re.IGNORECASE),
}


def fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_both_languages_have_the_same_keys_with_the_same_values_filled_in() -> None:
    danish, english = phrases("da"), phrases("en")
    assert danish.keys() == english.keys()
    assert len(danish) > 300
    for key, phrase in danish.items():
        assert fields(phrase) == fields(english[key]), key
        assert phrase.strip(), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_phrase_calls_anyone_a_victim_or_a_suspect(lang: str) -> None:
    assert [key for key, phrase in phrases(lang).items() if NEVER[lang].search(phrase)] == []


def test_no_template_writes_words_of_its_own() -> None:
    """Text between tags comes from the wording files, but for names of files, keys and signs."""
    allowed = re.compile(r"^[\s\W\d]*(Lygte|English|Dansk|min|U|lt;|/queue\?at=&amp;=)?[\s\W\d]*$")
    for file in (ROOM / "templates").glob("*.html"):
        text = re.sub(
            r"{% block width %}.*?{% endblock %}|{#.*?#}|{%.*?%}|{{.*?}}", "", file.read_text(), flags=re.DOTALL
        )
        text = re.sub(r"<svg.*?</svg>|<!doctype[^>]*>", "", text, flags=re.DOTALL)
        for stray in re.sub(r"<[^>]*>", "\n", text).splitlines():
            assert allowed.match(stray), (file.name, stray)


def test_every_key_a_template_or_page_names_exists() -> None:
    known = phrases("da")
    named = 0
    for file in [*(ROOM / "templates").glob("*.html"), *ROOM.rglob("*.py")]:
        text = file.read_text()
        for key in re.findall(r"\bt\(['\"]([a-z_.0-9]+)['\"]\s*[,)]", text):
            named += 1
            assert key in known, (file.name, key)
        for key in re.findall(r"\bt\.count\(['\"]([a-z_.0-9]+)['\"]", text):
            named += 1
            assert {f"{key}.one", f"{key}.other"} <= known.keys(), (file.name, key)
        for key in re.findall(r"(?:BadForm|NotThere|NotAllowed|OutsideArea)\(\s*['\"]([a-z_.]+)['\"]", text):
            named += 1
            assert key in known, (file.name, key)
    assert named > 250


def test_every_code_of_the_other_rooms_has_its_words() -> None:
    known = phrases("da")
    policy = load_policy()
    codes = {f"group.{one.group}" for one in policy.indicators.values()}
    codes |= {f"grade.{one.grade}" for one in policy.indicators.values()}
    codes |= {f"outcome.{code}" for code in OUTCOMES}
    codes |= {f"why.{kind}" for kind in KINDS} | {f"cut.{reason}" for reason in CUTS if reason}
    codes |= {f"phone_type.{kind}" for kind in NumberType}
    assert codes - known.keys() == set()


def test_a_count_of_one_reads_as_one() -> None:
    t = Words("da")
    assert t.count("queue.waiting", 1) == "1 sted venter på et blik"
    assert t.count("queue.waiting", 7) == "7 steder venter på et blik"


def test_an_unknown_key_is_an_error_and_an_unknown_code_is_plain_letters() -> None:
    with pytest.raises(KeyError):
        Words("da")("no.such.key")
    assert Words("en").code("why", "something_new") == "something new"


def test_why_a_place_is_not_red_is_said_first() -> None:
    facts = PriorityFacts("yellow", None, 1.5, ("network",), NOW, NOW, None, 0.9, doubt="contradicted")
    for lang, expected in (("da", "ville være rød"), ("en", "would be red")):
        for doubt in ("later", "contradicted"):
            reasons = [
                {"code": code, "value": value} for code, value in rank(replace(facts, doubt=doubt), now=NOW).reasons
            ]
            assert reason_words(reasons, Words(lang))[0].startswith(expected)
    reasons = [{"code": code, "value": value} for code, value in rank(replace(facts, doubt=""), now=NOW).reasons]
    assert not any("would be red" in phrase for phrase in reason_words(reasons, Words("en")))
