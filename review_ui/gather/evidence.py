"""Findings made readable: the exact words in their sentence, what the indicator means, how well that is known.

Pure over rows that were already read. Words are masked; numbers and addresses are bullets.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from models.finding import Finding
from models.policy import IndicatorPolicy, Policy

CONTEXT = 80
MOST_EXAMPLES = 3
GRADE_ORDER = {"supported": 0, "practice": 1, "untested": 2, "reversed": 3}


@dataclass(frozen=True)
class Source:
    """A text a finding may stand in. ``kind`` is ad or review."""

    kind: str
    ad_id: int
    title: str | None
    text: str | None
    on: date | None


@dataclass(frozen=True)
class Example:
    """One place where an indicator was seen: words in context, or facts where nothing is quoted."""

    origin: str
    ad_id: int
    on: date | None
    before: str = ""
    quote: str = ""
    after: str = ""
    facts: tuple[tuple[str, object], ...] = ()


@dataclass
class Sign:
    """One indicator with its examples; ``more`` counts examples not shown."""

    indicator: str
    policy: IndicatorPolicy | None
    direction: str
    strength: float
    examples: list[Example] = field(default_factory=list)
    more: int = 0


def gather_signs(
    findings: Iterable[Finding], ads: Mapping[int, Source], reviews: Mapping[int, Source], policy: Policy
) -> list[Sign]:
    """Return one sign an indicator, strongest and best supported first; equal words are shown once."""
    signs: dict[str, Sign] = {}
    seen: set[tuple[str, str, str]] = set()
    for finding in sorted(findings, key=lambda found: (-found.strength, found.id or 0)):
        known = policy.indicators.get(finding.indicator)
        sign = signs.setdefault(finding.indicator, Sign(finding.indicator, known, finding.direction, finding.strength))
        example = _example(finding, ads, reviews)
        mark = (finding.indicator, example.quote.casefold(), str(example.facts))
        if mark in seen:
            continue
        seen.add(mark)
        if len(sign.examples) < MOST_EXAMPLES:
            sign.examples.append(example)
        else:
            sign.more += 1
    return sorted(signs.values(), key=_order)


def _order(sign: Sign) -> tuple[float, int, str]:
    weight = sign.policy.weight if sign.policy else 0.0
    return (-abs(weight) * sign.strength, GRADE_ORDER.get(sign.policy.grade if sign.policy else "", 9), sign.indicator)


def _example(finding: Finding, ads: Mapping[int, Source], reviews: Mapping[int, Source]) -> Example:
    source = reviews.get(finding.review_id) if finding.review_id is not None else ads.get(finding.ad_id)
    origin = "review" if finding.review_id is not None else {"text": "ad"}.get(finding.source, finding.source)
    on = source.on if source else None
    if not finding.quote_masked:
        return Example(origin, finding.ad_id, on, facts=_facts(finding.facts))
    before, quote, after = in_context(source, finding)
    return Example(origin, finding.ad_id, on, before, quote, after)


def _facts(written: str | None) -> tuple[tuple[str, object], ...]:
    """Read the facts of a finding or link; ids of rows mean nothing to people and are left out."""
    try:
        content = json.loads(written or "{}")
    except ValueError:
        return ()
    if not isinstance(content, dict):
        return ()
    return tuple((str(name), value) for name, value in content.items() if not str(name).endswith(("_id", "_ids")))


def in_context(source: Source | None, finding: Finding) -> tuple[str, str, str]:
    """Return (before, words, after). Trusts the stored position only where the words really stand there."""
    quote = finding.quote_masked or ""
    for text in (source.text, source.title) if source else ():
        place = find_words(text, quote, finding.start)
        if text and place is not None:
            return _before(text, place), text[place : place + len(quote)], _after(text, place + len(quote))
    return "", quote, ""


def find_words(text: str | None, quote: str, start: int | None) -> int | None:
    """Return where the words stand in the text: at the stored position, else their first occurrence, else None."""
    if not text or not quote:
        return None
    if start is not None and text[start : start + len(quote)] == quote:
        return start
    place = text.find(quote)
    return place if place >= 0 else None


def _before(text: str, place: int) -> str:
    cut = text[max(0, place - CONTEXT) : place]
    if place > CONTEXT:
        cut = "…" + (cut.split(" ", 1)[1] if " " in cut else cut)
    return " ".join(cut.split("\n")) if cut.strip() else ""


def _after(text: str, place: int) -> str:
    cut = text[place : place + CONTEXT]
    if place + CONTEXT < len(text):
        cut = (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"
    return " ".join(cut.split("\n")) if cut.strip() else ""


@dataclass(frozen=True)
class Piece:
    """A stretch of text; ``direction`` is set where it is evidence."""

    text: str
    direction: str | None = None
    label: str = ""


def marked_text(text: str, findings: Iterable[Finding], policy: Policy, lang: str) -> list[Piece]:
    """Cut a whole text into pieces so that the template can mark every piece of evidence; overlaps go to the first."""
    spans: list[tuple[int, int, str, str]] = []
    for finding in findings:
        place = find_words(text, finding.quote_masked or "", finding.start)
        if place is not None:
            known = policy.indicators.get(finding.indicator)
            label = known.label[lang] if known else finding.indicator
            spans.append((place, place + len(finding.quote_masked or ""), finding.direction, label))
    pieces, at = [], 0
    for start, end, direction, label in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < at:
            continue
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], direction, label))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces
