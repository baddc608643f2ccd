"""Gather all clues of a set of ads and judge each: does it join, or is it cut, and why."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Ints
from networks.clues import KINDS, Clues
from networks.co_movement import CommonRoute, common_routes, routes
from networks.components import distinct_count
from networks.handed_on import handed_on
from networks.hearing import Heard, HoldTexts, hear
from networks.house_text import HOUSE_SHARE
from networks.judged_numbers import judge_numbers
from networks.local_texts import read_texts
from networks.number_types import NumberType
from networks.number_uses import NumberUses, number_uses
from networks.persons import make_persons
from networks.same_person import same_person_rows
from networks.shared_rooms import house_windows, shared_rooms
from networks.text_groups import same_name_texts, text_groups
from networks.time_windows import Windows

# An address or a handle of more otherwise unconnected groups than this is a hotel's or a site's.
MOST_GROUPS = 15
# A handle on at least so many contacts of one site, and a good part of them, is the site's own.
LEAST_HOUSE_CONTACTS = 5
# Kinds of clues that say that several numbers or names are one person's.
ONE_PERSON = {"same_person", "mistyped_number"}
TOO_MANY = {"shared_handle": "handle_of_many", "same_address": "address_of_many"}


@dataclass(slots=True)
class Evidence:
    """The clues with what they were judged by."""

    table: AdTable
    clues: Clues
    person: Ints
    phones: Windows
    uses: NumberUses
    recruiting: frozenset[str]
    # Routes of persons that agree; ads of floods and recruitment posts are no route of anybody's.
    routes: list[CommonRoute]


def gather(
    table: AdTable, types: Mapping[str, NumberType], recruiting: frozenset[str] | None, hold: HoldTexts = read_texts
) -> Evidence:
    """Return all clues of the ads, and the common routes that the persons these clues make were seen on.

    ``hold`` says who holds the texts and compares them.
    """
    with ThreadPoolExecutor(2) as beside:
        heard = hear(table, recruiting, hold, beside)
        silent = heard.flooded.copy()
        silent[heard.posts] = True
        person = make_persons(table, heard.phones, np.where(silent, UNKNOWN, heard.keys), heard.posts)
        # Neither of the two needs what is judged meanwhile.
        speaking = np.where(silent, UNKNOWN, person)
        matching = beside.submit(same_person_rows, table, speaking, heard.texts)
        walking = beside.submit(lambda: common_routes(routes(table, speaking)))
        uses = number_uses(
            table, heard.phones, person, heard.keys, flood=heard.flood, of_site=heard.of_site, given=types
        )
        hub = judge_numbers(table, heard, person, uses, silent)
        _judge_places(table, heard)
        _judge_texts(table, heard, person, silent, hub, own=_own_numbers(heard, uses), matched=matching.result())
        recruits = frozenset(table.ids[row] for row in heard.posts.tolist())
        return Evidence(table, heard.clues, person, heard.phones, uses, recruits, walking.result())


def _judge_places(table: AdTable, heard: Heard) -> None:
    """Add the clues of handles and houses."""
    base = heard.clues.labels(len(table))
    _add_handles(table, heard.clues, heard.contact, heard.flooded, base)
    houses = house_windows(table, np.where(heard.flooded, UNKNOWN, base))
    _add_things(heard.clues, "same_address", houses, base, also_cut=shared_rooms(table, houses, base, heard.phones))


def _judge_texts(
    table: AdTable, heard: Heard, person: Ints, silent: Bools, hub: Bools, *, own: Bools, matched: tuple[Ints, Ints]
) -> None:
    """Add the clues of one person under several numbers, of numbers handed on and of templates.

    ``matched`` are rows (ad, key) of one person; ``own`` tells which windows may be a person's own number.
    """
    clues = heard.clues
    near = heard.near.without(silent)
    clues.add("same_person", *same_name_texts(table, near))
    near = near.some(near.telling).without_both(hub)
    clues.add("same_person", *matched)
    identity = clues.labels(len(table), without=set(KINDS) - ONE_PERSON)
    clues.add("number_handed_on", *handed_on(table, heard.phones, np.where(silent, UNKNOWN, identity), own))
    groups = text_groups(table, near, heard.texts, person, clues.labels(len(table)), identity=identity)
    clues.add("template_text", groups.ad, groups.key, cut=groups.cut)


def _own_numbers(heard: Heard, uses: NumberUses) -> Bools:
    """Tell for each window of a number whether a person can have it for herself."""
    return uses.joining() & ~uses.set_by_person & ~heard.of_site


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


def _add_things(clues: Clues, kind: str, rows: Windows, base: Ints, *, also_cut: dict[int, str] | None = None) -> None:
    """Add the clues of handles or addresses; those of very many otherwise unconnected groups are cut."""
    if not len(rows.ad):
        return
    groups = distinct_count(rows.window, base[rows.ad], int(rows.window.max()) + 1)
    cut = dict.fromkeys(np.flatnonzero(groups > MOST_GROUPS).tolist(), TOO_MANY[kind])
    clues.add(kind, rows.ad, rows.window, cut=cut | (also_cut or {}))
