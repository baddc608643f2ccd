"""Join a number whose parts stand in different sentences: "starts with 7174 … and ends with 6288"."""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from classifier.folding import fold
from classifier.phones.pieces import SOFT_WORDS, Item
from classifier.phones.plan import danish
from classifier.phones.readings import Budget, readings
from classifier.phrases import has_thai

# Words (their beginnings) that say a part of a number comes.
_CUES = (
    "begynd starte start ende slut rest resten sidst første efterfulgt derefter fortsæt foran bagefter så then end last first finally lastly then "
    "begin follow rest half continue second börja sluta sista först resten beginn anfang ende letzte erste rest dann "
    "începe termin sfârș ultim prim restul apoi zaczyn kończ ostatni pierwsz reszta potem empieza termina último primer resto luego "
    "kezdőd végződ utolsó első maradék aztán начина заканч последн перв остал дальше потом inizia finisce ultim prim resto poi "
    "zuletzt anfang sist slutligen végül koniec koniec wreszcie final fine накрая конце край "
    "halvdel anden halva andra hälft zweit jumăt doua połow drug mitad segund fele második половин втор metà second "
    "започва завършва последни първ остан после เริ่ม ลงท้าย ที่เหลือ ต่อด้วย"
)
# The shortest ("så") are whole words, longer ones begin words.
_WHOLE = frozenset(fold(word) for word in _CUES.split() if len(fold(word)) <= 2)
_STEMS = frozenset(fold(word) for word in _CUES.split()) - _WHOLE
# By their first three letters.
_CUES_BEGIN = {stem[:3]: tuple(sorted(one for one in _STEMS if one[:3] == stem[:3])) for stem in _STEMS}
CUE_OPENINGS = frozenset(_CUES_BEGIN)
_WORD = re.compile(r"[^\W\d_]+|[\u0e00-\u0e7f]+")
_WEDGE = re.compile(r" (?:[^\W\d_]+ ){0,3}")
# Words of lists and ranges: what they join are hours, rooms, ages.
_LISTING = frozenset(
    fold(word) for word in "til to till bis do a al la до eller or oder lub albo o oppure vagy sau или fra from von från od desde da din от с kl".split()
)
FARTHEST = 70
# Two halves announced as such stand farther apart, each at most so far behind what announces it.
FARTHEST_HALF, NEAR_HALF = 400, 24
# These announce that something follows, and no half.
_FOLLOWERS = frozenset(
    fold(word) for word in "efterfulgt derefter foran bagefter så then dann poi luego apoi aztán потом затем potem after lastly finally".split()
)
MOST_PARTS = 4
# Between parts that nobody announces stand at most so many signs and words, before the first a word of calling at most so far.
BESIDE, WORDS_BESIDE, NEAR_CALL = 34, 5, 60
MOST_BESIDE, HALF = 6, 3
# A Danish number is four pairs; words wedged between them are at most so long, and a word of calling stands at most so far after them.
PAIRS, FEWEST_WEDGES, LONGEST_WEDGE, NEAR_CALL_AFTER = 4, 2, 16, 30


def _announced(between: str) -> bool:
    return any(map(_is_cue, _WORD.findall(between)))


# Words (their beginnings) by which a text speaks of a phone or asks to call or write.
_CALLS = (
    "tlf telefon tel tele phone fone mob mobil nummer number numer numero numărul numar número nr num ring call dial sms text skriv whats viber signal "
    "anruf ruf schreib handy erreich sun suna llam escri dzwoń pisz zadzwoń chiama scriv cellulare móvil movil hív írj szám telo cel fono kontakt contact "
    "звон пиш напиш номер тел обад пишет моб โทร เบอร์ ring slå tast "
    "звън обажд набер apel sună scrie rezerv compon digita squill marca teclea keres csörg wähl wybierz wykręc napisz besked kontakt reach"
)
_CALLS_WHOLE = frozenset(fold(word) for word in _CALLS.split() if len(fold(word)) <= 3)
_CALLS_BEGIN = tuple(sorted({fold(word) for word in _CALLS.split()} - _CALLS_WHOLE))


@lru_cache(maxsize=30_000)
def is_call(word: str) -> bool:
    """Say whether a word speaks of a phone, or asks to call or write."""
    folded = fold(word)
    return folded in _CALLS_WHOLE or folded.startswith(_CALLS_BEGIN)


@lru_cache(maxsize=30_000)
def _is_cue(word: str) -> bool:
    return is_folded_cue(fold(word))


def is_folded_cue(folded: str) -> bool:
    """Say whether a folded word may announce a part of a number."""
    return folded.startswith(_CUES_BEGIN.get(folded[:3], ()))


def may_announce_part(chunk: str, pieces: Sequence[str]) -> bool:
    """Say whether what stands between two spaces, or one of its pieces, may announce a part of a number."""
    # Only Thai letters and others together make one word of two pieces.
    return any(map(_is_cue, pieces)) or (has_thai(chunk) and _announced(chunk))


def _counts_digits(run: list[Item], text: str) -> bool:
    """Say whether a run is no part but tells how many digits come: "the first four are"."""
    if len(run) > 1 or run[0].plain or run[0].end - run[0].start < 2:
        return False
    if not any(meaning.kind == "unit" for meaning in run[0].meanings):
        # "Ends with twenty".
        return False
    before = _WORD.findall(text[max(0, run[0].start - 20) : run[0].start])
    return bool(before) and _is_cue(before[-1])


