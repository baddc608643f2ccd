"""How long something lasts, in digits or words ("45 min", "1/2 time", "en halv time", "две часа"), where amounts stand near."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from classifier.batch import Flags, Ints
from classifier.chunk_table import Chunks
from classifier.digits import Digits, Spans
from classifier.folding import lowered
from classifier.openings import Openings
from classifier.spans import TakenSpans
from classifier.word_columns import WordColumns

_UNIT = r"time[rn]?\b|tim(?:mar|me|man)\b|t\b|h\b|hrs?\b|hours?\b|stunden?\b|std\b\.?|or[ăae]\b|godz\w*|horas?\b|ór[aá]\w*|час\w*|ชั่วโมง"
IN_DIGITS = re.compile(
    rf"(?<![\d.,:])(?<!(?<!\d)\d/)(?:(?P<minutes>\d{{2,3}})[ \u00a0-]?(?:min(?:s|\.|ut\w*|uti|uta|uty)?\b|m\b|perc\w*|мин\w*|นาที)|"
    rf"(?P<half>1/2|0[,.]5)[ ]?(?:{_UNIT})|(?P<three_quarters>3/4)[ ]?(?:{_UNIT})|"
    rf"(?P<onehalf>1[,.]5|1½|1[ ]1/2)[ ]?(?:{_UNIT})?|"
    rf"(?P<hours>\d)[ \u00a0-]?(?:{_UNIT}))",
    re.IGNORECASE,
)
# What follows digits where a duration begins with them.
LASTING = Openings(
    ["mi", "pe", "ми", "นา", "ti", "hr", "ho", "st", "or", "go", "ór", "ча", "ชั", "½", ",5", ".5", "1/"], alone="mth"
)
_HOUR = r"time(?:n)?\b|timme(?:n)?\b|t\b|h\b|hour\b|stunde\b|or[ăa]\b|godzin[aęy]\b|hora\b|ór(?:a|á\w{1,3})\b|час\b"
# Searched in small letters.
_IN_WORDS = re.compile(
    rf"½(?:[ ]?(?:{_UNIT}))?|/[ ]?(?P<by>{_HOUR})|(?<!\w)(?:"
    r"(?P<half>(?:en\s)?halv(?:\s?tim(?:e|me|men))?\b|half(?:\san)?\s?hour|halbe[nr]?\sstunde|pół\sgodz\w*|media\shora|jum[ăa]tate\sde\sor[ăa]|fél\s?ór\w*|полчаса|mezz['’]?\s?ora|mezza\sora|половин\sчас|ครึ่งชั่วโมง|"
    r"(?:tredive|thirty|trettio|dreißig|treinta|trenta|treizeci\sde|trzydzieści|harminc|тридцать|тридесет)\s(?:min|perc|мин)\w*)|"
    r"(?P<onehalf>halvanden\stime|anderthalb|półtorej\sgodz\w*|másfél\sóra|полтора\sчаса|час\sи\sполовина|hora\sy\smedia|un['’]?\s?ora\se\smezza|o\soră\sși\sjumătate|hour\sand\sa\shalf)|"
    rf"(?P<two>(?:to|two|två|zwei|dou[ăa]|dwie|dos|két|due|два|две)\s(?:{_UNIT}))|"
    rf"(?P<three>(?:tre|three|drei|trei|trzy|tres|három|три)\s(?:{_UNIT}))|"
    r"(?P<one>(?:pr\.?\s|per\s|en\s|one\s|an?\s|the\s|eine[r]?\s|die\s|der\s|pro\s|jedn[aą]\s|una\s|un['’]?\s?(?=ora)|o\s|egy\s|один\s|един\s|al\s|la\s|за\s|в\s|на\s|za\s|na\s|i\s|om\s|all['’]|l['’]))[ ]?"
    rf"(?:{_HOUR})|"
    # "Hour 1000 kr", "час стоит 1000": no article, and the amount right after.
    r"(?<!\d[ ])(?P<hour>(?:hour|timen?|timmen?|stunde|or[ăa]|godzina|hora|óra|час)(?=[ :=–-]{1,3}(?:[^\W\d_]{1,8}[ ]){0,2}\d{3}))|"
    # "1500 крон час", "1300 kr timmen".
    r"(?P<closing>(?:timen|timmen|час)(?=[ ]?(?:[,.;!)\n|/]|$))))",
)
# What stands in every match of it, in one chunk: a number without such a chunk near is beside no duration in words.
_STEM = re.compile(
    r"tim|hour|stund|or[aăáe]|ór[aá]|godz|час|halv|anderthalb|½|ชั่ว|(?<!\w)(?:hr|std|[ht](?!\w))|"
    r"tredive|thirty|trettio|dreißig|treinta|trenta|treizeci|trzydzieści|harminc|тридцат|тридесет"
)
# How far from what is searched a stem may begin or end.
_REACH = 12
# Between a duration and its price stand at most so many characters.
NEAR = 22
_FAR_BEFORE = NEAR + 12
_LOOKED_BACK, _LOOKED_AHEAD = 2, 12
_MINUTES = {
    "half": 30,
    "three_quarters": 45,
    "onehalf": 90,
    "two": 120,
    "three": 180,
    "by": 60,
    "one": 60,
    "hour": 60,
    "closing": 60,
}


class Duration(NamedTuple):
    """A duration of ``minutes`` at a place; ``worded`` where no digits tell it."""

    start: int
    end: int
    minutes: int
    worded: bool


def at_numbers(pattern: re.Pattern[str], text: str, numbers: Spans) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that begins with a number, where numbers stand."""
    searched = 0
    for start, _ in numbers:
        if start >= searched and (found := pattern.match(text, start)):
            yield found
            searched = found.end()


