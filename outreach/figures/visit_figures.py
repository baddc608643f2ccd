"""F1–F10, F13, F18: what the logged visits add up to. Pure."""

from collections import Counter

from outreach.figures.counting import by_month, by_organisation, by_place_type, by_region, count_by, one, tally
from outreach.figures.figure import TOTAL, UNKNOWN, Counts, Figure, VisitFact, YearFacts

CLINIC = "clinic"
SPOKEN = ("spoken_new", "spoken_known", "spoken_unknown")
GENDERS = ("women", "men", "trans")
NATIONALITY = "nationality_"


def _clinic_visits(facts: YearFacts) -> list[VisitFact]:
    return [visit for visit in facts.visits if visit.place_type == CLINIC]


def f1(facts: YearFacts) -> Counts:
    """Visits to clinics; the breakdown by place type covers all visits."""
    counts = count_by(_clinic_visits(facts), one, region=by_region, month=by_month, organisation=by_organisation)
    return counts | {"place_type": count_by(facts.visits, one, kind=by_place_type)["kind"]}


def f2(facts: YearFacts) -> Counts:
    """Different clinics visited."""
    last = {visit.contact_point_id: visit for visit in _clinic_visits(facts)}
    return count_by(last.values(), one, region=by_region)


def f3(facts: YearFacts) -> Counts:
    """Clinics that were there, and how often each was visited."""
    visits = Counter(visit.contact_point_id for visit in _clinic_visits(facts))
    clinics = [place for place in facts.places if place.place_type == CLINIC]

    def times(number: int) -> str:
        return str(number) if number < 3 else "3+"

    return count_by(
        clinics, one, region=lambda place: place.region, visits=lambda place: times(visits[place.contact_point_id])
    )


def f4(facts: YearFacts) -> Counts:
    """Visits on which the team was let in; the share is worked out beside it."""
    let_in = [visit for visit in facts.visits if visit.outcome == "let_in"]
    return count_by(let_in, one, region=by_region, place_type=by_place_type)


def f5(facts: YearFacts) -> Counts:
    """Visits without being let in, by outcome."""
    outside = [visit for visit in facts.visits if visit.outcome != "let_in"]
    return count_by(outside, one, region=by_region, outcome=lambda visit: visit.outcome)


def f6(facts: YearFacts) -> Counts:
    """People spoken with, by region and gender; gender not ticked is unknown."""
    counts = count_by(facts.visits, tally(*SPOKEN), region=by_region)
    genders = {name: sum(visit.tallies.get(name, 0) for visit in facts.visits) for name in GENDERS}
    rest = counts[TOTAL][TOTAL] - sum(genders.values())
    counts["gender"] = {name: number for name, number in (*genders.items(), (UNKNOWN, max(rest, 0))) if number}
    return counts


def f7(facts: YearFacts) -> Counts:
    """People not spoken with before; those whose answer is unknown stand beside them."""
    counts = count_by(facts.visits, tally("spoken_new"), region=by_region)
    met = {name.removeprefix("spoken_"): sum(visit.tallies.get(name, 0) for visit in facts.visits) for name in SPOKEN}
    return counts | {"met_before": {name: number for name, number in met.items() if number}}


def f8(facts: YearFacts) -> Counts:
    """People met before."""
    return count_by(facts.visits, tally("spoken_known"), region=by_region)


def f9(facts: YearFacts) -> Counts:
    """Nationality as people stated it themselves; nobody is asked."""
    stated: Counter[str] = Counter()
    for visit in facts.visits:
        for name, number in visit.tallies.items():
            if name.startswith(NATIONALITY):
                stated[name.removeprefix(NATIONALITY).upper()] += number
    whole = sum(stated.values())
    return {TOTAL: {TOTAL: whole}, "nationality": dict(sorted(stated.items()))}


def f10(facts: YearFacts) -> Counts:
    """Health examinations made."""
    return count_by(facts.visits, tally("examinations"), region=by_region, organisation=by_organisation)


