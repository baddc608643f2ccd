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
_COUNTS = {
    "da": "{ads} annoncer (højst {live} på én gang), {names} navne, {texts} tekster, {places} byer, {addresses} adresser, {sites} sider, {days} dage",
    "en": "{ads} ads (at most {live} at once), {names} names, {texts} texts, {places} towns, {addresses} addresses, {sites} sites, {days} days",
}


def type_reason(kind: str, counts: str | None, lang: str = "da") -> str:
    """Return the sentence for a type and the counts kept with it (JSON); languages other than English get Danish.

    Counts that are missing or of an older form leave the first half.
    """
    known = lang if lang in _TYPES else "da"
    sentence = _TYPES[known].get(kind, _TYPES[known]["unknown"])
    try:
        return f"{sentence}. {_COUNTS[known].format(**json.loads(counts or ''))}."
    except (ValueError, KeyError, TypeError):
        return f"{sentence}."
