"""Places a text names: street addresses, postcodes and towns against the gazetteer. Spans are for masking."""

import re
from dataclasses import dataclass
from functools import cache

from classifier.folding import fold
from classifier.town_names import find_large_towns, large_town, other_names
from models.gazetteer import postcodes, towns

_STREET = (
    r"(?:[A-ZÆØÅÄÖ][\w.\-æøåäöéü]{0,24}[ ]){0,3}[A-ZÆØÅÄÖ]?[\wæøåäöéü\-]{1,24}"
    r"(?:vej|vejen|gade|gaden|gård|gården|allé|alle|alléen|stræde|strædet|plads|pladsen|torv|torvet|vænge|vænget|boulevard|boulevarden|parken|"
    r"bakke|bakken|brogade|kaj|kajen|have|haven|stien|sti|toften|toft|ager|ageren|engen|krogen|kvarter|center|centret|bro|broen|havn|havnen|esplanaden|ringen|svinget|skrænten|lunden|dal|dalen)"
)
ADDRESS = re.compile(
    rf"(?<!\w){_STREET}[ ]\d{{1,3}}(?![\d:])[ ]?[A-Za-zÆØÅ]?(?!\w)"
    r"(?:,?[ ]?(?:st|kl|\d{1,2})\.?[ ]?(?:sal)?[ ,.]{0,2}(?:tv|th|mf|sal|dør[ ]?\d{1,2})\b\.?|,[ ]?\d{1,2}\.[ ]?sal)?"
)
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
HANDLE = re.compile(
    r"(?<![\w@.])@[A-Za-z][\w.]{2,31}(?!\w|@)|(?<!\w)(?:t\.me|wa\.me|instagram\.com|snapchat\.com/add)/[\w.+]{3,40}|(?<!\w)(?:telegram|signal|snap(?:chat)?|insta(?:gram)?|kik|wechat|line)(?:\sid)?[ ]?[:=@][ ]?@?[\w.]{3,32}",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"(?<![\d.,/+-])(?:DK-?)?(\d{4})[ ]{1,2}([A-ZÆØÅ][\wæøåé.]+(?:[ ][A-ZÆØÅ][\wæøå]*)?)")
_CAPITAL = re.compile(r"(?<![\w@])[A-ZÆØÅ][a-zæøåéö]{1,20}(?:[ -][A-ZÆØÅ][a-zæøåéö]+)?")
_WORD_OF_PLACE = re.compile(
    r"(?:^|\W)(?:i|på|ved|nær|in|at|near|till|vid|bei|la|lângă|w|we|pod|en|cerca de|в|у|a|ad|във)\s$", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?:jeg hedder|mit navn er|navn(?:et)?(?: er|:)|my name is|i am called|call me|name:|jag heter|ich heiße|ich heisse|mein name ist|mă numesc|ma numesc|numele meu e(?:ste)?|"
    r"mam na imię|nazywam się|me llamo|mi nombre es|a nevem|меня зовут|mi chiamo|казвам се|ฉันชื่อ|ชื่อ)[ :]{1,2}([A-ZÆØÅÄÖŚŁА-Я\u0e00-\u0e7f][\w\u0e31\u0e34-\u0e4e]{1,15})",
    re.IGNORECASE,
)
_WITH_AGE = re.compile(r"(?<![\w.])([A-ZÆØÅÄÖŚŁĂȘȚА-Я][a-zæøåäöéęńăâșțáíóúőа-я]{1,14})[ ]?[,(][ ]?\d{2}(?:\D|$)")
_SIGNED = re.compile(
    r"(?:^|[.!?…]\s*|\s[-–/]\s?|(?:hilsen|kh|knus|mvh|love|kram|kiss|xx?|kys|regards)[ ,]{1,2})([A-ZÆØÅÄÖŚŁĂȘȚА-Я][a-zæøåäöéęńăâșțáíóúőа-я]{1,14})(?:,\s[A-ZÆØÅ][\wæøå ]{2,20})?[ .!]*$"
)
_CALENDAR = (
    "mandag tirsdag onsdag torsdag fredag lørdag søndag monday tuesday wednesday thursday friday saturday sunday måndag tisdag lördag söndag montag dienstag "
    "mittwoch donnerstag freitag samstag sonntag januar februar marts april maj juni juli august september oktober november december uge week vecka woche "
    "luni marți miercuri joi vineri sâmbătă duminică poniedziałek wtorek środa czwartek piątek sobota niedziela lunes martes miércoles jueves viernes sábado domingo "
    "hétfő kedd szerda csütörtök péntek szombat vasárnap понедельник вторник среда четверг пятница суббота воскресенье понеделник сряда четвъртък петък събота неделя "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica dagligt daglig daily täglich åbent åben open program hverdage weekend"
)
_NO_NAMES = frozenset(
    fold(word)
    for word in [
        "kvinde",
        "dame",
        "pige",
        "lady",
        "woman",
        "massage",
        "klinik",
        "alder",
        "navn",
        "pris",
        "by",
        "sprog",
        "tlf",
        "telefon",
        "ring",
        "sms",
        "åben",
        "kontakt",
        "hej",
        "velkommen",
        "dejlig",
        "sød",
        "tak",
        "kun",
    ]
)


