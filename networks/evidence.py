"""Gather all clues of a set of ads and judge each: does it join, or is it cut, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Ints
from networks.clues import Clues
from networks.components import distinct_count, renumber
from networks.house_text import without_house_text
from networks.mistyped import slips
from networks.near_texts import near_texts
from networks.number_types import MANY_PERSONS, NEVER_JOINS, NumberType, NumberUse, floods, number_uses
from networks.persons import make_persons, text_keys
from networks.phrases import shared_phrases
from networks.same_person import same_person_rows
from networks.shared_rooms import shared_rooms
from networks.text_groups import same_name_texts, text_groups
from networks.time_windows import Windows, split_by_time

# An address or a handle of more otherwise unconnected groups than this is a hotel's or a site's.
MOST_GROUPS = 15
# A busy number in a recruitment post still counts when it stands for so many names at most (the post is one).
MOST_NAMES_SOUGHT = 3
TOO_MANY = {"shared_handle": "handle_of_many", "same_address": "address_of_many"}
_NUMBER_CUTS = {
    NumberType.CLINIC_RECEPTION: "number_of_reception",
    NumberType.AGENCY: "number_of_agency",
    NumberType.FORWARDING: "number_of_forwarding",
    NumberType.SPAM: "number_of_spam",
}


@dataclass(slots=True)
class Evidence:
    """The clues with what they were judged by."""

    table: AdTable
    clues: Clues
    person: Ints
    phones: Windows
    uses: list[NumberUse]
    recruiting: frozenset[str]
    # Ads of floods and recruitment posts: their towns are no route of anybody's.
    barred: Bools


def first_contact(table: AdTable) -> Ints:
    """Return for each ad one number that stands for who can be reached: its first phone, else its name, else itself."""
    contact = np.full(len(table), UNKNOWN, dtype=np.int64)
    contact[table.phone_ad[::-1]] = table.phone[::-1]
    unreachable = contact == UNKNOWN
    base = len(table.phones)
    contact[unreachable] = np.where(
        table.alias[unreachable] != UNKNOWN,
        base + table.alias[unreachable],
        base + len(table.aliases) + np.flatnonzero(unreachable),
    )
    return contact


def gather(table: AdTable, types: Mapping[str, NumberType], recruiting: frozenset[str] | None) -> Evidence:
    """Return all clues of the ads but co-movement (which needs the persons that these clues make)."""
    contact = first_contact(table)
    texts = without_house_text(table.pairs, contact, table.site)
    keys = text_keys(texts.pairs)
    posts = _recruiting_ads(table, recruiting)
    mentioned = np.isin(table.sought_ad, posts)
    table.add_phones(table.sought_ad[mentioned], table.sought[mentioned])
    phones = split_by_time(table, table.phone_ad, table.phone, texts, posts)
    flood = floods(table, phones, texts)
    phones = _without_borrowed(table, phones, flood)
    silent = _not_for_texts(table, phones, flood, posts)
    person = make_persons(table, phones, np.where(silent, UNKNOWN, keys), posts)
    uses = number_uses(table, phones, person, keys, flood=flood, given=types)
    clues = Clues()
    clues.add("same_person", np.arange(len(table)), person)
    wrong = _add_mistyped(
        table, clues, phones, [slip for slip in slips(table, phones, person, texts) if not silent[slip[2]]]
    )
    right = Windows(phones.ad[~wrong], phones.window[~wrong], phones.thing)
    busy = [
        w
        for w, use in enumerate(uses)
        if not use.set_by_person and (use.is_hub or use.type in NEVER_JOINS or use.persons >= MANY_PERSONS)
    ]
    phrases = shared_phrases(right, busy, texts, person)
    _add_numbers(table, clues, right, uses, posts)
    for window, ads in sorted(phrases.items()):
        clues.add("number_and_phrase", ads, np.full(len(ads), window))
    base = clues.labels(len(table))
    _add_things(clues, "shared_handle", Windows(table.handle_ad, table.handle, table.handle), base)
    named = np.flatnonzero(table.address >= 0)
    houses = split_by_time(table, named, table.address[named], texts)
    _add_things(clues, "same_address", houses, base, also_cut=shared_rooms(table, houses, base, phones))
    voices = _first_of_each(contact, keys, table.alias) & ~silent
    near = near_texts(texts, contact, voices).without_both(_only_by_hub(table, phones, uses))
    clues.add("same_person", *same_name_texts(table, near))
    clues.add("same_person", *same_person_rows(table, np.where(silent, UNKNOWN, person), texts))
    groups = text_groups(table, near, texts, person, clues.labels(len(table)))
    clues.add("template_text", groups.ad, groups.key, cut=groups.cut)
    return Evidence(table, clues, person, phones, uses, frozenset(table.ids[row] for row in posts.tolist()), silent)


def _first_of_each(*columns: Ints) -> Bools:
    """Mark the first row of each combination: the same contact's same text under one name needs comparing once."""
    first = np.zeros(len(columns[0]), dtype=bool)
    first[np.unique(renumber(*columns), return_index=True)[1]] = True
    return first


