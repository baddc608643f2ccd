"""How people write the larger Danish towns: in capitals or small letters, in their own language, in Cyrillic, with endings."""

import re
from functools import cache

# Written in any letters these are towns and nothing else; "tønder", "skive" or "greve" are words too and need their capital.
_LARGE = (
    "København Aarhus Odense Aalborg Frederiksberg Esbjerg Randers Kolding Horsens Vejle Hvidovre Roskilde Herning Silkeborg Hørsholm Næstved Viborg Fredericia "
    "Rødovre Ballerup Køge Hillerød Taastrup Helsingør Holstebro Slagelse Albertslund Holbæk Sønderborg Svendborg Allerød Hjørring Nørresundby Glostrup Ringsted "
    "Frederikshavn Haderslev Birkerød Brøndby Ishøj Vordingborg Nyborg Frederikssund Aabenraa Middelfart Kalundborg Korsør Skanderborg Thisted Nakskov Hobro Ringkøbing "
    "Grindsted Lemvig Valby Kastrup"
)
_OTHERS = {
    "København": "kbh kbhv cph kobenhavn kopenhavn copenhagen kopenhagen köpenhamn kopenhamn copenhaga copenague copenhague copenhaguen copenaghen kopenhaga kopenhadze kopenhagi kopenhagą "
    "koppenhága koppenhágá koppenhaga kopenhaagen kopenhagen โคเปนเฮเกน",
    "Aarhus": "århus arhus", "Aalborg": "ålborg alborg", "Helsingør": "helsingör elsinore", "Sønderborg": "sonderborg sonderburg sönderborg", "Taastrup": "tåstrup høje-taastrup",
    "Aabenraa": "åbenrå apenrade", "Haderslev": "hadersleben", "Nørresundby": "norresundby", "Hillerød": "hillerod", "Hjørring": "hjorring", "Næstved": "naestved nastved", "Holbæk": "holbaek holbak",
    "Hørsholm": "horsholm", "Rødovre": "rodovre", "Korsør": "korsor", "Allerød": "allerod", "Brøndby": "brondby", "Ishøj": "ishoj", "Birkerød": "birkerod",
    "Køge": "köge",
}  # fmt: skip
_CYRILLIC = {
    "копенгаген": "København", "копенхаген": "København", "орхус": "Aarhus", "оденсе": "Odense", "ольборг": "Aalborg", "олборг": "Aalborg", "эсбьерг": "Esbjerg",
    "есбьерг": "Esbjerg", "рандерс": "Randers", "колдинг": "Kolding", "хорсенс": "Horsens", "вайле": "Vejle", "вейле": "Vejle", "роскилле": "Roskilde", "роскильде": "Roskilde",
    "роскилде": "Roskilde", "хернинг": "Herning", "силькеборг": "Silkeborg", "силкеборг": "Silkeborg", "холстебро": "Holstebro", "хольстебро": "Holstebro", "слагельсе": "Slagelse",
    "слагелсе": "Slagelse", "свендборг": "Svendborg", "фредериксберг": "Frederiksberg", "фредерисия": "Fredericia", "сеннерборг": "Sønderborg", "сьонерборг": "Sønderborg",
    "хиллерёд": "Hillerød", "хилерьод": "Hillerød", "нествед": "Næstved", "хельсингёр": "Helsingør", "хелсингьор": "Helsingør", "кёге": "Køge", "кьоге": "Køge",
}  # fmt: skip
_WORD = re.compile(r"(?<![\w@./-])[^\W\d_]{3,20}(?![\w@])")
# "Koldingban", "Esbjergbe", "Odensében"; "в Копенгагене", "в Орхусе".
_HUNGARIAN = re.compile(r"(?<=.{5})(?:ban|ben|ba|be|ból|ből|ról|ről|on|en|ön|nak|nek|i|tól|től)$")
_RUSSIAN = re.compile(r"(?<=.{5})(?:е|а|у|ом)$")


@cache
def _names() -> dict[str, str]:
    names = {}
    for proper in _LARGE.split():
        low = proper.lower()
        for written in (low, low.replace("ø", "oe").replace("æ", "ae"), low.replace("aa", "å")):
            names[written] = proper
    for proper, others in _OTHERS.items():
        names |= dict.fromkeys(others.split(), proper)
    return names | _CYRILLIC


def other_names() -> frozenset[str]:
    """Return all the names by which larger towns are known, in small letters."""
    return frozenset(_names())


def large_town(word: str) -> str | None:
    """Return the proper name of the larger town a word stands for, however it is written; None for any other word."""
    low, names = word.lower(), _names()
    found = names.get(low)
    if found or len(low) < 6:
        return found
    if not low.isascii() and low[0] >= "\u0400":
        return names.get(_RUSSIAN.sub("", low)) or names.get(_RUSSIAN.sub("е", low))
    bare = _HUNGARIAN.sub("", low)
    return names.get(bare) or names.get(bare[:-1] + "e" if bare.endswith("é") else bare)


def find_large_towns(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, proper name) of every larger town that a text names in whatever letters."""
    return [(found.start(), found.end(), town) for found in _WORD.finditer(text) if (town := large_town(found.group()))]
