"""Days, years, codes and weekdays in all our languages: digits that the word beside them counts, so that they are no phone."""

import re
from functools import lru_cache

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0[1-9]|1[0-2])"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_TO = r"(?: ?[-–—/] ?| (?:til|to|till?|bis|do|al?|la|la data de|până (?:la|în|pe)|hasta (?:el)?|по|до|og|and|und|och|y|e|i|și|és|и) (?:d\.|den|the|dem|el|il)? ?)"
_MONTH = (
    r"(?:jan|feb|mar|mär|apr|maj|may|mai|jun|jul|aug|sep|okt|oct|nov|dec|dez|ian|iun|iul|noi|stycz|lut|kwie|czerw|lip|sierp|wrze|paźd|paz|listop|grud|"
    r"ener|abr|ago|sett|dic|genn|febbr|magg|giug|lugl|otto|márc|ápr|máj|jún|júl|szept|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|сеп|окт|ноя|ное|дек|яну|юни|юли)[^\W\d_]{0,9}"
)
# "Since 2014", "seit 2014", "desde 2014": the strong words hold whatever follows, the weak ones only before no other number.
_SINCE = r"since|siden|seit|sedan|desde|dal|dall['’]anno|din|depuis|est\.?|etableret|grundlagt|od|с|от|anno|año|anul|roku|rok|год[ау]?"
_IN = r"in|i|im|en|nel|în|w|v|в|през|from|fra|från|vom|von|aus"
_HOUR = r"(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?"
_BETWEEN = r"mellem|between|zwischen|mellan|entre|între|intre|między|tra|fra le|между"
_WEEKDAY = r"(?:mandag|tirsdag|onsdag|man|ma|mo|mon|ti|tirs|tir|tue|on|ons|wed|mi|di|má|må|пон|пн|вт|вто|сря|ср|чет|чт)"
# What begins with a word.
COUNTED = {
    "since": rf"(?<!\w)(?:{_SINCE})[ .:]{{1,2}}{_YEAR}(?: ?(?:-|–|o|or|og|und|och|y|e|i|și|és|и|или|/) ?{_YEAR})?(?!\d)",
    "in_year": rf"(?<!\w)(?:{_IN}) {_YEAR}(?: ?(?:-|–|o|or|og|und|och|y|e|i|și|és|и|или|/) ?{_YEAR})?(?!\d|[ .-]?\d)",
    "month": rf"(?<!\w){_MONTH}[ .]{{1,2}}{_DAY}\.?{_TO}{_DAY}(?!\d|[.:/-]\d)",
    "doorcode": r"(?<!\w)(?:dør|dörr|port|door|tür|gate|entry)?-? ?(?:kode|koden|kod|code|pin|pinkode|domofon|interfon|código|codice|kód|код|домофон)(?: (?:er|is|är|ist))?[ :.]{1,2}\d{3,4}#?(?![ .-]?\d)",
    "between": rf"(?<!\w)(?:{_BETWEEN}) (?:kl\.? |le |las |orele |ora )?{_HOUR}{_TO}(?:kl\.? |le |las )?{_HOUR}(?!\d|[.:]\d)",
    "weekdays": rf"(?<!\w){_WEEKDAY}\.?(?: ?[-–—] ?| (?:til|до|към) )(?:to|пет|пе)\.?[ :,]{{0,2}}(?:kl\.? ?)?{_HOUR}{_TO}{_HOUR}(?!\d)",
}
# What begins with a digit.
COUNTED_AFTER = {
    "days_of_month": rf"(?<![\d.,/+-]){_DAY}\.?{_TO}{_DAY}\.? (?:de |of |d')?{_MONTH}(?!\w)",
    "month_first": rf"(?<![\d.,/+-]){_MONTH_NUMBER}\.{_DAY}\.? ?[-–—] ?{_MONTH_NUMBER}\.{_DAY}\.?(?!\d|[./-]\d)",
    "year_after": rf"(?<![\d.,/+-])(?<!\d ){_YEAR} (?:óta|года?|год|г\.|година|roku|г)",
    "weeks_after": r"(?<![\d.,/+-])[1-5]?\d\.(?: (?:és|und|og|och|i) \d\d\.)? (?:hét(?:en|ig)?|uge|vecka|woche|tydzień)(?!\w)",
    "hours_said": r"(?<![\d.,/+-])(?<!\d )(?:0?[7-9]|1\d|2[0-4]) (?:to|till?|bis|до) (?:1\d|2[0-4])(?!\d|[ .:-]?\d)",
    "all_day": r"(?<![\d.,/+-])0-24(?!\d|[-/]\d)",
    "inches": r"(?<![\d./+-])(?:3\d|4[0-4])[-/](?:2\d|3\d)[-/](?:3\d|4[0-4])(?![-/.]?\w)",
    "always": r"(?<![\d./+-])24 ?(?:h|t|timer|hours?|std|ч) ?/ ?7(?: ?(?:d|days|dage))?(?!\d)",
    "laughter": r"(?<![\d+./-])(?<!\d[ .-])5{3,}(?: 5{3,})*(?:(?![ .-]?\d)|(?=[.!]+(?:\s|$)| (?:\d{4} \d{4}|\d{8}|\d\d(?: \d\d){3})(?!\d)| \d{2,5} ?(?:kr|dkk|min|,-|€)))",
}
_BEGINS = re.compile(
    rf"(?:{_SINCE}|{_IN}|{_BETWEEN}|to|till?|bis|до|{_MONTH}|{_WEEKDAY}|\w*(?:kode|koden|kod|code|pin|pinkode|domofon|interfon|código|codice|kód|код|домофон)|"
    r"uger?|weeks?|wochen?|kw|veck\w+|tydzień|tygodnie|săptămân\w+|semanas?|settiman\w|недел\w|седмиц\w|str|størrelse|sizes?|größe|gr|storlek|strl|stl|kf|rozmiar|mărime\w?|talla|taglia|méret|размер|d|den|am|vom|bis|óta|hét|555+)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=30_000)
def may_count(word: str) -> bool:
    """Say whether digits beside this word may be counted by it."""
    return _BEGINS.match(word) is not None
