"""Messenger names, e-mail addresses and links in a text, in one spelling however people write them."""

import re

_TOP = r"[a-z][\w-]*(?:\.[\w-]+)*\.[a-z]{2,12}"
_E_MAIL = re.compile(
    rf"([\w.+-]{{2,40}})(?:@|\s?[(\[]\s?(?:at|a|snabel-?a)\s?[)\]]\s?)({_TOP}|[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE
)
# "mail rose77 @post.example": a space before the sign is one address only where the word before it looks like a name.
_SPACED_MAIL = re.compile(
    rf"(?:\be?-?mail\w*[\s:]+([\w.+-]{{2,40}})|([\w.+-]*\d[\w.+-]*))\s@\s?({_TOP})", re.IGNORECASE
)
_AT_HANDLE = re.compile(r"(?<![\w.])@([a-z0-9][\w.]{3,30})", re.IGNORECASE)
_SERVICES = "telegram|whatsapp|signal|snapchat|snap|kik|wechat|weixin|viber|skype|insta|instagram|line|onlyfans|tg|ig|threema|wire"
_NAMED_HANDLE = re.compile(
    rf"\b({_SERVICES})(?:\s*(?:id|navn|name|kontakt|user|bruger))?\s*[:=]\s*@?([a-z0-9][\w.-]{{3,30}})", re.IGNORECASE
)
# Without a colon only a word of letters and digits is a name: "wechat rose6650", never "line tager imod".
_BARE_HANDLE = re.compile(
    rf"\b({_SERVICES})(?:\s+(?:id|navn|name|er|is|me|på|on))?[^\w@]{{1,4}}@?(?=[\w.-]*\d)([a-z][\w.-]{{4,30}})",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\b(?:https?://|www\.)?(t\.me|telegram\.me|wa\.me|instagram\.com|onlyfans\.com)/([\w.+-]{3,40})", re.IGNORECASE
)
_SITE_LINK = re.compile(r"\b(?:https?://|www\.)([a-z0-9-]{2,40}(?:\.[a-z]{2,10})+)", re.IGNORECASE)
_SAME_SERVICE = {"tg": "telegram", "ig": "instagram", "insta": "instagram", "snap": "snapchat", "weixin": "wechat"}
_OF_LINK = {"t.me": "telegram", "telegram.me": "telegram", "instagram.com": "instagram", "onlyfans.com": "onlyfans"}
# A name with so many digits is one person's on whatever service; one without could be anybody's.
DIGITS_OF_A_NAME = 2


def handles_in(text: str) -> tuple[str, ...]:
    """Return e-mail addresses, messenger names and links in a text, each in one spelling, sorted."""
    found = {f"{name}@{domain}".casefold().rstrip(".") for name, domain in _E_MAIL.findall(text)}
    rest = _E_MAIL.sub(" ", text)
    found |= {f"{one or other}@{domain}".casefold().rstrip(".") for one, other, domain in _SPACED_MAIL.findall(rest)}
    rest = _SPACED_MAIL.sub(" ", rest)
    for service, name in _LINK.findall(rest):
        low = service.casefold()
        found.add(_spelled(_OF_LINK[low], name) if low in _OF_LINK else f"{low}/{name.casefold().rstrip('.')}")
    rest = _LINK.sub(" ", rest)
    named = [*_NAMED_HANDLE.findall(rest), *_BARE_HANDLE.findall(rest)]
    found |= {_spelled(_SAME_SERVICE.get(service.casefold(), service.casefold()), name) for service, name in named}
    known = {name.casefold().rstrip(".-") for _, name in named}
    found |= {f"@{name}" for raw in _AT_HANDLE.findall(rest) if (name := raw.casefold().rstrip(".")) not in known}
    found |= {link.casefold() for link in _SITE_LINK.findall(rest) if "." in link}
    return tuple(sorted(found))


def _spelled(service: str, name: str) -> str:
    low = name.casefold().rstrip(".-")
    return f"@{low}" if sum(letter.isdigit() for letter in low) >= DIGITS_OF_A_NAME else f"{service}:{low}"
