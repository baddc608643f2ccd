"""A text without what hides numbers from machines: invisible signs, and the gaps of words spelt l-i-k-e this."""

import re
from dataclasses import dataclass

from classifier.folding import ZERO_WIDTH
from classifier.phones.number_words import meanings_of

# Single letters with the same sign between them.
SPELT_WORD = re.compile(r"(?<!\w)[^\W\d_]([ .\-_*·/])[^\W\d_](?:\1[^\W\d_]){0,40}(?!\w)")
_INVISIBLE = re.compile("[" + "".join(sorted(ZERO_WIDTH)) + "\ufe0f\u20e3]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without invisible signs; ``places[i]`` is where sign ``i`` stands in the text as given."""

    text: str
    places: list[int] | None

    def span(self, start: int, end: int, whole: str) -> tuple[int, int]:
        """Return the span in the text as given, with a keycap's trailing signs."""
        if self.places is None:
            return start, end
        last = self.places[end - 1] + 1
        while last < len(whole) and whole[last] in "\ufe0f\u20e3":
            last += 1
        return self.places[start], last

    def without(self, gaps: frozenset[int]) -> "Cleaned":
        """Return the text without the signs at some places."""
        kept = [place for place in range(len(self.text)) if place not in gaps]
        places = kept if self.places is None else [self.places[place] for place in kept]
        return Cleaned("".join(self.text[place] for place in kept), places)


def holds_invisible(text: str) -> bool:
    """Say whether there are zero-width signs in a text, or what makes a digit a keycap emoji."""
    return not text.isascii() and _INVISIBLE.search(text) is not None


def without_invisible(text: str) -> Cleaned:
    """Drop zero-width signs and what makes a digit a keycap emoji."""
    places = [place for place, sign in enumerate(text) if sign not in ZERO_WIDTH and sign not in "\ufe0f\u20e3"]
    return Cleaned("".join(text[place] for place in places), places)


def gaps_of_spelt_words(text: str) -> frozenset[int]:
    """Return where signs stand between single letters that together are number words ("s e k s", "f-i-r-e")."""
    gaps: set[int] = set()
    for found in SPELT_WORD.finditer(text):
        if meanings_of("".join(found.group()[::2])):
            gaps.update(range(found.start() + 1, found.end(), 2))
    return frozenset(gaps)
