"""Parts of ad pages that are not the ad: blocks of other ads, and the site's own frame where it states facts of its own."""

from collections.abc import Sequence

from lxml import html

from crawler.learn.slots import Slot, Slots
from crawler.parse import field_of_label, find_plain_phones

MOST_PARTS = 6
ENOUGH_SAMPLES = 3
LONGEST_FRAME = 3_000


def find_parts(slots: Slots, away: set[html.HtmlElement]) -> list[str]:
    """Return selectors of what to leave out of every ad page. ``away`` are the elements of links to other ads."""
    return [*_other_ads(slots, away), *_frame(slots)][:MOST_PARTS]


def elements_of(slots: Slots, selectors: Sequence[str]) -> list[set[html.HtmlElement]]:
    """Return for each sample the elements that these selectors leave out."""
    found: list[set[html.HtmlElement]] = [set() for _ in slots.samples]
    for selector in selectors:
        for here, elements in zip(found, slots.by_selector[selector].elements, strict=True):
            here.update(elements)
    return found


def _other_ads(slots: Slots, away: set[html.HtmlElement]) -> list[str]:
    """Return the few places that hold all links to other ads and nothing else."""
    left = {element for element in away if isinstance(element.tag, str)}
    chosen: list[str] = []
    able = [slot for slot in slots.distinct if slot.rank <= 6 and _only(slot, away)]
    while left and able and len(chosen) < MOST_PARTS - 2:
        best = max(able, key=lambda slot: (len(_inside(slot) & left), -slot.rank, -len(slot.selector)))
        gained = _inside(best) & left
        if not gained:
            break
        chosen.append(best.selector)
        left -= gained
    return chosen


def _only(slot: Slot, away: set[html.HtmlElement]) -> bool:
    elements = [element for found in slot.elements for element in found]
    return bool(elements) and len(elements) < 2_000 and all(element in away for element in elements)


def _inside(slot: Slot) -> set[html.HtmlElement]:
    return {
        inner for found in slot.elements for element in found for inner in element.iter() if isinstance(inner.tag, str)
    }


def _frame(slots: Slots) -> list[str]:
    """Return places that say the same facts on every page: the site's own number or address is not the ad's."""
    if len(slots.samples) < ENOUGH_SAMPLES:
        return []
    same = [
        slot
        for slot in slots.distinct
        if slot.rank <= 6 and slot.single and slot.fill >= 0.8 and _constant(slot, slots)
    ]
    elements = {element for slot in same for element in slot.firsts if element is not None}
    chosen = []
    for slot in same:
        first = next(element for element in slot.firsts if element is not None)
        if not any(above in elements for above in first.iterancestors()):
            chosen.append(slot.selector)
    return chosen


def _constant(slot: Slot, slots: Slots) -> bool:
    texts = [text for text in slots.texts(slot) if text]
    if len(set(texts)) != 1 or not 6 <= len(texts[0]) <= LONGEST_FRAME:
        return False
    lines = texts[0].split("\n")
    labelled = any(
        ":" in line and field_of_label(line.split(":")[0].split()[-1] if line.split(":")[0].split() else "")
        for line in lines
    )
    return labelled or bool(find_plain_phones(texts[0]))
