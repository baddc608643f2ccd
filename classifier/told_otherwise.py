"""Ages that another number corrects: how old she was once, or is said to be, where it is told how old she is.

"She began at 19, now she is 41", "the ad says 20, she is 40".
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from classifier.folding import fold
from classifier.whose_age import MOST_WORDS, WORD, is_of_the_writer, said_after, said_before
from classifier.word_group import WordGroup
from models.yaml_file import read_yaml

FILE = Path(__file__).parent / "told_otherwise.yml"
# A grown woman's age, after another number: how old she is by now.
_GROWN = re.compile(
    # A digit first: that is sought fast.
    r"[2-7]\d(?<=2[4-9]|[3-7]\d)(?<![\d.,:/-]\d\d)(?![\d%€]|[.,:/-]\d|[ ]?(?:min|kr|eur|€|dkk|cm|kg|km|kvm|m\b|%|time|hour|gang|stund|zł|ft\b|lei|мин|евро|крон))",
    re.IGNORECASE,
)
# So many characters after the first number the second one is sought, and so many words beside it are looked at.
THEN_AND_NOW, NEAR_WORDS = 60, 3


class _Words(NamedTuple):
    once: WordGroup
    claimed: WordGroup
    now: WordGroup
    being: WordGroup


@cache
def _words() -> _Words:
    content = read_yaml(FILE)
    lists = (("began", "was"), ("claimed",), ("now",), ("is",))
    return _Words(*(WordGroup(word for name in names for word in content[name].split()) for names in lists))


def told_otherwise(text: str, start: int, end: int) -> bool:
    """Say whether the number and unit between two places of a text tell how old she was, or is said to be, and not how old she is."""
    grown = _GROWN.search(text, end, end + THEN_AND_NOW)
    if not grown or is_of_the_writer(text, grown.start(), grown.end()):
        return False
    before, after = WORD.findall(said_before(text, start)), WORD.findall(said_after(text, grown.end()))
    between = [fold(word) for word in WORD.findall(text[end : grown.start()])]
    said = [*map(fold, before[-MOST_WORDS:]), *between[:MOST_WORDS]]
    now = [*between[-NEAR_WORDS:], *map(fold, after[:NEAR_WORDS])]
    known = _words()
    if any(word in known.now for word in now):
        return any(word in known.once or word in known.claimed for word in said)
    return any(word in known.being for word in now) and any(word in known.claimed for word in said)
