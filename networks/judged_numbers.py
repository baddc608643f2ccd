"""Judge the numbers: which join by themselves, which only together with a house, a town or a phrase, and which not at all."""

import numpy as np

from networks.ad_table import UNKNOWN, AdTable, Bools, Ints
from networks.clues import Clues
from networks.components import distinct, first_places, renumber
from networks.hearing import Heard
from networks.mistyped import slips
from networks.number_types import MANY_PERSONS, TYPES, NumberType
from networks.number_uses import NumberUses
from networks.phrases import shared_phrases
from networks.time_windows import Windows

# Of an office's persons at most this share have another number.
MOST_REACHED_ELSEWHERE = 0.1
# A busy number in a recruitment post still counts when it stands for so many names at most (the post is one).
MOST_NAMES_SOUGHT = 3
_NUMBER_CUTS = {
    NumberType.CLINIC_RECEPTION: "number_of_reception",
    NumberType.AGENCY: "number_of_agency",
    NumberType.FORWARDING: "number_of_forwarding",
    NumberType.SPAM: "number_of_spam",
}


def judge_numbers(table: AdTable, heard: Heard, person: Ints, uses: NumberUses, silent: Bools) -> Bools:
    """Add the clues of persons and numbers; tell for each ad whether it is reached only by numbers that join nobody."""
    clues, phones = heard.clues, heard.phones
    clues.add("same_person", np.arange(len(table)), person)
    hub = _only_by_hub(table, phones, uses)
    slipped = [slip for slip in slips(table, phones, person, heard.texts) if not silent[slip[2]]]
    wrong = _add_mistyped(table, clues, phones, slipped)
    # An ad with a slip in a business's number has that business's wording, not a person's.
    hub[[ad for _, ad, other in slipped if hub[other]]] = True
    right = Windows(phones.ad[~wrong], phones.window[~wrong], phones.thing)
    busy = ~uses.set_by_person & (~uses.joining() | (uses.persons >= MANY_PERSONS))
    phrases = shared_phrases(right, np.flatnonzero(busy).tolist(), heard.texts, person)
    _add_numbers(table, clues, right, uses, heard.posts)
    for window, ads in sorted(phrases.items()):
        clues.add("number_and_phrase", ads, np.full(len(ads), window))
    _add_offices(clues, right, uses, person)
    return hub


def _only_by_hub(table: AdTable, phones: Windows, uses: NumberUses) -> Bools:
    """Tell for each ad whether it can be reached only by numbers that join nobody: its wording may be the business's own."""
    joins = uses.joining()
    reached, joined = np.zeros(len(table), dtype=bool), np.zeros(len(table), dtype=bool)
    reached[phones.ad] = True
    joined[phones.ad[joins[phones.window]]] = True
    return reached & ~joined


def _add_mistyped(
    table: AdTable, clues: Clues, phones: Windows, found: list[tuple[int, int, int]]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Add the clues of mistyped numbers; return which rows of ``phones`` are wrong numbers."""
    wrong = np.zeros(len(phones.ad), dtype=bool)
    rows = np.array(found, dtype=np.int64).reshape(-1, 3)
    wrong[rows[:, 0]] = True
    clues.add("mistyped_number", rows[:, 1:].reshape(-1), np.repeat(np.arange(len(rows)), 2))
    return wrong


def _add_numbers(table: AdTable, clues: Clues, phones: Windows, uses: NumberUses, posts: Ints) -> None:
    """Add the clues of numbers: by themselves where they may join, else together with a house."""
    barring = np.flatnonzero(~uses.joining())
    reasons = [_NUMBER_CUTS.get(kind, "number_on_many_ads") for kind in TYPES]
    cut = {window: reasons[kind] for window, kind in zip(barring.tolist(), uses.kind[barring].tolist(), strict=True)}
    recruiting = np.isin(phones.window, distinct(phones.window[np.isin(phones.ad, posts)]))
    clues.add("shared_phone", phones.ad[~recruiting], phones.window[~recruiting], cut=cut)
    # One advertiser's number in a post is two kinds of evidence, however many ads she has.
    sought = {window: cut[window] for window in barring[uses.names[barring] > MOST_NAMES_SOUGHT].tolist()}
    clues.add("number_in_recruitment", phones.ad[recruiting], phones.window[recruiting], cut=sought)
    barred = ~uses.joining()[phones.window] & (table.address[phones.ad] >= 0)
    house = table.address[phones.ad[barred]]
    if len(house):
        clues.add("number_and_address", phones.ad[barred], renumber(phones.window[barred], house))
    local = _in_main_town(table, phones) & uses.of_type(NumberType.CLINIC_RECEPTION)[phones.window]
    clues.add("number_and_town", phones.ad[local], phones.window[local])


def _add_offices(clues: Clues, phones: Windows, uses: NumberUses, person: Ints) -> None:
    """Add the clues of agencies' numbers behind which hardly anybody has a number of her own: one office answers for all.

    A number that a site puts before people's own is another matter: those people are reached by their own elsewhere. And a
    number in more live ads than a hub's never joins by itself, whoever answers it (the catalogue's rule).
    """
    first = first_places(renumber(phones.window, person[phones.ad]))
    window, whose = phones.window[first], person[phones.ad[first]]
    numbers = np.bincount(whose, minlength=int(person.max()) + 1 if len(person) else 0)
    elsewhere = numbers[whose] > 1
    persons, others = np.bincount(window, minlength=len(uses)), np.bincount(window[elsewhere], minlength=len(uses))
    office = uses.of_type(NumberType.AGENCY) & ~uses.set_by_person & (uses.sites > 1) & ~uses.hubs()
    office &= others <= MOST_REACHED_ELSEWHERE * persons
    # Whoever has another number is a guest there until something else joins her.
    rows = office[phones.window] & (numbers[person[phones.ad]] == 1)
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
