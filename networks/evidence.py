"""Gather all clues of a set of ads and judge each: does it join, or is it cut, and why."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Ints
from networks.clues import KINDS, Clues
from networks.components import distinct_count, renumber
from networks.house_text import HOUSE_SHARE
from networks.local_texts import read_texts
from networks.mistyped import slips
from networks.number_types import HUB_ADS, MANY_PERSONS, NEVER_JOINS, NumberType, NumberUse, floods, number_uses
from networks.persons import make_persons
from networks.phrases import shared_phrases
from networks.same_person import same_person_rows
from networks.shared_rooms import house_windows, shared_rooms
from networks.site_numbers import site_numbers
from networks.text_floods import text_floods
from networks.text_groups import same_name_texts, text_groups
from networks.texts import Texts
from networks.thin_rows import thin_rows
from networks.time_windows import Windows, split_by_time

# Takes the table and each row's contact.
HoldTexts = Callable[[AdTable, Ints], Texts]
# An address or a handle of more otherwise unconnected groups than this is a hotel's or a site's.
MOST_GROUPS = 15
# A handle on at least so many contacts of one site, and a good part of them, is the site's own.
LEAST_HOUSE_CONTACTS = 5
# Of an office's persons at most this share have another number.
MOST_REACHED_ELSEWHERE = 0.1
# A busy number in a recruitment post still counts when it stands for so many names at most (the post is one).
MOST_NAMES_SOUGHT = 3
# Kinds of clues that say that several numbers or names are one person's.
ONE_PERSON = {"same_person", "mistyped_number"}
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


def gather(
    table: AdTable, types: Mapping[str, NumberType], recruiting: frozenset[str] | None, hold: HoldTexts = read_texts
) -> Evidence:
    """Return all clues of the ads but co-movement (which needs the persons that these clues make).

    ``hold`` says who holds the texts and compares them.
    """
    contact = first_contact(table)
    texts = hold(table, contact)
    keys = texts.keys()
    posts = _recruiting_ads(table, recruiting)
    mentioned = np.isin(table.sought_ad, posts)
    table.add_phones(table.sought_ad[mentioned], table.sought[mentioned])
    clues = Clues()
    spoken = _first_of_each(contact, keys, table.alias)
    spoken[posts] = False
    with ThreadPoolExecutor(1) as beside:
        # Comparing texts is half of all work and needs none of the rest.
        comparing = beside.submit(texts.near, contact, spoken)
        phones = split_by_time(table, table.phone_ad, table.phone, texts, posts)
        flood = floods(table, phones, texts)
        near = comparing.result()
    flooded, like = text_floods(table, near, contact)
    flooded[phones.ad[flood[phones.window]]] = False
    clues.add("template_text", np.flatnonzero(flooded), like[flooded])
    flooded[phones.ad[flood[phones.window]]] = True
    phones = _fenced(table, phones, flood, flooded)
    # Asked before second numbers on single ads go: such a number stands beside people's own.
    of_site = site_numbers(table, phones.ad, phones.window, len(phones))
    phones = _without_thin(clues, phones, thin_rows(table, phones, texts, posts))
    silent = flooded.copy()
    silent[posts] = True
    person = make_persons(table, phones, np.where(silent, UNKNOWN, keys), posts)
    uses = number_uses(table, phones, person, keys, flood=flood, of_site=of_site, given=types)
    clues.add("same_person", np.arange(len(table)), person)
    hub = _only_by_hub(table, phones, uses)
    slipped = [slip for slip in slips(table, phones, person, texts) if not silent[slip[2]]]
    wrong = _add_mistyped(table, clues, phones, slipped)
    # An ad with a slip in a business's number has that business's wording, not a person's.
    hub[[ad for _, ad, other in slipped if hub[other]]] = True
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
    _add_offices(clues, right, uses, person)
    base = clues.labels(len(table))
    _add_handles(table, clues, contact, flooded, base)
    houses = house_windows(table, np.where(flooded, UNKNOWN, base))
    _add_things(clues, "same_address", houses, base, also_cut=shared_rooms(table, houses, base, phones))
    near = near.without(silent)
    clues.add("same_person", *same_name_texts(table, near))
    near = near.some(near.telling).without_both(hub)
    clues.add("same_person", *same_person_rows(table, np.where(silent, UNKNOWN, person), texts))
    identity = clues.labels(len(table), without=set(KINDS) - ONE_PERSON)
    groups = text_groups(table, near, texts, person, clues.labels(len(table)), identity=identity)
    clues.add("template_text", groups.ad, groups.key, cut=groups.cut)
    return Evidence(table, clues, person, phones, uses, frozenset(table.ids[row] for row in posts.tolist()), silent)


def _fenced(table: AdTable, phones: Windows, flood: Bools, flooded: Bools) -> Windows:
    """Return the rows without whatever else flood ads carry: a flood names and copies whom it likes.

    Ads of a flood hang together by the flood's own number or text, and by nothing else.
    """
    if not flooded.any():
        return phones
    table.address[flooded] = UNKNOWN
    beside = flooded[phones.ad] & ~flood[phones.window]
    return Windows(phones.ad[~beside], phones.window[~beside], phones.thing)


def _without_thin(clues: Clues, phones: Windows, thin: Bools) -> Windows:
    """Return the rows without second numbers on single ads; each is kept as a cut clue between two ads."""
    holder = np.full(len(phones), UNKNOWN, dtype=np.int64)
    holder[phones.window[~thin][::-1]] = phones.ad[~thin][::-1]
    rows = np.flatnonzero(thin)
    rows = rows[holder[phones.window[rows]] != UNKNOWN]
    pairs = np.concatenate((phones.ad[rows], holder[phones.window[rows]]))
    numbers = np.tile(np.arange(len(rows)), 2)
    clues.add("number_beside", pairs, numbers, cut=dict.fromkeys(range(len(rows)), "number_beside_once"))
    return Windows(phones.ad[~thin], phones.window[~thin], phones.thing)


def _add_handles(table: AdTable, clues: Clues, contact: Ints, flooded: Bools, base: Ints) -> None:
    """Add the clues of handles; a handle on a good part of one site's contacts is the site's own."""
    wanted = ~flooded[table.handle_ad]
    ad, handle = table.handle_ad[wanted], table.handle[wanted]
    if not len(ad):
        return
    sites = len(table.sites) + 1
    key = handle * sites + table.site[ad] + 1
    shown, inverse = np.unique(key, return_inverse=True)
    contacts = distinct_count(inverse, contact[ad], len(shown))
    voices = distinct_count(table.site + 1, contact, sites)
    house = (contacts >= HOUSE_SHARE * voices[shown % sites]) & (contacts >= LEAST_HOUSE_CONTACTS) & (shown % sites > 0)
    cut = dict.fromkeys(np.unique(shown[house] // sites).tolist(), "handle_of_many")
    _add_things(clues, "shared_handle", Windows(ad, handle, handle), base, also_cut=cut)


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


def _add_offices(clues: Clues, phones: Windows, uses: list[NumberUse], person: Ints) -> None:
    """Add the clues of agencies' numbers behind which hardly anybody has a number of her own: one office answers for all.

    A number that a site puts before people's own is another matter: those people are reached by their own elsewhere. And a
    number in more live ads than a hub's never joins by itself, whoever answers it (the catalogue's rule).
    """
    first = np.unique(renumber(phones.window, person[phones.ad]), return_index=True)[1]
    window, whose = phones.window[first], person[phones.ad[first]]
    numbers = np.bincount(whose, minlength=int(person.max()) + 1 if len(person) else 0)
    elsewhere = numbers[whose] > 1
    persons, others = np.bincount(window, minlength=len(uses)), np.bincount(window[elsewhere], minlength=len(uses))
    office = np.array(
        [
            use.type == NumberType.AGENCY and not use.set_by_person and use.sites > 1 and use.live_ads <= HUB_ADS
            for use in uses
        ],
        dtype=bool,
    )
    office &= others <= MOST_REACHED_ELSEWHERE * persons
    # Whoever has another number is a guest there until something else joins her.
    rows = office[phones.window] & (numbers[person[phones.ad]] == 1) if len(uses) else np.zeros(0, dtype=bool)
    clues.add("number_of_office", phones.ad[rows], phones.window[rows])


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
