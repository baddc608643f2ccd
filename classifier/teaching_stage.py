"""The teaching list meets the store: newest unjudged texts in, the day's questions out."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from classifier.judged import read_judged
from classifier.places import find_private_spans
from classifier.reader import Reader
from classifier.stored_text import StoredText, open_text
from classifier.teaching import DAILY, Candidate, Key, Question, choose
from models.ad import Ad
from models.db import session_scope
from models.finding import TextReading
from models.judgement import TeachingText, TextJudgement
from models.keys import KeyRing
from models.phone import mask_spans
from models.progress import Progress, silent

# Of so many texts, the newest, questions are made.
MOST_LOOKED_AT = 2_000
BATCH = 200


def refresh_teaching(
    engine: Engine, keyring: KeyRing, reader: Reader, *, now: datetime, daily: int = DAILY, progress: Progress = silent
) -> list[Question]:
    """Choose the day's questions and write them; what was answered today stays and counts. Reads first, writes last."""
    with Session(engine) as session:
        languages = {(row.ad_id, row.review_id): row.lang for row in session.scalars(select(TextReading))}
        judged = Counter(languages.get(one.key, "und") for one in read_judged(session))
        answered = select(TeachingText).where(
            col(TeachingText.day) == now.date(), col(TeachingText.answered_at).is_not(None)
        )
        done = len(session.scalars(answered).all())
        known = {(row.ad_id, row.review_id) for row in session.scalars(select(TextJudgement))}
        candidates = [
            candidate
            for batch in _texts(session, keyring, known, progress)
            for candidate in candidates_of(batch, reader)
        ]
    seed = int.from_bytes(hashlib.sha256(now.date().isoformat().encode()).digest()[:4], "big")
    chosen = choose(candidates, judged, seed=seed, daily=max(0, daily - done)) if daily > done else []
    with session_scope(engine) as session:
        _write(session, keyring, reader, chosen, now)
    return chosen


def candidates_of(texts: Sequence[tuple[Key, StoredText]], reader: Reader) -> list[Candidate]:
    """Return the questions that could be asked of texts: each indicator found or thought of; else whether nothing is there."""
    found = []
    entries = [{"text": stored.text, "type": stored.type} for _, stored in texts]
    for (key, _), (reading, chances) in zip(texts, reader.read_with_chances(entries), strict=True):
        spans = {hit.name: (hit.evidence[0].start, hit.evidence[0].end) for hit in reading.indicators}
        asked = [
            Candidate(key, reading.lang, name, chance, name in spans, spans.get(name))
            for name, chance in chances.items()
            if name in spans or chance >= 0.1
        ]
        found += asked or [Candidate(key, reading.lang, None, 0.0, False)]
    return found


def _texts(
    session: Session, keyring: KeyRing, known: set[Key], progress: Progress
) -> Iterator[list[tuple[Key, StoredText]]]:
    """Yield the newest texts that nobody judged, opened, batch by batch; nothing opened is kept."""
    rows = session.scalars(
        select(TextReading)
        .join(Ad, col(Ad.id) == TextReading.ad_id)
        .where(col(Ad.gone_at).is_(None))
        .order_by(col(TextReading.read_at).desc(), col(TextReading.id).desc())
        .limit(MOST_LOOKED_AT)
    )
    waiting = [(row.ad_id, row.review_id) for row in rows if (row.ad_id, row.review_id) not in known]
    for first in range(0, len(waiting), BATCH):
        batch = waiting[first : first + BATCH]
        yield [(key, stored) for key in batch if (stored := open_text(session, keyring, *key))]
        progress("texts to teach", min(first + BATCH, len(waiting)), len(waiting))


def _write(session: Session, keyring: KeyRing, reader: Reader, chosen: Sequence[Question], now: datetime) -> None:
    session.execute(
        delete(TeachingText).where(col(TeachingText.day) == now.date(), col(TeachingText.answered_at).is_(None))
    )
    for place, question in enumerate(chosen, 1):
        one = question.candidate
        session.add(
            TeachingText(
                day=now.date(), place=place, ad_id=one.key[0], review_id=one.key[1], indicator=one.indicator,
                reason=question.reason, value=question.value, quote_masked=_quote(session, keyring, reader, one),
            )
        )  # fmt: skip


def _quote(session: Session, keyring: KeyRing, reader: Reader, one: Candidate) -> str | None:
    """Return the words the question is about, numbers and addresses masked."""
    stored = open_text(session, keyring, *one.key) if one.span else None
    if stored is None or one.span is None:
        return None
    hidden = [(phone.start, phone.end) for phone in reader.read(stored.text, type=stored.type).phones]
    return mask_spans(stored.text, hidden + find_private_spans(stored.text))[one.span[0] : one.span[1]]
