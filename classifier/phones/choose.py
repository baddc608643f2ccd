"""Choose the phone numbers in a run of number items: the neatest reading that the number plan knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from classifier.phones.pieces import Item
from classifier.phones.plan import danish, international, national
from classifier.phones.readings import Atoms, Budget, readings
from classifier.phones.wedged import PAIRS
from classifier.spans import TakenSpans

# How people group eight digits when they mean a number; other groupings need the whole run.
_NEAT_GROUPS = {(8,), (4, 4), (2, 2, 2, 2), (1,) * 8, (2, 3, 3), (3, 3, 2), (3, 2, 3), (2, 2, 4), (4, 2, 2), (2, 6)}
# Groupings so clear that an amount or a week may follow without a sign: "71 74 62 88 kr. 600", "+45 71 74 62 88; uge 47".
_MEASURED_AFTER = {(2, 2, 2, 2), (4, 4), (8,)}
# Nobody writes every digit by itself between these who wants it read: "7/1/7", or each on a line; nor pairs in brackets or on lines.
_ONE_BY_ONE, _EACH_APART = frozenset("()\n,/"), frozenset("(\n")
_PLAIN_SIGNS = frozenset(" .-–—‐‑−/()+,\t\n\r\u00a0\u202f\u2009:'")
# Signs that bind the digits of one number together, and how many numbers they bind at least.
_TIGHT = frozenset("-./")
_WITHIN = _TIGHT | {"", " ", " - "}
FEWEST_BOUND, YEAR, DANISH = 4, 4, 8
PAIR_OF_YEARS, FIRST_YEAR, LAST_YEAR = 2, 1950, 2049


class Turned(IntEnum):
    """Whether reversed order is announced, for sure or in words that mean much else too."""

    NO, PERHAPS, SURE = range(3)


@dataclass(frozen=True, slots=True)
class Choice:
    """A number over items ``first`` to ``last`` (exclusive) of a run."""

    first: int
    last: int
    e164: str
    obscured: bool
    rank: int


def is_obscured(items: list[Item]) -> bool:
    """Say whether these items are written so that machines will not read them: words, symbols, odd signs between."""
    if not _all_plain(items):
        return True
    if any(item.gap != " " and (item.softs or not _PLAIN_SIGNS.issuperset(item.gap)) for item in items[1:]):
        return True
    gaps = [item.gap for item in items[1:]]
    if len(gaps) >= PAIRS - 1 and not any(map(_EACH_APART.isdisjoint, gaps)):
        return True
    one_by_one = len(items) >= DANISH and all(item.end - item.start == 1 for item in items)
    return one_by_one and not any(map(_ONE_BY_ONE.isdisjoint, gaps))


def _all_plain(items: list[Item]) -> bool:
    """Say whether all items are written in plain digits."""
    return False not in [item.plain for item in items]


def _languages(items: list[Item], lang: str, named: Sequence[str]) -> list[str]:
    """Return the languages whose country may be meant: those ``named`` before the number, the text's, those of the number words."""
    spoken = {meaning.lang for item in items for meaning in item.meanings if meaning.lang}
    return list(dict.fromkeys([*named, lang, *sorted(spoken)]))


def _number(digits: str, langs: list[str], *, plus: bool, whole: bool, pairs: bool) -> str | None:
    if plus:
        return international(digits)
    if digits.startswith("00"):
        return international(digits[2:])
    found = danish(digits)
    if found is None and whole and not pairs:
        found = next((number for lang in langs if (number := national(digits, lang))), None)
    return found


