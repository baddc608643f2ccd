"""What stands around a short cue: whom it speaks of, what must be near it and what must not.

A single word of feeling or body proves nothing by itself: "tired?" may ask the reader, "bruises" may be the writer's own
from football. ``lexicons/_shared/context.yml`` says by indicator which ideas a cue needs in its sentence, and whose it must be.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property

import numpy as np

from classifier.batch import Flags, Ints, Lists
from classifier.families import PARTS, Bits, Families, parts
from classifier.rows import KINDS, Rows, meet, share, so_far
from classifier.shared_file import Context
from classifier.whom import Cue, Persons, Whom
from classifier.words import Words

# How many words after a cue count as right after it.
RIGHT_AFTER = 5
# What ends a question or a joke.
ASKS_OR_JOKES = frozenset("?😂🤣😅😆😜")


class Places:
    """Cues in their sentences: rows ``first`` to ``last`` (inclusive); ``begin`` to ``end`` (exclusive) is the sentence."""

    def __init__(self, rows: Rows, first: Ints, last: Ints) -> None:
        self.rows, self.first, self.last = rows, first, last
        self.begin, self.end = rows.sentence_around(first, last)

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def here(self) -> Bits:
        """The ideas of each whole sentence together."""
        return self.rows.ideas(self.begin, self.end)

    def some(self, chosen: Ints) -> "Places":
        """Return some of the cues, in the order of ``chosen``."""
        places = copy(self)
        places.first, places.last, places.begin, places.end = (
            column[chosen] for column in (self.first, self.last, self.begin, self.end)
        )
        places.here = self.here.take(chosen, axis=1)
        return places


class _Tests:
    """The contexts of one language as columns, one row a context; families are bits, ``[part, context]``."""

    def __init__(self, contexts: Sequence[Context], families: Families) -> None:
        def masks(named: Iterable[Sequence[str]]) -> Bits:
            return np.array([parts(families.mask(*names)) for names in named], np.uint64).reshape(-1, PARTS).T

        most = max((len(one.needs) for one in contexts), default=0)
        self.kind = np.array([KINDS.get(one.type or "", 0) for one in contexts], np.int64)
        self.words = np.array([one.words for one in contexts], np.int64)
        self.needs = [masks((*one.needs, *[()] * most)[place] for one in contexts) for place in range(most)]
        self.forbidden, self.after, self.after_but, self.but = (
            masks(getattr(one, name) for one in contexts)
            for name in ("forbidden", "after_forbidden", "after_but", "but")
        )
        self.no_question = np.array([one.no_question for one in contexts], np.bool_)
        self.offered, self.hers = (
            np.array([one.about == about for one in contexts], np.bool_) for about in ("offered", "her")
        )
        self.opening = np.array([one.indicator == "pressure" for one in contexts], np.bool_)


class Surroundings:
    """The contexts of one language."""

    def __init__(self, contexts: Sequence[Context], families: Families) -> None:
        names = sorted({one.indicator for one in contexts})
        # A number for each indicator whose cues are tested.
        self.indicators = {name: place for place, name in enumerate(names)}
        self.tests = _Tests(contexts, families)
        self.tests_of = Lists([[at for at, one in enumerate(contexts) if one.indicator == name] for name in names])
        self.persons = Persons(families)
        self.asks = families.mask("self", "ask1")
        self.men, self.mine = families.mask("man", "boss", "staff"), families.mask("mine")
        self.people, self.told = families.mask("people"), families.mask("told")


class Around:
    """Answers for the words of some texts whether cues may count where they stand."""

    def __init__(self, surroundings: Surroundings, rows: Rows) -> None:
        self._surroundings, self._rows = surroundings, rows

    def of_others(self, places: Places, first: Ints, last: Ints) -> Flags:
        """Say whether a review speaks of others where cues stand.

        Their sentence only tells what people say or write ("on the net they claim"), or rows ``first`` to ``last`` hold a man,
        boss or driver of the writer's own ("my husband waited").
        """
        rumoured = meet(places.here, self._surroundings.people) & meet(places.here, self._surroundings.told)
        rumoured |= self._his_so_far[last + 1] > self._his_so_far[first]
        return rumoured

    @cached_property
    def _his_so_far(self) -> Ints:
        rows = self._rows
        his = rows.meeting(self._surroundings.men)
        his[1:] &= rows.meeting(self._surroundings.mine)[:-1]
        # What stands before the first word belongs to another text.
        his[rows.of_text[0]] = False
        return so_far(his)

    def allow(self, tested: Ints, own_words: Ints, cues: Places) -> Flags:
        """Say which cues may count where they stand; ``tested`` names indicators, ``own_words`` counts a cue's own words."""
        tests = self._surroundings.tests
        cue, test = self._surroundings.tests_of.of(tested)
        kind = tests.kind[test]
        due = (own_words[cue] <= tests.words[test]) & ((kind == 0) | (kind == self._rows.kind[cues.first[cue]]))
        cue, test = cue[due], test[due]
        allowed = np.ones(len(cues), np.bool_)
        allowed[cue[~self._pass(tests, test, cues.some(cue))]] = False
        return allowed

    def _pass(self, tests: _Tests, test: Ints, places: Places) -> Flags:
        """Say of each place whether it passes the test beside it."""
        here = places.here
        fit = ~share(here, tests.forbidden.take(test, axis=1))
        for needed in tests.needs:
            wanted = needed.take(test, axis=1)
            fit &= share(here, wanted) | ~wanted.any(axis=0)
        after = places.last + 1
        stop = np.minimum(np.minimum(after + RIGHT_AFTER, places.end), self._rows.of_clause[1][places.last])
        ideas = self._rows.ideas(after, stop)
        fit &= ~share(ideas, tests.after.take(test, axis=1)) | share(ideas, tests.after_but.take(test, axis=1))
        offered = tests.offered[test]
        if offered.any():
            fit &= ~offered | share(here, tests.but.take(test, axis=1)) | ~self._asked_for(places)
        fit &= ~self.asks_or_jokes(places, fit & tests.no_question[test])
        hers = fit & tests.hers[test]
        return fit & (~hers | self.about_her(places, hers, tests.opening[test]))

    def _asked_for(self, places: Places) -> Flags:
        """Say whether the writer is the last person named before a cue: he asked for it himself."""
        her = self._surroundings.persons.her
        hers, asks = (_last_before(self._rows.meeting(mask))[places.first] for mask in (her, self._surroundings.asks))
        named_in_it = meet(self._rows.ideas(places.first, places.last + 1), her)
        asked: Flags = ~named_in_it & (asks >= places.begin) & (asks > hers)
        return asked

    def asks_or_jokes(self, places: Places, wanted: Flags) -> Flags:
        """Say of the ``wanted`` cues whether their sentence is a question or ends in a laughing emoji."""
        asks = np.zeros(len(places), np.bool_)
        chosen = np.flatnonzero(wanted)
        last = places.end[chosen] - 1
        columns = (chosen, self._rows.text[last], last - self._rows.of_text[0][last])
        for place, text, at in zip(*(column.tolist() for column in columns), strict=True):
            asks[place] = not ASKS_OR_JOKES.isdisjoint(_sign_after(self._rows.texts[text], at))
        return asks

    def about_her(self, places: Places, wanted: Flags, opening: Flags) -> Flags:
        """Say of the ``wanted`` cues whether they speak of her; see :meth:`Whom.hers`."""
        hers = np.zeros(len(places), np.bool_)
        chosen = np.flatnonzero(wanted)
        before = np.maximum(places.begin - 1, 0)
        columns = (
            places.first,
            places.last,
            places.begin,
            places.end,
            *self._rows.sentence_around(before, before),
            opening,
        )
        for place, *cue in zip(chosen.tolist(), *(column[chosen].tolist() for column in columns), strict=True):
            hers[place] = self._whom.hers(Cue(*cue))
        return hers

    @cached_property
    def _whom(self) -> Whom:
        return Whom(self._surroundings.persons, self._rows)


def _sign_after(words: Words, last: int) -> str:
    """Return what stands between a sentence whose last word is ``last`` and the next one."""
    after = last + 1
    stop = words.starts[after] if after < len(words.starts) else min(len(words.text), words.ends[-1] + 12)
    return words.text[words.ends[last] : stop]


def _last_before(flags: Flags) -> Ints:
    """Return for each row the last row before it whose flag is set, -1 where there is none."""
    rows = np.where(flags, np.arange(len(flags)), -1)
    last: Ints = np.concatenate([[-1], np.maximum.accumulate(rows)[:-1]])
    return last
