"""Longer texts joined from labelled ones, for learning and for measuring.

A labelled text has some hundred characters, an ad several times as many. Who knows short texts alone takes every long one for
harmless: what speaks of concern is thinner in it. So texts of one writer, language and kind are set one after the other: one that
speaks of a concern among harmless ones, or harmless ones alone.
"""

import random
from collections import defaultdict
from collections.abc import Sequence

from classifier.corpus_file import Labelled, writer_of
from models.policy import load_policy
from models.values import Direction

Pieces = list[int]


def harmless(texts: Sequence[Labelled]) -> list[bool]:
    """Say of each text whether no concern stands in it."""
    policy = load_policy()
    concerns = {name for name, one in policy.indicators.items() if one.direction is Direction.CONCERN}
    return [concerns.isdisjoint(text.labels) for text in texts]


def pieces_of_longer(
    texts: Sequence[Labelled], sizes: tuple[int, int], *, share: float = 1.0, company: float = 0.0
) -> list[Pieces]:
    """Return longer texts, each as the places of its pieces in the order in which they stand; the same ones for the same texts.

    Of the texts by writers who never saw the wordings a ``share`` begin one each. It has between ``sizes`` pieces, fewer where
    there are no more; each piece beside one that speaks of a concern may with chance ``company`` be any.
    """
    chance, clean = random.Random(len(texts)), harmless(texts)
    alike = defaultdict[tuple[str, str, str], Pieces](list)
    for place, text in enumerate(texts):
        if writer := writer_of(text.id):
            alike[writer, text.lang, text.type].append(place)
    longer = []
    for places in alike.values():
        quiet = [place for place in places if clean[place]]
        for place in places:
            others = [other for other in quiet if other != place]
            if chance.random() >= share or not others:
                continue
            beside = chance.sample(others, min(len(others), chance.randint(*sizes) - 1))
            any_other = [other for other in places if other != place]
            if not clean[place]:
                beside = [chance.choice(any_other) if chance.random() < company else one for one in beside]
            pieces = [place, *beside]
            chance.shuffle(pieces)
            longer.append(pieces)
    return longer


def as_text(pieces: Sequence[Labelled]) -> Labelled:
    """Return texts as one, each in a line of its own, with the labels, evidence and numbers of all."""
    spans = defaultdict[str, list[tuple[int, int]]](list)
    at = 0
    for piece in pieces:
        for label, places in piece.spans.items():
            spans[label] += [(start + at, end + at) for start, end in places]
        at += len(piece.text) + 1
    return Labelled(
        id="+".join(piece.id for piece in pieces), type=pieces[0].type, lang=pieces[0].lang,
        text="\n".join(piece.text for piece in pieces), labels=frozenset().union(*(piece.labels for piece in pieces)),
        spans={label: tuple(places) for label, places in spans.items()},
        phones=tuple(number for piece in pieces for number in piece.phones), kept_out=all(piece.kept_out for piece in pieces),
    )  # fmt: skip