def f13(facts: YearFacts) -> Counts:
    """Referrals, by type."""
    names = ("referral_health", "referral_abortion", "referral_other")
    counts = count_by(facts.visits, tally(*names), region=by_region)
    kinds = {
        name.removeprefix("referral_"): sum(visit.tallies.get(name, 0) for visit in facts.visits) for name in names
    }
    return counts | {"type": {name: number for name, number in kinds.items() if number}}


def f18(facts: YearFacts) -> Counts:
    """Visits after which CMM was contacted."""
    return count_by(
        [visit for visit in facts.visits if visit.cmm_contacted], one, region=by_region, organisation=by_organisation
    )


VISIT_FIGURES = (
    Figure("F1", {"da": "Antal besøg på klinikker", "en": "Visits to clinics"}, {"da": "Alle loggede besøg på steder af typen klinik; et rettet besøg tæller én gang.", "en": "All logged visits to places of the kind clinic; a corrected visit counts once."}, "visits", f1),
    Figure("F2", {"da": "Forskellige klinikker besøgt", "en": "Different clinics visited"}, {"da": "Klinikker med mindst ét besøg i året.", "en": "Clinics with at least one visit in the year."}, "visits", f2),
    Figure("F3", {"da": "Kendte klinikker og hvor ofte de blev besøgt", "en": "Known clinics and how often they were visited"}, {"da": "Klinikker med mindst én levende annonce i året, fordelt på antal besøg.", "en": "Clinics with at least one live ad in the year, by number of visits."}, "visits", f3),
    Figure("F4", {"da": "Lukket ind", "en": "Let in"}, {"da": "Besøg med udfaldet lukket ind; andelen er af alle besøg.", "en": "Visits with the outcome let in; the share is of all visits."}, "visits", f4),
    Figure("F5", {"da": "Ikke lukket ind; kun pjece eller visitkort", "en": "Not let in; leaflet or card only"}, {"da": "Besøg med ethvert andet udfald end lukket ind.", "en": "Visits with any outcome but let in."}, "visits", f5),
    Figure("F6", {"da": "Personer talt med", "en": "People spoken with"}, {"da": "Sum af nye, kendte og ved ikke over alle besøg.", "en": "Sum of new, known and unknown over all visits."}, "visits", f6, counts_people=True),
    Figure("F7", {"da": "Ikke tidligere talt med", "en": "Not spoken with before"}, {"da": "Personer afkrydset som nye ved døren; aldrig et opslag.", "en": "People ticked as new at the door; never a look-up."}, "visits", f7, counts_people=True),
    Figure("F8", {"da": "Gengangere (kendte)", "en": "Met before"}, {"da": "Personer afkrydset som kendte ved døren.", "en": "People ticked as known at the door."}, "visits", f8, counts_people=True),
    Figure("F9", {"da": "Nationaliteter", "en": "Nationalities"}, {"da": "Som personen selv har oplyst, frivilligt.", "en": "As people stated themselves, of their own accord."}, "visits", f9, counts_people=True),
    Figure("F10", {"da": "Sundhedsundersøgelser", "en": "Health examinations"}, {"da": "Antal undersøgelser afkrydset ved besøg.", "en": "Examinations ticked on visits."}, "visits", f10, counts_people=True),
    Figure("F13", {"da": "Henvisninger", "en": "Referrals"}, {"da": "Henvisninger afkrydset ved besøg, efter type.", "en": "Referrals ticked on visits, by type."}, "visits", f13, counts_people=True),
    Figure("F18", {"da": "CMM kontaktet efter opsøgende besøg", "en": "CMM contacted after an outreach visit"}, {"da": "Besøg hvor CMM blev kontaktet; ikke en vurdering.", "en": "Visits after which CMM was contacted; not an assessment."}, "visits", f18, counts_people=True),
)  # fmt: skip