def _rank(items: list[Item], first: int, last: int, e164: str, plus: bool) -> int | None:
    """Rank a window, smaller is better; None when it looks like prices or measures rather than a number."""
    window = items[first:last]
    whole = _stands_apart(items, first, last)
    bound = _bound(items, first, last)
    plain = _all_plain(window)
    groups = tuple([item.end - item.start for item in window]) if plain else ()
    neat = not groups or groups in _NEAT_GROUPS or (groups[0] in (2, 4) and groups[1:] in _NEAT_GROUPS)
    if not bound and True in [item.measured for item in window]:
        national_groups = groups[1:] if plus else groups
        if national_groups not in _MEASURED_AFTER or any(item.measured for item in window[:-1]):
            return None
    listed = (
        _two_sentences(window) or _counts_up(window) or _in_row_of_fours(items, first, last)
        if plain
        else _letters_end_groups(window)
    )
    if listed:
        return None
    if window[-1].measured and _steps(window):
        return None
    if plus or bound:
        return 0
    if not neat and not whole:
        return None
    rank = 1 if whole else 3
    if not whole:
        inner = {item.gap.strip() for item in window[1:]}
        if first and items[first].gap.strip() in inner:
            rank += 1
        if last < len(items) and items[last].gap.strip() in inner:
            rank += 1
        if first and items[first - 1].plain != items[first].plain:
            rank -= 1
        if groups and len({len(str(group)) for group in groups}) > 1:
            rank += 1
    return rank


def _stands_apart(items: list[Item], first: int, last: int) -> bool:
    """Say whether a window is a whole run, or sentence ends part it from what stands beside it."""
    begins = first == 0 or (
        _ends_sentence(items[first].gap) and not _ends_sentence(items[first + 1].gap if first + 1 < last else "")
    )
    return begins and (last == len(items) or _ends_sentence(items[last].gap))


def _bound(items: list[Item], first: int, last: int) -> bool:
    """Say whether one tight sign binds four numbers or more together and to nothing beside them: "43, 71-7-4-9-0-0-7"."""
    if last - first < FEWEST_BOUND or items[first + 1].gap not in _TIGHT:
        return False
    gaps = {item.gap for item in items[first + 1 : last]}
    beside = [item.gap for item in items[first : first + 1] if first] + [item.gap for item in items[last : last + 1]]
    # A digit glued to the last word belongs to it: "71-74-62-eighty8".
    return len(gaps) == 1 and gaps.isdisjoint(beside) and "" not in beside


def _ends_sentence(gap: str) -> bool:
    """Say whether the signs between two numbers hold a sentence end or a new line."""
    return "\n" in gap or any(sign in gap and gap.endswith(" ") for sign in ".!?;|")


def _long_enough(items: list[Item]) -> int:
    """Return with how many of the first items a number may begin: after them too few digits are left for one."""
    left = 0
    for place in range(len(items) - 1, -1, -1):
        left += items[place].most
        if left >= DANISH:
            return place + 1
    return 0


def _windows(items: list[Item], lang: str, budget: Budget, *, turned: Turned, named: Sequence[str]) -> list[Choice]:
    found: list[Choice] = []
    begins = _long_enough(items)
    if not begins:
        return found
    langs = _languages(items, lang, named)
    # An age or a price and four pairs: no foreign number of ten digits.
    pairs = len(items) == 5 and all(item.plain and item.end - item.start == 2 for item in items)
    atoms: Atoms = {}
    for first, item in enumerate(items[:begins]):
        seen: set[int] = set()
        plus = item.plus and turned is not Turned.SURE
        for last, digits in readings(items, first, lang, budget, atoms):
            if len(digits) < 8 or last in seen:
                continue
            window = items[first:last]
            # A leading zero is a foreign trunk prefix ("0151 23456789"): what follows is no number by itself.
            if len(window) > 1 and not plus and digits[0] != "0" and _holds_whole(window):
                continue
            if _whole_before_word(window, plus) or _word_before_whole(window):
                continue
            whole = _stands_apart(items, first, last)
            for place, option in enumerate([digits] if plus else _orders(digits, turned)):
                e164 = _number(option, langs, plus=plus, whole=whole, pairs=pairs)
                if e164 is None and plus:
                    e164 = international(_without_trunk(window, digits)) or danish(digits)
                rank = _rank(items, first, last, e164, plus) if e164 else None
                if e164 and rank is not None:
                    seen.add(last)
                    hidden = is_obscured(window) or option != digits
                    # Of several lengths after a plus the longest is meant; of reversed and straight what is likelier.
                    found.append(Choice(first, last, e164, hidden, rank * 100 - (last - first if plus else 0) + place))
                    break
    return found


