"""How long something lasts, in digits or words ("45 min", "1/2 time", "en halv time", "две часа"), where amounts stand near."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from classifier.folding import lowered
from classifier.spans import TakenSpans

_UNIT = r"time[rn]?\b|tim(?:mar|me|man)\b|t\b|h\b|hrs?\b|hours?\b|stunden?\b|std\b\.?|or[ăae]\b|godz\w*|horas?\b|ór[aá]\w*|час\w*|ชั่วโมง"
IN_DIGITS = re.compile(
    rf"(?<![\d.,:])(?<!(?<!\d)\d/)(?:(?P<minutes>\d{{2,3}})[ \u00a0-]?(?:min(?:s|\.|ut\w*|uti|uta|uty)?\b|m\b|perc\w*|мин\w*|นาที)|"
    rf"(?P<half>1/2|0[,.]5)[ ]?(?:{_UNIT})|(?P<three_quarters>3/4)[ ]?(?:{_UNIT})|"
    rf"(?P<onehalf>1[,.]5|1½|1[ ]1/2)[ ]?(?:{_UNIT})?|"
    rf"(?P<hours>\d)[ \u00a0-]?(?:{_UNIT}))",
    re.IGNORECASE,
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
# What stands in every match of it, in small letters: a window without is not searched.
_STEM = re.compile(
    "tim|hour|stund|or[aăáe]|ór[aá]|godz|час|halv|anderthalb|½|ชั่ว|"
    "tredive|thirty|trettio|dreißig|treinta|trenta|treizeci|trzydzieści|harminc|тридцат|тридесет|"
    # Letters, no class of letters: so it is known by which letter one may begin.
    r" hr| std| h(?!\w)| t(?!\w)|/h(?!\w)|/t(?!\w)"
)
_LONGEST_STEM, _LOOKED_BACK = 12, 2
# Between a duration and its price stand at most so many characters.
NEAR = 22
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


def at_numbers(pattern: re.Pattern[str], text: str, numbers: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that begins with a number, where numbers stand."""
    searched = 0
    for start, _ in numbers:
        if start >= searched and (found := pattern.match(text, start)):
            yield found
            searched = found.end()


def find_durations(text: str, numbers: list[tuple[int, int]], taken: TakenSpans) -> list[Duration]:
    """Return durations in order; those in words only where an amount stands near."""
    found = [_duration(match, worded=False) for match in at_numbers(IN_DIGITS, text, numbers)]
    inside, searched = TakenSpans((one.start, one.end) for one in found), 0
    for start, end in numbers:
        if end - start < 2 or taken.overlap(start, end):
            continue
        first, last = max(searched, start - NEAR - 12), end + NEAR
        if first < last:
            found += [one for one in _in_words(text, first, last) if not inside.overlap(one.start, one.end)]
            searched = max(searched, last - 12)
    unique = {duration.start: duration for duration in found if 5 <= duration.minutes <= 24 * 60}
    return [unique[start] for start in sorted(unique)]


def _in_words(text: str, first: int, last: int) -> list[Duration]:
    """Return the durations in words between two places of a text."""
    # With what stands around, as that decides: a word goes on, "30 hour" is no hour, a stem may end beyond.
    begin = max(0, first - _LOOKED_BACK)
    low = lowered(text[begin : last + _LONGEST_STEM])
    stem = _STEM.search(low, first - begin)
    if not stem or stem.start() >= last - begin:
        return []
    return [_duration(match, begin, worded=True) for match in _IN_WORDS.finditer(low, first - begin, last - begin)]


def _duration(match: re.Match[str], begin: int = 0, *, worded: bool) -> Duration:
    """Return the duration of a match in what begins at ``begin`` of the text."""
    group = match.lastgroup or "half"
    minutes = _MINUTES.get(group, 0)
    if group == "minutes":
        minutes = int(match.group(group))
    elif group == "hours":
        minutes = int(match.group(group)) * 60
    return Duration(begin + match.start(), begin + match.end(), minutes, worded)
