"""How many ads a list says it has: "25 opslag", "41 results", "1–20 of 41", "i alt 32", or a total in its JSON. Pure."""

import re

from crawler.json_paths import paths
from crawler.learn.samples import Sample
from crawler.plain_text import element_text

HIGHEST = 20_000
_NOUN = (
    r"annoncer|annonse[rn]?|opslag|emner|tråde|profiler|piger|resultater|treff|hits?|træffere?|ads|adverts|listings?|results|profiles|topics|threads|posts"
    r"|anzeigen|inserate|einträge|treffer|themen|ergebnisse|annonser|inlägg|trådar|träffar|resultat|indlæg|ladies|escorts|klinikker|steder|tilbud|offers|angebote"
)
_COUNTED = re.compile(
    rf"(?<![\d.,:/-])(\d{{1,5}})\s+(?:aktive\s+|active\s+|aktuelle\s+|ledige\s+)?(?:{_NOUN})\b", re.IGNORECASE
)
_NAMED = re.compile(rf"\b(?:{_NOUN})\s*[:(]\s*(\d{{1,5}})(?!\d)", re.IGNORECASE)
_OF = re.compile(
    r"\d{1,5}\s*(?:[-–]|til|to|bis|till)\s*\d{1,5}\s+(?:af|of|von|av|ud af|out of)\s+(\d{1,5})(?!\d)|\b(?:i alt|total|totalt|gesamt|insgesamt)\s*:?\s*(\d{1,5})(?!\d)",
    re.IGNORECASE,
)
_TOTAL_KEYS = re.compile(
    r"^(?:total|total_?(?:count|hits|items|results)|count|i_?alt|antal|gesamt|anzahl|hits_?total|num_?found|size_total)$",
    re.IGNORECASE,
)


def stated_totals(page: Sample) -> set[int]:
    """Return every number a list page gives as its total; empty when it gives none."""
    if page.json is not None:
        return json_totals(page.json)
    text = element_text(page.tree)[:40_000]
    found = [int(hit[1]) for pattern in (_COUNTED, _NAMED) for hit in pattern.finditer(text)]
    found.extend(int(hit[1] or hit[2]) for hit in _OF.finditer(text))
    return {number for number in found if 0 < number <= HIGHEST}


def json_totals(content: object) -> set[int]:
    """Return the totals that a JSON list names."""
    return {
        value
        for path, value in paths(content, most_list=0)
        if isinstance(value, int)
        and not isinstance(value, bool)
        and 0 < value <= HIGHEST
        and _TOTAL_KEYS.match(path.rsplit(".", maxsplit=1)[-1])
    }


def missing_by(totals: set[int], found: int) -> int | None:
    """Return the total that the list names and that was not reached, None when it was or none is named."""
    above = [total for total in totals if total > found]
    if not above or any(0.97 * total <= found <= total * 1.03 + 1 for total in totals):
        return None
    return min(above)