def _orders(digits: str, turned: Turned) -> list[str]:
    """Return digits in each order in which they may be meant, the likelier first."""
    if not turned:
        return [digits]
    return [digits[::-1], digits] if turned is Turned.SURE else [digits, digits[::-1]]


def _holds_whole(items: list[Item]) -> bool:
    """Say whether what stands beside a Danish number is something else: it is one item, or grouped alike up to another sign."""
    return _danish_first(items) or any(
        item.plain and item.end - item.start == 8 and danish(item.meanings[0].digits) for item in items
    )


def _danish_first(items: list[Item]) -> bool:
    """Say whether a Danish number in equal gaps stands first and another sign parts it from the rest ("71-74-20-18. 2 days")."""
    if not items[0].plain or not items[1].plain or items[0].end - items[0].start not in (2, 4):
        return False
    digits = items[0].meanings[0].digits if items[0].meanings else ""
    for place in range(1, len(items)):
        item = items[place]
        if len(digits) == DANISH and item.gap != items[1].gap:
            return danish(digits) is not None
        if len(digits) >= DANISH or not item.plain or not item.meanings or item.gap != items[1].gap:
            return False
        digits += item.meanings[0].digits
    return False


def _two_sentences(items: list[Item]) -> bool:
    """Say whether plain digits belong to two sentences: a year ends the first ("Since 2015. 1022"), or a date ("24/12. 10-22")."""
    if len(items) < 2:
        return False
    year = items[0].end - items[0].start == YEAR and items[0].meanings[0].digits[:2] in ("19", "20")
    if year and items[1].gap not in _WITHIN:
        return True
    gaps = {item.gap for item in items[1:]}
    return {"/", "-"} <= gaps and any(map(_ends_sentence, gaps))


def _in_row_of_fours(items: list[Item], first: int, last: int) -> bool:
    """Say whether two numbers of four digits stand in a list with more of them: postcodes ("2100, 2300, 2450 and 2720")."""
    if last - first != PAIR_OF_YEARS or items[first + 1].gap.isspace():
        return False
    beside = [*items[max(0, first - 1) : first], *items[last : last + 1]]
    if not all(item.plain and item.end - item.start == YEAR for item in items[first:last]):
        return False
    return any(item.plain and item.end - item.start == YEAR for item in beside)


def _letters_end_groups(items: list[Item]) -> bool:
    """Say whether letters end groups that are no pairs, parted by a comma or a word: bus lines ("7A, 150S and 350S")."""
    sizes, letters_end = [0], False
    for at, item in enumerate(items):
        if at and ("," in item.gap or item.softs):
            letters_end = letters_end or _is_letters(items[at - 1])
            sizes.append(0)
        sizes[-1] += item.end - item.start
    return letters_end and sizes not in ([2] * 4, [4] * 2)


def _steps(items: list[Item]) -> bool:
    """Say whether numbers rise in fives, as minutes offered do ("30/45/60/90 min")."""
    values = [int(item.meanings[0].digits) if item.plain else -1 for item in items]
    return len(values) > 1 and all(value % 5 == 0 for value in values) and values == sorted(set(values))


def _counts_up(items: list[Item]) -> bool:
    """Say whether plain numbers count up evenly: weeks, rooms, sizes ("36/38/40/42"), years ("2024-2025")."""
    if len(items) not in (PAIR_OF_YEARS, FEWEST_BOUND):
        return False
    size = items[0].end - items[0].start
    if any(item.end - item.start != size for item in items):
        return False
    values = [int(item.meanings[0].digits) for item in items]
    if len(values) == PAIR_OF_YEARS:
        return min(values) >= FIRST_YEAR and max(values) <= LAST_YEAR and values[1] == values[0] + 1
    step = values[1] - values[0]
    return step in (1, 2) and values == list(range(values[0], values[-1] + 1, step))


