"""The reader's monthly checks over the store: drift by site, bias between groups, and calibration of proposals.

What must be answered becomes a notice (once); an answered one stays answered until the next month says it again.
"""

import re
from collections import Counter, defaultdict
from datetime import datetime
from functools import cache

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from classifier.bias import Gap, Share, gaps, shares
from classifier.calibration import Calibration, JudgedPoint, calibrate
from classifier.corpus_file import read_corpus
from classifier.drift import STRENGTH_STEPS, Change, Month, changes
from classifier.folding import fold
from models.ad import Ad
from models.contact_point import ContactPoint
from models.decision import LevelDecision
from models.finding import Finding, TextReading
from models.judgement import ReaderNotice
from models.proposed import proposals
from models.reader_notices import note

_WORD = re.compile(r"[^\W\d_]+")


@cache
def known_words() -> frozenset[str]:
    """Return the folded words of the labelled texts: a word outside says that a site writes otherwise."""
    return frozenset(fold(word) for text in read_corpus() for word in _WORD.findall(text.text))


def months_of(session: Session) -> list[Month]:
    """Count by site and month of first sight what the texts of ads show."""
    months: dict[tuple[str, str], Month] = {}
    place_of: dict[int, Month] = {}
    rows = session.execute(
        select(col(Ad.id), col(Ad.site), col(Ad.first_seen), col(Ad.text_masked), col(TextReading.lang)).join(
            TextReading, (col(TextReading.ad_id) == col(Ad.id)) & col(TextReading.review_id).is_(None)
        )
    )
    known = known_words()
    for ad_id, site, first_seen, text, lang in rows:
        month = months.setdefault((site, f"{first_seen:%Y-%m}"), Month(site, f"{first_seen:%Y-%m}"))
        place_of[ad_id] = month
        month.texts += 1
        month.languages[lang] += 1
        words = [fold(word) for word in _WORD.findall(text or "")]
        month.words += len(words)
        month.unknown_words += sum(word not in known for word in words)
    seen: dict[tuple[int, str], float] = {}
    for ad_id, indicator, strength in session.execute(
        select(col(Finding.ad_id), col(Finding.indicator), col(Finding.strength)).where(
            col(Finding.source) == "text", col(Finding.review_id).is_(None)
        )
    ):
        seen[ad_id, indicator] = max(strength, seen.get((ad_id, indicator), 0.0))
    for (ad_id, indicator), strength in seen.items():
        if ad_id in place_of:
            place_of[ad_id].indicators[indicator] += 1
            place_of[ad_id].strengths[min(STRENGTH_STEPS - 1, int(strength * STRENGTH_STEPS))] += 1
    return list(months.values())


def drift(engine: Engine, *, now: datetime) -> list[Change]:
    """Compare each site's newest month with those before, and note what changed."""
    with Session(engine) as session:
        found = changes(months_of(session))
    notices = [
        ReaderNotice(
            kind="drift", month=change.month, about=change.site, measure=change.measure, before=change.before,
            after=change.after, counts={"texts": change.texts}, noticed_at=now,
        )
        for change in found
    ]  # fmt: skip
    note(engine, notices)
    return found


def bias(engine: Engine, *, now: datetime) -> tuple[list[Share], list[Gap]]:
    """Compare proposals by language, region and site of live ads, and note every gap that must be answered (R-FAIR-3)."""
    with Session(engine) as session:
        found = shares(proposals(session))
    apart = gaps(found)
    notices = [
        ReaderNotice(
            kind="bias", month=f"{now:%Y-%m}", about=f"{gap.one.kind}:{gap.one.name}/{gap.other.name}", measure=gap.level,
            before=round(gap.one.share(gap.level), 4), after=round(gap.other.share(gap.level), 4),
            counts={gap.one.name: gap.one.ads, gap.other.name: gap.other.ads}, noticed_at=now,
        )
        for gap in apart
    ]  # fmt: skip
    note(engine, notices)
    return found, apart


def calibration(session: Session) -> Calibration:
    """Compare people's levels of contact points with the scores proposed for them."""
    newest = {
        row.contact_point_id: row
        for row in session.scalars(
            select(LevelDecision).where(col(LevelDecision.undone_at).is_(None)).order_by(col(LevelDecision.id))
        )
        if row.level in ("green", "yellow", "red")
    }
    points = {point.id: point for point in session.scalars(select(ContactPoint)) if point.id in newest}
    languages: dict[int, Counter[str]] = defaultdict(Counter)
    for point, lang in session.execute(
        select(col(Ad.contact_point_id), col(TextReading.lang)).join(TextReading, col(TextReading.ad_id) == col(Ad.id))
    ):
        if point is not None:
            languages[point][lang] += 1
    return calibrate(
        [
            JudgedPoint(
                point.proposed_score,
                newest[number].level != "green",
                languages[number].most_common(1)[0][0] if languages[number] else "und",
            )
            for number, point in points.items()
            if number is not None
        ]
    )
