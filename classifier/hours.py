"""Opening hours as an ad writes them, in twelve languages; spans of minutes, years, sizes and guests are none."""

import re

_DAY = (
    r"(?:(?:mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|monday|tuesday|wednesday|thursday|friday|saturday|sunday|måndag|tisdag|lördag|söndag|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"lunedì|lunes|luni|mart|marț|merc|miérc|miercuri|giov|juev|joi|vener|vierne|viner|sábad|sabat|sâmb|domen|doming|dumin|ponie|wtor|środ|czwart|piąt|sobot|niedz|hétf|kedd|szerd|csüt|pénte|szomb|vasár|"
    r"понед|вторн|сред|сряд|четв|пятн|петък|субб|събот|воскр|недел)[^\W\d_]{0,8}|"
    r"(?:man|tirs?|ons|tors?|fre|lør|søn|mon|tues?|wed|thurs?|thu|fri|sat|sun|mån|tis|lör|sön|mo|di|mi|do|fr|sa|so|lun|lu|mar|ma|mer|mie|mié|gio|joi|jo|jue|ven|vie|vin|vi|sab|sáb|sâm|sâ|dom|dum|du|"
    r"pon|pn|wt|śr|czw|pt|sob|nd|пн|вт|ср|чт|пт|сб|вс|пон|вто|сря|чет|пет|съб|нед)(?![^\W\d_]))\.?"
)
_DAYS = rf"(?:{_DAY}(?:[ ]?(?:-|–|til|to|bis|og|till|do|a|la|до)[ ]?{_DAY})?[ :,]{{0,2}})?"
_CLOCK = r"(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?(?:[ ]?[ap]\.?m\.?(?!\w))?"
_NOON = (
    r"(?:noon|midday|middag|mittag|południa|mezzogiorno|mediodía|amiază|dél|полудня|обяд|midnight|midnat|mitternacht)"
)
# What shows that a span of numbers is counted in something else.
_NOT_AFTER = (
    r"(?![\d%]|[ ]?(?:-?års?|years?|jahr|lat|ani|años|anni|лет|години|év|min|kr|cm|kg|km|m\b|meter|euro|€|dkk|%|/|pige|girl|mädchen|chica|fete|ragazz|dziewcz|девуш|lány|timer|hours|stunden|horas|dage|days|uge|week|"
    r"gæst|guest|gäst|kunde|gang|times|billed|pic|foto|person|mænd|men\b|gange|procent|januar|febr|marts|april|maj|juni|juli|aug|sept|okt|nov|dec))"
)
_TO = r"(?:-|–|til|to|till|bis)"
_HOURS = re.compile(
    rf"(?:(?<![^\W\d_]){_DAYS})(?:kl\.?[ ]?|åbent?[ ]|open[ ]|fra[ ]|from[ ])?(?<![\d.,/-])(?:kl\.?[ ]?)?{_CLOCK}[ ]?{_TO}[ ]?(?:kl\.?[ ]?)?{_CLOCK}{_NOT_AFTER}|"
    rf"(?<!\w)(?:(?:open|from|åbent?)[ ])*{_NOON}[ ](?:to|till?|til|until)[ ]{_CLOCK}|"
    # "de la 10 la 22", "od 10 do 22", "с 12 до 3", "mellem 10 og 20": the words around say that it is a span of hours.
    rf"(?<!\w)(?:de la|dela|od|dalle|de|fra|från|from|von|ab|с|от|mellem|between|zwischen|mellan|entre las|entre|între|między|tra le|fra le|между)[ ](?:kl\.?[ ]|le[ ]|las[ ])?{_CLOCK}[ ]?"
    rf"(?:la|do|alle|a|til|till|to|bis|до|og|and|und|och|y|y las|și|a|e|e le|и)[ ](?:kl\.?[ ]|le[ ]|las[ ])?{_CLOCK}{_NOT_AFTER}|"
    rf"(?<!\w){_CLOCK}(?:-?(?:től|tól)|[ ]órától)[ ]{_CLOCK}(?:-?ig|[ ]óráig)",
    re.IGNORECASE,
)
_ALWAYS = re.compile(
    r"(?<![\d/])24[ ]?/[ ]?7(?![\d/])|(?:open|åbent?|öppet|offen)[ ](?:24[ ](?:hours?|timer|timmar|stunden)|dygnet runt|døgnet rundt)|døgnåbent|круглосуточно|денонощно|non[- ]?stop|całodobowo|rund um die uhr|24 horas|24 ore su 24|0-24",
    re.IGNORECASE,
)
# A car park, a chemist or a message may be open day and night while the advertiser is not.
_OF_SOMETHING_ELSE = re.compile(
    r"(?:park|парк|паркир|p-hus|p-plads|estaciona|aparca|parch|sms|смс|skriv|text|schreib|apotek|pharmac|farmac|apteka|аптек|bankomat|банкомат|besked|messag|mensaj|scriv|scri[et]|pisz|írj|пиши)[^.!?\n]*$",
    re.IGNORECASE,
)
BEFORE = 40
# A span of small numbers without a clock, a day or a word of opening before it may count anything: "2-3 gæster", "3-4 piger".
_BARE = re.compile(r"(\d{1,2})[ ]?(?:-|–|til|to|till|bis)[ ]?(\d{1,2})")

# Fewer hours a day nobody writes without a day or a word beside them.
FEWEST_OPEN = 3


def find_opening_hours(text: str) -> str | None:
    """Return the first opening hours as written, else words for day and night, None where a text gives neither."""
    for found in _HOURS.finditer(text):
        bare = _BARE.fullmatch(found.group().strip())
        if not bare or int(bare[2]) - int(bare[1]) >= FEWEST_OPEN or int(bare[2]) < int(bare[1]):
            return found.group().strip()
    for always in _ALWAYS.finditer(text):
        if not _OF_SOMETHING_ELSE.search(text[max(0, always.start() - BEFORE) : always.start()]):
            return always.group()
    return None
