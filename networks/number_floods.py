"""Numbers that flood: very many ads at once in many towns, alike or at a pace nobody works."""

import numpy as np

from networks.ad_table import AdTable, Bools, Floats, Ints
from networks.components import distinct_count
from networks.number_types import HUB_ADS
from networks.texts import Texts
from networks.time_windows import Windows, most_at_once

# A flood: in at least so many towns, the same text again and again (this share of neighbouring ads), or at this pace.
FLOOD_PLACES = 5
FLOOD_ALIKE_SHARE = 0.6
ALIKE = 0.5
FLOOD_ADS = 30
FLOOD_ADS_A_DAY = 2.0
# Of a flood's ads at most this share shows another number as well.
MOST_BESIDE = 0.25


def floods(table: AdTable, phones: Windows, texts: Texts) -> Bools:
    """Tell for each window whether its number floods: very many ads at once in many towns, alike or at a pace nobody works."""
    windows = len(phones)
    if not windows:
        return np.zeros(0, dtype=bool)
    ads = distinct_count(phones.window, table.ident[phones.ad], windows)
    places = distinct_count(phones.window, table.place[phones.ad], windows)
    # No more ads can be live at once than there are: only the few numbers with very many are counted in time.
    many = ((ads > HUB_ADS) & (places >= FLOOD_PLACES))[phones.window]
    if not many.any():
        return np.zeros(windows, dtype=bool)
    busy = most_at_once(table, Windows(phones.ad[many], phones.window[many], phones.thing), table.ident) > HUB_ADS
    rows = np.flatnonzero(busy[phones.window])
    first, last = np.full(windows, np.inf), np.full(windows, -np.inf)
    np.fmin.at(first, phones.window[rows], table.day[phones.ad[rows]])
    np.fmax.at(last, phones.window[rows], table.day[phones.ad[rows]])
    pace = ads / np.maximum(np.where(busy, last - first, 1.0), 1.0)
    hasty = (ads >= FLOOD_ADS) & (pace >= FLOOD_ADS_A_DAY)
    # A number that one site puts before people's own is as busy, but stands beside their own and nowhere else.
    beside = np.bincount(phones.ad, minlength=len(table))[phones.ad] >= 2
    shared = np.bincount(phones.window[beside], minlength=windows)
    hasty &= (distinct_count(phones.window, table.site[phones.ad], windows) >= 2) & (shared <= MOST_BESIDE * ads)
    return busy & (hasty | (_alike_share(table, phones, texts, rows) >= FLOOD_ALIKE_SHARE))


def _alike_share(table: AdTable, phones: Windows, texts: Texts, rows: Ints) -> Floats:
    """Return for each window the share of its neighbouring ads (in time) that are near-identical in text."""
    order = rows[np.lexsort((phones.ad[rows], table.day[phones.ad[rows]], phones.window[rows]))]
    same = (phones.window[order][1:] == phones.window[order][:-1]) & (phones.ad[order][1:] != phones.ad[order][:-1])
    first, second = phones.ad[order[:-1][same]], phones.ad[order[1:][same]]
    cosine, _ = texts.similarities(first, second)
    owner = phones.window[order[:-1][same]]
    alike = np.bincount(owner[cosine >= ALIKE], minlength=len(phones))
    return np.asarray(alike / np.maximum(np.bincount(owner, minlength=len(phones)), 1), dtype=np.float64)
