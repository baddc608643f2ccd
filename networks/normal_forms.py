"""One spelling for what people write in many: names, towns, addresses, contact handles.

Pure and cached, because a million ads hold few different spellings.
"""

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)
# Floor, door and unit say who lives in a house, not which house: "12, 2. tv", "12 st th", "12B lejl. 4".
_AFTER_HOUSE_NUMBER = re.compile(r"^(.*?\b\d+\s?[a-z]?)(?=[\s,.]|$).*$")
_E_MAIL = re.compile(r"[\w.+-]{2,}@[\w-]+(?:\.[\w-]+)+")
_AT_HANDLE = re.compile(r"(?<![\w.])@([a-z0-9][\w.]{3,30})", re.IGNORECASE)
_NAMED_HANDLE = re.compile(
    r"\b(telegram|whatsapp|signal|snapchat|snap|kik|wechat|viber|skype|insta|instagram|line|onlyfans|tg|ig)"
    r"(?:\s*(?:id|navn|name|kontakt))?\s*[:=]\s*@?([a-z0-9][\w.-]{3,30})",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\b(?:https?://|www\.)?((?:t\.me|wa\.me|instagram\.com|onlyfans\.com)/[\w.+-]{3,40})", re.IGNORECASE
)
_SITE_LINK = re.compile(r"\b(?:https?://|www\.)([a-z0-9-]{2,40}(?:\.[a-z]{2,10})+)", re.IGNORECASE)
_SAME_SERVICE = {"tg": "telegram", "ig": "instagram", "insta": "instagram", "snap": "snapchat"}


@lru_cache(maxsize=200_000)
def normal_name(alias: str | None) -> str | None:
    """Return an alias without case, emoji and punctuation; None when nothing is left."""
    if not alias:
        return None
    plain = unicodedata.normalize("NFKC", alias).casefold()
    return _NOT_WORD.sub(" ", plain).strip() or None


@lru_cache(maxsize=400_000)
def normal_address(address: str | None, postcode: str | None, city: str | None) -> str | None:
    """Return street and house number with the town; None when no house is named (a street alone is too coarse)."""
    if not address or not any(character.isdigit() for character in address):
        return None
    plain = unicodedata.normalize("NFKC", address).casefold().strip()
    first = _AFTER_HOUSE_NUMBER.match(plain)
    if first and any(character.isalpha() for character in first[1]):
        plain = first[1]
    house = re.sub(r"(\d) (?=[a-z]$)", r"\1", _NOT_WORD.sub(" ", plain).strip())
    return f"{house}|{normal_name(postcode) or normal_name(city) or ''}" if house else None


def handles_in(text: str) -> tuple[str, ...]:
    """Return e-mail addresses, messenger names and links in a text, each in one spelling, sorted."""
    found = {mail.casefold().rstrip(".") for mail in _E_MAIL.findall(text)}
    rest = _E_MAIL.sub(" ", text)
    for service, name in _NAMED_HANDLE.findall(rest):
        low = service.casefold()
        found.add(f"{_SAME_SERVICE.get(low, low)}:{name.casefold().rstrip('.')}")
    named = {handle.split(":", 1)[1] for handle in found if ":" in handle}
    found |= {f"@{name}" for raw in _AT_HANDLE.findall(rest) if (name := raw.casefold().rstrip(".")) not in named}
    found |= {link.casefold().rstrip(".") for link in _LINK.findall(rest)}
    found |= {link.casefold() for link in _SITE_LINK.findall(rest) if "." in link}
    return tuple(sorted(found))