@dataclass(frozen=True, slots=True)
class Place:
    """A town a text names; ``postcode`` only where the text gives one."""

    city: str
    postcode: str | None
    start: int
    end: int


@cache
def _town_names() -> dict[str, str]:
    """Return folded town and postcode names with their proper spelling; largest towns win."""
    names: dict[str, str] = {}
    for town in towns():
        names.setdefault(fold(town.name), town.name)
    for code in postcodes().values():
        names.setdefault(fold(code.name), code.name)
    return {name: proper for name, proper in names.items() if len(name) > 2}


@cache
def no_persons() -> frozenset[str]:
    """Return folded capitalised words that a number may follow and that name nobody: towns, weekdays, months."""
    return (
        frozenset(_town_names())
        | frozenset(map(fold, other_names()))
        | _NO_NAMES
        | frozenset(fold(word) for word in _CALENDAR.split())
    )


def find_place(text: str) -> Place | None:
    """Return the town of a text: by postcode and town, else the first town name that stands after a word of place or alone."""
    for found in _POSTCODE.finditer(text):
        code = postcodes().get(found.group(1))
        word = found.group(2).split(" ")[0].rstrip(".")
        if code and fold(code.name.split()[0])[:4] in {fold(word)[:4], fold(large_town(word) or "")[:4]}:
            return Place(code.name, code.postcode, found.start(), found.end())
    named = {start: Place(town, None, start, end) for start, end, town in find_large_towns(text)}
    for found in _CAPITAL.finditer(text):
        place = _town_at(found)
        if place:
            named[place.start] = place
    places = [named[start] for start in sorted(named)]
    told = (place for place in places if _WORD_OF_PLACE.search(text[max(0, place.start - 9) : place.start]))
    return next(told, places[0] if places else None)


def _town_at(found: re.Match[str]) -> Place | None:
    """Return the town that one or two words with capitals name."""
    names = _town_names()
    for word in dict.fromkeys((found.group(), found.group().split(" ")[0], found.group().split(" ")[-1])):
        proper = names.get(fold(word)) or (names.get(fold(word[:-1])) if word.endswith("s") and len(word) > 5 else None)
        if proper:
            start = found.start() + found.group().index(word)
            return Place(proper, None, start, start + len(word))
    return None


def find_private_spans(text: str) -> list[tuple[int, int]]:
    """Return spans that show where or who: street addresses, e-mails, handles."""
    spans = [found.span() for found in ADDRESS.finditer(text)]
    if "@" in text:
        spans += [found.span() for found in MAIL.finditer(text)]
    spans += [found.span() for found in HANDLE.finditer(text)]
    return sorted(spans)


def find_alias(text: str) -> str | None:
    """Return the name an ad goes by: said, beside an age, or signed at the end."""
    for pattern in (_NAMED, _WITH_AGE, _SIGNED):
        found = pattern.search(text)
        if found and fold(found.group(1)) not in _NO_NAMES and fold(found.group(1)) not in _town_names():
            return found.group(1)
    return None
