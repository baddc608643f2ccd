"""Phone numbers as people hide them, with exact spans. The number plan is phonenumbers'; undoing the disguise is ours.

Never taken for phones: prices, dates, times, postcodes, company and account numbers, measures, order ids, list emoji.
"""

from bisect import bisect_left
from collections.abc import Sequence

from classifier.chunk_table import Chunks
from classifier.phones.at_numbers import ANNOUNCES, MASKED, PARTS, SPELT, UNSEEN
from classifier.phones.backwards import Announced, announced_backwards
from classifier.phones.calls import countries_named
from classifier.phones.choose import DANISH, Choice, Turned, choose, digits_at_most
from classifier.phones.chunks import Cut, cut, cut_texts
from classifier.phones.cleaned import Cleaned, gaps_of_spelt_words, without_invisible
from classifier.phones.masked import unmasked
from classifier.phones.not_phones import spans_of_other_numbers
from classifier.phones.pieces import Item
from classifier.phones.readings import Budget
from classifier.phones.runs import number_runs
from classifier.phones.split import join_beside, join_far, join_split, may_be_beside, may_be_parts
from classifier.phones.spoken_of import may_be_spoken_of
from classifier.phones.wedged import join_wedged, may_be_wedged
from models.values import PhoneHit

# Steps one text may cost: enough for a hundred hidden numbers.
STEPS = 20_000
# How far (characters) "backwards" may stand from the number it speaks of.
NEAR = 120


def _enough_digits(run: list[Item]) -> bool:
    return run[-1].end - run[0].start >= DANISH and digits_at_most(run) >= DANISH


def _may_be_written_at_home(run: list[Item]) -> bool:
    """Say whether a run may be a foreign number without its country's code: it may have more digits than a Danish one."""
    return not run[0].plus and digits_at_most(run) > DANISH


def _turned(run: list[Item], places: list[Announced]) -> Turned:
    """Say whether reversed order is announced near a run."""
    near = [sure for start, sure in places if run[0].start - NEAR <= start <= run[-1].end + NEAR]
    return (Turned.SURE if any(near) else Turned.PERHAPS) if near else Turned.NO


def _cut_out(run: list[Item], others: list[tuple[int, int]]) -> list[list[Item]]:
    """Cut a run where items lie in spans that belong to something else; ``others`` are sorted and apart."""
    parts: list[list[Item]] = [[]]
    for item in run:
        at = bisect_left(others, (item.end, 0)) - 1
        if at >= 0 and others[at][1] > item.start:
            parts.append([])
        else:
            parts[-1].append(item)
    return [part for part in parts if part]


def find_phones(text: str, lang: str = "da") -> tuple[PhoneHit, ...]:
    """Return all phone numbers of a text in order; ``lang`` helps to place national numbers of other countries."""
    return find_phones_many([text], [lang])[0]


def find_phones_many(
    texts: Sequence[str], langs: Sequence[str], chunks: Chunks | None = None
) -> list[tuple[PhoneHit, ...]]:
    """Return for each of many texts what :func:`find_phones` returns; ``chunks`` are those of the texts, where they are cut already."""
    pieces = _cut(texts, chunks)
    cleaned = [Cleaned(text, None) for text in texts]
    # Signs that nobody sees may stand in a masked word too.
    for hiding in (UNSEEN, MASKED | SPELT):
        _uncover(cleaned, pieces, hiding)
    return [
        _find(text, lang, shown, cut_up) if cut_up.telling else ()
        for text, lang, shown, cut_up in zip(texts, langs, cleaned, pieces, strict=True)
    ]


def _uncover(cleaned: list[Cleaned], pieces: list[Cut], hiding: int) -> None:
    """Take away what hides numbers in texts: signs that nobody sees, or masks; and cut these texts anew."""
    hidden = [at for at, cut_up in enumerate(pieces) if cut_up.flags & hiding]
    changed = []
    for at in hidden:
        shown = _uncovered(cleaned[at], pieces[at].flags & hiding)
        if shown is not cleaned[at]:
            cleaned[at] = shown
            changed.append(at)
    for at, cut_up in zip(changed, cut_texts([cleaned[at].text for at in changed]), strict=True):
        pieces[at] = cut_up