def _whole_before_word(items: list[Item], plus: bool) -> bool:
    """Say whether plain digits are a number by themselves and one word follows ("67 48 41 83. Un saludo"): no part of it."""
    if len(items) < 2 or items[-1].plain or not all(item.plain for item in items[:-1]):
        return False
    digits = "".join(item.meanings[0].digits for item in items[:-1])
    if plus:
        return international(digits) is not None
    if digits.startswith("00"):
        return international(digits[2:]) is not None
    return len(digits) == 8 and danish(digits) is not None


def _word_before_whole(items: list[Item]) -> bool:
    """Say whether a word ends one sentence and a Danish number by itself opens the next ("ich nehme nicht jeden. 71 96 10 35")."""
    if (
        len(items) < 2
        or items[0].plain
        or not all(item.plain for item in items[1:])
        or not _ends_sentence(items[1].gap)
    ):
        return False
    return danish("".join(item.meanings[0].digits for item in items[1:])) is not None


def _without_trunk(items: list[Item], digits: str) -> str:
    """Drop the trunk zero of "+46 (0)70"; the digits as they are where there is none."""
    if not all(item.plain for item in items):
        return digits
    parts = [item.meanings[0].digits for item in items]
    for place in range(1, len(parts)):
        if parts[place].startswith("0") and "(" in items[place].gap:
            return "".join([*parts[:place], parts[place][1:], *parts[place + 1 :]])
    return digits


def _late(choice: Choice, items: list[Item]) -> bool:
    """Say whether a window begins with what is rather an age and leaves a pair of digits at the end ("Ana 36 71 74 05 81")."""
    if len(items) != 5 or choice.first != 0 or items[0].meanings[0].digits > "69":
        return False
    return all(item.plain and item.end - item.start == 2 for item in items)


def _is_eight_plain_digits(items: list[Item]) -> bool:
    """Say whether a run is as most numbers are written: eight digits and nothing else."""
    return (
        _all_plain(items)
        and True not in [item.plus for item in items]
        and sum([item.end - item.start for item in items]) == DANISH
    )


def _alone(items: list[Item], budget: Budget) -> list[Choice]:
    """Return the Danish number that a run of eight plain digits is: there is no other reading of it."""
    budget.left -= len(items)
    e164 = danish("".join([item.meanings[0].digits for item in items]))
    rank = _rank(items, 0, len(items), e164, plus=False) if e164 else None
    if e164 is None or rank is None:
        return []
    return [Choice(0, len(items), e164, is_obscured(items), rank * 100)]


def _without_letters_beside(items: list[Item]) -> list[Item]:
    """Leave out letters by themselves that are rather words: after enough digits, or before a comma.

    "67 01 25 58 o fijo", "bus 4A, 150S": but "67 09 84 OB" needs them.
    """
    while len(items) > 1 and _is_letters(items[-1]) and items[-1].gap and digits_at_most(items[:-1]) >= DANISH:
        items = items[:-1]
    while len(items) > 1 and _is_letters(items[0]) and "," in items[1].gap:
        items = items[1:]
    return items


def _is_letters(item: Item) -> bool:
    return item.meanings[0].kind == "leet"


def digits_at_most(items: list[Item]) -> int:
    """Return how many digits items can spell at most."""
    return sum([item.most for item in items])


def choose(
    items: list[Item], lang: str, budget: Budget, *, turned: Turned = Turned.NO, named: Sequence[str] = ()
) -> list[Choice]:
    """Return the best non-overlapping numbers of one run, in order.

    ``turned``: whether reversed order was announced; ``named``: the languages of countries named before the run.
    """
    if not turned and budget.left > len(items) and _is_eight_plain_digits(items):
        return _alone(items, budget)
    items = _without_letters_beside(items)
    windows = _windows(items, lang, budget, turned=turned, named=named)
    if len(windows) < 2:
        return windows
    windows.sort(key=lambda choice: (choice.rank, _late(choice, items), choice.first, -choice.last))
    chosen: list[Choice] = []
    taken = TakenSpans()
    for window in windows:
        if not taken.overlap(window.first, window.last):
            chosen.append(window)
            taken.add(window.first, window.last)
    return sorted(chosen, key=lambda choice: choice.first)
