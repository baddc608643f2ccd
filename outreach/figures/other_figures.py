"""F11–F12, F14–F17, F19–F26 in words, and how what people enter is added up. Pure."""

from collections import Counter
from collections.abc import Iterable

from outreach.figures.figure import UNKNOWN, Counts, Figure, ManualFact

# Their regions are told too: one number stands for all of it.
WITH_REGIONS = frozenset({"F21"})


def entered_counts(entries: Iterable[ManualFact], figure: str) -> Counts:
    """Add up what people entered for a figure, by category. Nothing entered is not zero: there is no breakdown then.

    Days, uses and users do not add up to anything, so there is no total.
    """
    own = [entry for entry in entries if entry.figure == figure]
    categories, places = Counter[str](), Counter[str]()
    for entry in own:
        categories[entry.category] += entry.value
        places[entry.region or UNKNOWN] += entry.value
    counts = {"category": dict(sorted(categories.items()))} if own else {}
    return counts | ({"region": dict(sorted(places.items()))} if own and figure in WITH_REGIONS else {})


OTHER_FIGURES = (
    Figure("F11", {"da": "Sundhedstilbud benyttet", "en": "Health offer used"}, {"da": "Gange, åbningsdage og brugere, indtastet af klinikken.", "en": "Uses, opening days and users, entered by the clinic."}, "manual", counts_people=True),
    Figure("F12", {"da": "Mødestedet", "en": "The Meeting Place"}, {"da": "Gange, åbningsdage, tilgang og unikke (anslået, ca.), indtastet.", "en": "Uses, opening days, newcomers and unique users (estimated, about), entered."}, "manual", counts_people=True),
    Figure("F14", {"da": "Gadevagter", "en": "Street shifts"}, {"da": "Vagter, kvinder observeret og nye, indtastet.", "en": "Shifts, women seen and new ones, entered."}, "manual", counts_people=True),
    Figure("F15", {"da": "Besøg på samarbejdssteder", "en": "Visits to partner places"}, {"da": "Besøg, kontakter og kvinder, indtastet.", "en": "Visits, contacts and women, entered."}, "manual", counts_people=True),
    Figure("F16", {"da": "Hotline: opkald pr. henvender", "en": "Hotline: calls by caller"}, {"da": "Fra CMM's hotlinelog; henvendelser kan omhandle samme sag.", "en": "From CMM's hotline log; calls may concern one case."}, "manual", suppress=False),
    Figure("F17", {"da": "Hotline: politiets årsag", "en": "Hotline: the police's reason"}, {"da": "Fra CMM's hotlinelog.", "en": "From CMM's hotline log."}, "manual", suppress=False),
    Figure("F19", {"da": "Identifikationssamtaler", "en": "Identification interviews"}, {"da": "CMM's eget tal, indtastet.", "en": "CMM's own number, entered."}, "manual", suppress=False),
    Figure("F20", {"da": "Vurderet udsat for menneskehandel via opsøgende arbejde", "en": "Assessed as exposed to trafficking via outreach"}, {"da": "CMM's eget tal, indtastet.", "en": "CMM's own number, entered."}, "manual", suppress=False),
    Figure("F21", {"da": "Udredende samtaler under 18", "en": "Interviews with persons under 18"}, {"da": "CMM's eget tal og antal underretninger om mulige mindreårige.", "en": "CMM's own number and alerts about possible minors."}, "manual", counts_people=True),
    Figure("F22", {"da": "SMS: sendt og svar", "en": "Texts: sent and answers"}, {"da": "Første beskeder i den fælles bog; ingen tekst gemmes.", "en": "First texts in the shared ledger; no text is kept."}, "messages"),
    Figure("F23", {"da": "Annoncer", "en": "Ads"}, {"da": "Annoncer der var levende i året; niveau er menneskets, ellers forslaget.", "en": "Ads that were live in the year; the level is a person's, else the proposal."}, "ads"),
    Figure("F24", {"da": "Mulige netværk", "en": "Possible networks"}, {"da": "Mulige netværk set i året, efter kvartal, størrelse og antal byer.", "en": "Possible networks seen in the year, by quarter, size and number of towns."}, "networks"),
    Figure("F25", {"da": "Træfsikkerhed", "en": "Hit rate"}, {"da": "Besøg med samtale efter niveau før besøget, og hvor mange der mødte bekymring (tegn afkrydset, niveau sat efter besøget eller CMM kontaktet).", "en": "Visits with a conversation by level before the visit, and on how many concern was met (signs ticked, level set afterwards, or CMM contacted)."}, "visits"),
    Figure("F26", {"da": "Kontaktform", "en": "How contact was made"}, {"da": "CMM's eget tal, indtastet.", "en": "CMM's own number, entered."}, "manual", suppress=False),
)  # fmt: skip
