"""Which texts hold something worth a closer look: a contact handle, or the words of a recruitment post.

Looked for among word hashes of all texts at once; only the few texts that are marked are then read with patterns.
"""

import numpy as np

from networks.text_sketch import Watch, hash_word

HANDLE_WORDS = [
    "telegram",
    "whatsapp",
    "signal",
    "snap",
    "snapchat",
    "kik",
    "wechat",
    "viber",
    "skype",
    "insta",
    "instagram",
    "line",
    "onlyfans",
    "tg",
    "ig",
    "www",
    "http",
    "https",
    "weixin",
    "threema",
    "wire",
]
HANDLE_PARTS = (b"@", b"me/", b"(at)", b"[at]")
HOUSE_WORDS = ["adresse", "address", "addr"]
PIN = "📍".encode()
# One of these stands in every recruitment post we know of; the full rule is in ``recruitment``.
WANTED_WORDS = [
    "piger",
    "pigerne",
    "pige",
    "kvinder",
    "kvinde",
    "damer",
    "dame",
    "massøser",
    "massøse",
    "massagepiger",
    "massagepige",
    "girls",
    "girl",
    "women",
    "ladies",
    "models",
    "masseuse",
    "dziewczyn",
    "dziewczyny",
    "kobiet",
    "kobiety",
    "fete",
    "femei",
    "frauen",
    "mädchen",
    "damen",
    "chicas",
    "mujeres",
    "lányok",
    "lányokat",
    "hölgyek",
    "hölgyeket",
    "девушек",
    "девушки",
    "женщин",
    "дівчат",
    "жінок",
    "момичета",
    "жени",
    "kolleger",
    "kollega",
    "colleagues",
    "colleague",
    "koleżanki",
    "kolegin",
]


def watches() -> list[Watch]:
    """Return what to look for in all texts: handles first, words of recruitment second, addresses third."""
    return [
        Watch(np.array([hash_word(word) for word in words], dtype=np.uint64), parts)
        for words, parts in ((HANDLE_WORDS, HANDLE_PARTS), (WANTED_WORDS, ()), (HOUSE_WORDS, (PIN,)))
    ]
