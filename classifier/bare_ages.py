"""Ages written as a number and nothing more: "Bianca 23 💋", "Monika • 38 • Horsens", "the lady is 44", "just turned 18".

Most ads list facts side by side and say of none what it is. Asked only of numbers of two digits that no unit follows.
"""

import re

from classifier.folding import fold
from classifier.no_names import names_nobody
from classifier.places import no_persons

YOUNGEST, OLDEST = 18, 65
# How much before a number is looked at.
BEFORE = 40
# A sign that parts what is listed: an emoji, a bar, a star. Signs that stand within facts are none.
_SIGN = r"[^\w\s,.:;/()%'\"+&€$£฿#@=–—-]"
_LETTERS = r"[^\W\d_]"
_CLOSED = r"[ ]?[,;!?)]|\.(?!\d)|\s*$|[ ]?\n"
# "NY 💋 Bianca 23 💋", "Elegante Dame Viktoria 30, …", "Sweet Lina 27 in Aalborg": a name that a sentence or an item ends in.
_NAME = re.compile(
    rf"(?:^|{_SIGN}\ufe0f?[ ]?|[.!?\n][ ]?)(?P<words>(?:{_LETTERS}+[ ]){{0,2}})(?P<name>{_LETTERS}{{3,15}})[ ]$"
)
_AFTER_NAME = re.compile(
    rf"{_CLOSED}|[ ]?{_SIGN}(?!\ufe0f?[ ]?\d{{2,}}(?!\d|[ ]?(?:cm|kg)))|[ ][-–—][ ](?={_LETTERS})|"
    rf"[ ](?:i|in|near|nær|ved|på|aus|from|fra|från|bei|en|de|a|ad|di|da|din|la|w|we|z|ze|из|от|в|во|във)[ ](?P<place>{_LETTERS}+)|[ ](?P<town>{_LETTERS}+)"
)
# "Monika • 38 • Horsens": an item by itself, after one of few words and before one that is no number but a height.
_ITEM = re.compile(
    rf"(?:^|\n|(?P<sign>{_SIGN})\ufe0f?[ ]?|[ ](?P<mark>[-–—/])[ ])(?P<words>{_LETTERS}+(?:[ ]{_LETTERS}+){{0,2}})(?P<gap>[ ]?{_SIGN}\ufe0f?[ ]?|[ ][-–—/][ ]|\n)$"
)
_NEXT = re.compile(rf"(?:1[4-9]\d(?!\d)|\d,\d|(?P<word>{_LETTERS}+))")
# "20 🌹 piger", "22 | november": what follows is counted.
_COUNTED = re.compile(
    r"(?:pige|piger|girls|min|kr|timer|hours|dage|days|januar|febr|mart|marts|april|maj|juni|juli|aug|sept|okt|nov|dec|kvm|km|m\Z)",
    re.IGNORECASE,
)
# Searched in small letters, as what follows them. "The lady is about 44, …": of a review.
_SAID_OF_HER = re.compile(
    r"(?<!\w)(?:(?:hun|damen|pigen|kvinden|hon|tjejen|kvinnan|flickan|sie|die (?:dame|frau|kleine)|das mädchen|she|the (?:lady|girl|woman)) "
    r"(?:er|är|ist|is|var|was|war|must be|should be|looks|mag sein|må være)|(?:ella|la (?:señora|chica|mujer|dama|muchacha)) (?:tiene|tendrá|tenía)|"
    r"(?:женщине|девушке|ей|даме|хозяйке|мадам))(?: (?:vel|nok|nog|cirka|ca\.?|omkring|runt|kring|around|about|maybe|perhaps|etwa|vielleicht|wohl|so um die|um die|unos|около|примерно|где-то|лет))? $",
)
_AFTER_SAID = re.compile(
    rf"{_CLOSED}|[ ](?:som|as|like|wie|como|and|og|och|und|y|e|men|but|aber|pero|or|eller|oder|tops|max|и|но|а|как)\b",
)
_JUST = r"lige|netop|just|only just|nyss|precis|nyligen|nylig|gerade|frisch|eben|erst|grad|tocmai|abia|recent|właśnie|dopiero|niedawno|recién|acabo de|hace poco|appena|da poco|most|épp|nemrég|только|только что|недавно|току-що|току що|наскоро|тъкмо"
_TURNED = re.compile(
    rf"(?<!\w)(?:{_JUST})(?: \w+)? (?:fyldt|fyldte|blevet|turned|fyllt|blivit|cumpl\w+|compiut\w+|fatto|múlt\w*|betölt\w*|lettem|skończy\w+|ukończy\w+|împlinit|făcut|исполнилось|стукнуло|навърших|станах на|направих) $",
)
_TURNED_AFTER = re.compile(rf"(?<!\w)(?:{_JUST}) $")
_BECOME = re.compile(r" (?:geworden|lettem|évesült)\b")
# Whom it is asked of, or who may come, is not the advertiser.
_OF_GUESTS = re.compile(
    r"(?<!\w)(?:you|du|i|ihr|skal|ska|must|muss|müssen|debes?|devi|musisz|trebuie|kell|вам|тебе|if|hvis|om|wenn)\W",
    re.IGNORECASE,
)


def stated_bare(years: int, text: str, start: int, end: int) -> bool:
    """Say whether a number that no unit follows (18-65) is the age of the one advertised or visited."""
    if not YOUNGEST <= years <= OLDEST:
        return False
    before, after = text[max(0, start - BEFORE) : start], text[end : end + BEFORE]
    last = before[-1:]
    if last == "\n" or (last and (last == " " or not last.isalnum()) and not before.rstrip(" ")[-1:].isalnum()):
        return _listed(before, after)
    if last != " ":
        return False
    return _after_name(before, after) or _said(before.lower(), after.lower()) or _turned(before.lower(), after.lower())


def _after_name(before: str, after: str) -> bool:
    # Most words before a number are no names.
    if not any(map(str.isupper, before[before.rfind(" ", 0, -1) + 1 :])):
        return False
    found, follows = _NAME.search(before), _AFTER_NAME.match(after)
    if not found or not follows or not found["name"][0].isupper():
        return False
    word = follows["place"] or follows["town"]
    if word and (not word[0].isupper() or (follows["town"] and fold(word) not in no_persons())):
        return False
    return (
        not any(names_nobody(word) for word in (*found["words"].split(), found["name"]))
        and fold(found["name"]) not in no_persons()
    )


def _listed(before: str, after: str) -> bool:
    found = _ITEM.search(before)
    if not found:
        return False
    gap = found["gap"]
    if not after.startswith(gap if gap == "\n" else gap.rstrip(" ")):
        return False
    follows = _NEXT.match(after, len(gap) if after.startswith(gap) else len(gap.rstrip(" ")))
    if not follows or (follows["word"] and names_nobody(follows["word"])) or _COUNTED.match(follows["word"] or ""):
        return False
    words = found["words"].split()
    # Between lines and weak signs only a name or a town stands: "Anke - 43 - Sønderborg".
    if gap.strip() in {"", "-", "–", "—", "/"} and not (len(words) == 1 and words[0][0].isupper()):
        return False
    return not any(names_nobody(word) for word in words)


def _said(before: str, after: str) -> bool:
    return bool(_AFTER_SAID.match(after)) and bool(_SAID_OF_HER.search(before))


def _turned(before: str, after: str) -> bool:
    found = _TURNED.search(before) or (_BECOME.match(after) and _TURNED_AFTER.search(before))
    return bool(found) and not _OF_GUESTS.search(before)
