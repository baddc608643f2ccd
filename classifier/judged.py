"""People's judgements of texts as labelled texts: what retraining, calibration and the model card count."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session, col

from classifier.corpus_file import Labelled
from classifier.reader import Reader
from classifier.stored_text import open_text
from models.finding import TextReading
from models.judgement import NOTHING, TextJudgement
from models.keys import KeyRing

# One judged text in so many is kept out of training, by a hash of what it is: the same ones every time.
KEPT_OUT_OF = 5


@dataclass
class Judged:
    """One judged text: which indicators people saw in it, and which they said are not there."""

    key: tuple[int, int | None]
    content_hash: str
    shown: set[str] = field(default_factory=set)
    not_shown: set[str] = field(default_factory=set)
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))


def read_judged(session: Session) -> list[Judged]:
    """Return all judged texts. The newest judgement of a person counts; where people differ the indicator counts as neither."""
    rows = session.scalars(
        select(TextJudgement).where(col(TextJudgement.undone_at).is_(None)).order_by(col(TextJudgement.id))
    )
    newest: dict[tuple[int, int | None, str, str, int], TextJudgement] = {}
    for row in rows:
        newest[row.ad_id, row.review_id, row.content_hash, row.indicator, row.user_id] = row
    judged: dict[tuple[int, int | None, str], Judged] = {}
    for row in newest.values():
        one = judged.setdefault(
            (row.ad_id, row.review_id, row.content_hash), Judged((row.ad_id, row.review_id), row.content_hash)
        )
        (one.shown if row.shown else one.not_shown).add(row.indicator)
        if row.shown and row.start is not None and row.end is not None:
            one.spans[row.indicator].append((row.start, row.end))
    for one in judged.values():
        differ = one.shown & one.not_shown
        one.shown -= differ
        one.not_shown -= differ
    return list(judged.values())


def as_labelled(session: Session, keyring: KeyRing, judged: Sequence[Judged], reader: Reader) -> list[Labelled]:
    """Return judged texts that are still there unchanged, opened from the sealed store; nothing of them is written anywhere.

    Of indicators that nobody was asked about, what ``reader`` finds is believed: silence is no judgement.
    """
    texts = []
    for one in judged:
        ad_id, review_id = one.key
        stored = open_text(session, keyring, ad_id, review_id)
        if stored is None or stored.content_hash != one.content_hash:
            continue
        text, kind = stored.text, stored.type
        spans = {
            hit.name: tuple((piece.start, piece.end) for piece in hit.evidence)
            for hit in reader.read(text, type=kind).indicators
            if hit.name not in one.not_shown and NOTHING not in one.not_shown
        }
        for label in one.shown:
            told = tuple(span for span in one.spans.get(label, ()) if 0 <= span[0] < span[1] <= len(text))
            spans[label] = told or spans.get(label) or ((0, len(text)),)
        texts.append(
            Labelled(
                id=f"judged-{ad_id}-{review_id or 0}", type=kind, lang=_language(session, ad_id, review_id), text=text,
                labels=frozenset(spans), spans=spans, phones=(), kept_out=is_kept_out(one),
            )
        )  # fmt: skip
    return texts


def is_kept_out(one: Judged) -> bool:
    """Say whether a judged text is kept out of training: the same answer for all versions of one text."""
    name = f"{one.key[0]}/{one.key[1] or 0}"
    return hashlib.sha256(name.encode()).digest()[0] % KEPT_OUT_OF == 0


def _language(session: Session, ad_id: int, review_id: int | None) -> str:
    known = select(col(TextReading.lang)).where(
        col(TextReading.ad_id) == ad_id,
        col(TextReading.review_id).is_(None) if review_id is None else col(TextReading.review_id) == review_id,
    )
    return session.scalars(known).first() or "und"
