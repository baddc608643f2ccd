"""Which near-identical texts speak for a network, which for one person, which are copied or common property.

One pair of advertisers with the same words may be a copy: people copy good texts. A text that three or more otherwise
unconnected groups of ads use is a template; a text that very many use belongs to everybody.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Ints
from networks.components import components
from networks.near_texts import worth
from networks.template_core import carries_the_core
from networks.texts import NearTexts, Texts

# Fewer otherwise unconnected groups than this under one text: possibly a copy.
LEAST_GROUPS = 3
# More than this: the text is common property.
MOST_GROUPS = 40
# The share of a person's ads that must be like the others': a template is used throughout, while one ad among many is like
# another's by chance. Asked of a sample, with somewhat less likeness than two texts need on their own.
THROUGHOUT = 0.34
SAMPLE = 8
ENOUGH = 0.7
# So many links into a cluster make a further person part of it.
LINKS_TO_BELONG = 2


@dataclass(slots=True)
class TextGroups:
    """Rows (ad, key) of texts that count, and the cut reason of each key that does not join."""

    ad: Ints
    key: Ints
    cut: dict[int, str]


def text_groups(
    table: AdTable, near: NearTexts, texts: Texts, person: Ints, base: Ints, *, identity: Ints
) -> TextGroups:
    """Judge clusters of near-identical texts; ``base`` is the grouping without texts, ``identity`` who seems one person."""
    neighbours: dict[int, set[int]] = defaultdict(set)
    ads_of: dict[int, set[int]] = defaultdict(set)
    for a, b in zip(near.first.tolist(), near.second.tolist(), strict=True):
        one, other = int(person[a]), int(person[b])
        if one != other:
            neighbours[one].add(other)
            neighbours[other].add(one)
            ads_of[one].add(a)
            ads_of[other].add(b)
    reached = np.zeros(len(table), dtype=bool)
    reached[table.phone_ad] = True
    an_ad = {who: next(iter(ads)) for who, ads in ads_of.items()}
    whose = {who: (int(base[ad]), int(identity[ad])) for who, ad in an_ad.items()}
    ads: list[int] = []
    keys: list[int] = []
    cut: dict[int, str] = {}
    for key, members in enumerate(_throughout(_clusters(neighbours), near, texts, person)):
        rows = sorted(ad for who in members for ad in ads_of[who])
        ads.extend(rows)
        keys.extend([key] * len(rows))
        if reason := _verdict(table, reached, members, ads_of, whose):
            cut[key] = reason
    return TextGroups(np.array(ads, dtype=np.int64), np.array(keys, dtype=np.int64), cut)


def _throughout(clusters: list[list[int]], near: NearTexts, texts: Texts, person: Ints) -> list[list[int]]:
    """Return the clusters without persons most of whose ads have other words; those left too small are gone."""
    links = np.bincount(np.concatenate((near.first, near.second)), minlength=len(person))
    order = np.argsort(person, kind="stable")
    starts = np.searchsorted(person[order], np.arange(int(person.max()) + 2 if len(person) else 1))
    ads_of = {who: order[starts[who] : starts[who + 1]] for members in clusters for who in members}
    best = {who: int(ads[np.argmax(links[ads])]) for who, ads in ads_of.items()}
    first: list[int] = []
    second: list[int] = []
    whose: list[int] = []
    for members in clusters:
        ranked = sorted(members, key=lambda who: (-int(links[best[who]]), who))[:2]
        for who in members:
            mine = ads_of[who][:: max(1, len(ads_of[who]) // SAMPLE)][:SAMPLE]
            example = best[ranked[0] if ranked[0] != who else ranked[1]]
            first.extend(mine.tolist())
            second.extend([example] * len(mine))
            whose.extend([who] * len(mine))
    one, other = np.array(first, dtype=np.int64), np.array(second, dtype=np.int64)
    alike = worth(texts, *texts.similarities(one, other)) >= ENOUGH
    asked, said = (
        np.bincount(whose, minlength=len(starts)),
        np.bincount(np.array(whose, dtype=np.int64)[alike], minlength=len(starts)),
    )
    kept = [[who for who in members if said[who] >= THROUGHOUT * asked[who]] for members in clusters]
    return _with_the_core(kept, best, texts)


def _with_the_core(clusters: list[list[int]], best: dict[int, int], texts: Texts) -> list[list[int]]:
    """Return the clusters without persons whose most typical ad lacks most of what the others' have in common."""
    cluster = np.repeat(np.arange(len(clusters)), [len(members) for members in clusters])
    example = np.array([best[who] for members in clusters for who in members], dtype=np.int64)
    carries = iter(carries_the_core(texts, cluster, example).tolist())
    kept = [[who for who in members if next(carries)] for members in clusters]
    return [members for members in kept if len(members) > 1]


def _clusters(neighbours: dict[int, set[int]]) -> list[list[int]]:
    """Return clusters of persons around the best connected one; a chain of chance likenesses makes no cluster."""
    left = {who: set(others) for who, others in neighbours.items()}
    found: list[list[int]] = []
    queue = sorted(left, key=lambda who: (-len(left[who]), who))
    for centre in queue:
        if centre not in left:
            continue
        members = {centre, *(left[centre] & left.keys())}
        beyond = {who for member in members for who in left[member] if who in left} - members
        members |= {who for who in beyond if len(left[who] & members) >= LINKS_TO_BELONG}
        for who in members:
            del left[who]
        if len(members) > 1:
            found.append(sorted(members))
    return found


def same_name_texts(table: AdTable, near: NearTexts) -> tuple[Ints, Ints]:
    """Return rows (ad, key) of near-identical texts under one name and age or town: one person, another number."""
    a, b = near.first, near.second
    name = (table.alias[a] != UNKNOWN) & (table.alias[a] == table.alias[b])
    age = (table.age[a] != UNKNOWN) & (table.age[b] != UNKNOWN) & (np.abs(table.age[a] - table.age[b]) <= 1)
    place = (table.place[a] != UNKNOWN) & (table.place[a] == table.place[b])
    good = name & (age | place)
    label = components(len(table), a[good], b[good])
    ads = np.unique(np.concatenate((a[good], b[good])))
    return ads, label[ads]


def _verdict(
    table: AdTable,
    reached: Bools,
    members: list[int],
    ads_of: dict[int, set[int]],
    whose: dict[int, tuple[int, int]],
) -> str:
    """Return why a text cluster does not join; empty when it does. ``whose`` is each person's group and identity."""
    persons: dict[int, set[int]] = defaultdict(set)
    for group, one in (whose[who] for who in members):
        # One person under several numbers is still one voice.
        persons[group].add(one)
    if len(persons) > MOST_GROUPS:
        return "text_of_many"
    if len(persons) >= LEAST_GROUPS or sum(1 for voices in persons.values() if len(voices) >= 2) >= 2:
        return ""
    # Where somebody has neither name nor number, no second person is known to have copied anything.
    known = {whose[who][0] for who in members if any(table.alias[ad] != UNKNOWN or reached[ad] for ad in ads_of[who])}
    return "text_may_be_copied" if len(known) >= 2 else ""
