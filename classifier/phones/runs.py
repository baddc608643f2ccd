"""Find the runs of number items in a text: numbers with nothing but separators and soft words between them."""

from bisect import bisect_left

from classifier.phones.chunks import Cut
from classifier.phones.number_words import meanings_of
from classifier.phones.pieces import (
    CURRENCY_SIGNS,
    MORE_WORDS,
    PIECE,
    PLUS_WORDS,
    SOFT_WORDS,
    UNITS,
    UNITS_BEFORE,
    Item,
)

LONGEST_GAP = 14
# So near a letter may stand to the number before it to be read as a digit.
NEAR_LETTER = 3


def _gap_allowed(gap: str) -> bool:
    return len(gap) <= LONGEST_GAP and CURRENCY_SIGNS.isdisjoint(gap)


def number_runs(text: str, cut: Cut) -> list[list[Item]]:  # noqa: PLR0912, PLR0915 (one pass over the text, kept together for speed)
    """Return the runs of number items with nothing but separators and soft words between them."""
    runs: list[list[Item]] = []
    run: list[Item] = []
    softs: list[str] = []
    plus = False
    last_end, previous, previous_end, counted = 0, "", 0, False
    pieces, ends, telling = cut.pieces, cut.ends, cut.telling
    at = -1
    while True:
        at += 1
        if not run:
            following = bisect_left(telling, at)
            if following == len(telling):
                break
            if telling[following] > at:
                # By far the most words: nothing to look at but what stands before the next number.
                at = telling[following]
                softs, plus, counted = [], False, False
                previous, previous_end = pieces[at - 1].folded, ends[at - 1]
        elif at == len(pieces):
            break
        end = ends[at]
        size, folded, is_plain, meanings, most, leet, leet_glued, _ = pieces[at]
        start = end - size
        if leet and (text[end : end + 1].isdecimal() or (run and _follows_digits(text, last_end, start, leet_glued))):
            meanings = leet
        between = text[last_end:start] if run else ""
        if (
            run
            and not is_plain
            and meanings
            and meanings[0].kind != "leet"
            and folded in SOFT_WORDS
            and not _looks_like_number(text, end)
        ):
            meanings = ()
        if not meanings:
            if folded in PLUS_WORDS:
                plus, previous, previous_end = True, folded, end
                if run:
                    softs.append(folded)
                continue
            between_digits = folded == "x" and text[start - 1].isdecimal() and text[end : end + 1].isdecimal()
            if run and between_digits and start == last_end:
                softs.append(folded)
                continue
            if run and folded in SOFT_WORDS and start - last_end <= LONGEST_GAP and len(softs) < 3:
                softs.append(folded)
                previous, previous_end = folded, end
                continue
            # "...90. Ani" begins a sentence: nothing is counted there.
            counted = False
            if run:
                counted = start - last_end <= 2 and folded in UNITS and "." not in between
                if counted:
                    run[-1] = _measured(run[-1])
                runs.append(run)
                run = []
            softs, plus, previous, previous_end = [], False, folded, end
            continue
        if run and between != " " and not _gap_allowed(_without_words(between, softs)):
            tail = between.strip()
            if tail[:1] in CURRENCY_SIGNS or tail.startswith(",-"):
                run[-1] = _measured(run[-1])
            runs.append(run)
            run, softs = [], []
        measured = not run and not counted and start - previous_end <= 3 and previous in UNITS_BEFORE
        before = between if run else text[max(0, start - 3) : start]
        if before != " ":
            stripped = before.rstrip()
            plus = plus or stripped.endswith(("+", "＋", "+(")) or _is_country(stripped, text, start, end)
            measured = measured or stripped[-1:] in CURRENCY_SIGNS
        if is_plain and previous in MORE_WORDS:
            plus = False
        run.append(Item(start, end, meanings, most, is_plain, between, plus, measured, tuple(softs)))
        softs, plus, last_end, previous, previous_end = [], False, end, folded, end
    if run:
        tail = text[last_end : last_end + 3].strip()
        if tail[:1] in CURRENCY_SIGNS or tail.startswith(",-"):
            run[-1] = _measured(run[-1])
        runs.append(run)
    return runs


def _follows_digits(text: str, last_end: int, start: int, glued: bool) -> bool:
    """Say whether a letter at ``start`` is near enough to the number before it to be read as a digit; ``glued``: only right at it.

    "Fifty-eight, I live" begins a clause with a word.
    """
    if start - last_end > NEAR_LETTER or (glued and not text[start - 1 : start].isdecimal()):
        return False
    return not (start - last_end > 1 and text[last_end] in ",.;!?" and text[start - 1] == " ")


def _looks_like_number(text: str, end: int) -> bool:
    """Say whether a word that is both soft and a number stands for a number: no other number follows it."""
    following = PIECE.search(text, end)
    return not (following and (following.group().isdecimal() or meanings_of(following.group())))


def _is_country(before: str, text: str, start: int, end: int) -> bool:
    """Say whether a country's code stands first though no plus does: "(45) 71 74 62 88", "wa.me/45…", "send?phone=45…"."""
    return (before.endswith("(") and text[start : end + 1] == "45)") or before.endswith(("me/", "ne="))


def _without_words(between: str, softs: list[str]) -> str:
    return between if not softs else "".join(sign for sign in between if not sign.isalpha())


def _measured(item: Item) -> Item:
    return item._replace(measured=True)
