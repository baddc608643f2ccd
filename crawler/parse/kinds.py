"""What kind of place an ad is for: clinic, private, escort or other."""

import re

CLINIC, PRIVATE, ESCORT, OTHER = "clinic", "private", "escort", "other"

# In this order: a "privat klinik" is a clinic, a "privat escort" an escort.
_WORDS = (
    (ESCORT, r"escort\w*|eskort\w*|outcalls?|ude(?:kørende|kald|besøg)|udkald|udrykning|hotelbesøg|hausbesuche?|hotelbesuche?|begleit\w*|hembesök|hotellbesök|home visits?|hotel visits?|travelling|kører ud"),
    (CLINIC, r"(?:\w*massage)?klinik\w*|clinics?|studio|salon|sal+on|massagesalon|massagested|massage ?(?:parlou?r|studio)|parlou?r|mottagning|bordel\w*|house|hus|praxis|institut|flickhus|etablis\w*|laufhaus|club|klub\w*"),
    (PRIVATE, r"privat\w*|incalls?|hjemme(?: hos mig)?|eget hjem|lejlighed|flat|apartment|wohnung|lägenhet|leilighet|own place|at home|zu hause|selvstændig|independent|enskild"),
    (OTHER, r"andet|other|sonstige\w*|övrig\w*|annat|annet|anderes|webcam|online|bar|strip\w*|diverse"),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for kind, words in _WORDS)


def parse_kind(text: str) -> str | None:
    """Return the kind a type field or heading names, or None when it names none."""
    for kind, pattern in _PATTERNS:
        if pattern.search(text):
            return kind
    return None
