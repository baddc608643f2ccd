"""The texts a possible network shares: each template with what is common and what varies, from masked texts only.

Texts of places outside the own area, and of places frozen because a minor is suspected, are left out and counted.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from models.ad import Ad
from models.network import Link
from networks.templates import Piece, slots
from review_ui.desk import Desk

REASONS = ("template_text", "number_and_text", "number_and_phrase", "same_ad")
MOST_TEMPLATES = 5
MOST_TEXTS = 6
MOST_WORDS = 400
MOST_LINKS = 5000


@dataclass(frozen=True)
class Template:
    """One shared text: pieces in order, and for each different text the places and sites where it stands."""

    pieces: tuple[Piece, ...]
    sources: tuple[str, ...]
    ads: int
    more: int

    @property
    def varying(self) -> list[tuple[int, Piece]]:
        """The slots, numbered from 1."""
        return list(enumerate((piece for piece in self.pieces if piece.common is None), 1))


@dataclass(frozen=True)
class Texts:
    """The templates, most ads first; ``hidden`` ads have texts this worker may not read here."""

    templates: list[Template]
    hidden: int


def texts_of(desk: Desk, ads: Sequence[Ad], letter_of: Mapping[int, str], readable: frozenset[int]) -> Texts:
    """Return the templates among these ads; ``readable`` are the ids of those whose text may be shown."""
    by_id = {ad.id or 0: ad for ad in ads}
    links = desk.session.execute(
        select(col(Link.ad_a), col(Link.ad_b))
        .where(col(Link.kept).is_(True), col(Link.why).in_(REASONS))
        .where(col(Link.ad_a).in_(by_id), col(Link.ad_b).in_(by_id))
        .order_by(col(Link.id))
        .limit(MOST_LINKS)
    )
    groups = joined([(a, b) for a, b in links])
    found, hidden = [], 0
    for group in groups:
        shown = [by_id[number] for number in group if number in readable and by_id[number].text_masked]
        hidden += len(group) - len(shown)
        template = _template(shown, letter_of)
        if template is not None:
            found.append(template)
    return Texts(sorted(found, key=lambda one: -one.ads)[:MOST_TEMPLATES], hidden)


def joined(pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the groups that pairs hold together, each sorted, by their smallest member."""
    top: dict[int, int] = {}

    def root(one: int) -> int:
        while top.setdefault(one, one) != one:
            one = top[one]
        return one

    for a, b in pairs:
        first, other = sorted((root(a), root(b)))
        top[other] = first
    groups: dict[int, list[int]] = defaultdict(list)
    for one in sorted(top):
        groups[root(one)].append(one)
    return [groups[key] for key in sorted(groups)]


def _template(ads: Sequence[Ad], letter_of: Mapping[int, str]) -> Template | None:
    """Return the template of linked ads, or None when they are fewer than two or share no words."""
    where: dict[str, dict[str, None]] = defaultdict(dict)
    for ad in ads:
        text = " ".join((ad.text_masked or "").split()[:MOST_WORDS])
        where[text][f"{letter_of[ad.id or 0]} · {ad.site}"] = None
    if len(ads) < 2:
        return None
    texts = list(where)[:MOST_TEXTS]
    pieces = slots(texts)
    if not any(piece.common for piece in pieces):
        return None
    return Template(pieces, tuple(", ".join(where[text]) for text in texts), len(ads), len(where) - len(texts))
