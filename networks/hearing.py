"""What is known of a set of ads before any number, house or text is judged: windows of numbers, floods, texts that are near."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Ints
from networks.clues import Clues
from networks.components import first_places, renumber
from networks.near_texts import COPY
from networks.number_floods import floods
from networks.site_numbers import site_numbers
from networks.text_floods import text_floods
from networks.texts import NearTexts, Texts
from networks.thin_rows import thin_rows
from networks.time_windows import Windows, split_by_time

# Of one person's wordings so many are compared with others' wordings: a template runs through them all.
WORDINGS_COMPARED = 4
# Takes the table and each row's contact.
HoldTexts = Callable[[AdTable, Ints], Texts]


@dataclass(slots=True)
class Heard:
    """What is known before anything is judged, and the clues so far."""

    clues: Clues
    contact: Ints
    texts: Texts
    keys: Ints
    # Ads that seek workers.
    posts: Ints
    phones: Windows
    # By window of a number: whether it floods, whether it is a site's own.
    flood: Bools
    of_site: Bools
    # By ad: whether it belongs to a flood.
    flooded: Bools
    near: NearTexts


def hear(table: AdTable, recruiting: frozenset[str] | None, hold: HoldTexts, beside: ThreadPoolExecutor) -> Heard:
    """Return what is known of the ads; texts are compared beside the rest. Floods lose what else they carry."""
    contact = first_contact(table)
    texts = hold(table, contact)
    keys = texts.keys()
    posts = _recruiting_ads(table, recruiting)
    mentioned = np.isin(table.sought_ad, posts)
    table.add_phones(table.sought_ad[mentioned], table.sought[mentioned])
    clues = Clues()
    spoken = _first_of_each(contact, keys, table.alias)
    spoken &= _few_of_each(table, contact, spoken)
    spoken[posts] = False
    # Comparing texts is half of all work and needs none of the rest.
    comparing = beside.submit(texts.near, contact, spoken)
    phones = split_by_time(table, table.phone_ad, table.phone, texts, posts)
    flood = floods(table, phones, texts)
    near = _without_unread_names(table, comparing.result())
    flooded, like = text_floods(table, near, contact)
    flooded[phones.ad[flood[phones.window]]] = False
    clues.add("template_text", np.flatnonzero(flooded), like[flooded])
    flooded[phones.ad[flood[phones.window]]] = True
    phones = _fenced(table, phones, flood, flooded)
    # Asked before second numbers on single ads go: such a number stands beside people's own.
    of_site = site_numbers(table, phones.ad, phones.window, len(phones))
    phones = _without_thin(clues, phones, thin_rows(table, phones, texts, posts))
    return Heard(clues, contact, texts, keys, posts, phones, flood, of_site, flooded, near)


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


def _first_of_each(*columns: Ints) -> Bools:
    """Mark the first row of each combination: the same contact's same text under one name needs comparing once."""
    first = np.zeros(len(columns[0]), dtype=bool)
    first[first_places(renumber(*columns))] = True
    return first


def _few_of_each(table: AdTable, contact: Ints, spoken: Bools) -> Bools:
    """Mark the first few of the rows spoken under one name and contact; an ad without a name speaks for itself."""
    rows = np.flatnonzero(spoken & (table.alias != UNKNOWN))
    who = renumber(contact[rows], table.alias[rows])
    order = np.argsort(who, kind="stable")
    starts = np.searchsorted(who[order], np.arange(int(who.max(initial=-1)) + 1))
    rank = np.arange(len(order)) - starts[who[order]]
    few = np.ones(len(table), dtype=bool)
    few[rows[order[rank >= WORDINGS_COMPARED]]] = False
    return few


def _without_unread_names(table: AdTable, near: NearTexts) -> NearTexts:
    """Return the pairs, of which two ads without a name tell nothing where most ads have one: copies are copies.

    What their form wrote around a name that was not read would count as words they share.
    """
    nameless = table.alias == UNKNOWN
    sites = np.bincount(table.site + 1, minlength=len(table.sites) + 1)
    without = np.bincount(table.site[nameless] + 1, minlength=len(table.sites) + 1)
    unread = nameless & (without * 2 < sites)[table.site + 1]
    doubtful = unread[near.first] & unread[near.second] & (near.similarity < COPY)
    return NearTexts(near.first, near.second, near.similarity, near.telling & ~doubtful)


def _recruiting_ads(table: AdTable, known: frozenset[str] | None) -> Ints:
    if known is not None:
        return np.array([row for row, ad in enumerate(table.ids) if ad in known], dtype=np.int64)
    return np.flatnonzero(table.seeks)


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
