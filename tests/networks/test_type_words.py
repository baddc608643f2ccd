"""Reasons of number types: one place, two languages, counts only."""

import json

import pytest

from networks.grouping import group_ads
from networks.number_types import NumberType
from networks.type_words import type_reason
from tests.networks.link_ads import make_ad, number


@pytest.mark.parametrize("kind", list(NumberType))
def test_every_type_has_its_own_sentence_in_both_languages(kind: NumberType) -> None:
    counts = group_ads([make_ad(phone=1, day=day) for day in (0, 9)]).numbers()[number(1)].reason
    assert "2 annoncer" in type_reason(kind, counts, "da")
    assert "9 days" in type_reason(kind, counts, "en")
    assert type_reason(kind, counts, "da") != type_reason(kind, counts, "en")


def test_types_differ_in_their_words() -> None:
    assert len({type_reason(kind, None, lang) for kind in NumberType for lang in ("da", "en")}) == 2 * len(NumberType)


@pytest.mark.parametrize("counts", [None, "", "3 ads", "{}", "[]"])
def test_counts_that_are_missing_or_old_leave_the_sentence(counts: str | None) -> None:
    assert type_reason("spam", counts, "da").startswith("Ser ud som spam")


def test_counts_hold_no_number_and_no_house() -> None:
    use = group_ads([make_ad(phone=1, address="Prøvegade 4", city="Vejle")]).numbers()[number(1)]
    assert set(json.loads(use.reason)) == {"ads", "live", "names", "texts", "places", "addresses", "sites", "days"}


def test_one_of_a_kind_is_said_in_the_singular() -> None:
    counts = '{"ads": 4, "live": 2, "names": 1, "texts": 2, "places": 1, "addresses": 1, "sites": 1, "days": 1}'
    assert type_reason("personal", counts).endswith(
        "4 annoncer (højst 2 på én gang), 1 navn, 2 tekster, 1 by, 1 adresse, 1 side, 1 dag."
    )
    assert type_reason("personal", counts, "en").endswith("1 name, 2 texts, 1 town, 1 address, 1 site, 1 day.")
