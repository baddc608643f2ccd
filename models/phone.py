"""Phone numbers as plain values: parse a clearly written one, mask it for the screen.

Numbers that people hide in words or symbols are read in ``classifier``; the number plan itself is phonenumbers'.
"""

import phonenumbers

MASK = "•"


def normalise_phone(written: str, region: str = "DK") -> str | None:
    """Return the E.164 form of a plainly written number, or None when it is not a valid number."""
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask_phone(e164: str) -> str:
    """Return the number as the screens show it: only the last two digits, e.g. ``•• •• •• 34``."""
    return f"{MASK * 2} {MASK * 2} {MASK * 2} {e164[-2:]}"


def mask_spans(text: str, spans: list[tuple[int, int]]) -> str:
    """Replace each span by bullets of the same length, so that offsets in the text stay true."""
    characters = list(text)
    for start, end in spans:
        for place in range(max(start, 0), min(end, len(characters))):
            if not characters[place].isspace():
                characters[place] = MASK
    return "".join(characters)
