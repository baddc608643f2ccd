"""F11–F12, F14–F17, F19–F26: from ads, messages, possible networks, and numbers people enter. Pure."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from outreach.figures.counting import count_by, one
from outreach.figures.figure import TOTAL, Counts, Figure, YearFacts
from outreach.figures.hit_rate import hits_by_level

ANSWERS = ("yes", "no", "question", "angry", "third_person", "complaint")
LARGE_NETWORK = 10


def manual(figure: str) -> Callable[[YearFacts], Counts]:
    """Return a function that adds up what people entered for a figure, by category and region."""

    def compute(facts: YearFacts) -> Counts:
        entered = [entry for entry in facts.manual if entry.figure == figure]
        if not entered:
            # Nothing entered is not zero: the table then says "no data".
            return {}
        counts = count_by(
            entered, lambda entry: entry.value, category=lambda entry: entry.category, region=lambda entry: entry.region
        )
        # Days, uses and users do not add up to anything.
        return {"category": counts["category"]} | ({"region": counts["region"]} if figure == "F21" else {})

    return compute


def f22(facts: YearFacts) -> Counts:
    """Texts sent and what came back."""
    counts = count_by(
        facts.messages, one, language=lambda sent: sent.language, organisation=lambda sent: sent.organisation
    )
    answers = Counter(sent.outcome or "no_answer" for sent in facts.messages)
    return counts | {"answer": {name: answers[name] for name in ("no_answer", *ANSWERS) if answers[name]}}


def f23(facts: YearFacts) -> Counts:
    """Ads live during the year."""
    counts = count_by(
        facts.ads,
        one,
        region=lambda ad: ad.region,
        site=lambda ad: ad.site,
        level=lambda ad: ad.level,
        language=lambda ad: ad.language,
        kind=lambda ad: ad.kind,
        new_in_month=lambda ad: f"{ad.first_day:%Y-%m}" if ad.first_day >= facts.first_day else "before",
    )
    screened = sum(ad.screened for ad in facts.ads)
    return counts | {"screened": {"yes": screened, "no": len(facts.ads) - screened}}


def quarter(day: date) -> str:
    """Return the quarter of a day, e.g. 2026-Q1."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def f24(facts: YearFacts) -> Counts:
    """Possible networks, by quarter first seen, size and whether they moved between towns."""
    return count_by(
        facts.networks,
        one,
        quarter=lambda network: quarter(network.first_day),
        size=lambda network: "2-4" if network.ads < 5 else "5-9" if network.ads < LARGE_NETWORK else "10+",
        towns=lambda network: "1" if network.towns <= 1 else "2-3" if network.towns <= 3 else "4+",
    )


def f25(facts: YearFacts) -> Counts:
    """Visits with a conversation, by the level shown before, and on how many concern was met."""
    levels = hits_by_level(facts.visits)
    visited = {level: record.visits for level, record in levels.items()}
    met = {level: record.hits for level, record in levels.items()}
    return {TOTAL: {TOTAL: sum(visited.values())}, "visits_by_level": visited, "concern_met_by_level": met}


OTHER_FIGURES = (
    Figure("F11", {"da": "Sundhedstilbud benyttet", "en": "Health offer used"}, {"da": "Gange, åbningsdage og brugere, indtastet af klinikken.", "en": "Uses, opening days and users, entered by the clinic."}, "manual", manual("F11"), counts_people=True),
    Figure("F12", {"da": "Mødestedet", "en": "The Meeting Place"}, {"da": "Gange, åbningsdage, tilgang og unikke (anslået, ca.), indtastet.", "en": "Uses, opening days, newcomers and unique users (estimated, about), entered."}, "manual", manual("F12"), counts_people=True),
    Figure("F14", {"da": "Gadevagter", "en": "Street shifts"}, {"da": "Vagter, kvinder observeret og nye, indtastet.", "en": "Shifts, women seen and new ones, entered."}, "manual", manual("F14"), counts_people=True),
    Figure("F15", {"da": "Besøg på samarbejdssteder", "en": "Visits to partner places"}, {"da": "Besøg, kontakter og kvinder, indtastet.", "en": "Visits, contacts and women, entered."}, "manual", manual("F15"), counts_people=True),
    Figure("F16", {"da": "Hotline: opkald pr. henvender", "en": "Hotline: calls by caller"}, {"da": "Fra CMM's hotlinelog; henvendelser kan omhandle samme sag.", "en": "From CMM's hotline log; calls may concern one case."}, "manual", manual("F16"), suppress=False),
    Figure("F17", {"da": "Hotline: politiets årsag", "en": "Hotline: the police's reason"}, {"da": "Fra CMM's hotlinelog.", "en": "From CMM's hotline log."}, "manual", manual("F17"), suppress=False),
    Figure("F19", {"da": "Identifikationssamtaler", "en": "Identification interviews"}, {"da": "CMM's eget tal, indtastet.", "en": "CMM's own number, entered."}, "manual", manual("F19"), suppress=False),
    Figure("F20", {"da": "Vurderet udsat for menneskehandel via opsøgende arbejde", "en": "Assessed as exposed to trafficking via outreach"}, {"da": "CMM's eget tal, indtastet.", "en": "CMM's own number, entered."}, "manual", manual("F20"), suppress=False),
    Figure("F21", {"da": "Udredende samtaler under 18", "en": "Interviews with persons under 18"}, {"da": "CMM's eget tal og antal underretninger om mulige mindreårige.", "en": "CMM's own number and alerts about possible minors."}, "manual", manual("F21"), counts_people=True),
    Figure("F22", {"da": "SMS: sendt og svar", "en": "Texts: sent and answers"}, {"da": "Første beskeder i den fælles bog; ingen tekst gemmes.", "en": "First texts in the shared ledger; no text is kept."}, "messages", f22),
    Figure("F23", {"da": "Annoncer", "en": "Ads"}, {"da": "Annoncer der var levende i året; niveau er menneskets, ellers forslaget.", "en": "Ads that were live in the year; the level is a person's, else the proposal."}, "ads", f23),
    Figure("F24", {"da": "Mulige netværk", "en": "Possible networks"}, {"da": "Mulige netværk set i året, efter kvartal, størrelse og antal byer.", "en": "Possible networks seen in the year, by quarter, size and number of towns."}, "networks", f24),
    Figure("F25", {"da": "Træfsikkerhed", "en": "Hit rate"}, {"da": "Besøg med samtale efter niveau før besøget, og hvor mange der mødte bekymring (tegn afkrydset, niveau sat efter besøget eller CMM kontaktet).", "en": "Visits with a conversation by level before the visit, and on how many concern was met (signs ticked, level set afterwards, or CMM contacted)."}, "visits", f25),
    Figure("F26", {"da": "Kontaktform", "en": "How contact was made"}, {"da": "CMM's eget tal, indtastet.", "en": "CMM's own number, entered."}, "manual", manual("F26"), suppress=False),
)  # fmt: skip
