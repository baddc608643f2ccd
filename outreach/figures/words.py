"""Breakdowns and categories in words, for paper and screens; files for machines keep the codes. Pure."""

import re
from datetime import date

from babel import Locale
from babel.dates import format_date

from outreach.figures.figure import TOTAL
from outreach.figures.year_table import Row

_MONTH = re.compile(r"(\d{4})-(\d{2})")
BREAKDOWNS = {
    "da": {
        TOTAL: "i alt", "region": "region", "month": "måned", "organisation": "organisation", "place_type": "type sted",
        "visits": "antal besøg", "outcome": "udfald", "gender": "køn", "met_before": "talt med før", "nationality": "oplyst nationalitet",
        "type": "type", "category": "tal", "language": "sprog", "answer": "svar", "site": "side", "level": "niveau", "kind": "type",
        "new_in_month": "ny i", "screened": "screenet", "quarter": "kvartal", "size": "annoncer i netværket", "towns": "byer",
        "visits_by_level": "besøg efter niveau før", "concern_met_by_level": "mødte bekymring, efter niveau før",
    },
    "en": {
        TOTAL: "total", "region": "region", "month": "month", "organisation": "organisation", "place_type": "kind of place",
        "visits": "number of visits", "outcome": "outcome", "gender": "gender", "met_before": "met before", "nationality": "stated nationality",
        "type": "type", "category": "number", "language": "language", "answer": "answer", "site": "site", "level": "level", "kind": "kind",
        "new_in_month": "new in", "screened": "screened", "quarter": "quarter", "size": "ads in the network", "towns": "towns",
        "visits_by_level": "visits by level before", "concern_met_by_level": "concern met, by level before",
    },
}  # fmt: skip
CATEGORIES = {
    "da": {
        TOTAL: "i alt", "unknown": "ved ikke", "clinic": "klinik", "private": "privat lejlighed", "escort": "escort", "other": "andet",
        "let_in": "lukket ind", "not_let_in": "ikke lukket ind", "nobody_there": "ingen hjemme", "closed": "lukket",
        "wrong_address": "forkert adresse", "leaflet_left": "pjece eller kort lagt", "women": "kvinder", "men": "mænd", "trans": "transpersoner",
        "new": "nye", "known": "kendte", "health": "sundhedsvæsen", "abortion": "abort", "green": "ingen særlige tegn", "yellow": "bekymring",
        "red": "stor bekymring", "not_assessed": "ikke vurderet", "yes": "ja", "no": "nej", "question": "spørgsmål", "angry": "vred",
        "third_person": "tredjeperson svarer", "complaint": "klage", "no_answer": "intet svar", "before": "før perioden",
        "uses": "gange", "opening_days": "åbningsdage", "users_per_week": "brugere pr. uge", "newcomers": "tilgang", "unique_about": "unikke, ca.",
        "shifts": "vagter", "women_seen": "kvinder observeret", "visits": "besøg", "contacts": "kontakter", "police": "politi",
        "partners": "partnere og myndigheder", "informants": "informanter", "concerned": "personer, det gælder", "others": "øvrige",
        "remand": "varetægt", "operations": "aktioner", "follow_up": "opfølgning", "interviews": "samtaler", "mobile": "mobil klinik",
        "meeting_place": "mødested", "outreach": "opsøgende", "message": "SMS", "hotline": "hotline", "partner": "partner",
    },
    "en": {
        TOTAL: "total", "unknown": "unknown", "clinic": "clinic", "private": "private flat", "escort": "escort", "other": "other",
        "let_in": "let in", "not_let_in": "not let in", "nobody_there": "nobody there", "closed": "closed",
        "wrong_address": "wrong address", "leaflet_left": "leaflet or card left", "women": "women", "men": "men", "trans": "trans people",
        "new": "new", "known": "known", "health": "health care", "abortion": "abortion", "green": "no particular signs", "yellow": "concern",
        "red": "serious concern", "not_assessed": "not assessed", "yes": "yes", "no": "no", "question": "question", "angry": "angry",
        "third_person": "somebody else answered", "complaint": "complaint", "no_answer": "no answer", "before": "before the period",
        "uses": "uses", "opening_days": "opening days", "users_per_week": "users a week", "newcomers": "newcomers", "unique_about": "unique, about",
        "shifts": "shifts", "women_seen": "women seen", "visits": "visits", "contacts": "contacts", "police": "police",
        "partners": "partners and authorities", "informants": "informants", "concerned": "persons concerned", "others": "others",
        "remand": "remand", "operations": "operations", "follow_up": "follow-up", "interviews": "interviews", "mobile": "mobile clinic",
        "meeting_place": "meeting place", "outreach": "outreach", "message": "text message", "hotline": "hotline", "partner": "partner",
    },
}  # fmt: skip


def breakdown_word(breakdown: str, lang: str) -> str:
    """Return what a breakdown is called."""
    return BREAKDOWNS[lang].get(breakdown, breakdown)


def category_word(row: Row, lang: str) -> str:
    """Return what a row counts, in words; names of sites and organisations stay as they are."""
    if row.breakdown == "language":
        return language_word(row.category, lang)
    month = _MONTH.fullmatch(row.category)
    if month:
        return format_date(date(int(month[1]), int(month[2]), 1), "LLLL y", locale=lang)
    if row.breakdown in ("site", "organisation", "nationality", "region"):
        return CATEGORIES[lang]["unknown"] if row.category == "unknown" else row.category
    return CATEGORIES[lang].get(row.category, row.category)


def language_word(code: str, lang: str) -> str:
    """Return a language's name; its code where it has none."""
    if code in ("unknown", "und"):
        return CATEGORIES[lang]["unknown"]
    return Locale(lang).languages.get(code.split("-", maxsplit=1)[0].casefold()) or code
