"""Which texts hold something worth a closer look: a contact handle, or the words of a recruitment post.

Looked for among word hashes of all texts at once; only the few texts that are marked are then read with patterns.
"""

import numpy as np

from networks.ad_table import AdTable, Bools, Codes, Ints, pairs_of
from networks.normal_forms import handles_in
from networks.recruitment import numbers_in, seeks_workers
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
]
HANDLE_PARTS = (b"@", b"me/")
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
]


def watches() -> list[Watch]:
    """Return what to look for in all texts: handles first, words of recruitment second."""
    return [
        Watch(np.array([hash_word(word) for word in words], dtype=np.uint64), parts)
        for words, parts in ((HANDLE_WORDS, HANDLE_PARTS), (WANTED_WORDS, ()))
    ]


def handle_rows(table: AdTable, marked: Bools) -> tuple[Ints, Ints]:
    """Return rows (ad, handle) of the handles given with the ads and those written in marked texts."""
    codes = Codes()
    rows = [
        sorted({codes.of(handle) for handle in (*(handles_in(low.decode()) if mark else ()), *given) if handle})
        for mark, low, given in zip(marked.tolist(), table.texts, table.given_handles, strict=True)
    ]
    return pairs_of(rows)


def recruiting_rows(table: AdTable, marked: Bools) -> list[int]:
    """Return the ads that read like recruitment posts."""
    return [row for row, mark in enumerate(marked.tolist()) if mark and seeks_workers(table.texts[row])]


def add_numbers_in_posts(table: AdTable, posts: list[int]) -> None:
    """Add to recruitment posts the numbers written in their text, where other ads show these numbers too."""
    code = {number: place for place, number in enumerate(table.phones)}
    have = set(zip(table.phone_ad.tolist(), table.phone.tolist(), strict=True))
    more = sorted(
        {(row, code[number]) for row in posts for number in numbers_in(table.texts[row].decode()) if number in code}
        - have
    )
    table.add_phones(more)
