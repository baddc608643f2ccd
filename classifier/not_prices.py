"""Amounts that are no price of a visit: parking, fares, deposits, gift cards, savings, fees, and what others may earn.

Stored as prices they would tell of a price that fell, or hide the one asked.
"""

import re

BEFORE, AFTER = 45, 24
# Below this nobody asks for a visit; in kroner, and in currencies worth several.
LEAST = {"DKK": 75.0, "SEK": 75.0, "NOK": 75.0, "EUR": 15.0, "USD": 15.0, "GBP": 15.0}
# What stands before an amount belongs to it back to the last number or end of a part.
_PART = re.compile(r"[\d;!?\n|*,]|[.](?=\s)|[ ]/[ ]|[•·\u2500-\u2bff\U0001f000-\U0001faff]")
_PART_AFTER = re.compile(r"[\d;!?\n|*,]|[.](?=\s|$)|[ ]/[ ]|[•·\u2500-\u2bff\U0001f000-\U0001faff]")
_PARKING = (
    r"\w*park(?!inson)\w*|p-(?:plads|hus|bøde|skive|afgift)\w*|parch?eg\w*|parcar\w*|aparca\w*|estaciona\w*|парков\w*|паркир\w*|паркинг\w*|bøde\w*|fine\sof|strafzettel|mandat\w*|multa|"
    r"tax[ai]\w*|bus(?:sen)?|tog(?:et)?|train|zug|metro|benzin\w*|fuel|kørsel\w*|transport\w*|færge\w*|billet\w*"
)
_AHEAD = (
    r"deposit\w*|depó\w*|депозит\w*|forudbetal\w*|forskud|förskott\w*|handpenning\w*|anzahlung\w*|zadatek|zadatk\w*|zaliczk\w*|caparra|anticip\w*|acconto|előleg\w*|foglaló\w*|аванс\w*|предоплат\w*|задатък|капаро\w*|"
    r"señal|fianza|avans\w*|arvun\w*|reserv\w*\scon|holds\syour"
)
_GIFT = (
    r"gavekort\w*|gift\s?(?:card|voucher)s?|vouch\w*|gutschein\w*|presentkort\w*|tarjetas?\sregalo|bon(?:y|ów)?\spodarunk\w*|buon[oi]\sregalo|ajándék\w*|utalvány\w*|сертификат\w*|ваучер\w*|"
    r"spar|spare|save|rabat\w*|rabatt\w*|discount\w*|zniżk\w*|sconto|descuento\w*|reducere\w*|kedvezmény\w*|скидк\w*|отстъпк\w*|billigere|cheaper"
)
_FEES = r"gebyr\w*|fee|fees|avgift\w*|gebühr\w*|cancel\w*|afbud\w*|udebliv\w*|no-?show|storno\w*|ausfall\w*|opłat\w*\sza\s(?:brak|nie)\w*|cuota|multa|penale|taxă\sde|такса\sза|штраф\w*|глоб\w*"
_EARNINGS = (
    r"tjen(?:er|e|t)?|indtægt\w*|løn(?:nen)?|earn\w*|wages?|salary|income|verdien\w*|gehalt|tjäna\w*|lön(?:en)?|zarob\w*|zarabia\w*|wynagrodz\w*|câștig\w*|castig\w*|salari\w*|gana(?:s|r|ncia\w*|mos|n)?|sueldo|guadagn\w*|stipend\w*|"
    r"keres\w*|fizet[ée]s\w*|зарабо\w*|зарплат\w*|заработ\w*|заплащан\w*|доход\w*|печел\w*|заплат\w*"
)
_PER_PERIOD = (
    r"om\s(?:ugen|måneden|dagen)|pr\.?\s(?:uge|måned|dag)|ugentlig\w*|månedlig\w*|(?:a|per|each)\s(?:week|month|day)|weekly|monthly|(?:die|pro|in\sder|im)\s(?:woche|monat|tag)|wöchentlich|i\s(?:veckan|månaden)|per\s(?:vecka|månad)|"
    r"tygodniowo|miesięcznie|na\stydzień|pe\ssăptămână|pe\slună|pe\szi|săptămânal|(?:a|por)\s(?:la\s)?(?:semana|mes)|semanales|(?:a|alla)\s(?:settimana|mese)|al\smese|hetente|havonta|в\s(?:неделю|месяц|день)|неделю|седмично|месечно|на\s(?:седмица|месец)"
)
_HETI = r"heti|havi|tygodniow\w+|veckolön|ugeløn|tedensko|еженедельн\w+"
# Searched in small letters: twice as fast as letters of both kinds.
_BEFORE_IT = re.compile(rf"(?<!\w)(?:{_PARKING}|{_AHEAD}|{_GIFT}|{_FEES}|{_EARNINGS}|{_HETI})(?!\w)")
_AFTER_IT = re.compile(
    rf"(?<!\w)(?:{_PER_PERIOD}|{_AHEAD}|{_FEES}|rabat\w*|rabatt\w*|discount|zniżki|off|w\sgift\scard\w*|for\s(?:parking|taxi)|i\s(?:parkering|bøde|depositum|gebyr|forskud|rabat))(?!\w)",
)
# "Free parking - 500 kr for 30 min": what is free has no price.
_FREE = re.compile(
    r"(?<!\w)(?:gratis|free|fri|kostenlos\w*|gratuit\w*|darmow\w*|ingyen\w*|бесплатн\w*|безплатн\w*|libero)(?!\w)",
    re.IGNORECASE,
)


def is_no_price(text: str, start: int, end: int, amount: float, currency: str) -> bool:
    """Say whether the words around an amount (its span, in the text) tell that it buys no visit."""
    if amount < LEAST.get(currency, 0.0):
        return True
    before = _PART.split(text[max(0, start - BEFORE) : start].lower())[-1]
    if _BEFORE_IT.search(before) and not _FREE.search(before):
        return True
    after = _PART_AFTER.split(text[end : end + AFTER].lower().lstrip(".- "), maxsplit=1)[0]
    return bool(_AFTER_IT.search(after))
