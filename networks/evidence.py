"""Gather all clues of a set of ads and judge each: does it join, or is it cut, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Ints
from networks.clues import Clues
from networks.components import distinct_count, renumber
from networks.mistyped import slips
from networks.near_texts import near_texts, without_house_text
from networks.number_types import MANY_PERSONS, NEVER_JOINS, NumberType, NumberUse, number_uses
from networks.persons import make_persons, text_keys
from networks.phrases import shared_phrases
from networks.recruitment import seeks_workers
from networks.text_groups import text_groups
from networks.text_sketch import word_pairs
from networks.time_windows import Windows, split_by_time

# An address or a handle of more otherwise unconnected groups than this is a hotel's or a site's.
MOST_GROUPS = 15
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
    recruiting: frozenset[str] = frozenset()


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
    texts = without_house_text(word_pairs(table.texts), contact, table.site)
    keys = text_keys(texts.pairs)
    phones = split_by_time(table, table.phone_ad, table.phone, texts)
    person = make_persons(table, phones, keys)
    uses = number_uses(table, phones, person, keys, types)
    clues = Clues()
    clues.add("same_person", np.arange(len(table)), person)
    wrong = _add_mistyped(table, clues, phones, slips(table, phones, person, texts))
    right = Windows(phones.ad[~wrong], phones.window[~wrong], phones.thing)
    busy = [
        w
        for w, use in enumerate(uses)
        if not use.set_by_person and (use.is_hub or use.type in NEVER_JOINS or use.persons >= MANY_PERSONS)
    ]
    phrases = shared_phrases(right, busy, texts, person)
    posts = _recruiting_ads(table, recruiting)
    _add_numbers(table, clues, right, uses, posts)
    for window, ads in sorted(phrases.items()):
        clues.add("number_and_phrase", ads, np.full(len(ads), window))
    base = clues.labels(len(table))
    _add_things(clues, "shared_handle", Windows(table.handle_ad, table.handle, table.handle), base)
    named = np.flatnonzero(table.address >= 0)
    _add_things(clues, "same_address", split_by_time(table, named, table.address[named], texts), base)
    near = near_texts(texts, contact, np.ones(len(table), dtype=bool))
    groups = text_groups(table, near, person, clues.labels(len(table)))
    clues.add("same_person", groups.own_ad, groups.own_key)
    clues.add("template_text", groups.ad, groups.key, cut=groups.cut)
    return Evidence(table, clues, person, phones, uses, frozenset(table.ids[row] for row in posts.tolist()))


def _recruiting_ads(table: AdTable, known: frozenset[str] | None) -> Ints:
    if known is not None:
        return np.array([row for row, ad in enumerate(table.ids) if ad in known], dtype=np.int64)
    return np.array([row for row, text in enumerate(table.texts) if seeks_workers(text)], dtype=np.int64)


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
    for kind, rows in (("shared_phone", ~recruiting), ("number_in_recruitment", recruiting)):
        clues.add(kind, phones.ad[rows], phones.window[rows], cut=cut)
    barred = np.isin(phones.window, np.array(sorted(cut), dtype=np.int64)) & (table.address[phones.ad] >= 0)
    house = table.address[phones.ad[barred]]
    if len(house):
        clues.add("number_and_address", phones.ad[barred], renumber(phones.window[barred], house))


def _add_things(clues: Clues, kind: str, rows: Windows, base: Ints) -> None:
    """Add the clues of handles or addresses; those of very many otherwise unconnected groups are cut."""
    if not len(rows.ad):
        return
    groups = distinct_count(rows.window, base[rows.ad], int(rows.window.max()) + 1)
    many = np.flatnonzero(groups > MOST_GROUPS).tolist()
    clues.add(kind, rows.ad, rows.window, cut=dict.fromkeys(many, TOO_MANY[kind]))
