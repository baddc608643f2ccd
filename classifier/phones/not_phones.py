"""Digits that look like a phone and are none: dates, times, accounts, company numbers, orders, measures."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from classifier.phones.counted import COUNTED, COUNTED_AFTER, may_count


def _unaccented(written: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFD", written) if unicodedata.category(sign) != "Mn"
    ).replace("ł", "l")


# Words before a long number that make it something else.
_LABELS = (
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
    r"диплом\w*|преписка|бон|gåvokort\w*|presentkort\w*|ärende\w*|buono(?: regalo)?|p[óo]liza|polizza|poli[țt]a|polis[ay]|expediente|pratica|dosar\w*|fattura|factur[ăa]|"
    r"certifi\w*|diplom\w*|zertifikat\w*|riferimento|rif|tessera|umow\w*|legitim\w*|gift ?card|måler\w*|zähler\w*|contrat\w*|contract\w*|permit|approval|"
    r"membership|kontrakt\w*|aftale(?:nr|nummer)|vertrag\w*|vorgang\w*|referenz\w*|mitglied\w*|colegiad\w*|iscrizione|wpis\w*|"
    r"biglietto|biglietti|bilet\w*|билет\w*|billet(?:nr|nummer)?|biljett\w*|jegy\w*|fahrkarte\w*|conto|cont|cuenta|kodem|kodu|kodul|codul|codului|"
    r"บัญชี|ออเดอร์|คำสั่งซื้อ|บัตร|เลขที่|ใบอนุญาต"
)
# Written without accents as often as with them.
_LABELS += "|" + "|".join(
    sorted({plain for one in _LABELS.split("|") if (plain := _unaccented(one)) != one and not set(one) & set("()[]")})
)
# "IBAN ends with 94 50 12 00", in all these languages.
_ENDING = (
    r"(?:[ ](?:slutter|ender|ending|ends|endet|endend|slutar|acaba|termina|terminat|se termină|завършва|кончается|заканчивается|оканчивается|"
    r"kończy się|kończące się|végződik|végű)(?:[ ](?:på|i|with|in|auf|mit|med|en|na|на|în|in|cu|con|con el|w))?)?"
)
_LABELLED = re.compile(
    rf"(?<!\w)(?:{_LABELS})\)?{_ENDING}(?:[-. ]?(?:n\.? ?[º°]|n\.|nr|no|num|number|nummer|номер|number|numer|număr|numero|número|szám|id|code|kode))?[.:#№ \-]{{0,4}}"
    r"(?:nr|no|number|nummer|номер|numer|number|numero|număr|szám|er|is|ist|är)?[.:#№ \-]{0,4}[A-Z]{0,4}-?\d(?:[ \-.]?\d){4,19}",
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
    r"dette$|skjul|hemmel|hemlig|hidden|ukendt|okänd|unbek|anon|dol[dt]|unterdr|oculto|ascun|ukryt|zastrz|rejtett|скрит|скрыт|nascost",
    re.IGNORECASE,
)
# Dates and times come before addresses, the rest of what begins with a digit after them.
# A day and a month, and others after it, parted by another sign than these two: "23/11 - 30/11", "20.11, til d. 27.11".
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_WEEK = r"(?:5[0-3]|[1-4]\d|0?[1-9])"
_AND = r"til|to|bis|do|till|a|al|la|до|по|până(?:[ ]în|[ ]la)?|hasta|og|och|and|und|y|e|i|și|és|и"
_TO = rf"(?:[ ]?[-–—,;&+][ ]?|[ ]/?[ ]?|[ ](?:{_AND})[ ](?:d\.|den|the|dem|el|il)?[ ]?)"
_DAYS = rf"(?P<days>(?<![\d.,/+-]){_DAY}(?P<sign>[./]){_MONTH}\.?(?:{_TO}{_DAY}(?P=sign){_MONTH}\.?)+(?!\d|[./-]\d))"
_TIMES = rf"""
    {_DAYS} |
    (?P<date>(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])[./-] ?(?:0?[1-9]|1[0-2])(?:[./-] ?|[ ])(?:19|20)\d\d|(?:19|20)\d\d[./-](?:0[1-9]|1[0-2])[./-](?:0[1-9]|[12]\d|3[01]))(?!\d))
  | (?P<time>(?<![\d:])(?:[01]?\d|2[0-4])[:.][0-5]\d(?:[ ]?(?:-|–|til|to|bis|до|do|till|a)[ ]?(?:[01]?\d|2[0-4])[:.][0-5]\d)(?![\d:]|[./-]\d))
  | (?P<clock>(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?![\d:]))
    """
_MEASURES = r"""
    (?P<size>(?<!\d)(?<!\d[ .-])\d{1,5}[ ]?[x×*][ ]?\d{1,5}(?:[ ]?[x×*][ ]?\d{1,5})?[ ]?(?:cm|mm|m)\b)
  | (?P<times>(?<![\dx])(?!\d{4}x\d{4})\d{1,4}x\d{1,4}(?![\dx]))
  | (?P<clocks>(?<![\d.])(?:[01]?\d|2[0-4])\.[0-5]\d(?:,[ ]?(?:og[ ]|and[ ])?(?:[01]?\d|2[0-4])\.[0-5]\d)+(?!\d|[.]\d))
  | (?P<body>(?<![\d./-])(?:[6-9]\d|1[0-3]\d)[-/][4-9]\d[-/](?:[6-9]\d|1[0-3]\d)(?![-/]?\w))
  | (?P<height>(?<![\d./+-])(?<!\+\d\d[ ])1[4-9]\d[/-][4-9]\d(?![\d/]|[.-]\d|[ ]\d{3}(?:\d\d)?(?!\d)))
  | (?P<halves>(?<![\d./+-])50/50(?![\d/]))
  | (?P<coordinates>(?<!\d)\d{1,2}\.\d{4,9}°?,?[ ]{0,2}\d{1,2}\.\d{4,9}(?!\d))
  | (?P<range>(?<!\d)(?<!\d[ .-])\d{1,2}[ ]?[-–][ ]?\d{1,2}(?=[ ]?(?:uhr|óra|timer|år|kl|h\b|час|ч\b)))
    """
_IBAN = r"(?P<iban>\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,4})?\b)"
_ADDRESSES = r"""
    (?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})
  | (?P<url>https?://(?!wa\.me/|api\.whatsapp)\S{1,300}|www\.\S{1,300})
    """
# "uge 48, 49 og 50", "str. 36-38", "d. 28/11": what the word before says they are.
_COUNTED = rf"""
    (?P<weeks>(?<!\w)(?:uger?|weeks?|wochen?|kw|veck(?:a|or)|tydzień|tygodnie|săptămân(?:a|ile)|semanas?|settiman[ae]|недел[яи]|седмиц[аи])[ .:]{{1,2}}
        {_WEEK}(?:(?:[ ]?[-–,/&+][ ]?|[ ](?:{_AND})[ ]){_WEEK})*(?![ ]?\d))
  | (?P<sizes>(?<!\w)(?:str|størrelse|size|sizes|größe|gr|storlek|strl|stl|kf|rozmiar|mărime|talla|taglia|méret|размер)[ .:]{{1,2}}(?:eu[ ])?\d\d(?:[-–/]\d\d)*(?![\d]|[-–/]\d))
  | (?P<day>(?<!\w)(?:d|den|am|vom|bis)\b[ .]{{1,2}}{_DAY}[./]{_MONTH}(?![\d]|[./-]\d))
    """
_HOURS_OR_CODE = r"""
    (?P<hours>(?<!\w)(?:kl\.?|klokken|åbent?|open|offen|öppet|otwarte|czynne|deschis|abierto|aperto|nyitva|отворено|открыто|работаю|с)[ :]{0,3}\d{1,2}(?:[.:]\d\d)?[ ]?(?:-|–|til|to|bis|do|till|a)[ ]?\d{1,2}(?:[.:]\d\d)?(?!\d))
  | (?P<code>(?<![\w])(?=[A-Z]{1,4}-?\d{5,})(?!TLF|TEL|MOB|SMS|NR|WA|DK)[A-Z]{1,4}-?\d{5,}[A-Z0-9-]*\b)
    """
_PATTERNS = re.compile(
    "|".join([_TIMES, _IBAN, _ADDRESSES, _MEASURES, COUNTED_AFTER, _HOURS_OR_CODE]),
    re.VERBOSE | re.IGNORECASE,
)
# Addresses begin like any word: they are tried only in texts with their signs. All else begins with a digit or at a word.
_NO_ADDRESSES = re.compile(
    rf"(?=\d)(?:{_TIMES}|{_MEASURES}|{COUNTED_AFTER}) | (?<!\w)(?=[^\W\d_])(?:{_IBAN}|{_HOURS_OR_CODE})",
    re.VERBOSE | re.IGNORECASE,
)
# Tried at the words that may count what stands beside them, and nowhere else.
_AT_WORDS = re.compile(rf"{_COUNTED} | {COUNTED}", re.VERBOSE | re.IGNORECASE)
# What stands in every match of the patterns above: where it does not, they need not be tried.
_HINT = re.compile(
    r"\d(?:(?<=555)|(?<=20\d\d)|(?<=[^\W\d_]\d)|(?<=[^\W\d_]-\d)|[ ]?[x×*]|[ ]?(?:h|t|timer|hours?|std|ч)[ ]?/|\.[ ](?:és|und|og|och|i)[ ]\d|[./:,-][ ]?\d|[ ]?(?:-|–|til|to|bis|до|do|till|a)[ ]?\d)",
    re.IGNORECASE,
)
_CODE_CASE = re.compile(r"[A-Z]{1,4}-?\d")


# How far before and after digits the words stand that make them something else.
BEFORE, AFTER = 48, 30


_ALTERNATIVE = re.compile(_LABELS, re.IGNORECASE)
_FIRST_WORDS = frozenset(word.casefold() for word in re.findall(r"(?:^|\|)(\w+)", _LABELS))
_NUMBER_WORD = re.compile(r"nr|nº|n\Z|numer|number|nummer|номер|szám|numero|número|număr", re.IGNORECASE)
_WORD = re.compile(r"(?<!\w)\d*[^\W\d]\w*")
_WORD_BEFORE_DIGITS = re.compile(r"(?<!\w)[^\W\d]\w*(?=\D{1,14}\d)")


@lru_cache(maxsize=30_000)
def _may_label(word: str) -> bool:
    """Say whether a label may begin with this word."""
    return word.casefold() in _FIRST_WORDS or _ALTERNATIVE.match(word) is not None


@lru_cache(maxsize=30_000)
def _may_number(word: str) -> bool:
    """Say whether this may be the word before a number: "nr", "nummer"."""
    return _NUMBER_WORD.match(word) is not None


def spans_of_other_numbers(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans whose digits belong to something else than a phone, sorted and apart.

    Looks around ``places`` only (sorted spans with digits): a text of a megabyte is searched once.
    """
    spans = []
    signs = "@" in text or "://" in text or "www." in text.lower()
    patterns = _PATTERNS if signs else _NO_ADDRESSES
    for first, last in _apart([(max(0, start - BEFORE), end + AFTER) for start, end in places]):
        # A window begins at a word's edge, so that no half word is taken for a label.
        edge = first
        while first and first > edge - BEFORE and not text[first - 1].isspace():
            first -= 1  # noqa: PLW2901 (the window grows to the word's edge)
        words = _WORD.findall(text, first, last)
        hinted = signs or _HINT.search(text, first, last)
        for found in patterns.finditer(text, first, last) if hinted else ():
            if found.lastgroup == "code" and not _CODE_CASE.match(found.group()):
                continue
            if found.lastgroup == "iban" and not found.group()[:2].isupper():
                continue
            spans.append(found.span())
        if any(map(may_count, words)):
            spans += [found.span() for found in _counted(text, first, last)]
        if any(map(_may_label, words)):
            spans += [found.span() for found in _labelled(text, first, last) if not _ends(found)]
        if "№" in text or any(map(_may_number, words)):
            spans += [
                found.span()
                for found in _NUMBERED.finditer(text, first, last)
                if not _OF_PHONES.match(found["what"]) and not _ends(found) and not _opens(found)
            ]
    return _apart(sorted(spans))


def _counted(text: str, first: int, last: int) -> Iterator[re.Match[str]]:
    """Yield the digits that a word counts: weeks, sizes, days, years, codes."""
    for word in _WORD_BEFORE_DIGITS.finditer(text, first, last):
        if may_count(word.group()) and (found := _AT_WORDS.match(text, word.start(), last)):
            yield found


def _labelled(text: str, first: int, last: int) -> Iterator[re.Match[str]]:
    """Yield what stands with a label: no label begins but at a word that may be one."""
    done = first
    for word in _WORD.finditer(text, first, last):
        if word.start() >= done and _may_label(word.group()) and (found := _LABELLED.match(text, word.start(), last)):
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
