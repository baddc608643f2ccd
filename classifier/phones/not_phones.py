"""Digits that look like a phone and are none: by the word that labels them (company, order, account), or by their shape."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from classifier.phones.counted import AND, may_count
from classifier.phones.shapes import holds_address, spans_by_shape


def _unaccented(written: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFD", written) if unicodedata.category(sign) != "Mn"
    ).replace("ł", "l")


# Words before a long number that make it something else.
LABELS = (
    r"cvr|se[-. ]?nr|ordre|order|orden|orderid|booking[- ]?(?:id|nr|nummer|number|ref\w*|code|kode)|bookning|faktura|invoice|factura|rechnung|konto|account|reg|iban|"
    r"swift|kunde(?:nr|nummer)?|customer|medlem\w*|sags?nr|sagsnummer|journal\w*|ref|referen\w+|gavekort\w*|voucher|kupon\w*|coupon|gutschein\w*|"
    r"kode|code|pin|stelnr|varenr|varenummer|artikel\w*|item|ean|gln|org\.? ?nr|organisations?nummer|personnummer|cpr|nip|regon|krs|cui|cif|nif|"
    r"ust|steuer\w*|p\.? ?iva|partita iva|инн|огрн|заказ\w*|поръчка\w*|еик|булстат|рендел\w*|rendel\w*|adósz\w*|számlasz\w*|pedido|zamówieni\w*|"
    r"comand\w*|comenz\w*|ordine|bestell\w*|beställning\w*|tracking|pakke\w*|company|firma(?:nr|nummer)?|företag\w*|reg\w*nummer|handelsregister|paket\w*|serie\w*|serial|licen[sc]e|tilladelse\w*|autorisation\w*|id|"
    r"сметка|счет|счёт|nr\. ?crt|matric\w*|nummerplade|vat|moms\w*|p-?nr|produktion\w*|bankgiro|plusgiro|giro|fi-?kreditor|transaktion\w*|transaction|"
    r"post ?code|postnr|postnummer|plz|matr\w*|stel(?:nr|nummer)?|kennziffer|chiffre|aktenzeichen|auftrag\w*|stellen-?(?:nr|id|nummer)|job-?(?:id|nr|nummer)|ticket\w*|polic[ey]\w*|forsikring\w*|versicherung\w*|zulassung\w*|"
    r"medlems?(?:nr|nummer)|kvittering\w*|kvitto\w*|quittung\w*|receipt|recibo|ricevuta|chitan\w*|bon fiscal|paragon\w*|bizonylat\w*|чек|квитанц\w*|бележка|"
    r"licencia|licenza|licen[țt]\w*|licencj\w*|engedély\w*|лицензи\w*|лиценз\w*|registro|registr\w*|nyilvántart\w*|зарегистр\w*|регистрац\w*|"
    r"tarjeta|carta|karta|kártya\w*|карт\w*|cod|codice|código|kod|kód\w*|код|anzeigen(?:-?nr|nummer)|annonse(?:-?nr|nummer|-?id)|annons(?:-?nr|nummer|-?id)|annuncio|anun[țc]\w*|ogłoszen\w*|hirdetés\w*|обявлени\w*|обява|"
    # Given as an example, or the number of a thing.
    r"fx|f\. ?eks\.?|feks|e\. ?g\.?|z\. ?b\.?|zb|t\. ?ex\.?|np\.|p\. ?ej\.?|pl\.|ad esempio|por ejemplo|de exemplu|for example|for eksempel|till exempel|zum beispiel|na przykład|например|"
    r"seria|serii|серийн\w*|sorozat\w*|gyári|parti(?:nr|nummer)|партид\w*|lote|tétel\w*|dossier|dosar\w*|expediente|sygnatura|ügyszám\w*|målernr|målernummer|målarnummer|zähler\w*|contor\w*|contador|contatore|licznik\w*|сч[её]тчик\w*|mérőóra\w*|"
    r"bastidor|telaio|nadwozi\w*|alváz\w*|шасси|chassis|șasiu|chip|chip(?:nr|nummer)|mikrochip\w*|чип|isbn|issn|barcode|stregkode|streckkod|strichcode|vonalkód|штрих\w*|"
    r"mærk\w*|märk\w*|referin\w+|hivatkozás\w*|\w*utalvány\w*|sorszám\w*|igazolvány\w*|szerződés\w*|kötvény\w*|ваучер\w*|сертификат\w*|ваканси\w*|договор\w*|полис\w*|полиц[аи]|удостоверени\w*|"
    r"диплом\w*|преписка|бон|gåvokort\w*|presentkort\w*|ärende\w*|buono(?: regalo)?|p[óo]liza|polizza|poli[țt]a|polis[ay]|pratica|fattura|factur[ăa]|"
    r"certifi\w*|diplom\w*|zertifikat\w*|riferimento|rif|tessera|umow\w*|legitim\w*|gift ?card|måler\w*|contrat\w*|contract\w*|permit|approval|"
    r"membership|kontrakt\w*|aftale(?:nr|nummer)|vertrag\w*|vorgang\w*|referenz\w*|mitglied\w*|colegiad\w*|iscrizione|wpis\w*|"
    r"biglietto|biglietti|bilet\w*|билет\w*|billet(?:nr|nummer)?|biljett\w*|jegy\w*|fahrkarte\w*|conto|cont|cuenta|kodem|kodu|kodul|codul|codului|"
    r"บัญชี|ออเดอร์|คำสั่งซื้อ|บัตร|เลขที่|ใบอนุญาต"
)
# Written without accents as often as with them.
LABELS += "|" + "|".join(
    sorted({plain for one in LABELS.split("|") if (plain := _unaccented(one)) != one and not set(one) & set("()[]")})
)
# "IBAN ends with 94 50 12 00", in all these languages.
WITH = "på|i|with|in|auf|mit|med|en|na|на|în|in|cu|con|con el|w"
ENDING = (
    r"(?:[ ](?:slutter|ender|ending|ends|endet|endend|slutar|acaba|termina|terminat|se termină|завършва|кончается|заканчивается|оканчивается|"
    rf"kończy się|kończące się|végződik|végű)(?:[ ](?:{WITH}))?)?"
)
OR_NUMBER = r"n\.? ?[º°]|n\.|nr|no|num|number|nummer|номер|numer|număr|numero|número|szám|id|code|kode"
OR_IS = r"nr|no|number|nummer|номер|numer|numero|număr|szám|er|is|ist|är|to|jest|este|es|è|е"
_LABELLED = re.compile(
    rf"(?<!\w)(?:{LABELS})\)?{ENDING}(?:[-. ]?(?:{OR_NUMBER}))?[.:#№ \-]{{0,4}}"
    rf"(?:{OR_IS})?[.:#№ \-]{{0,4}}[A-Z]{{0,4}}-?\d(?:[ \-.]?\d){{4,19}}"
    # "Vouchers 40118827, 40118828 and 40118831".
    rf"(?:(?:, ?| {AND} )\d{{5,20}}(?!\d))*",
    re.IGNORECASE,
)
# "Oferta nr 68 11 00 42": any noun with "number" after it, unless the noun or verb speaks of a phone.
_NUMBERED = re.compile(
    r"(?<!\w)(?P<what>\w{2,}[^\W\d_])[ ](?P<word>nr|(?-i:n)[.º°]|n\.[º°]|№|numer|number|nummer|номер|szám\w*|numero|número|număr)[.:]?[ ]?[A-Z]{0,3}\d(?:[ \-.]?\d){4,19}",
    re.IGNORECASE,
)
# A whole word and a full stop end a sentence ("fakturanr. 20261187" does not): what follows is not what the word speaks of.
_SENTENCE_END = re.compile(r"[^\W\d_]{5,}(?<!nr)(?<!ref)\.\s", re.IGNORECASE)
_OF_PHONES = re.compile(
    r"tel|tlf|fon|phone|mob|cel|handy|sms|whats|viber|signal|tele|ring|call|skriv|text|schreib|anruf|ruf|kont|cont|mitt?$|mein|min|my$|mój|moj|мой|моя|mio|meu|mi$|new$|ny|neu|nov|nuov|nuev|нов|új|"
    r"sam|same|dir|priv|press|dzwo|sun|llam|chiam|hív|звон|пиш|обад|позв|тел|моб|under|unter|dansk|dän|danish|дат|dán|duńs|danés|danese|det$|the$|das$|den$|ovenst|eget|egen|own|til$|vor|vår|our$|unse|nos|nuest|nasz|наш|brug|use$|benyt|nutz|ovan|"
    r"thai|тай|tajsk|tajlandz|ungar|ungur|hungar|magyar|węgier|unghe|венгер|унгар|svensk|swed|schwed|svéd|suec|suede|sved|szwedz|швед|tysk|german|german|deutsch|német|alem|tedes|niemiec|немец|немск|norsk|norw|noruegu|norve|norweg|"
    r"român|roman|rumæn|rumän|rumun|rumeno|rumano|румън|румын|polsk|polish|polni|polac|polon|lengyel|польск|полск|spansk|spani|spanisch|españ|spagn|hiszp|испан|spanyol|itali|wło|итал|olasz|rusk|russ|rosyj|ruso|orosz|русск|росс|руск|"
    r"bulg|българ|болг|bułg|bolgár|engelsk|engl|brit|angol|ingl|udenl|foreign|ausländ|zagran|extranj|străin|иностр|чужд|külföld|estero|hjem|heim|home|acasă|casa|домаш|"
    r"dette$|skjul|hemmel|hemlig|hidden|ukendt|okänd|unbek|anon|dol[dt]|unterdr|oculto|ascun|ukryt|zastrz|rejtett|скрит|скрыт|nascost",
    re.IGNORECASE,
)

# How far before and after digits the words stand that make them something else.
BEFORE, AFTER = 48, 30
_ALTERNATIVE = re.compile(LABELS, re.IGNORECASE)
_FIRST_WORDS = frozenset(word.casefold() for word in re.findall(r"(?:^|\|)(\w+)", LABELS))
NUMBER_WORD = re.compile(r"nr|nº|n\Z|numer|number|nummer|номер|szám|numero|número|număr", re.IGNORECASE)
WORD = re.compile(r"(?<!\w)\d*[^\W\d]\w*")


# What a word may do to the digits beside it.
_LABELS_THEM, _NUMBERS_THEM, _COUNTS_THEM = 1, 2, 4


@lru_cache(maxsize=30_000)
def _may(word: str) -> int:
    """Return what a word may do: begin a label, be the word before a number ("nr", "nummer"), count digits."""
    labels = word.casefold() in _FIRST_WORDS or _ALTERNATIVE.match(word) is not None
    numbers = NUMBER_WORD.match(word) is not None
    return labels * _LABELS_THEM | numbers * _NUMBERS_THEM | may_count(word) * _COUNTS_THEM


def spans_of_other_numbers(
    text: str, places: list[tuple[int, int]], *, spoken_of: bool = True
) -> list[tuple[int, int]]:
    """Return the spans whose digits belong to something else than a phone, sorted and apart.

    Looks around ``places`` only (sorted spans with digits): a text of a megabyte is searched once. ``spoken_of``: whether a word
    may speak of digits there.
    """
    spans = []
    for first, last in _apart([(max(0, start - BEFORE), end + AFTER) for start, end in places]):
        # A window begins at a word's edge, so that no half word is taken for a label.
        edge = first
        while first and first > edge - BEFORE and not text[first - 1].isspace():
            first -= 1  # noqa: PLW2901 (the window grows to the word's edge)
        told = 0
        if spoken_of:
            for word in WORD.findall(text, first, last):
                told |= _may(word)
        addresses = holds_address(text[first:last])
        spans += spans_by_shape(text, first, last, addresses=addresses, counted=bool(told & _COUNTS_THEM))
        if told & _LABELS_THEM:
            spans += [found.span() for found in _labelled(text, first, last) if not _ends(found)]
        if told & _NUMBERS_THEM or (spoken_of and "№" in text):
            spans += [
                found.span()
                for found in _NUMBERED.finditer(text, first, last)
                if not _OF_PHONES.match(found["what"]) and not _ends(found) and not _opens(found)
            ]
    return _apart(sorted(spans))


def _labelled(text: str, first: int, last: int) -> Iterator[re.Match[str]]:
    """Yield what stands with a label: no label begins but at a word that may be one."""
    done = first
    for word in WORD.finditer(text, first, last):
        if (
            word.start() >= done
            and _may(word.group()) & _LABELS_THEM
            and (found := _LABELLED.match(text, word.start(), last))
        ):
            yield found
            done = found.end()


def _ends(found: re.Match[str]) -> bool:
    """Say whether a sentence ends between a label and the digits after it: "colegiada. 71 74 48 48"."""
    return _SENTENCE_END.search(found.group()) is not None


def _opens(found: re.Match[str]) -> bool:
    """Say whether the word for number opens a line of its own ("every day Number: 71 74 40 17")."""
    return found["word"][0].isupper() and not found["what"][0].isupper()


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