def _only_by_hub(table: AdTable, phones: Windows, uses: list[NumberUse]) -> Bools:
    """Tell for each ad whether it can be reached only by numbers that join nobody: its wording may be the business's own."""
    joins = np.array([use.joins for use in uses], dtype=bool)
    reached, joined = np.zeros(len(table), dtype=bool), np.zeros(len(table), dtype=bool)
    if len(joins):
        reached[phones.ad] = True
        joined[phones.ad[joins[phones.window]]] = True
    return reached & ~joined


def _without_borrowed(table: AdTable, phones: Windows, flood: Bools) -> Windows:
    """Return the rows without other people's numbers on ads of a flood: a flood names whom it wants to drag in.

    A number is somebody else's when its ads outside the flood never carry that name.
    """
    if not flood.any():
        return phones
    flooded = flood[phones.window]
    beside = ~flooded & np.isin(phones.ad, phones.ad[flooded])
    who = renumber(phones.window, table.alias[phones.ad])
    own = np.isin(who, who[~flooded & ~beside])
    kept = ~beside | own
    return Windows(phones.ad[kept], phones.window[kept], phones.thing)


def _not_for_texts(table: AdTable, phones: Windows, flood: Bools, posts: Ints) -> Bools:
    """Return the ads whose text joins nobody: recruitment posts read alike, and floods copy whom they like."""
    left_out = np.zeros(len(table), dtype=bool)
    left_out[posts] = True
    if len(flood):
        left_out[phones.ad[flood[phones.window]]] = True
    return left_out


def _recruiting_ads(table: AdTable, known: frozenset[str] | None) -> Ints:
    if known is not None:
        return np.array([row for row, ad in enumerate(table.ids) if ad in known], dtype=np.int64)
    return np.flatnonzero(table.seeks)


def _add_mistyped(
    table: AdTable, clues: Clues, phones: Windows, found: list[tuple[int, int, int]]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Add the clues of mistyped numbers; return which rows of ``phones`` are wrong numbers."""
    wrong = np.zeros(len(phones.ad), dtype=bool)
    for number, (row, ad, other) in enumerate(found):
        wrong[row] = True
        clues.add("mistyped_number", np.array([ad, other]), np.array([number, number]))
    return wrong


def _add_numbers(table: AdTable, clues: Clues, phones: Windows, uses: list[NumberUse], posts: Ints) -> None:
    """Add the clues of numbers: by themselves where they may join, else together with a house."""
    cut = {window: _NUMBER_CUTS.get(use.type, "number_on_many_ads") for window, use in enumerate(uses) if not use.joins}
    recruiting = np.isin(phones.window, np.unique(phones.window[np.isin(phones.ad, posts)]))
    clues.add("shared_phone", phones.ad[~recruiting], phones.window[~recruiting], cut=cut)
    # One advertiser's number in a post is two kinds of evidence, however many ads she has.
    sought = {w: reason for w, reason in cut.items() if uses[w].names > MOST_NAMES_SOUGHT}
    clues.add("number_in_recruitment", phones.ad[recruiting], phones.window[recruiting], cut=sought)
    barred = np.isin(phones.window, np.array(sorted(cut), dtype=np.int64)) & (table.address[phones.ad] >= 0)
    house = table.address[phones.ad[barred]]
    if len(house):
        clues.add("number_and_address", phones.ad[barred], renumber(phones.window[barred], house))
    reception = np.array([use.type == NumberType.CLINIC_RECEPTION for use in uses], dtype=bool)
    local = _in_main_town(table, phones) & reception[phones.window] if len(uses) else np.zeros(0, dtype=bool)
    clues.add("number_and_town", phones.ad[local], phones.window[local])


def _in_main_town(table: AdTable, phones: Windows) -> Bools:
    """Tell for each row whether its ad names the town that most ads of the number name, or none."""
    place = table.place[phones.ad]
    width = int(place.max()) + 2 if len(place) else 1
    both, inverse, counts = np.unique(phones.window * width + place + 1, return_inverse=True, return_counts=True)
    named = np.where(both % width == 0, 0, counts)
    most = np.zeros(len(phones), dtype=np.int64)
    np.maximum.at(most, both // width, named)
    local: Bools = (named == most[both // width])[inverse] | (place == UNKNOWN)
    return local


def _add_things(clues: Clues, kind: str, rows: Windows, base: Ints, *, also_cut: dict[int, str] | None = None) -> None:
    """Add the clues of handles or addresses; those of very many otherwise unconnected groups are cut."""
    if not len(rows.ad):
        return
    groups = distinct_count(rows.window, base[rows.ad], int(rows.window.max()) + 1)
    cut = dict.fromkeys(np.flatnonzero(groups > MOST_GROUPS).tolist(), TOO_MANY[kind])
    clues.add(kind, rows.ad, rows.window, cut=cut | (also_cut or {}))
