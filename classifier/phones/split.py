"""Join a number whose parts stand in different sentences: "starts with 7174 … and ends with 6288"."""

import itertools
import re
from collections.abc import Iterator

from classifier.folding import fold
from classifier.phones.pieces import Item
from classifier.phones.plan import danish
from classifier.phones.readings import Budget, readings

# Words (their beginnings) that say a part of a number comes.
_CUES = (
    "begynd starte start ende slut rest resten sidst første efterfulgt derefter fortsæt foran bagefter så then end last first finally lastly then "
    "begin follow rest half continue second börja sluta sista först resten beginn anfang ende letzte erste rest dann "
    "începe termin sfârș ultim prim restul apoi zaczyn kończ ostatni pierwsz reszta potem empieza termina último primer resto luego "
    "kezdőd végződ utolsó első maradék aztán начина заканч последн перв остал дальше потом inizia finisce ultim prim resto poi "
    "halvdel anden halva andra hälft zweit jumăt doua połow drug mitad segund fele második половин втор metà second "
    "започва завършва последни първ остан после เริ่ม ลงท้าย ที่เหลือ ต่อด้วย"
)
_STEMS = tuple(sorted({fold(word) for word in _CUES.split()}))
_WORD = re.compile(r"[^\W\d_]+|[\u0e00-\u0e7f]+")
FARTHEST = 70
MOST_PARTS = 4


def _announced(between: str) -> bool:
    return any(fold(word).startswith(_STEMS) for word in _WORD.findall(between))


def _counts_digits(run: list[Item], text: str) -> bool:
    """Say whether a run is no part but tells how many digits come: "the first four are"."""
    before = _WORD.findall(text[max(0, run[0].start - 20) : run[0].start])
    return (
        len(run) == 1 and run[0].end - run[0].start > 1 and not run[0].plain and bool(before) and _announced(before[-1])
    )


def _digits_of(run: list[Item], lang: str, budget: Budget) -> set[str]:
    """Return what a whole short run can spell."""
    if len(run) > 8 or any(item.measured for item in run):
        return set()
    # A word before plain digits may be none ("termina en 4077": Danish "en" is one).
    starts = (0, 1) if len(run) > 1 and not run[0].plain and run[1].plain else (0,)
    return {
        digits
        for start in starts
        for last, digits in readings(run, start, lang, budget)
        if last == len(run) and len(digits) <= 7
    }


def join_split(runs: list[list[Item]], text: str, lang: str, budget: Budget) -> Iterator[tuple[list[Item], str]]:
    """Yield (items, E.164) where parts of 2 to 6 digits, announced as parts, make a Danish number together."""
    runs = [run for run in runs if not _counts_digits(run, text)]
    at = 0
    while at < len(runs):
        for size in range(min(MOST_PARTS, len(runs) - at), 1, -1):
            joined = _join(runs[at : at + size], text, lang, budget)
            if joined:
                yield [item for run in runs[at : at + size] for item in run], joined
                at += size - 1
                break
        at += 1


def _join(parts: list[list[Item]], text: str, lang: str, budget: Budget) -> str | None:
    for before, after in itertools.pairwise(parts):
        between = text[before[-1].end : after[0].start]
        if len(between) > FARTHEST or not _announced(between):
            return None
    spelled = {""}
    for part in parts:
        options = {digits for digits in _digits_of(part, lang, budget) if len(digits) >= 2}
        spelled = {head + digits for head in spelled for digits in options if len(head) + len(digits) <= 8}
        if not spelled or not budget.spend():
            return None
    for digits in sorted(spelled):
        found = danish(digits) if len(digits) == 8 else None
        if found:
            return found
    return None
