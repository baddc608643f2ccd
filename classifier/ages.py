"""Stated ages of the advertiser, in whole years. Years of trade, age limits and opening times are none."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from classifier.bare_ages import stated_bare
from classifier.batch import among
from classifier.digits import Digits, Spans, find_digits
from classifier.folding import fold
from classifier.no_names import names_nobody
from classifier.openings import Openings, codes
from classifier.places import no_persons
from classifier.told_otherwise import told_otherwise
from classifier.whose_age import is_of_another
from models.values import AgeHit

YOUNGEST, OLDEST = 10, 85
# Up to this age a term of years would be a sign of youth, so what follows is asked whether it is one.
OLDEST_LASTING = 20
_YO = r"y(?:[./][ ]?)?o\b"
_YEARS = (
    rf"(?:år(?:ig|s)?\b|aar\b|år|years?[ -]?old|years?\b|{_YO}\.?|yrs?\b|jahre?\b|jährig\w*|(?:de\s)?ani(?:șori)?\b|lat(?:ka)?\b|lata\b|letnia\b|letni\b|años\b|añitos\b|anos\b|anni\b|"
    r"éves\b|évet\b|лет\b|года?\b|летн\w+|години\b|годишна\b|г\.|ปี|ขวบ)"
)
# Searched in small letters where nothing else is said: twice as fast as letters of both kinds.
# After these signs, and before other digits, two digits are a part of a phone, a time or an amount.
_PARTED_BY, _GOES_ON = codes(".,:+/-–"), codes(" \t\u00a0.:")
# How words of years begin.
_YEARS_OPEN = Openings(
    [
        "år",
        "aa",
        "ye",
        "y.",
        "y/",
        "yo",
        "yr",
        "ja",
        "jä",
        "de",
        "an",
        "la",
        "le",
        "añ",
        "év",
        "ле",
        "го",
        "г.",
        "ปี",
        "ขว",
    ]
)
_AFTER_YEARS = re.compile(rf"[ \u00a0-]?{_YEARS}")
_LABELS = r"alder|age|aged|ålder|alter|vârst[ăa]|varsta|wiek|edad|kor|életkor|возраст|età|eta|възраст|години|อายุ"
_IS = "er|is|:|=|ist"
_LABELLED = re.compile(rf"\b(?:{_LABELS})[ ]?(?:{_IS})?[ :=]{{0,3}}$")
_I_AM = "jeg er|er kun|i am|i m|bin|soy|vagyok|i'?m|i’m|jag är|ich bin|am|mam|tengo|ho|мне|на|ich bin die|she is|she's|hun er|hon är|я"
_SAID = re.compile(rf"\b(?:{_I_AM}) $")
# What may part a word from the number after it.
_SIGNS = " ,(-:=\n"
# No label and no "I am" is longer, with the signs after it.
_LONGEST_SAID = 16
# How the last word of a label or of "I am" ends.
_MAY_BE_SAID = re.compile(rf"(?:{_LABELS}|{_IS}|{'|'.join(said.split(' ')[-1] for said in _I_AM.split('|'))})[ :=]*$")
_YOUNG = re.compile(
    r"\b(?:ung|unge|young|junge|tânăr[ăa]|tanara|młoda|joven|fiatal|молод\w+|giovane|млад\w*|girl|pige|dame|lady|kvinde|kvinna|woman|frau|dam|tjej|flicka|"
    r"studine|studerende|ragazza|donna|fata|fată|femeie|chica|mujer|lány|nő|dziewczyna|kobieta|pani|девушка|женщина|момиче|жена|señora|signora|doamnă|hölgy|สาว)[ ,(-]{1,3}$",
)
_NAME = re.compile(r"(?<!\w)[A-ZÆØÅÄÖŚŁŻĂÂÎȘȚÁÉÍÓÚŐŰА-Я][a-zæøåäöüśłżąęćńóăâîșțáéíúőűа-я]{2,14}[ ]?[,(][ ]?$")
_AFTER_NAME = frozenset(",(")
# "12 to 18", "10-22", "11 до 20": hours or a span, never one person's age.
_TO = r"to|till?|bis|do|până la|la|a|hasta|до|ig"
_SPAN = re.compile(rf"\s?(?:{_TO}|alle|[-–—])\s?(?:kl\.?\s?)?\d")
# After "25 år" a dash opens a span only before other years, not before what is listed next: "25 år - 172 cm - 24/7".
_SPAN_OF_YEARS = re.compile(rf"\s?(?:{_TO})\s?\d|\s?[-–—]\s?\d\d[ \u00a0-]?{_YEARS}")
# A bare number after a name ("Saturday, 12") is too weak to say that somebody is a minor.
YOUNGEST_BY_NAME = 18
# "Fah 20, Vejle": a name and a number open the text or a sentence.
_OPENS = re.compile(r"(?:^|[.!?\n|•·][ ]*)[^\W\d_a-zæøåа-я][^\W\d_]{2,14} $")
_CLOSES = re.compile(r"[ ]?[,.;!?)]|\s*$")
_ENDS_LIST = re.compile(r"[ ]?[,.;!?)]|\s*$|\s[^\W\d]")
_MEASURE = re.compile(
    r"[.:]\d|[ \t\u00a0]?(?:kvm|kvadrat\w*|m2|m²|sqm|qm|mp|mq|km|min|мин|perc|นาที|час|óra|órá|godzin|gäst|gest|gost|гост|vendég|ore\b|oră|horas?\b|stunden|tage\b|zile\b|dni\b|días?\b|giorni|дней|дня|дни|nap\b|ден|kr|cm|m\b|st\b|%|stk|time|uhr|€|dage|days|uger|timer|hours|piger|girls|th\b|tv\b|sal|mm|\d)",
)
# Terms of years and limits, in one word and in several; how the latter end.
_LIMIT = re.compile(
    r"(?<!\w)(?:over|under|til|until|till|kl\.?|mindst|minimum|min\.?|fra|efter|i|gennem|igennem|siden|end|least|above|below|for|in|since|than|past|last|"
    r"från|över|minst|sedan|ab|über|unter|seit|nach|mindestens|vor|peste|sub|minim|de|od|powyżej|ponad|poniżej|przez|przed|desde|hace|durante|"
    r"felett|alatt|от|старше|младше|свыше|более|уже|больше|sopra|oltre|da|над|под|преди|adult\w*|gæster|kunder|guests|clients|"
    r"miał[ea]m|aveam|tenía|avevo|опыт\w*|стаж\w*|опит|experience|erfaring|erfarenhet|erfahrung|gammel|omkring|ประสบการณ์)\s?$",
)
_LIMIT_OF_WORDS = re.compile(
    r"(?<!\w)(?:jeg var(?:\sselv)?(?:\s(?:kun|bare))?|i was(?:\s(?:only|just))?|jag var(?:\ssjälv)?(?:\sbara)?|ich war(?:\s(?:erst|nur))?|"
    r"aveam\sși\seu|мне\sбыло|бях\sна|több\smint|meno\sdi|più\sdi|\d\s?[-–/])\s?$",
)
_MAY_BE_LIMIT = re.compile(r"(?:var|selv|kun|bare|was|only|just|själv|bara|war|erst|nur|eu|было|на|mint|di|[-–/])\s?$")
_NOT_AFTER = re.compile(
    r"\s?(?:['’]s?\s)?(?:s\s|of\s(?!age)|af\s|i\s(?:branchen|faget|denne|samme|byen|dag)|in\s(?:the|this|business)|erfaring|experience|erfarenhet|erfahrung|experiență|experienta|doświadczenia|praktyki|"
    r"experiencia|tapasztalat|gyakorlat|опыта|стажа|esperienza|опит|стаж|de\sexperi\w+|di\s(?:esperienza|lavoro)|siden|ago|sedan\s|jubil\w*|fødselsdag|garanti|på\s(?:bagen|samme)|"
    r"med\s(?:massage|fag)|som\s(?:massør|mass\w+|terapeut)|as\sa|år\si|på\w*\s(?:adressen|stedet)|eller\s(?:derover|ældre)|og\s(?:op|derover)|or\s(?:over|older)|and\s(?:over|above|up)|"
    r"\+|oder\sälter|sau\spest|în\s|w\szawodzie|de\sofficio|de\soficio|с\s?опит|в\sпрофесси|on\s(?:the|this)|running|gamle?\s(?:hus|villa|bygning|ejendom|klinik)|old\s(?:house|building|clinic)|lejekontrakt)",
)
# "20 års vana", "20 años de maestra": time that somebody did something.
_OF_DOING = re.compile(
    r"\s?(?:(?<=års)\s(?!ålder|gammal|gammel|tjej|flicka|pige|kvinna|kvinde)\w|(?<=år)\smed\s(?:samme|samma)\b|(?<=years)\swith\sthe\ssame\b|"
    r"(?<=ani)\sde\s(?!v[âa]rst)|(?<=años)\sde\s(?!edad)|(?<=anni)\sd(?:i\s|['’])(?!et[àa]\b))",
    re.IGNORECASE,
)
# "20 years in Denmark", "18 år som massør": such time too, unless the person is named right before ("Mia, 19 år i Aalborg").
_OF_BEING = re.compile(
    r"\s(?:(?<=år\s)(?:i|på|som|ved|hos|med\s(?:egen|eget|min|mit|mitt|massage))|"
    r"(?:(?<=years\s)|(?<=year\s)|(?<=yrs\s))(?:in|at|as|with\smy|doing|behind|here)|(?<=jahre\s)(?:in|bei|als|am|im|mit\smeine\w*)|"
    r"(?<=ani\s)(?:în|in|la|ca)|(?<=lat\s)(?:w|na|jako|praktyk\w*|pracy)|(?<=años\s)(?:en|como)|(?<=anni\s)(?:in|da|con\slo)|"
    r"(?<=лет\s)(?:в|на|как|за)|(?<=години\s)(?:в|на|като|зад))\b",
    re.IGNORECASE,
)
# "20 år i branschen", "19 lat w fachu", "vent'anni in corsia": years of work, not of life.
_OF_WORK = re.compile(
    r"[ \u00a0](?:[^\W\d]+[ \u00a0]){0,3}(?:bransch\w*|brancher?n?|fag(?:et)?|yrk\w+|håndværk\w*|hantverk\w*|klinik\w*|sygehus\w*|sjukhus\w*|hospital\w*|krankenhaus\w*|"
    r"pflege|beruf\w*|fach\b|handwerk\w*|praxis|trade|business|profession\w*|craft|job|work\w*|service|ward|nurs\w+|working|running|doing|oficio|profesi[óo]n\w*|sector|"
    r"hospital\w*|consulta|mestiere|professione|settore|ospedale|corsia|lavor\w+|meseri\w+|domeniu\w*|spital\w*|fach\w*|zawod\w+|branż\w+|szpital\w*|szakm\w+|"
    r"pály\w+|kórház\w*|професси\w+|проработ\w+|работ\w+|больниц\w+|поликлиник\w+|дел[ео]|бранш\w+|занаят\w*|болниц\w+|macht sie|gør det|gjort det)",
    re.IGNORECASE,
)
# "She is", "the girl has" a few words before, or "has" opening a sentence where the language needs no "she".
_PERSON = re.compile(
    r"(?:(?<!\w)(?:hun|she|she['’]s|sie|hon|ella|ona|она|ей|тя|lei|ea|ő|pige\w*|girl|tjej\w*|mädchen|chica|ragazza|fata|fată|dziewczyn\w*|девушк\w*|девочк\w*|момиче\w*|lány)"
    r"\W+(?:\w+\W+){0,2}|(?:^|[.!?,]\s)(?:ma|ha|tiene|are|има)\s)$",
    re.IGNORECASE,
)
# "15 years old", "15-årig"; without such words a number under 18 stays a term of years.
_AGED = re.compile(
    rf"\d+[ \u00a0-]?(?:(?:år|years?|yrs?|jahre|år)[ -](?:gammel|old|gammal|alt|gamle|young|ung)|{_YO}|årig|åring|jährig|letni|éves|годишн|летн|-?year-?old)",
    re.IGNORECASE,
)


def find_ages(text: str) -> tuple[AgeHit, ...]:
    """Return the ages stated in one text."""
    return find_ages_many([text], find_digits([text]))[0]


def find_ages_many(texts: Sequence[str], digits: Digits) -> list[tuple[AgeHit, ...]]:
    """Return stated ages in order for each text, each with the words that state it; ``digits`` are those of the texts."""
    two = digits.ends - digits.starts == 2
    parted = among(_PARTED_BY, digits.before) | (digits.goes_on & among(_GOES_ON, digits.after))
    alone = two & ~parted
    of_texts = zip(texts, digits.chosen(alone), digits.chosen(alone & _YEARS_OPEN.after(digits)), strict=True)
    return [
        tuple(filter(None, [_age_at(text, *span, unit=span in units) for span in spans])) if spans else ()
        for text, spans, units in of_texts
    ]


def _age_at(text: str, start: int, end: int, *, unit: bool) -> AgeHit | None:
    """Return the age that two digits state, if they state one; without ``unit`` no word of years follows them."""
    years = int(text[start:end])
    if not YOUNGEST <= years <= OLDEST:
        return None
    before, after, said = text[max(0, start - 30) : start], text[end : end + 30].lower(), end
    found = _AFTER_YEARS.match(after) if unit else None
    if found:
        said += found.end()
        after = text[said : said + 30].lower()
    stated = found or (
        not _MEASURE.match(after) and (_stated_before(years, before, after) or stated_bare(years, text, start, end))
    )
    if (
        not stated
        or _is_limit(before.lower())
        or (_SPAN_OF_YEARS if found else _SPAN).match(after)
        or _NOT_AFTER.match(after)
    ):
        return None
    with_words = text[start : said + 30]
    if (
        _lasted(years, before, with_words, said - start)
        or is_of_another(text, start, said)
        or told_otherwise(text, start, said)
    ):
        return None
    if years < YOUNGEST_BY_NAME and not _of_a_person(before, with_words):
        return None
    return AgeHit(years, start, said)


def is_term_or_limit(text: str, start: int) -> bool:
    """Say whether the words before a number make it a term of years or a limit: "for 19 years", "over 20"."""
    return _is_limit(text[max(0, start - 30) : start].lower())


class _LastWord(NamedTuple):
    """What the last word before a number says of it; or may say, together with the words before it."""

    young: bool
    limit: bool
    may_be_said: bool
    may_be_limit: bool


@lru_cache(maxsize=20_000)
def _last_word(written: str) -> _LastWord:
    """Return what the last word before a number says, given with the signs after it in small letters."""
    patterns = (_YOUNG, _LIMIT, _MAY_BE_SAID, _MAY_BE_LIMIT)
    return _LastWord(*(pattern.search(written) is not None for pattern in patterns))


def _is_limit(before: str) -> bool:
    word = _last_word(before[before.rstrip(_SIGNS).rfind(" ") + 1 :])
    return word.limit or (word.may_be_limit and _LIMIT_OF_WORDS.search(before) is not None)


def _stated_before(years: int, before: str, after: str) -> bool:
    """Say whether the words before a bare number make it an age: a label, "I am", a name, "young lady"."""
    if _introduced(before):
        return True
    opens = 18 <= years <= 65 and _CLOSES.match(after) and _OPENS.search(before)
    if opens:
        word = fold(opens.group().strip(" .!?\n|•·"))
        if word not in no_persons() and not names_nobody(word):
            return True
    name = (
        years >= YOUNGEST_BY_NAME
        and not _AFTER_NAME.isdisjoint(before[-2:])
        and _ENDS_LIST.match(after)
        and _NAME.search(before)
    )
    if not name:
        return False
    return fold(name.group().rstrip(" ,(")) not in no_persons()


def _lasted(years: int, before: str, stated: str, size: int) -> bool:
    """Say whether "20 years …" tells how long something lasted; ``stated`` begins with the words that state it, ``size`` of them."""
    if years > OLDEST_LASTING:
        return False
    if _OF_DOING.match(stated, size) or (_OF_WORK.match(stated, size) and not _SAID.search(before.lower())):
        return True
    return _OF_BEING.match(stated, size) is not None and not _named(before) and not _OPENS.search(before)


def _named(before: str) -> bool:
    """Say whether the words right before a number name the person it is the age of."""
    return _introduced(before) or bool(_NAME.search(before))


def _introduced(before: str) -> bool:
    """Say whether the words right before a number are a label, "I am" or "young lady"; asked of no more words than each may have."""
    before = before.lower()
    words = before.rstrip(_SIGNS)
    word = _last_word(before[words.rfind(" ") + 1 :])
    if word.young:
        return True
    # Most other numbers stand among numbers.
    if not word.may_be_said or words[-1:].isdecimal():
        return False
    first = len(before) - _LONGEST_SAID
    return bool(_LABELLED.search(before, first) or _SAID.search(before, first))


def _of_a_person(before: str, stated: str) -> bool:
    """Say whether words make it sure that a number under 18 is a person's age: a grave finding must not be a term of years."""
    return _named(before) or bool(_PERSON.search(before)) or bool(_AGED.match(stated))


def numbers_that_are_no_age(text: str, ages: tuple[AgeHit, ...], two_digits: Spans) -> Spans:
    """Return which numbers of two digits from 16 to 20 are not among ``ages``: hours, years of trade, limits for guests."""
    stated = {hit.start for hit in ages}
    return [(start, end) for start, end in two_digits if start not in stated and 16 <= int(text[start:end]) <= 20]
