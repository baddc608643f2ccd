"""The label words of the unknown sites in four languages, with variants a seed chooses from."""

LABELS: dict[str, dict[str, tuple[str, ...]]] = {
    "da": {
        "alias": ("Navn", "Alias", "Profilnavn"), "age": ("Alder",), "phone": ("Telefon", "Tlf.", "Mobil"),
        "city": ("By",), "postcode": ("Postnr.", "Postnummer"), "address": ("Adresse",), "kind": ("Type", "Sted", "Kategori"),
        "prices": ("Priser", "Pris"), "posted": ("Oprettet", "Indrykket", "Dato"), "reviews": ("Anmeldelser", "Hvad siger andre"),
        "next": ("Næste", "Næste side »"), "show_phone": ("Vis nummer", "Se telefonnummer"), "more": ("Vis flere", "Indlæs flere"),
        "text": ("Beskrivelse", "Om mig"),
    },
    "en": {
        "alias": ("Name", "Nickname"), "age": ("Age",), "phone": ("Phone", "Mobile", "Tel"), "city": ("City", "Town"),
        "postcode": ("Postcode", "Zip"), "address": ("Address", "Street"), "kind": ("Type", "Category"), "prices": ("Prices", "Rates"),
        "posted": ("Posted", "Listed on", "Date"), "reviews": ("Reviews", "What guests say"), "next": ("Next", "Next page ›"),
        "show_phone": ("Show number", "Reveal phone"), "more": ("Load more", "Show more"), "text": ("Description", "About me"),
    },
    "de": {
        "alias": ("Name", "Künstlername"), "age": ("Alter",), "phone": ("Telefon", "Handy", "Rufnummer"), "city": ("Ort", "Stadt"),
        "postcode": ("PLZ",), "address": ("Adresse", "Straße"), "kind": ("Art", "Kategorie"), "prices": ("Preise", "Preis"),
        "posted": ("Eingestellt am", "Datum"), "reviews": ("Bewertungen",), "next": ("Weiter", "Nächste Seite"),
        "show_phone": ("Nummer anzeigen",), "more": ("Mehr laden",), "text": ("Beschreibung", "Über mich"),
    },
    "sv": {
        "alias": ("Namn", "Alias"), "age": ("Ålder",), "phone": ("Telefon", "Mobil"), "city": ("Ort", "Stad"),
        "postcode": ("Postnr", "Postnummer"), "address": ("Adress", "Gata"), "kind": ("Typ", "Kategori"), "prices": ("Priser", "Pris"),
        "posted": ("Publicerad", "Inlagd"), "reviews": ("Omdömen", "Recensioner"), "next": ("Nästa", "Nästa sida"),
        "show_phone": ("Visa nummer",), "more": ("Visa fler",), "text": ("Beskrivning", "Om mig"),
    },
}  # fmt: skip

KINDS: dict[str, dict[str, str]] = {
    "da": {"private": "Privat", "clinic": "Klinik", "escort": "Escort"},
    "en": {"private": "Private", "clinic": "Clinic", "escort": "Escort"},
    "de": {"private": "Privat", "clinic": "Massagestudio", "escort": "Begleitservice"},
    "sv": {"private": "Privat", "clinic": "Massageklinik", "escort": "Eskort"},
}
YEARS = {"da": "år", "en": "years", "de": "Jahre", "sv": "år"}
MONTHS = {
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
}
# (minutes ago, hours ago, yesterday, days ago); {n} is the number, {t} the time of day.
AGO = {
    "da": ("for {n} minutter siden", "for {n} timer siden", "i går kl. {t}", "for {n} dage siden"),
    "en": ("{n} minutes ago", "{n} hours ago", "yesterday at {t}", "{n} days ago"),
    "de": ("vor {n} Minuten", "vor {n} Stunden", "gestern um {t}", "vor {n} Tagen"),
    "sv": ("för {n} minuter sedan", "för {n} timmar sedan", "igår kl. {t}", "för {n} dagar sedan"),
}
# 30, 45, 60 and 90 minutes in words; other durations are written in minutes.
DURATIONS = {
    "da": {30: "½ time", 60: "1 time", 90: "1½ time"},
    "en": {30: "half an hour", 60: "1 hour", 90: "1.5 hours"},
    "de": {30: "½ Stunde", 60: "1 Stunde", 90: "1,5 Stunden"},
    "sv": {30: "en halvtimme", 60: "1 timme", 90: "1,5 timme"},
}
MINUTES = {"da": "min", "en": "min", "de": "Min.", "sv": "min"}
BANNERS = {
    "da": "Opdigtet demoside – alle personer, numre og steder er opdigtede.",
    "en": "Fictional demo site – all people, numbers and places are invented.",
    "de": "Erfundene Demoseite – alle Personen, Nummern und Orte sind erfunden.",
    "sv": "Påhittad demosida – alla personer, nummer och platser är påhittade.",
}
