"""F1–F10, F13, F18: what the logged visits add up to, in words. What each adds up stands in ``tables``. Pure."""

from outreach.figures.figure import Figure

VISIT_FIGURES = (
    Figure("F1", {"da": "Antal besøg på klinikker", "en": "Visits to clinics"}, {"da": "Alle loggede besøg på steder af typen klinik; et rettet besøg tæller én gang.", "en": "All logged visits to places of the kind clinic; a corrected visit counts once."}, "visits"),
    Figure("F2", {"da": "Forskellige klinikker besøgt", "en": "Different clinics visited"}, {"da": "Klinikker med mindst ét besøg i året.", "en": "Clinics with at least one visit in the year."}, "visits"),
    Figure("F3", {"da": "Kendte klinikker og hvor ofte de blev besøgt", "en": "Known clinics and how often they were visited"}, {"da": "Klinikker med mindst én levende annonce i året, fordelt på antal besøg.", "en": "Clinics with at least one live ad in the year, by number of visits."}, "visits"),
    Figure("F4", {"da": "Lukket ind", "en": "Let in"}, {"da": "Besøg med udfaldet lukket ind; andelen er af alle besøg.", "en": "Visits with the outcome let in; the share is of all visits."}, "visits"),
    Figure("F5", {"da": "Ikke lukket ind; kun pjece eller visitkort", "en": "Not let in; leaflet or card only"}, {"da": "Besøg med ethvert andet udfald end lukket ind.", "en": "Visits with any outcome but let in."}, "visits"),
    Figure("F6", {"da": "Personer talt med", "en": "People spoken with"}, {"da": "Sum af nye, kendte og ved ikke over alle besøg.", "en": "Sum of new, known and unknown over all visits."}, "visits", counts_people=True),
    Figure("F7", {"da": "Ikke tidligere talt med", "en": "Not spoken with before"}, {"da": "Personer afkrydset som nye ved døren; aldrig et opslag.", "en": "People ticked as new at the door; never a look-up."}, "visits", counts_people=True),
    Figure("F8", {"da": "Gengangere (kendte)", "en": "Met before"}, {"da": "Personer afkrydset som kendte ved døren.", "en": "People ticked as known at the door."}, "visits", counts_people=True),
    Figure("F9", {"da": "Nationaliteter", "en": "Nationalities"}, {"da": "Som personen selv har oplyst, frivilligt.", "en": "As people stated themselves, of their own accord."}, "visits", counts_people=True),
    Figure("F10", {"da": "Sundhedsundersøgelser", "en": "Health examinations"}, {"da": "Antal undersøgelser afkrydset ved besøg.", "en": "Examinations ticked on visits."}, "visits", counts_people=True),
    Figure("F13", {"da": "Henvisninger", "en": "Referrals"}, {"da": "Henvisninger afkrydset ved besøg, efter type.", "en": "Referrals ticked on visits, by type."}, "visits", counts_people=True),
    Figure("F18", {"da": "CMM kontaktet efter opsøgende besøg", "en": "CMM contacted after an outreach visit"}, {"da": "Besøg hvor CMM blev kontaktet; ikke en vurdering.", "en": "Visits after which CMM was contacted; not an assessment."}, "visits", counts_people=True),
)  # fmt: skip
