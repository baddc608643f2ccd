"""From single hits to indicators: drop doubles, weigh clues, keep the exact words. All texts of a batch at once, as columns."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from classifier.batch import Flags, Ints, among, run_starts
from classifier.hits import Hit, Hits
from models.policy import Policy, Sign, propose_level
from models.values import AgeHit, Evidence, IndicatorHit, Level, PhoneHit

# Below this a wording is only a clue (lexicons/README.md).
CLUE = 0.35
MOST_EVIDENCE = 6
# So many pieces of evidence say how strong an indicator is.
WEIGHED = 3
# An advertiser who states this age or more is not presented as very young.
GROWN = 25
# A wording this strong says what it says; the model alone never says so much.
PLAIN = 0.6
STATED_YOUNG = "youth.stated_18_20"
STATED_MINOR = "youth.stated_under_18"
# How the rules of what the model finds by itself begin.
GUESSED = "model/"
OBSCURED = "obscured_contact.phone"


def age_hits(ages: Sequence[tuple[AgeHit, ...]], names: Sequence[str]) -> Hits:
    """Return what the stated ages of each text show: 18-20 is one sign among others, under 18 is grave."""
    hits, youth = [], names.index("youth")
    for text, stated in enumerate(ages):
        for years, start, end in stated:
            if years < 18:
                hits.append(Hit(text, youth, STATED_MINOR, 1.0, start, end))
            elif years <= 20:
                hits.append(Hit(text, youth, STATED_YOUNG, 0.6, start, end))
    return Hits.of(hits)


def phone_hits(phones: Sequence[tuple[PhoneHit, ...]], names: Sequence[str]) -> Hits:
    """Return one hit for every number that is written so that machines will not read it."""
    obscured = names.index("obscured_contact")
    return Hits.of(
        Hit(text, obscured, OBSCURED, 0.9, phone.start, phone.end)
        for text, numbers in enumerate(phones)
        for phone in numbers
        if phone.obscured
    )


def without_contradicted(
    hits: Hits, names: Sequence[str], ages: Sequence[tuple[AgeHit, ...]], kinds: Sequence[str]
) -> Hits:
    """Drop what the text itself speaks against.

    In ads these are words of youth where all stated ages are grown ones ("Ana, 51"). Everywhere it is the model's own guess of
    service without protection in a sentence with a sure wording that it is required: "with condom, without discussion" holds the
    words of both.
    """
    youth, required, offered = (
        hits.indicator == names.index(name) for name in ("youth", "condom_required", "unsafe_services")
    )
    grown = [
        kind == "ad" and bool(stated) and min([age.years for age in stated]) >= GROWN
        for stated, kind in zip(ages, kinds, strict=True)
    ]
    dropped = np.array(grown, np.bool_)[hits.text] & youth
    denied = offered & among(np.sort(hits.sentence[required & (hits.strength >= PLAIN)]), hits.sentence)
    for place in np.flatnonzero(denied).tolist():
        dropped[place] = hits.rule[place].startswith(GUESSED)
    return hits.some(~dropped)


def settle(hits: Hits) -> Hits:
    """Drop clues that stand alone; two different clues of one indicator in one sentence make a finding."""
    strong = hits.strength >= CLUE
    if strong.all():
        return hits
    # No sentence is in two texts.
    place = hits.sentence * (hits.indicator.max() + 1) + hits.indicator
    alone = np.flatnonzero(~strong)
    alone = alone[~among(np.sort(place[strong]), place[alone])]
    clues: dict[int, list[int]] = defaultdict(list)
    for clue, where in zip(alone.tolist(), place[alone].tolist(), strict=True):
        clues[where].append(clue)
    made = []
    for found in clues.values():
        rules = sorted(set(hits.rule[found]))
        if len(rules) > 1:
            start, end = int(hits.start[found].min()), int(hits.end[found].max())
            text, indicator, sentence = (int(column[found[0]]) for column in (hits.text, hits.indicator, hits.sentence))
            made.append(Hit(text, indicator, "+".join(rules[:3]), 0.5, start, end, sentence))
    return hits.some(strong).and_those(Hits.of(made))


def _without_doubles(hits: Hits, of: Ints, grave: Flags) -> list[Ints]:
    """Return of each indicator of each text, which ``of`` numbers, the strongest (then longest) of overlapping hits.

    First the strongest of each, then the next of those that have one, and so on; what is ``grave`` comes before all others.
    """
    rank = {rule: place for place, rule in enumerate(sorted(set(hits.rule)))}
    rules = np.array([rank[rule] for rule in hits.rule], np.int64)
    left = np.lexsort((rules, hits.start, hits.start - hits.end, -hits.strength, ~grave, of))
    kept: list[Ints] = []
    while len(left) and len(kept) < MOST_EVIDENCE:
        begins = run_starts(of[left])
        best = left[begins]
        kept.append(best)
        rival = np.repeat(best, np.diff(np.append(begins, len(left))))
        left = left[(hits.start[rival] >= hits.end[left]) | (hits.start[left] >= hits.end[rival])]
    return kept


def gather(texts: Sequence[str], hits: Hits, names: Sequence[str], policy: Policy) -> list[tuple[IndicatorHit, ...]]:
    """Return for each text one IndicatorHit per indicator, in the policy's order, each with the exact words.

    ``names`` are those of the hits' indicators.
    """
    hits = hits.some(hits.end > hits.start)
    known = list(policy.indicators.values())
    place = {one.name: at for at, one in enumerate(known)}
    of = hits.text * len(known) + np.array([place[name] for name in names], np.int64)[hits.indicator]
    grave = np.array([rule in policy.grave_rules for rule in hits.rule], np.bool_)
    rounds = _without_doubles(hits, of, grave)
    doubts = np.ones(len(texts) * len(known))
    for best in rounds[:WEIGHED]:
        doubts[of[best]] *= 1.0 - hits.strength[best]
    kept = np.concatenate([np.zeros(0, np.int64), *rounds])
    kept = kept[np.lexsort((hits.start[kept], of[kept]))]
    evidence = _quoted(texts, hits.some(kept))
    begins = run_starts(of[kept])
    of = of[kept[begins]]
    text, indicator = np.divmod(of, len(known))
    columns = (text, indicator, 1.0 - doubts[of], begins, np.append(begins, len(kept))[1:])
    found: list[list[IndicatorHit]] = [[] for _ in texts]
    for at, number, strength, begin, end in zip(*(column.tolist() for column in columns), strict=True):
        one = known[number]
        found[at].append(
            IndicatorHit(one.name, round(min(1.0, strength), 3), one.direction, tuple(evidence[begin:end]))
        )
    return list(map(tuple, found))


def _quoted(texts: Sequence[str], hits: Hits) -> list[Evidence]:
    """Return hits as the exact words they stand in."""
    columns = (hits.text, hits.start, hits.end, hits.rule)
    return [
        Evidence(start, end, texts[text][start:end], rule)
        for text, start, end, rule in zip(*(column.tolist() for column in columns), strict=True)
    ]


def level_of(indicators: tuple[IndicatorHit, ...], policy: Policy, *, assessable: bool) -> Level:
    """Return the level the policy proposes for one text on its own.

    One sign an indicator says as much as one for each of its wordings: of their rules only a grave one counts.
    """
    signs = []
    for name, strength, _, evidence in indicators:
        grave = [piece.rule for piece in evidence if piece.rule in policy.grave_rules]
        signs.append(Sign(name, strength, grave[0] if grave else ""))
    return propose_level(signs, policy, assessable=assessable).level
