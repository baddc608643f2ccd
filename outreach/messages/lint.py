"""What a first text must not say and must say (R-SMS-2, R-SMS-3, R-SMS-4). Pure.

Assume that somebody else reads it: nothing may show that she asked, out her, or dare whoever controls her.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from outreach.messages.length import measure

# Stems in the languages of the templates; matched at the beginning of a word, accents or not.
_FORBIDDEN = {
    "trafficking": ("menneskehandel", "handlet", "traffick", "trafic", "trata", "menschenhandel", "offer", "victim", "víctima", "opfer", "ofiar", "áldozat", "жертв", "торгівл"),
    "selling_sex": ("prostit", "sex", "seks", "escort", "eskort", "bordel", "sexarbe"),
    "way_out": ("exit", "hjælp ud", "komme ud", "help you out", "get out", "salir de"),
    "controller": ("bagmand", "bagmænd", "alfons", "pimp", "trafficker", "proxenet"),
    "religion": ("gud", "jesus", "kirke", "bibel", "church", "god", "bible", "dios", "iglesia", "dumnezeu", "biseric", "allah", "moske"),
    "the_ad": ("annonce", "ad", "ads", "advert", "anuncio", "anunt", "anunț", "anzeige"),
    "address": ("adresse", "address", "dirección", "direccion", "adresa"),
    "we_saw": ("vi så", "vi har set", "we saw", "we have seen", "vimos", "hemos visto", "am vazut", "am văzut"),
}  # fmt: skip
# "ad" and "god" are whole words only: "address" and "godt" are others.
_WHOLE = frozenset({"ad", "ads", "god", "gud", "sex", "seks", "offer", "exit", "trata", "opfer"})
_POLICE = re.compile(r"\b(?:politi|polic|poliz|polít)\w*|полиц\w*|поліц\w*|ตำรวจ|rendőr\w*|警察|شرطة", re.IGNORECASE)
_NOT = re.compile(r"\b(?:ikke|not|no|nu|nicht|kein\w*|nie|nem|não|pas)\b|\bне\b|ไม่|不|لسنا", re.IGNORECASE)
_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:dk|com|org|net|eu|info)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\d[\s.-]?){6,}")
_STOP = re.compile(r"\b(?:NEJ|NO|NU|NEIN|NIE|NEM|NÃO|NAO|NON|STOP)\b|\bНЕТ\b|\bНІ\b|\bНЕ\b|ไม่|不|لا")
_NAME = re.compile(r"(?<=[a-zæøåäöü,] )[A-ZÆØÅÄÖ][a-zæøåäöü]+(?:[A-ZÆØÅ][a-zæøå]+)*")
_MUST = {
    "da": {"profession": r"sygeplejerske|jordemoder|læge|sundheds", "free": r"gratis", "anonymous": r"anonym"},
    "en": {"profession": r"nurse|midwife|doctor|health", "free": r"\bfree\b", "anonymous": r"anonymous|confidential"},
    "ro": {"profession": r"asistent|moas|medic", "free": r"gratuit", "anonymous": r"anonim|confiden"},
    "es": {"profession": r"enfermer|matrona|m[eé]dic|salud", "free": r"gratis|gratuit", "anonymous": r"an[oó]nim|privad|confiden"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a text: a code worded by the screen, and where (None for what is missing)."""

    code: str
    start: int | None = None
    end: int | None = None


def lint_first_text(text: str, language: str, *, allowed_names: Iterable[str] = ()) -> list[Problem]:
    """Return everything that keeps a first text from being offered; an empty list means it may go to approval.

    ``allowed_names`` are the sender's own (the organisation); every other name is refused.
    """
    problems = [
        Problem(code, found.start(), found.end())
        for code, stems in _FORBIDDEN.items()
        for found in _stems(stems).finditer(text)
    ]
    problems += [Problem("link", found.start(), found.end()) for found in _LINK.finditer(text)]
    problems += [Problem("number", found.start(), found.end()) for found in _NUMBER.finditer(text)]
    problems += _police(text)
    allowed = {name for phrase in allowed_names for name in phrase.split()}
    problems += [
        Problem("name", found.start(), found.end()) for found in _NAME.finditer(text) if found[0] not in allowed
    ]
    problems += [
        Problem(f"missing_{what}")
        for what, words in _MUST.get(language, {}).items()
        if not re.search(words, text, re.IGNORECASE)
    ]
    if not _STOP.search(text):
        problems.append(Problem("missing_stop"))
    if text.count("?") > 1:
        problems.append(Problem("more_than_one_question"))
    if measure(text).segments > 1:
        problems.append(Problem("too_long"))
    return problems


def _stems(stems: Iterable[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(stem) + (r"\b" if stem in _WHOLE else "") for stem in stems)
    return re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE)


def _police(text: str) -> list[Problem]:
    """Police may be named only to say that we are not police."""
    problems, denied = [], False
    for found in _POLICE.finditer(text):
        sentence = text[max(text.rfind(mark, 0, found.start()) for mark in ".!?\n") + 1 : found.end()]
        if _NOT.search(sentence):
            denied = True
        else:
            problems.append(Problem("police", found.start(), found.end()))
    return problems if denied or problems else [Problem("missing_not_police")]
