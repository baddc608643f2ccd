"""Pages whose bytes are in no encoding that header, meta or bytes themselves show: which one makes words of them. Pure.

Only asked where the bytes are not UTF-8 and the usual reading gives letters that no word of Northern Europe holds.
"""

import re

from crawler.decoding import decode

# Old programs' own: DOS, Macintosh, the Nordic and the Central European sets.
CANDIDATES = ("cp1252", "cp850", "cp865", "mac_roman", "iso8859-15", "iso8859-10", "cp1250", "cp1257")
_GOOD = frozenset("æøåäöüßéèêáàóòíúñçëïôÆØÅÄÖÜÉÈÁÓ")
_CENTRAL = _GOOD | frozenset("ąćęłńśźżăâîșțşţčřšžýůťďľĄĆĘŁŃŚŹŻŠŽ")
_IN_WORD = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z\s.,;:!?<)])|(?<![^\s>(])[^\x00-\x7f](?=[a-z])")
FEWEST_LETTERS = 5
MOST_WRONG = 0.05
# The usual reading is left alone unless so many of its letters are wrong.
WRONG_ENOUGH = 0.3


def guess_encoding(body: bytes, content_type: str = "") -> str | None:
    """Return the encoding a page is in, None where the usual reading (see ``decoding.decode``) serves."""
    if is_utf8(body):
        return None
    if _wrong_share(decode(body, content_type), "cp1250" if _is_central(content_type) else "") < WRONG_ENOUGH:
        return None
    scored = []
    for name in CANDIDATES:
        text = body.decode(name, "replace")
        letters = len(_IN_WORD.findall(text))
        share = _wrong_share(text, name)
        if letters >= FEWEST_LETTERS and share <= MOST_WRONG:
            scored.append((share, -letters, CANDIDATES.index(name), name))
    return min(scored)[3] if scored else None


def is_utf8(body: bytes) -> bool:
    """Say whether the bytes are UTF-8; others hardly ever are by chance."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_central(content_type: str) -> bool:
    return bool(re.search(r"1250|8859-2\b", content_type))


def _wrong_share(text: str, name: str) -> float:
    """Return the share of the letters beyond ASCII that no word here holds."""
    good = _CENTRAL if name in ("cp1250", "cp1257") else _GOOD
    letters = _IN_WORD.findall(text)
    return sum(letter not in good for letter in letters) / len(letters) if len(letters) >= FEWEST_LETTERS else 0.0
