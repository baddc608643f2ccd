"""How long a text message is: GSM-7 where its alphabet suffices, else UCS-2 (3GPP TS 23.038). Pure."""

from dataclasses import dataclass

# The GSM 03.38 basic alphabet; each sign is one septet.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These cost an escape sign as well: two septets.
_EXTENDED = frozenset("^{}\\[~]|€\f")
SINGLE = {"GSM-7": 160, "UCS-2": 70}
PART = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True, slots=True)
class Length:
    """Encoding, units used, and the number of messages a phone sends."""

    encoding: str
    units: int
    segments: int

    @property
    def limit(self) -> int:
        """Return how many units one message holds."""
        return SINGLE[self.encoding]


def measure(text: str) -> Length:
    """Return the length of a text as a phone counts it."""
    if all(sign in _BASIC or sign in _EXTENDED for sign in text):
        costs, encoding = [2 if sign in _EXTENDED else 1 for sign in text], "GSM-7"
    else:
        # Signs beyond the basic plane (emoji) take two UTF-16 units.
        costs, encoding = [2 if ord(sign) > 0xFFFF else 1 for sign in text], "UCS-2"
    units = sum(costs)
    if units <= SINGLE[encoding]:
        return Length(encoding, units, 1 if units else 0)
    return Length(encoding, units, _parts(costs, PART[encoding]))


def _parts(costs: list[int], room: int) -> int:
    """Count the parts of a long message: a sign of two units is never split between two."""
    parts, used = 1, 0
    for cost in costs:
        if used + cost > room:
            parts, used = parts + 1, 0
        used += cost
    return parts
