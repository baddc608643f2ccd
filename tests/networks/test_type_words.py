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
