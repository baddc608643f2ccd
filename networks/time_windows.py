"""When a number or an address changes hands: one holder's time is one window.

Numbers are handed out again after a while. A long silence after which name, house and text are all new ends one
window and begins the next; things seen in different windows are different things.
"""

from dataclasses import dataclass

import numpy as np

from networks.ad_table import AdTable, Ints
from networks.components import renumber
from networks.site_numbers import site_numbers
from networks.texts import Texts

# Days of silence after which a number may have a new holder (operators keep numbers back for weeks to months).
SILENCE_DAYS = 60.0
# Where it is known how long ads were up, so many days between two lone holders with nothing in common are enough.
HANDOVER_DAYS = 2.0
# After so long a silence (far beyond any operator's quarantine) contradictions are enough, named or not.
LONG_SILENCE_DAYS = 200.0
LEAST_CONTRADICTIONS = 2
YEARS_APART = 3
# Longer than any history, in days.
DAYS_APART = 1e6
# Texts at least this alike speak for the same holder.
ALIKE = 0.45
UNKNOWN_LIFE_DAYS = 14.0


@dataclass(slots=True)
class Windows:
    """Rows (ad, window) of one kind of thing; ``thing`` names for each window the number or address it is about."""

    ad: Ints
    window: Ints
    thing: Ints

    def __len__(self) -> int:
        return len(self.thing)


def split_by_time(table: AdTable, ad: Ints, thing: Ints, texts: Texts, neutral: Ints | None = None) -> Windows:
    """Return the windows of things (numbers, addresses) seen on ads.

    Rows of ``neutral`` ads (recruitment posts) speak for no holder: they join the window nearest in time.
    """
    if not len(ad):
        return Windows(ad, thing, np.zeros(0, dtype=np.int64))
    order = np.lexsort((ad, table.day[ad], thing))
    ad, thing = ad[order], thing[order]
    if neutral is not None and len(neutral):
        aside = np.isin(ad, neutral)
        aside &= np.isin(thing, thing[~aside])
        return _with_neutral(table, split_by_time(table, ad[~aside], thing[~aside], texts), ad[aside], thing[aside])
    begins = np.ones(len(ad), dtype=bool)
    begins[1:] = thing[1:] != thing[:-1]
    for place in _new_holders(table, ad, thing, texts):
        begins[place] = True
    window = np.cumsum(begins) - 1
    return Windows(ad, window, thing[begins])


def _with_neutral(table: AdTable, rows: Windows, ad: Ints, thing: Ints) -> Windows:
    """Add rows to the window of the same thing that is nearest in time."""
    things = rows.thing[rows.window]
    nearest = [
        int(rows.window[start + np.argmin(np.nan_to_num(np.abs(table.day[rows.ad[start:stop]] - table.day[one])))])
        for one, start, stop in zip(
            ad.tolist(), np.searchsorted(things, thing), np.searchsorted(things, thing, side="right"), strict=True
        )
    ]
    return Windows(
        np.concatenate((rows.ad, ad)), np.concatenate((rows.window, np.array(nearest, dtype=np.int64))), rows.thing
    )


def _new_holders(table: AdTable, ad: Ints, thing: Ints, texts: Texts) -> list[int]:
    """Return the rows at which a thing comes back after a silence with everything else new."""
    # Things are in order, so a running maximum over (thing, day) restarts by itself at each thing.
    until = np.maximum.accumulate(np.nan_to_num(table.last_day[ad]) + thing * DAYS_APART) - thing * DAYS_APART
    gap = table.day[ad[1:]] - until[:-1]
    watched = until > np.nan_to_num(table.day[ad])
    soon = (gap >= HANDOVER_DAYS) & (gap < SILENCE_DAYS) & (watched[:-1] | watched[1:])
    quiet = np.flatnonzero((thing[1:] == thing[:-1]) & ((gap >= SILENCE_DAYS) | soon)) + 1
    cosine, _ = texts.similarities(ad[quiet - 1], ad[quiet])
    quiet = quiet[(cosine < ALIKE) & ~site_numbers(table, ad, thing, int(thing.max()) + 1)[thing[quiet]]]
    starts = np.searchsorted(thing, thing[quiet], side="left")
    stops = np.searchsorted(thing, thing[quiet], side="right")
    return [
        place
        for place, start, stop in zip(quiet.tolist(), starts.tolist(), stops.tolist(), strict=True)
        if _all_new(table, ad[start:place], ad[place:stop], only_two=bool(soon[place - 1]))
        or (gap[place - 1] >= LONG_SILENCE_DAYS and _contradicts(table, ad[start:place], ad[place:stop]))
    ]


def _all_new(table: AdTable, before: Ints, after: Ints, *, only_two: bool) -> bool:
    """Tell whether nothing of before is seen after; with ``only_two`` also towns, and one name on either side at most."""
    for column in (table.alias, table.address, *((table.place, table.age) if only_two else ())):
        earlier = set(column[before].tolist()) - {-1}
        if not earlier.isdisjoint(column[after].tolist()):
            return False
    names = [set(table.alias[side].tolist()) - {-1} for side in (before, after)]
    # Where a side names nobody, silence alone proves nothing.
    return all(len(side) == 1 for side in names) if only_two else all(names)


def _contradicts(table: AdTable, before: Ints, after: Ints) -> bool:
    """Tell whether name, age, town and house agree in nothing and differ in at least two."""
    differ = 0
    for column in (table.alias, table.place, table.address):
        one, other = (set(column[side].tolist()) - {-1} for side in (before, after))
        if one & other:
            return False
        differ += bool(one and other)
    ages = [table.age[side][table.age[side] >= 0] for side in (before, after)]
    if len(ages[0]) and len(ages[1]):
        apart = int(np.abs(ages[0][:, None] - ages[1][None, :]).min())
        if apart < YEARS_APART - 1:
            return False
        differ += apart >= YEARS_APART
    return differ >= LEAST_CONTRADICTIONS


def most_at_once(table: AdTable, rows: Windows, voice: Ints) -> Ints:
    """Return for each window the most voices (ads or persons) live at the same time.

    An ad of which only one moment is known counts as live for two weeks.
    """
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    begin, end = table.day[rows.ad], table.last_day[rows.ad]
    end = np.where(end > begin, end, begin + UNKNOWN_LIFE_DAYS)
    known = ~np.isnan(begin)
    spans = renumber(rows.window, voice[rows.ad])
    # One voice's ads that overlap count once: merge to the hull of each voice.
    first, last = np.full(spans.max() + 1, np.inf), np.full(spans.max() + 1, -np.inf)
    np.minimum.at(first, spans[known], begin[known])
    np.maximum.at(last, spans[known], end[known])
    owner = np.zeros(spans.max() + 1, dtype=np.int64)
    owner[spans] = rows.window
    good = np.isfinite(first)
    most = np.zeros(len(rows), dtype=np.int64)
    # One number holds window, moment and whether a voice ends (0) or begins (1) then: ends come before beginnings of the
    # same moment, so that a hand-over is not two at once. A plain sort of these is many times faster than one by columns.
    moments, when = np.unique(np.concatenate((first[good], last[good])), return_inverse=True)
    begins = np.repeat(np.array([1, 0]), np.count_nonzero(good))
    events = np.sort(((np.tile(owner[good], 2) * len(moments) + when) << 1) | begins)
    level = np.cumsum(((events & 1) << 1) - 1)
    np.maximum.at(most, (events >> 1) // max(len(moments), 1), level)
    return most
