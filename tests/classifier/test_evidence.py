"""Evidence of all texts is weighed side by side: what is kept is what a plain search through the hits of each text keeps."""

from hypothesis import given
from hypothesis import strategies as st

from classifier.evidence import MOST_EVIDENCE, STATED_MINOR, gather, settle
from classifier.hits import Hit, Hits
from models.policy import load_policy

POLICY = load_policy()
NAMES = ["movement", "youth", "pressure"]
TEXTS = ["Jeg er i byen i tre uger." * 3] * 3
HITS = st.builds(
    lambda text, indicator, rule, strength, start, size: Hit(text, indicator, rule, strength, start, start + size, 10 * text),
    st.integers(0, 2), st.integers(0, 2), st.sampled_from([STATED_MINOR, "a", "b", "c"]),
    st.sampled_from([0.2, 0.36, 0.6, 0.9]), st.integers(0, 60), st.integers(0, 12),
)  # fmt: skip


def kept(hits: list[Hit]) -> list[Hit]:
    """Return the strongest (then longest) of overlapping hits, what is grave before all others, as they stand in the text."""
    best: list[Hit] = []
    for hit in sorted(
        hits, key=lambda hit: (hit.rule != STATED_MINOR, -hit.strength, hit.start - hit.end, hit.start, hit.rule)
    ):
        if hit.end > hit.start and not any(one.start < hit.end and hit.start < one.end for one in best):
            best.append(hit)
    return sorted(best[:MOST_EVIDENCE], key=lambda hit: hit.start)


@given(st.lists(HITS, max_size=60))
def test_of_overlapping_hits_the_one_that_says_most_is_shown(hits: list[Hit]) -> None:
    gathered = gather(TEXTS, Hits.of(hits), NAMES, POLICY)
    shown = {
        (text, one.name): [(piece.start, piece.end, piece.rule, piece.quote) for piece in one.evidence]
        for text, found in enumerate(gathered)
        for one in found
    }
    expected = {
        (text, name): [(hit.start, hit.end, hit.rule, TEXTS[text][hit.start : hit.end]) for hit in best]
        for text in range(len(TEXTS))
        for number, name in enumerate(NAMES)
        if (best := kept([hit for hit in hits if (hit.text, hit.indicator) == (text, number)]))
    }
    assert shown == expected
    order = [name for name in POLICY.indicators if name in NAMES]
    assert all(
        [one.name for one in found] == sorted([one.name for one in found], key=order.index) for found in gathered
    )


def test_two_clues_of_one_indicator_in_one_sentence_make_a_finding_and_one_alone_none() -> None:
    two = [Hit(0, 1, "a", 0.2, 0, 3, 4), Hit(0, 1, "b", 0.2, 5, 9, 4)]
    apart = [Hit(0, 1, "a", 0.2, 0, 3, 4), Hit(0, 1, "b", 0.2, 5, 9, 5), Hit(0, 2, "b", 0.2, 5, 9, 4)]
    backed = [*two, Hit(0, 1, "c", 0.6, 12, 14, 4)]
    assert [(hit.rule, hit.start, hit.end) for hit in map(Hit._make, zip(*settle(Hits.of(two)), strict=True))] == [
        ("a+b", 0, 9)
    ]
    assert not len(settle(Hits.of(apart)).text)
    assert settle(Hits.of(backed)).rule.tolist() == ["c"]


def test_where_nothing_is_found_nothing_is_shown() -> None:
    assert gather(TEXTS, Hits.of([]), NAMES, POLICY) == [(), (), ()]
    assert not len(settle(Hits.of([])).text)
