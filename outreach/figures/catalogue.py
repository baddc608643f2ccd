"""F1–F26 in words: titles, definitions, sources. What each adds up stands in ``tables`` and ``entered``. Pure."""

from outreach.figures.figure import Figure

FIGURES = (
    Figure("F1", {"da": "Antal besøg på klinikker", "en": "Visits to clinics"}, {"da": "Alle loggede besøg på steder af typen klinik; et rettet besøg tæller én gang.", "en": "All logged visits to places of the kind clinic; a corrected visit counts once."}, "visits"),
    Figure("F2", {"da": "Forskellige klinikker besøgt", "en": "Different clinics visited"}, {"da": "Klinikker med mindst ét besøg i året.", "en": "Clinics with at least one visit in the year."}, "visits"),
    Figure("F3", {"da": "Kendte klinikker og hvor ofte de blev besøgt", "en": "Known clinics and how often they were visited"}, {"da": "Klinikker med mindst én aktiv annonce i året, fordelt på antal besøg.", "en": "Clinics with at least one live ad in the year, by number of visits."}, "visits"),
    Figure("F4", {"da": "Lukket ind", "en": "Let in"}, {"da": "Besøg med udfaldet lukket ind; andelen er af alle besøg.", "en": "Visits with the outcome let in; the share is of all visits."}, "visits"),
    Figure("F5", {"da": "Ikke lukket ind; kun pjece eller visitkort", "en": "Not let in; leaflet or card only"}, {"da": "Besøg med ethvert andet udfald end lukket ind.", "en": "Visits with any outcome but let in."}, "visits"),
    Figure("F6", {"da": "Personer talt med", "en": "People spoken with"}, {"da": "Sum af nye, kendte og ved ikke over alle besøg.", "en": "Sum of new, known and unknown over all visits."}, "visits", counts_people=True),
    Figure("F7", {"da": "Ikke tidligere talt med", "en": "Not spoken with before"}, {"da": "Personer afkrydset som nye ved døren; aldrig et opslag.", "en": "People ticked as new at the door; never a look-up."}, "visits", counts_people=True),
    Figure("F8", {"da": "Gengangere (kendte)", "en": "Met before"}, {"da": "Personer afkrydset som kendte ved døren.", "en": "People ticked as known at the door."}, "visits", counts_people=True),
    Figure("F9", {"da": "Nationaliteter", "en": "Nationalities"}, {"da": "Som personen selv har oplyst, frivilligt.", "en": "As people stated themselves, of their own accord."}, "visits", counts_people=True),
    Figure("F10", {"da": "Sundhedsundersøgelser", "en": "Health examinations"}, {"da": "Antal undersøgelser afkrydset ved besøg.", "en": "Examinations ticked on visits."}, "visits", counts_people=True),
    Figure("F11", {"da": "Sundhedstilbud benyttet", "en": "Health offer used"}, {"da": "Gange, åbningsdage og brugere, indtastet af klinikken.", "en": "Uses, opening days and users, entered by the clinic."}, "manual", counts_people=True),
    Figure("F12", {"da": "Mødestedet", "en": "The Meeting Place"}, {"da": "Gange, åbningsdage, tilgang og unikke (anslået, ca.), indtastet.", "en": "Uses, opening days, newcomers and unique users (estimated, about), entered."}, "manual", counts_people=True),
    Figure("F13", {"da": "Henvisninger", "en": "Referrals"}, {"da": "Henvisninger afkrydset ved besøg, efter type.", "en": "Referrals ticked on visits, by type."}, "visits", counts_people=True),
    Figure("F14", {"da": "Gadevagter", "en": "Street shifts"}, {"da": "Vagter, kvinder observeret og nye, indtastet.", "en": "Shifts, women seen and new ones, entered."}, "manual", counts_people=True),
    Figure("F15", {"da": "Besøg på samarbejdssteder", "en": "Visits to partner places"}, {"da": "Besøg, kontakter og kvinder, indtastet.", "en": "Visits, contacts and women, entered."}, "manual", counts_people=True),
    Figure("F16", {"da": "Hotline: opkald pr. henvender", "en": "Hotline: calls by caller"}, {"da": "Fra CMM's hotlinelog; henvendelser kan omhandle samme sag.", "en": "From CMM's hotline log; calls may concern one case."}, "manual", suppress=False),
    Figure("F17", {"da": "Hotline: politiets årsag", "en": "Hotline: the police's reason"}, {"da": "Fra CMM's hotlinelog.", "en": "From CMM's hotline log."}, "manual", suppress=False),
    Figure("F18", {"da": "CMM kontaktet efter opsøgende besøg", "en": "CMM contacted after an outreach visit"}, {"da": "Besøg hvor CMM blev kontaktet; ikke en vurdering.", "en": "Visits after which CMM was contacted; not an assessment."}, "visits", counts_people=True),
    Figure("F19", {"da": "Identifikationssamtaler", "en": "Identification interviews"}, {"da": "CMM's eget tal, indtastet.", "en": "CMM's own number, entered."}, "manual", suppress=False),
    Figure("F20", {"da": "Vurderet udsat for menneskehandel via opsøgende arbejde", "en": "Assessed as exposed to trafficking via outreach"}, {"da": "CMM's eget tal, indtastet.", "en": "CMM's own number, entered."}, "manual", suppress=False),
    Figure("F21", {"da": "Udredende samtaler under 18", "en": "Interviews with persons under 18"}, {"da": "CMM's eget tal og antal underretninger om mulige mindreårige.", "en": "CMM's own number and alerts about possible minors."}, "manual", counts_people=True),
    Figure("F22", {"da": "SMS: sendt og svar", "en": "Texts: sent and answers"}, {"da": "Første beskeder i den fælles bog; ingen tekst gemmes.", "en": "First texts in the shared ledger; no text is kept."}, "messages"),
    Figure("F23", {"da": "Annoncer", "en": "Ads"}, {"da": "Annoncer, der var aktive i året; niveau er menneskets, ellers forslaget.", "en": "Ads that were live in the year; the level is a person's, else the proposal."}, "ads"),
    Figure("F24", {"da": "Mulige netværk", "en": "Possible networks"}, {"da": "Mulige netværk set i året, efter kvartal, størrelse og antal byer.", "en": "Possible networks seen in the year, by quarter, size and number of towns."}, "networks"),
    Figure("F25", {"da": "Træfsikkerhed", "en": "Hit rate"}, {"da": "Besøg med samtale efter niveau før besøget, og hvor mange der mødte bekymring (tegn afkrydset, niveau sat efter besøget eller CMM kontaktet).", "en": "Visits with a conversation by level before the visit, and on how many concern was met (signs ticked, level set afterwards, or CMM contacted)."}, "visits"),
    Figure("F26", {"da": "Kontaktform", "en": "How contact was made"}, {"da": "CMM's eget tal, indtastet.", "en": "CMM's own number, entered."}, "manual", suppress=False),
)  # fmt: skip
