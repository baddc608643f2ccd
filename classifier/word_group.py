"""Words of one kind, listed whole or by how they begin: "cat dog nipot*"."""

from collections.abc import Iterable
from itertools import groupby

from classifier.folding import fold


class WordGroup:
    """Words whose marks and capitals count for nothing; a star stands for any more letters."""

    def __init__(self, words: Iterable[str]) -> None:
        words = frozenset(words)
        self._whole = frozenset(fold(word) for word in words if not word.endswith("*"))
        begins = sorted({fold(word[:-1]) for word in words if word.endswith("*")})
        # By their first letters: few are compared with a word.
        self._letters = min(map(len, begins), default=0)
        self._begins = {first: tuple(some) for first, some in groupby(begins, lambda begin: begin[: self._letters])}

    def among(self, folded: Iterable[str]) -> set[str]:
        """Return those of many folded words that are in the group."""
        whole, letters, begins = self._whole, self._letters, self._begins
        return {word for word in folded if word in whole or word.startswith(begins.get(word[:letters], ()))}

    def __contains__(self, folded: str) -> bool:
        return folded in self._whole or folded.startswith(self._begins.get(folded[: self._letters], ()))