def near_words_of_time(digits: Digits, chunks: Chunks, texts: Sequence[str]) -> Flags:
    """Say of each run of digits whether a duration in words may stand near it; no is certain. ``chunks`` are those of the texts."""
    # One text after the other. Chunks are cut from what of a text is visible: where that is less, they stand elsewhere.
    sizes = np.array(list(map(len, texts)), np.int64)
    shift, counts = np.cumsum(sizes) - sizes, np.diff(digits.first)
    of_run, of_chunk = np.repeat(shift, counts), np.repeat(shift, chunks.counts)
    first = np.searchsorted(chunks.ends + of_chunk, digits.starts + of_run - _FAR_BEFORE - _REACH)
    last = np.searchsorted(chunks.begins + of_chunk, digits.ends + of_run + NEAR + _REACH)
    told = np.append(0, np.cumsum(_tells_time(chunks, np.flatnonzero(_covered(first, last, len(of_chunk))))))
    whole = np.array([text is cut for text, cut in zip(texts, chunks.texts, strict=True)], np.bool_)
    flags: Flags = (told[first] < told[last]) | ~np.repeat(whole, counts)
    return flags


def _covered(first: Ints, last: Ints, size: int) -> Flags:
    """Say of so many places whether any run from ``first`` to ``last`` holds them."""
    change = np.bincount(first, minlength=size + 1) - np.bincount(last, minlength=size + 1)
    covered: Flags = np.cumsum(change[:-1]) > 0
    return covered


def _tells_time(chunks: Chunks, asked: Ints) -> Flags:
    """Say of each chunk whether it may hold a word of time, if it is among those asked for; found when a chunk is first asked for."""
    known = chunks.table.known.setdefault("words of time", WordColumns(np.zeros(0, np.bool_)))
    places = chunks.places[asked]
    new = known.new(chunks.table, places)
    if len(new):
        at = np.zeros(len(chunks.table), np.int64)
        at[places] = asked
        known.columns[0][new] = [bool(_STEM.search(lowered(chunk))) for chunk in chunks.written(at[new])]
    flags = np.zeros(len(chunks.places), np.bool_)
    flags[asked] = known.columns[0][places]
    return flags


def find_durations(text: str, numbers: Spans, lasting: Spans, worded: Spans, taken: TakenSpans) -> list[Duration]:
    """Return durations in order; those in words only where an amount stands near.

    ``lasting`` are the numbers with :data:`LASTING` behind, ``worded`` those near words of time.
    """
    found = [_duration(match, worded=False) for match in at_numbers(IN_DIGITS, text, lasting)]
    if worded:
        found += _in_words(text, numbers, set(worded), taken, TakenSpans((one.start, one.end) for one in found))
    unique = {duration.start: duration for duration in found if 5 <= duration.minutes <= 24 * 60}
    return [unique[start] for start in sorted(unique)]


def _in_words(
    text: str, numbers: Spans, worded: set[tuple[int, int]], taken: TakenSpans, inside: TakenSpans
) -> Iterator[Duration]:
    """Yield the durations in words near numbers, but for those ``inside`` others."""
    searched = 0
    for start, end in numbers:
        if end - start < 2 or taken.overlap(start, end):
            continue
        first, last = max(searched, start - _FAR_BEFORE), end + NEAR
        if first >= last:
            continue
        searched = max(searched, last - 12)
        if (start, end) in worded:
            # With what stands around, as that decides: a word goes on, "30 hour" is no hour.
            begin = max(0, first - _LOOKED_BACK)
            low = lowered(text[begin : last + _LOOKED_AHEAD])
            for match in _IN_WORDS.finditer(low, first - begin, last - begin):
                one = _duration(match, begin, worded=True)
                if not inside.overlap(one.start, one.end):
                    yield one


def _duration(match: re.Match[str], begin: int = 0, *, worded: bool) -> Duration:
    """Return the duration of a match in what begins at ``begin`` of the text."""
    group = match.lastgroup or "half"
    minutes = _MINUTES.get(group, 0)
    if group == "minutes":
        minutes = int(match.group(group))
    elif group == "hours":
        minutes = int(match.group(group)) * 60
    return Duration(begin + match.start(), begin + match.end(), minutes, worded)