def _is_one_digit(run: list[Item]) -> bool:
    """Say whether a run spells one digit at most: no part of a number worth announcing."""
    return len(run) == 1 and all(
        meaning.kind == "unit" or (meaning.digits and len(meaning.digits) < 2) for meaning in run[0].meanings
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
    one_digit = [_is_one_digit(run) for run in runs]
    at = 0
    while at < len(runs):
        most = min(MOST_PARTS, len(runs) - at)
        if True in one_digit[at : at + most]:
            most = one_digit.index(True, at) - at
        for size in range(most, 1, -1):
            joined = _join(runs[at : at + size], text, lang, budget)
            if joined:
                yield [item for run in runs[at : at + size] for item in run], joined
                at += size - 1
                break
        at += 1


def join_far(runs: list[list[Item]], text: str, lang: str, budget: Budget) -> Iterator[tuple[list[Item], str]]:
    """Yield (items, E.164) where two halves of a number stand far apart, each right behind what announces it.

    "The first half is 7174. … The second half is 6288": what stands between has digits of its own at times.
    """
    halves = [run for run in runs if _is_announced_half(run, text)]
    for first, second in itertools.pairwise(halves):
        if second[0].start - first[-1].end <= FARTHEST_HALF:
            spelled = [{digits for digits in _digits_of(half, lang, budget) if len(digits) == 4} for half in (first, second)]
            found = next((found for one in sorted(spelled[0]) for two in sorted(spelled[1]) if (found := danish(one + two))), None)
            if found:
                yield [*first, *second], found
                return


def _is_announced_half(run: list[Item], text: str) -> bool:
    """Say whether the words right before a run say that a number begins, ends or has a half there."""
    start = run[0].start
    before = re.split(r"[.!?\n]", text[max(0, start - NEAR_HALF) : start])[-1]
    return any(_is_cue(word) and fold(word) not in _FOLLOWERS for word in _WORD.findall(before))


def join_beside(runs: list[list[Item]], text: str, lang: str, budget: Budget) -> Iterator[tuple[list[Item], str]]:
    """Yield (items, E.164) where runs close to each other make a Danish number together, though no word announces parts.

    "7 en 7 fire (snøft) 3 nul 8 to": some words stand between; either all parts are disguised, or one and a word of calling
    stands before. All of the eight digits must be there, no more and no less.
    """
    at = 0
    while at < len(runs):
        called = _called(text, runs[at][0].start)
        for size in range(min(MOST_BESIDE, len(runs) - at), 1, -1):
            parts = runs[at : at + size]
            hidden = [disguised(run) for run in parts]
            if (all(hidden) or (called and any(hidden))) and _close(parts, text):
                found = _whole(parts, lang, budget)
                if found:
                    yield [item for run in parts for item in run], found
                    at += size - 1
                    break
        at += 1


def join_wedged(runs: list[list[Item]], text: str) -> Iterator[tuple[list[Item], str]]:
    """Yield (items, E.164) where words are wedged between four pairs of digits: "call me 71 no 74 bots 62 please 88".

    A word of calling stands near, and the words between are no list or range ("10 to 12 and 14 to 16").
    """
    at = 0
    while at < len(runs):
        items: list[Item] = []
        end = at
        while end < len(runs) and len(items) < PAIRS and _of_pairs(runs[end]):
            items += runs[end]
            end += 1
        if len(items) == PAIRS and end > at + 1 and _wedges(items, text) and _call_near(items, text):
            found = danish("".join(item.meanings[0].digits for item in items))
            if found:
                yield items, found
                at = end - 1
        at += 1


def _of_pairs(run: list[Item]) -> bool:
    return all(item.plain and item.end - item.start == 2 and not item.measured for item in run)  # noqa: PLR2004 (a pair)


def may_be_wedged(runs: list[list[Item]]) -> bool:
    """Say whether enough pairs of digits stand apart for a number with words wedged between."""
    return sum([len(run) for run in runs if _of_pairs(run)]) >= PAIRS


def _wedges(items: list[Item], text: str) -> bool:
    """Say whether nothing but some words stand between items, mostly words that join nothing."""
    between = [text[before.end : after.start] for before, after in itertools.pairwise(items)]
    if not all(len(one) <= LONGEST_WEDGE and _WEDGE.fullmatch(one) for one in between):
        return False
    words = {fold(word) for one in between for word in one.split()}
    return len(words - SOFT_WORDS - _LISTING) >= FEWEST_WEDGES


def _call_near(items: list[Item], text: str) -> bool:
    end = items[-1].end
    return _called(text, items[0].start) or any(map(is_call, _WORD.findall(text, end, end + NEAR_CALL_AFTER)))


def _called(text: str, start: int) -> bool:
    """Say whether a word of calling stands near before a place."""
    return any(map(is_call, _WORD.findall(text, max(0, start - NEAR_CALL), start)))


def _close(parts: list[list[Item]], text: str) -> bool:
    between = [text[before[-1].end : after[0].start] for before, after in itertools.pairwise(parts)]
    return all(len(one) <= BESIDE and len(_WORD.findall(one)) <= WORDS_BESIDE for one in between)


def disguised(run: list[Item]) -> bool:
    """Say whether a run holds three digits or more, one by one or in words."""
    return len(run) >= HALF and not [item for item in run if item.plain and item.end - item.start != 1]


def _whole(parts: list[list[Item]], lang: str, budget: Budget) -> str | None:
    """Return the Danish number that parts make together, with or without 45 before it."""
    spelled = [""]
    for part in parts:
        options = sorted(_digits_of(part, lang, budget), key=lambda digits: (-len(digits), digits))
        spelled = [head + digits for head in spelled for digits in options if len(head) + len(digits) <= 12]
        if not spelled or not budget.spend():
            return None
    return next((found for digits in spelled if len(digits) in (8, 10, 12) and (found := danish(digits))), None)


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