def _uncovered(cleaned: Cleaned, hiding: int) -> Cleaned:
    """Return a text without what hides numbers in it; the same object where that is nothing."""
    if hiding & UNSEEN:
        return without_invisible(cleaned.text)
    gaps: frozenset[int] = frozenset()
    if hiding & MASKED:
        shown, gaps = unmasked(cleaned.text)
        cleaned = Cleaned(shown, cleaned.places)
    if hiding & SPELT:
        gaps |= gaps_of_spelt_words(cleaned.text)
    return cleaned.without(gaps) if gaps else cleaned


def _cut(texts: Sequence[str], chunks: Chunks | None) -> list[Cut]:
    """Return the pieces of texts; ``chunks`` are those of most of them."""
    if chunks is None:
        return cut_texts(texts)
    pieces = cut(chunks)
    other = [at for at, (text, cut_up) in enumerate(zip(texts, chunks.texts, strict=True)) if text != cut_up]
    for at, own in zip(other, cut_texts([texts[at] for at in other]), strict=True):
        pieces[at] = own
    return pieces


def _find(text: str, lang: str, cleaned: Cleaned, pieces: Cut) -> tuple[PhoneHit, ...]:
    runs = found = number_runs(cleaned.text, pieces)
    enough = list(filter(_enough_digits, runs))
    several = len(runs) > 1
    parts = several and pieces.flags & PARTS and may_be_parts(runs, cleaned.text)
    beside = several and may_be_beside(runs)
    wedged = several and may_be_wedged(runs, cleaned.text)
    if not parts and not beside and not wedged:
        if not enough:
            return ()
        runs = enough
    # Parts of a number are looked for in short runs too.
    asked = runs if parts or beside or wedged else enough
    others = spans_of_other_numbers(
        cleaned.text,
        [(run[0].start, run[-1].end) for run in asked],
        spoken_of=may_be_spoken_of(cleaned.text, found),
    )
    if others:
        runs = [part for run in runs for part in _cut_out(run, others)]
    places = announced_backwards(cleaned.text) if pieces.flags & ANNOUNCES else []
    budget = Budget(STEPS)
    hits: list[PhoneHit] = []
    left: list[list[Item]] = []
    for run in runs:
        choices = []
        if _enough_digits(run):
            named = countries_named(cleaned.text, run[0].start) if _may_be_written_at_home(run) else []
            choices = choose(run, lang, budget, turned=_turned(run, places), named=named)
        hits += [_hit(text, cleaned, run, choice) for choice in choices]
        if not choices:
            left.append(run)
    joined = list(join_split(left, cleaned.text, lang, budget)) if parts else []
    if parts and not joined and not hits:
        joined = list(join_far(left, cleaned.text, lang, budget))
    if beside and not joined and not hits:
        joined = list(join_beside(left, cleaned.text, lang, budget))
    if wedged:
        joined += join_wedged(left, cleaned.text)
    for items, e164 in joined:
        start, end = cleaned.span(items[0].start, items[-1].end, text)
        hits.append(PhoneHit(e164, start, end, True))
    return tuple(sorted(hits, key=lambda hit: hit.start) if len(hits) > 1 else hits)


def _hit(text: str, cleaned: Cleaned, run: list[Item], choice: Choice) -> PhoneHit:
    items = run[choice.first : choice.last]
    first = items[0].start
    if items[0].plus and items[0].plain:
        while first and cleaned.text[first - 1] in "+＋( ":
            first -= 1
            if cleaned.text[first] in "+＋":
                break
        while cleaned.text[first] == " ":
            first += 1
    start, end = cleaned.span(first, items[-1].end, text)
    broken_up = cleaned.places is not None and end - start > items[-1].end - first
    return PhoneHit(choice.e164, start, end, choice.obscured or broken_up)
