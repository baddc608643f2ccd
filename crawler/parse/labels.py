"""Which field a label on a page names: "Alder", "Age", "Alter", "Ålder" → ``age``.

Field names are those of an ad (see ``models.ad``) plus ``place`` (town, postcode and street in one value),
``phones``, ``text``, ``title``, ``reviews``, ``image_count``, ``rating``, and ``ignore`` for labels that name what we must
not take for one of these (when she was last online, the number of views, the ad's own number).
"""

import re
import unicodedata

# Danish, English, German, Swedish, Norwegian; lower case; also English words as used in keys, ids and class names.
_WORDS: dict[str, str] = {
    "age": "alder age alter ålder år_gammel years_old lebensalter age_years years",
    "alias": "nick navn name kaldenavn alias künstlername artistnavn arbejdsnavn nickname nick namn profilnavn kunstnernavn brugernavn "
    "username display_name displayname first_name firstname vorname fornavn förnamn smeknamn pseudonym kaldes model person "
    "arbeitsname working_name workname stage_name stagename spitzname rufname advertiser annoncør inserent annonsör opslået_af",
    "city": "by city town ort stadt stad bynavn sted_by address_locality addresslocality locality kommune wohnort poststed",
    "postcode": "postnr postnummer postcode postal_code postalcode zip zip_code zipcode plz postleitzahl post_nr post_code",
    "address": "line1 address_line address_line1 address1 street_name streetname addr adresse address street straße strasse vej gade gata street_address streetaddress anschrift besøgsadresse "
    "gadenavn vejnavn adress gatuadress postadresse visiting_address",
    "place": "sted område location place area region hvor where wo standort plats var lokation beliggenhed placering geografi "
    "arbeitsort by_og_postnr postnr_by postnr_og_by plz_ort postnummer_og_by postcode_city",
    "kind": "type kind kategori category art kategorie annoncetype ad_type adtype typ form rubrik sted_type stedtype slags "
    "business_type place_type adresstyp venue venue_type arbeidssted bereich sektion",
    "prices": "pris priser prices price preis preise priserne prisliste price_list pricelist preisliste prislista takst takster rates "
    "rate honorar kosten kostnad tarif tarife offers fees betaling donation donations",
    "phones": "telefon tlf tlfnr telefonnummer phone phones phone_number phonenumber telephone tel mobil mobile mobilnummer mobiltelefon "
    "ring kontakt contact kontakttelefon handy rufnummer handynummer nummer number call cell mobilnr tel_nr telefonnr tlf_nr "
    "whatsapp sms ring_til call_me anrufen ring_mig contact_number kontaktnummer telnr",
    "posted_at": "oprettet indrykket dato posted date created published publiceret annonceret lagt_op opslået skrevet erstellt datum "
    "eingestellt veröffentlicht publicerad upplagd inlagd skapad publisert opprettet created_at createdat posted_at postedat "
    "date_posted dateposted date_published datepublished published_at publishedat inserat_vom online_seit online_since siden "
    "oprettelsesdato annoncedato listed listed_on added added_on tilføjet indsat sat_ind posted_on inserted eingestellt_am "
    "published_on publiceringsdatum lagd_upp aufgegeben erstellt_am oprettet_den oprettet_d indrykket_den startdato first_posted",
    "text": "beskrivelse description text tekst beschreibung om_mig about about_me om beskrivning über_mich profiltekst profil body content "
    "annoncetekst besked message message_body messagebody ad_text articlebody article_body reviewbody review_body presentation anzeigentext om_os teaser_text indhold",
    "title": "titel title overskrift headline heading überschrift rubrik_titel subject emne betreff ämne annonsrubrik",
    "reviews": "anmeldelser anmeldelse reviews review bewertungen bewertung omdömen omdöme recensioner recension vurderinger erfaringer kommentarer "
    "comments kommentare feedback udtalelser gæstebog guestbook anmeldelser_fra_kunder kundeanmeldelser omtaler ratings",
    "rating": "bedømmelse score stjerner stars rating sterne stjärnor karakter betyg note rating_value ratingvalue vurdering bewertungspunkte points",
    "image_count": "billeder antal_billeder image_count imagecount images photos photo_count photocount fotos bilder pictures anzahl_bilder antal_bilder pics bildanzahl num_images nimages billedantal number_of_images number_of_photos",
    "languages": "sprog taler languages language spoken_languages sprachen språk talar sprache snakker in_language",
    "services": "ydelser services tilbyder service tjänster angebot tjenester leistungen ydelse servicetyper",
    "opening_hours": "åbningstider åbent træffetid openinghours opening_hours hours öffnungszeiten öppettider åpningstider tider availability arbejdstid træffes working_hours available arbeitszeiten tilgængelig",
    "ignore": "sidst_set sidst_online last_seen last_online sidst_opdateret opdateret updated updated_at updatedat last_updated zuletzt_online "
    "zuletzt_aktualisiert aktualisiert uppdaterad oppdatert visninger views aufrufe visningar annonce_nr annoncenr annonce_id ad_id anzeigen_nr id ref reference "
    "sagsnr referencenr reference_no ad_no ad_number annonsnummer anzeigennummer cvr cvr_nr cvrnr org_nr vat ordrenr order ordre_nr order_id kontonr konto_nr faktura invoice udløber expires "
    "gyldig_til valid_until läuft_ab medlem_siden member_since mitglied_seit medlem_sedan modified date_modified datemodified ändrad ændret valid_through validthrough "
    "højde height größe längd vægt weight gewicht vikt parkering parking kortbetaling cards floor etage zuletzt_gesehen senast_sedd senast_inloggad svar replies "
    "reg registered registreret registrerad oprettet_bruger bruger_siden profil_siden på_siden_siden dabei_seit angemeldet_seit seit_mitglied medlem member mitglied antworten beiträge indlæg posts antal_indlæg joined tilmeldt registriert favoritter favorites besøgende besøg visits hits set klick klik",
}
LABELS: dict[str, str] = {word: field for field, words in _WORDS.items() for word in words.split()}
# Signs that stand where a label would: "📍 Odense".
_SIGNS = {
    "phones": "📞☎📱📲",
    "place": "📍🏠🏡🗺",
    "age": "🎂",
    "prices": "💰💵💶💳",
    "posted_at": "📅🗓🕒🕑",
    "kind": "🏷",
    "alias": "👤👩",
}
ICONS: dict[str, str] = {sign: field for field, signs in _SIGNS.items() for sign in signs}


def normalise_label(label: str) -> str:
    """Return the label as it is looked up: lower case words joined by ``_``, no colon, dots or emoji."""
    label = unicodedata.normalize("NFC", label).strip()
    label = re.sub(r"(?<=[a-zæøåäöü])(?=[A-ZÆØÅÄÖÜ])", "_", label).lower()
    return "_".join(re.findall(r"[^\W_]+", label))


def field_of_label(label: str) -> str | None:
    """Return the field a label names, or None. Longer labels count when they start or end with a known one."""
    if label in ICONS:
        return ICONS[label]
    name = normalise_label(label)
    if not name or len(name) > 40:
        return None
    for candidate in (name, name.replace("_", "")):
        if candidate in LABELS:
            return LABELS[candidate]
    words = name.split("_")
    if len(words) > 4:
        return None
    for size in range(len(words) - 1, 0, -1):
        for part in ("_".join(words[-size:]), "_".join(words[:size])):
            if part in LABELS and len(part) > 2:
                return LABELS[part]
    return None
