"""Languages an ad says are spoken: "Dansk, engelsk og lidt tysk" → ["da", "en", "de"].

Used to choose a leaflet or an interpreter, never to score (R-FAIR-2).
"""

import re

_WORDS = {
    "da": "dansk danish dänisch danska da dk",
    "en": "engelsk english englisch engelska en gb uk",
    "de": "tysk german deutsch tyska de",
    "sv": "svensk swedish schwedisch svenska sv se",
    "no": "norsk norwegian norwegisch norska no nb",
    "pl": "polsk polish polnisch polska pl",
    "ro": "rumænsk romanian rumänisch rumänska ro",
    "hu": "ungarsk hungarian ungarisch ungerska hu",
    "ru": "russisk russian russisch ryska ru",
    "uk": "ukrainsk ukrainian ukrainisch ukrainska ua",
    "th": "thai thailandsk thailändisch thailändska th",
    "es": "spansk spanish spanisch spanska es",
    "pt": "portugisisk portuguese portugiesisch portugisiska pt",
    "fr": "fransk french französisch franska fr",
    "it": "italiensk italian italienisch italienska it",
    "cs": "tjekkisk czech tschechisch tjeckiska cs cz",
    "bg": "bulgarsk bulgarian bulgarisch bulgariska bg",
    "lv": "lettisk latvian lettisch lettiska lv",
    "lt": "litauisk lithuanian litauisch litauiska lt",
    "et": "estisk estonian estnisch estniska et",
    "tr": "tyrkisk turkish türkisch turkiska tr",
    "ar": "arabisk arabic arabisch arabiska ar",
    "zh": "kinesisk chinese chinesisch kinesiska zh cn",
    "vi": "vietnamesisk vietnamese vietnamesisch vietnamesiska vi",
    "fil": "filippinsk filipino philippinisch tagalog filippinska",
    "nl": "hollandsk nederlandsk dutch niederländisch holländska nederländska nl",
    "fi": "finsk finnish finnisch finska fi",
    "el": "græsk greek griechisch grekiska el",
    "sq": "albansk albanian albanisch albanska sq",
    "sr": "serbisk serbian serbisch serbiska sr",
}
_LANGUAGE = {word: code for code, words in _WORDS.items() for word in words.split()}


def parse_languages(text: str) -> list[str]:
    """Return the ISO 639-1 codes of the languages named, in order, none twice; two-letter codes only in a bare list."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    bare = all(len(word) == 2 for word in words)
    return list(dict.fromkeys(_LANGUAGE[word] for word in words if word in _LANGUAGE and (bare or len(word) > 2)))
