"""Phone numbers written plainly on a page: in text, ``tel:`` links and data attributes (also encoded ones).

Numbers that people hide in words are read in ``classifier``. Here prices, dates, opening hours, CVR, account and order
numbers and coordinates are cut out first, so that none of them is ever taken for a phone.
"""

import base64
import binascii
import contextlib
import re
from collections.abc import Iterable
from urllib.parse import unquote

import phonenumbers
from lxml import etree
from lxml import html as lxml_html

from models.phone import normalise_phone

_ENOUGH_DIGITS = re.compile(r"(?:\d[\s()./\-–\u00a0]*){7}")
_ONE_NUMBER = re.compile(r"\s*(?:\+45 ?)?(?:[2-9]\d{7}|[2-9]\d(?: \d\d){3}|[2-9]\d{3} \d{4})\s*")
_NOT_PHONES = re.compile(
    r"""
      (?:cvr|cvr-?nr|company|business|registration|selskabs?|virksomheds?|firma|handelsregister|organisations?|se-?nr|org\.?\s?nr|vat|ust-?id|ordre|order|bestilling|faktura|invoice|konto(?:nr|nummer)?|account|iban|reg\.?\s?nr|kunde-?(?:nr|nummer)|
         sag(?:snr)?|ref(?:erence)?|annonce[\s-]?(?:nr|nummer|id)|anzeigen[\s-]?nr|ad\s?id|id|nr\.\s?annonce|ean|isbn|cpr|version|build|serie(?:nr|nummer)?)
         [\s.:#-]*(?:nr\.?|no\.?|number|nummer|id)?[\s.:#=-]*(?:dk|de|se)?[\s-]?\d(?:[\d\s.-]*\d)?
    | https?://\S+ | \b\w[\w.+-]*@[\w.-]+
    | \d{4}-\d{1,2}-\d{1,2}(?:[t\s]\d{1,2}:\d{2}(?::\d{2})?)?
    | (?<!\d)\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{4}(?!\d)
    | (?<!\d)(?:20|19)\d{2}\s?[-–/]\s?(?:20|19)\d{2}(?!\d)
    | (?<!\d)\d{1,2}[.:]\d{2}\s?(?:-|–|til|to|bis|till)\s?\d{1,2}[.:]\d{2}(?!\d)
    | (?<![\d.:])\d{1,2}:\d{2}:\d{2}(?!\d)
    | (?<![\d])\d{1,3}(?:[.\s]\d{3})+,\d{2}(?!\d)
    | (?<![\d])\d{1,3}(?:[.\s]?\d{3})*\s?(?:kr\b|dkk|sek|nok|eur|€|,-|£|\$|:-)
    | (?:dkk|sek|nok|eur|€|£|\$|\bkr\.?)\s?\d[\d.,\s]*\d
    | -?\d{1,3}[.,]\d{4,}\s*[,;\s]\s*-?\d{1,3}[.,]\d{4,}
    | \b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b
    | \#\d+ | (?<=[a-z_/=-])\d{6,}(?=[\w-]*[a-z_])
    | \d{1,3}\s?(?:min|minutter|minuten|timer?|time)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PHONE_ATTRIBUTE = re.compile(
    r"phone|tel|tlf|mobil|contact|kontakt|number|nummer|call|ring|reveal|msisdn|rev|enc|num|value|secret|hidden|show|vis",
    re.IGNORECASE,
)
_WHATSAPP = re.compile(
    r"(?:wa\.me/|whatsapp\.com/send\?(?:[^#]*&)?phone=|whatsapp://send\?(?:[^#]*&)?phone=)\+?(\d{8,15})", re.IGNORECASE
)
_UNSEEN = ("script", "style", "noscript", "template")
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "em",
        "font",
        "i",
        "mark",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
        "wbr",
    )
)


def find_plain_phones(text: str, *, region: str = "DK") -> list[str]:
    """Return the valid numbers in ``text`` (plain text or a piece of markup) as E.164, in order, none twice.

    ``region`` (ISO 3166) is where numbers without a country code belong.
    """
    if re.search(r"<[a-zA-Z!/]", text):
        return _in_markup(text, region)
    return _in_text(text, region)


def phone_in_attribute(name: str, value: str, *, region: str = "DK") -> str | None:
    """Return the number that an attribute carries: plain, tel:, percent-encoded, base64 or reversed."""
    value = value.strip()
    if not 6 <= len(value) <= 200:
        return None
    link = _WHATSAPP.search(value)
    if link:
        return normalise_phone("+" + link[1], region)
    if name == "href" or name.startswith("on"):
        number = re.search(r"(?:tel|sms|callto):([^'\"?&)]+)", unquote(value), re.IGNORECASE)
        return _as_number(number[1], region) if number else None
    if not name.startswith("data") or not _PHONE_ATTRIBUTE.search(name):
        return None
    for written in _decoded(value):
        number_found = _as_number(re.sub(r"^(?:tel|sms|callto):", "", written, flags=re.IGNORECASE), region)
        if number_found:
            return number_found
    return None


def _decoded(value: str) -> Iterable[str]:
    """Return the ways to read an attribute value: plainly first, then as the common light encodings."""
    readings = [value, unquote(value)]
    with contextlib.suppress(binascii.Error, ValueError):
        readings.append(base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode("ascii"))
    if re.fullmatch(r"(?:[0-9a-fA-F]{2}){7,16}", value):
        readings.append(bytes.fromhex(value).decode("latin-1"))
    return [*readings, *(reading[::-1] for reading in readings)]


def _as_number(written: str, region: str) -> str | None:
    written = unquote(written).strip()
    if not re.fullmatch(r"\+?[\d\s().\-/–]{7,22}", written) or re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        return None
    return normalise_phone(written, region)


def _in_text(text: str, region: str) -> list[str]:
    if not _ENOUGH_DIGITS.search(text):
        return []
    if region == "DK" and _ONE_NUMBER.fullmatch(text):
        # Most fields hold one number and nothing else; the matcher tries every split of a text, which takes its time.
        number_alone = normalise_phone(text, region)
        return [number_alone] if number_alone else []
    cleaned = _NOT_PHONES.sub(lambda hit: " ⁂ ", text)
    found: list[str] = []
    for match in phonenumbers.PhoneNumberMatcher(cleaned, region, leniency=phonenumbers.Leniency.VALID):
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        if number not in found:
            found.append(number)
    return found


def _in_markup(markup: str, region: str) -> list[str]:
    try:
        tree = lxml_html.fromstring(markup)
    except (etree.ParserError, ValueError):
        return []
    return phones_in_tree(tree, region=region)


def phones_in_tree(tree: "lxml_html.HtmlElement", *, region: str = "DK") -> list[str]:
    """Return the numbers in an element: links and attributes first, then its text."""
    found: list[str] = []
    for element in tree.iter(etree.Element):
        for name, value in element.attrib.items():
            number = phone_in_attribute(name, value, region=region)
            if number:
                found.append(number)
    found.extend(_in_text(_shown_text(tree), region))
    return list(dict.fromkeys(found))


def _shown_text(tree: "lxml_html.HtmlElement") -> str:
    """Return the text as lines: inline tags do not part a number, blocks do."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            pieces.append("" if element.tag in _INLINE else "\n")
            pieces.append(_flat(element.text) if element.tag not in _UNSEEN else "")
        else:
            pieces.append("" if element.tag in _INLINE else "\n")
            pieces.append(_flat(element.tail) if element is not tree else "")
    return "".join(pieces)


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
