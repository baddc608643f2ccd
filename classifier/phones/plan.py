"""Is this string of digits a phone number? The number plan is phonenumbers'; which country to try is ours."""

import re
from functools import cache, lru_cache
from typing import Any

import phonenumbers

# Where a number without country code may belong when it is no Danish one, by the language of the text.
REGION_OF_LANGUAGE = {
    "sv": "SE", "de": "DE", "ro": "RO", "pl": "PL", "es": "ES", "hu": "HU", "ru": "RU", "it": "IT", "bg": "BG", "th": "TH", "en": "GB",
}  # fmt: skip
SHORTEST_FOREIGN = 7
# All kinds of numbers that count as valid there.
_KINDS = (
    "premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail", "fixed_line", "mobile",
)  # fmt: skip
# Kept free by Ofcom for films and examples (mobile 07700 900000-900999); they look like any other number to a reader.
_KEPT_FREE = re.compile(r"\+447700900\d{3}")


@lru_cache(maxsize=50_000)
def _valid(written: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164 if phonenumbers.is_valid_number(number) or _KEPT_FREE.fullmatch(e164) else None


@cache
def _danish_plan() -> re.Pattern[str]:
    """Return the pattern of all Danish numbers that phonenumbers knows: they are asked too often to be parsed each time."""
    plan: Any = phonenumbers.PhoneMetadata.metadata_for_region("DK")
    kinds = (getattr(plan, kind) for kind in _KINDS)
    patterns = [kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern]
    return re.compile(f"(?={plan.general_desc.national_number_pattern}$)(?:{'|'.join(patterns)})", re.ASCII)


def danish(digits: str) -> str | None:
    """Return E.164 of eight Danish digits, also with 45 or 0045 before them; None when they are none."""
    if len(digits) == 12 and digits.startswith("0045"):
        digits = digits[4:]
    elif len(digits) == 10 and digits.startswith("45"):
        digits = digits[2:]
    if len(digits) != 8 or digits[0] in "01":
        return None
    return "+45" + digits if _danish_plan().fullmatch(digits) else None


def international(digits: str) -> str | None:
    """Return E.164 of digits that follow a plus (or 00) sign; None when no country has such a number."""
    if not SHORTEST_FOREIGN < len(digits) <= 15 or digits[0] == "0":
        return None
    return _valid("+" + digits, None)


def national(digits: str, lang: str) -> str | None:
    """Return E.164 of a foreign number as written at home, judged by the language of the text."""
    region = REGION_OF_LANGUAGE.get(lang)
    if region is None or len(digits) < 9:
        return None
    # Written at home as "8 912 ...".
    trunk = region == "RU" and digits[0] == "8" and len(digits) == 11
    if digits[0] != "0" and not trunk and not (region in ("PL", "ES", "IT") and len(digits) in (9, 10)):
        return None
    return _valid(digits, region)
