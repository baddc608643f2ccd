"""Stated ages of the advertiser, in whole years. Years of trade, age limits and opening times are none."""

import re

from models.values import AgeHit

YOUNGEST, OLDEST = 10, 85
_YEARS = (
    r"(?:år(?:ig|s)?\b|aar\b|år|years?[ -]?old|years?\b|y/?o\b|yrs?\b|jahre?\b|jährig\w*|(?:de\s)?ani(?:șori)?\b|lat(?:ka)?\b|lata\b|letnia\b|letni\b|años\b|añitos\b|anos\b|anni\b|"
    r"éves\b|évet?\b|лет\b|года?\b|летн\w+|години\b|годишна\b|г\.|ปี|ขวบ)"
)
_AGE = re.compile(
    rf"""(?<![\d.,:+/\-–])(?P<years>\d{{2}})(?![\d])[ \u00a0-]?{_YEARS}
      | (?:\b(?:alder|age|aged|ålder|alter|vârst[ăa]|varsta|wiek|edad|kor|életkor|возраст|età|eta|възраст|години|อายุ)\b[ ]?(?:er|is|:|=|ist)?[ :=]{{0,3}})(?P<labelled>\d{{2}})(?!\d)(?!:)
      | (?:\b(?:jeg\ er|i\ am|i'?m|i’m|jag\ är|ich\ bin|am|mam|tengo|ho|мне|на|ich\ bin\ die|she\ is|she's|hun\ er|hon\ är|я)\ )(?P<said>\d{{2}})(?![\d.:]|\s?(?:km|min|kr|cm|m\b|st\b|%|stk|time|uhr|€|dage|days))
      | (?<![\w])(?P<name>[A-ZÆØÅÄÖŚŁŻĂÂÎȘȚÁÉÍÓÚŐŰА-Я][a-zæøåäöüśłżąęćńóăâîșțáéíúőűа-я]{{2,14}})[ ]?[,(][ ]?(?P<listed>\d{{2}})(?=[ ]?[,.;!?)]|\s*$|\s[^\W\d])(?!\s?(?:km|min|kr|cm|m\b|€|uger|dage|days|stk|\d|timer|hours|piger|girls|th\b|tv\b|sal|mm))
      | (?:\b(?:ung|unge|young|junge|tânăr[ăa]|tanara|młoda|joven|fiatal|молод\w+|giovane|млад\w*|girl|pige|dame|lady|kvinde|woman|frau|dam|tjej|flicka|studine|studerende|ragazza|donna|fata|fată|femeie|chica|mujer|lány|nő|девушка|момиче|жена|สาว)\b[ ,(-]{{1,3}})(?P<young>\d{{2}})(?![\d:]|\s?(?:km|min|kr|cm|m\b|€|uger|dage|days|stk|timer|hours|th\b|tv\b))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"(?:over|under|mindst|minimum|min\.?|fra|efter|i|gennem|igennem|mere\send|siden|end|at\sleast|least|above|below|for|in|since|than|past|last|"
    r"från|över|minst|sedan|ab|über|unter|seit|nach|mindestens|vor|peste|sub|minim|de|timp\sde|od|powyżej|ponad|poniżej|przez|przed|más\sde|mayores\sde|desde|hace|durante|"
    r"felett|alatt|több\smint|от|старше|младше|свыше|более|уже|больше|oltre|da|meno\sdi|più\sdi|над|под|повече\sот|преди|adult\w*|gæster|kunder|guests|clients|"
    r"gammel|omkring|\d\s?[-–/])\s?$",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"\s?(?:['’]s?\s)?(?:s\s|of\s|af\s|i\s(?:branchen|faget|denne|samme|byen|dag)|in\s(?:the|this|business)|erfaring|experience|erfarenhet|erfahrung|experiență|experienta|doświadczenia|praktyki|"
    r"experiencia|tapasztalat|gyakorlat|опыта|стажа|esperienza|опит|стаж|de\sexperi\w+|di\s(?:esperienza|lavoro)|siden|ago|sedan\s|jubil\w*|fødselsdag|garanti|på\s(?:bagen|samme)|"
    r"med\s(?:massage|fag)|som\s(?:massør|mass\w+|terapeut)|as\sa|år\si|på\w*\s(?:adressen|stedet)|eller\s(?:derover|ældre)|og\s(?:op|derover)|or\s(?:over|older)|and\s(?:over|above|up)|"
    r"\+|oder\sälter|sau\spest|în\s|w\szawodzie|de\sofficio|de\soficio|с\s?опит|в\sпрофесси|on\s(?:the|this)|running|gamle?\s(?:hus|villa|bygning|ejendom|klinik)|old\s(?:house|building|clinic)|lejekontrakt)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:datter|døtre|søn|børn|barn|kat|hund|hest|hus|villa|bil|klinik\w*|firma|bygning|daughter|son|kid|child|dog|cat|house|clinic|car|building|dotter|katt|tochter|sohn|hund|"
    r"katze|haus|fiica|fiul|câine|córka|syn|pies|hija|hijo|perro|gato|casa|lányom|fiam|kutya|ház|дочь|дочер\w+|сын\w*|собак\w*|кот|дом|figlia|figlio|cane|gatto|дъщеря|син|куче|къща|"
    r"whisky|vin|rom|madras|sofa|trappe|for\s|ægteskab|gift\si|married|wine)\W+(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)


def find_ages(text: str) -> tuple[AgeHit, ...]:
    """Return stated ages in order, each with the words that state it."""
    hits = []
    for found in _AGE.finditer(text):
        group = found.lastgroup if found.lastgroup != "name" else "listed"
        years = int(found.group(group or "years"))
        start = found.start(group or "years")
        end = found.end() if group == "years" else found.end(group or "years")
        before, after = text[max(0, start - 30) : start], text[end : end + 30]
        if not YOUNGEST <= years <= OLDEST or _NOT_AFTER.match(after) or _OTHERS.search(before):
            continue
        if group == "years" and _NOT_BEFORE.search(before):
            continue
        hits.append(AgeHit(years, start, end))
    return tuple(hits)
