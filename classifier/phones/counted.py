"""Days, years, codes and weekdays in all our languages: digits that the word beside them counts, so that they are no phone."""

import re

# What other patterns are made of too: a day, a month in digits, and the words between two of what is counted.
DAY, MONTH_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
AND = (
    r"(?:til|to|bis|do|till|al?|la(?: data de)?|до|по|până(?: în| la| pe)?|hasta(?: el)?|og|och|and|und|y|e|i|și|és|и)"
)
_TO = rf"(?: ?[-–—/] ?| {AND} (?:d\.|den|the|dem|el|il)? ?)"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_OR_YEAR = rf"(?: ?(?:-|–|o|or|og|und|och|y|e|i|și|és|и|или|/) ?{_YEAR})?"
_WEEK = r"(?:5[0-3]|[1-4]\d|0?[1-9])"
_MONTH = (
    r"(?:jan|feb|mar|mär|apr|maj|may|mai|jun|jul|aug|sep|okt|oct|nov|dec|dez|ian|iun|iul|noi|stycz|lut|kwie|czerw|lip|sierp|wrze|paźd|paz|listop|grud|"
    r"ener|abr|ago|sett|dic|genn|febbr|magg|giug|lugl|otto|márc|ápr|máj|jún|júl|szept|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|сеп|окт|ноя|ное|дек|яну|юни|юли)[^\W\d_]{0,9}"
)
# "Since 2014", "seit 2014", "desde 2014": the strong words hold whatever follows, the weak ones only before no other number.
_SINCE = r"since|siden|seit|sedan|desde|dal|dall['’]anno|din|depuis|est\.?|etableret|grundlagt|od|с|от|anno|año|anul|roku|rok|год[ау]?"
_IN = r"in|i|im|en|nel|în|w|v|в|през|from|fra|från|vom|von|aus"
_HOUR = r"(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?"
_CLOCK = r"(?:kl\.? |le |las )?"
_BETWEEN = r"mellem|between|zwischen|mellan|entre|între|intre|między|tra|fra le|между"
_WEEKDAY = r"(?:mandag|tirsdag|onsdag|man|ma|mo|mon|ti|tirs|tir|tue|on|ons|wed|mi|di|má|må|пон|пн|вт|вто|сря|ср|чет|чт)"
_WEEKS = r"uger?|weeks?|wochen?|kw|veck(?:a|or)|tydzień|tygodnie|săptămân(?:a|ile)|semanas?|settiman[ae]|недел[яи]|седмиц[аи]"
_SIZES = r"str|størrelse|sizes?|größe|gr|storlek|strl|stl|kf|rozmiar|mărime|talla|taglia|méret|размер"
_ON_DAY = r"d|den|am|vom|bis"
_CODES = r"kode|koden|kod|code|pin|pinkode|domofon|interfon|código|codice|kód|код|домофон"
_TILL = r"to|till?|bis|до"
_WEEK_AFTER = r"hét(?:en|ig)?|uge|vecka|woche|tydzień"
_YEAR_AFTER = r"óta|года?|год|г\.|година|roku|г"
_HOURS = r"h|t|timer|hours?|std|ч"
# What begins with a word.
COUNTED = {
    # "uge 48, 49 og 50"
    "weeks": rf"(?<!\w)(?:{_WEEKS})[ .:]{{1,2}}{_WEEK}(?:(?: ?[-–,/&+] ?| {AND} ){_WEEK})*(?! ?\d)",
    # "str. 36-38"
    "sizes": rf"(?<!\w)(?:{_SIZES})[ .:]{{1,2}}(?:eu )?\d\d(?:[-–/]\d\d)*(?![\d]|[-–/]\d)",
    # "d. 28/11"
    "day": rf"(?<!\w)(?:{_ON_DAY})\b[ .]{{1,2}}{DAY}[./]{MONTH_NUMBER}(?![\d]|[./-]\d)",
    "since": rf"(?<!\w)(?:{_SINCE})[ .:]{{1,2}}{_YEAR}{_OR_YEAR}(?!\d)",
    "in_year": rf"(?<!\w)(?:{_IN}) {_YEAR}{_OR_YEAR}(?!\d|[ .-]?\d)",
    "month": rf"(?<!\w){_MONTH}[ .]{{1,2}}{DAY}\.?{_TO}{DAY}(?!\d|[.:/-]\d)",
    "doorcode": rf"(?<!\w)(?:dør|dörr|port|door|tür|gate|entry)?-? ?(?:{_CODES})(?: (?:er|is|är|ist))?[ :.]{{1,2}}\d{{3,4}}#?(?![ .-]?\d)",
    "between": rf"(?<!\w)(?:{_BETWEEN}) (?:kl\.? |le |las |orele |ora )?{_HOUR}{_TO}{_CLOCK}{_HOUR}(?!\d|[.:]\d)",
    "weekdays": rf"(?<!\w){_WEEKDAY}\.?(?: ?[-–—] ?| (?:til|до|към) )(?:to|пет|пе)\.?[ :,]{{0,2}}(?:kl\.? ?)?{_HOUR}{_TO}{_HOUR}(?!\d)",
}
# What begins with a digit.
COUNTED_AFTER = {
    "days_of_month": rf"(?<![\d.,/+-]){DAY}\.?{_TO}{DAY}\.? (?:de |of |d')?{_MONTH}(?!\w)",
    "month_first": rf"(?<![\d.,/+-])(?:0[1-9]|1[0-2])\.{DAY}\.? ?[-–—] ?(?:0[1-9]|1[0-2])\.{DAY}\.?(?!\d|[./-]\d)",
    "year_after": rf"(?<![\d.,/+-])(?<!\d ){_YEAR} (?:{_YEAR_AFTER})",
    "weeks_after": rf"(?<![\d.,/+-])[1-5]?\d\.(?: (?:és|und|og|och|i) \d\d\.)? (?:{_WEEK_AFTER})(?!\w)",
    "hours_said": rf"(?<![\d.,/+-])(?<!\d )(?:0?[7-9]|1\d|2[0-4]) (?:{_TILL}) (?:1\d|2[0-4])(?!\d|[ .:-]?\d)",
    "all_day": r"(?<![\d.,/+-])0-24(?!\d|[-/]\d)",
    "inches": r"(?<![\d./+-])(?:3\d|4[0-4])[-/](?:2\d|3\d)[-/](?:3\d|4[0-4])(?![-/.]?\w)",
    "always": rf"(?<![\d./+-])24 ?(?:{_HOURS}) ?/ ?7(?: ?(?:d|days|dage))?(?!\d)",
    "laughter": r"(?<![\d+./-])(?<!\d[ .-])5{3,}(?: 5{3,})*(?:(?![ .-]?\d)|(?=[.!]+(?:\s|$)| (?:\d{4} \d{4}|\d{8}|\d\d(?: \d\d){3})(?!\d)| \d{2,5} ?(?:kr|dkk|min|,-|€)))",
}
# A word of those that count one number without a sign in it: where none stands, they need not be tried.
_COUNTS_ONE = re.compile(rf"(?:{_WEEKS}|{_SIZES}|{_WEEK_AFTER}|\w*(?:{_CODES}))$", re.IGNORECASE)
# What stands in every match of all others.
SIGN_OF_COUNTED = rf"\d(?:(?!\d)(?:(?<=(?<!\d)(?:19|20)\d\d)|(?<=555))|[./-]\d|\.?{_TO}{_CLOCK}\d| ?(?:{_HOURS}) ?/)"


def may_count(word: str) -> bool:
    """Say whether one number beside this word may be counted by it: "uge 48", "str. 38", "kode 4711"."""
    return _COUNTS_ONE.match(word) is not None
