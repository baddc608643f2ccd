"""What denies, doubts, quotes or tells whom the writer speaks of: the lists of a language's negation file at work.

All wordings of many texts are asked about at once; see :mod:`classifier.rows`.
"""

from dataclasses import dataclass, field

import numpy as np

from classifier.batch import Flags, Ints, marked
from classifier.phrase_index import Matches
from classifier.rows import Rows
from classifier.sequences import flags

# How many words a negation may follow what it denies.
SCOPE_AFTER = 2
_NEVER = np.iinfo(np.int64).max


@dataclass
class Grammar:
    """The index numbers behind one language's negation file."""

    scope: int = 4
    lists: dict[str, frozenset[int]] = field(default_factory=dict)

    def flags(self, phrases: int) -> dict[str, Flags]:
        """Return for each list which of so many phrases stand in it."""
        return {name: flags(np.arange(phrases), listed) for name, listed in self.lists.items()}


class Seen:
    """The words of negation, doubt and telling among the matches of some texts."""

    def __init__(self, rows: Rows, matches: Matches, listed: dict[str, Flags], scope: int) -> None:
        """``listed`` says by list which phrases stand in it."""
        self._rows, self._scope = rows, scope
        self._first, self._last = {}, {}
        for name, phrases in listed.items():
            mine = np.flatnonzero(phrases[matches.phrase])
            if len(mine):
                self._first[name], self._last[name] = matches.first[mine], matches.last[mine]

    def denied(self, first: Ints, last: Ints) -> Flags:
        """Say for wordings whether a negator stands in scope: before them in the clause, or right after them."""
        clauses, size = self._rows.clauses, len(self._rows)
        denied = np.zeros(len(first), np.bool_)
        # Where the "but" that begins with a word ends.
        but = np.full(size, _NEVER)
        if "clause_breaks" in self._first:
            np.minimum.at(but, self._first["clause_breaks"], self._last["clause_breaks"])
        if "negators" in self._last:
            negator, broken = marked(size, self._last["negators"]), np.full(len(first), _NEVER)
            for back in range(1, self._scope + 1):
                row = np.maximum(first - back, 0)
                denied |= negator[row] & (row < first) & (clauses[row] == clauses[first]) & (broken >= first)
                broken = np.minimum(broken, but[row])
        if "negators_after" in self._first:
            negator, broken = marked(size, self._first["negators_after"]), np.full(len(first), _NEVER)
            for ahead in range(1, SCOPE_AFTER + 1):
                row = np.minimum(last + ahead, size - 1)
                denied |= negator[row] & (row > last) & (clauses[row] == clauses[last]) & (broken >= row)
                broken = np.minimum(broken, but[row])
        return denied

    def hearsay(self, first: Ints) -> Flags:
        """Say for wordings whether their sentence or the one before only tells what was read or seen on television."""
        sentences = self._rows.sentences
        told = self._first.get("hearsay")
        if told is None:
            return np.zeros(len(first), np.bool_)
        telling = marked(int(sentences[-1]) + 2, sentences[told])
        telling[1:] |= telling[:-1].copy()
        return telling[sentences[first]]

    def hedged(self, first: Ints, last: Ints) -> Flags:
        """Say for wordings whether a word of doubt stands in the clause, beside them."""
        clauses = self._rows.clauses
        if "hedges" not in self._first:
            return np.zeros(len(first), np.bool_)
        begins, ends = self._first["hedges"], self._last["hedges"]
        latest, earliest = np.full(int(clauses[-1]) + 1, -1), np.full(int(clauses[-1]) + 1, _NEVER)
        np.maximum.at(latest, clauses[begins], begins)
        np.minimum.at(earliest, clauses[begins], ends)
        clause = clauses[first]
        hedged: Flags = (latest[clause] > last) | (earliest[clause] < first)
        return hedged

    def about_self(self, first: Ints) -> Flags:
        """Say for wordings whether the writer speaks of himself in their clause, and not of her."""
        return self._in_clause("self", first) & ~self._in_clause("her", first)

    def _in_clause(self, name: str, first: Ints) -> Flags:
        clauses = self._rows.clauses
        if name not in self._first:
            return np.zeros(len(first), np.bool_)
        return marked(int(clauses[-1]) + 1, clauses[self._first[name]])[clauses[first]]
