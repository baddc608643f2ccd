"""What an attacker can bring about at another's place, tried with whatever findings there could be."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from models.policy import load_policy
from models.values import Direction, Level
from outreach.level_signs import (
    CONTRADICTED,
    LATER,
    NEVER_DOUBTED,
    Gathered,
    GatheredFinding,
    gathered_level,
    quiet_ads,
)

POLICY = load_policy()
CONCERN = sorted(name for name, one in POLICY.indicators.items() if one.direction == Direction.CONCERN)
HERS, THEIRS = 1, (2, 3, 4, 5)
RULES = sorted((POLICY.grave_rules | {"a rule"}) - NEVER_DOUBTED)

strengths = st.floats(0.01, 1)
sites = st.sampled_from(["", "one site", "another", "spam"])
# Ads of others, with whatever words, wherever and whenever posted. Reviews are taken at their word (see the decision).
theirs = st.builds(
    GatheredFinding, st.sampled_from(CONCERN), st.just("concern"), strengths, st.sampled_from(RULES), st.sampled_from("bcd"),
    late_on=sites, ad_id=st.sampled_from(THEIRS), source=st.sampled_from(["text", "history", "network"]),
)  # fmt: skip
# What such ads bring about on hers: how they hang together, and where her number was seen.
about_hers = st.builds(
    GatheredFinding, st.sampled_from(CONCERN), st.just("concern"), strengths, st.just("network:x"), st.just("a"),
    ad_id=st.just(HERS), source=st.just("network"),
) | st.builds(
    GatheredFinding, st.just("observed_movement"), st.just("concern"), strengths, st.just("history/x"), st.just("a"),
    ad_id=st.just(HERS), source=st.just("history"),
)  # fmt: skip
genuine = GatheredFinding("trust_claims", "concern", 1.0, "a rule", "a", ad_id=HERS)


@given(st.lists(theirs, max_size=12), st.lists(about_hers, max_size=8), st.sampled_from([(), (genuine,)]))
def test_no_ads_of_others_raise_the_place_of_a_quiet_ad_to_red(
    others: list[GatheredFinding], links: list[GatheredFinding], hers: tuple[GatheredFinding, ...]
) -> None:
    heard = {HERS, *THEIRS}
    proposal, doubt = gathered_level(Gathered((*others, *links, *hers), 4, heard, assessable=True), POLICY)
    assert proposal.level != Level.RED
    assert doubt in ("", LATER, CONTRADICTED)


@given(st.lists(theirs, min_size=1, max_size=12))
def test_without_a_quiet_ad_nothing_is_contradicted(others: list[GatheredFinding]) -> None:
    """Where every ad that could be assessed gives concern itself, all that was found counts."""
    at_once = tuple(replace(finding, late_on="") for finding in others)
    loud = tuple(
        GatheredFinding("third_party_control", "concern", 1.0, "a rule", "a", ad_id=ad) for ad in (HERS, *THEIRS)
    )
    place = Gathered((*at_once, *loud), 4, {HERS, *THEIRS}, assessable=True)
    assert not quiet_ads(place, POLICY)
    assert gathered_level(place, POLICY)[1] == ""


def test_grave_words_alone_are_red_and_beside_a_quiet_ad_yellow() -> None:
    grave = GatheredFinding("pressure", "concern", 0.9, "a rule", "b", ad_id=2)
    alone = Gathered((grave,), 1, {2}, assessable=True)
    assert gathered_level(alone, POLICY)[0].level == Level.RED
    beside = Gathered((grave,), 2, {1, 2}, assessable=True)
    proposal, doubt = gathered_level(beside, POLICY)
    assert (proposal.level, doubt) == (Level.YELLOW, CONTRADICTED)
    # The order within its level is by all that was found.
    assert proposal.score == gathered_level(alone, POLICY)[0].score
    # What could not be assessed says nothing, neither way.
    assert gathered_level(Gathered((grave,), 2, {2}, assessable=True), POLICY)[0].level == Level.RED
