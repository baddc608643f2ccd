"""Why a number has its type, in a sentence of Danish or English: made here only, from the counts that the store keeps."""

import json

_TYPES = {
    "da": {
        "personal": "Ser ud som én persons nummer",
        "clinic_reception": "Ser ud som en kliniks reception: flere navne i samme hus eller by",
        "agency": "Ser ud som et bureau: mange personer på flere sider",
        "forwarding": "Ser ud som en sides viderestilling: mange personer på én side",
        "spam": "Ser ud som spam: mange annoncer i mange byer på kort tid eller med samme tekst",
        "unknown": "Kan ikke afgøres: flere navne, men for få til en forretning",
    },
    "en": {
        "personal": "Looks like one person's number",
        "clinic_reception": "Looks like a clinic's reception: several names in one house or town",
        "agency": "Looks like an agency: many persons on several sites",
        "forwarding": "Looks like a site's forwarding number: many persons on one site",
        "spam": "Looks like spam: many ads in many towns within a short time or with the same text",
        "unknown": "Cannot be told: several names, but too few for a business",
    },
}
# What is counted, for one and for several; ``live`` stands in brackets behind the ads.
_COUNTED = {
    "da": {
        "ads": ("annonce", "annoncer"), "names": ("navn", "navne"), "texts": ("tekst", "tekster"), "places": ("by", "byer"),
        "addresses": ("adresse", "adresser"), "sites": ("side", "sider"), "days": ("dag", "dage"),
    },
    "en": {
        "ads": ("ad", "ads"), "names": ("name", "names"), "texts": ("text", "texts"), "places": ("town", "towns"),
        "addresses": ("address", "addresses"), "sites": ("site", "sites"), "days": ("day", "days"),
    },
}  # fmt: skip
_AT_ONCE = {"da": " (højst {live} på én gang)", "en": " (at most {live} at once)"}


def type_reason(kind: str, counts: str | None, lang: str = "da") -> str:
    """Return the sentence for a type and the counts kept with it (JSON); languages other than English get Danish.

    Counts that are missing or of an older form leave the first half.
    """
    known = lang if lang in _TYPES else "da"
    sentence = _TYPES[known].get(kind, _TYPES[known]["unknown"])
    try:
        return f"{sentence}. {_in_words(json.loads(counts or ''), known)}."
    except (ValueError, KeyError, TypeError):
        return f"{sentence}."


def _in_words(counts: dict[str, int], lang: str) -> str:
    """Return the counts as a list of words. Raises KeyError where one is missing."""
    said = {key: f"{counts[key]} {words[counts[key] != 1]}" for key, words in _COUNTED[lang].items()}
    said["ads"] += _AT_ONCE[lang].format(live=counts["live"])
    return ", ".join(said.values())
