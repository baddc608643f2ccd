"""Read a year's facts from the store, without number, address, text or name. Only this file of the room asks the store."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select as wide_select
from sqlmodel import Session, col, select

from models.ad import Ad
from models.contact_point import ContactPoint
from models.decision import Mark
from models.figure import ManualCount
from models.finding import Finding, TextReading
from models.gazetteer import regions
from models.message import MessageEntry
from models.network import Network
from models.people import Organisation
from models.site import CrawlPass
from models.visit import Visit
from outreach.contact_store import open_decisions
from outreach.figures.figure import AdFact, ManualFact, MessageFact, NetworkFact, PlaceFact, VisitFact, YearFacts
from outreach.local_time import day_start, local_day
from outreach.visits import valid_visits

RAISED = frozenset({"yellow", "red"})


def read_year(session: Session, year: int, *, now: datetime) -> YearFacts:
    """Return everything the figures of a calendar year (Danish days) are computed from, up to now."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    begin, end = day_start(first), day_start(last + timedelta(days=1))
    places, levels, screened = _places(session, begin, end)
    days, months = _without_crawl(session, first, min(local_day(now), last))
    return YearFacts(
        year=year,
        until=min(local_day(now), last),
        visits=tuple(_visits(session, begin, end)),
        places=tuple(places),
        ads=tuple(_ads(session, begin, end, levels, screened)),
        messages=tuple(_messages(session, first, last)),
        networks=tuple(_networks(session, begin, end)),
        manual=tuple(read_manual(session, first, last)),
        days_without_crawl=days,
        months_without_crawl=months,
        region_names=regions(),
    )


def _visits(session: Session, begin: datetime, end: datetime) -> list[VisitFact]:
    names = _organisations(session)
    facts = []
    for visit in valid_visits(session, col(Visit.visited_at) >= begin, col(Visit.visited_at) < end):
        met = bool(visit.signs) or visit.level_after in RAISED or visit.cmm_contacted
        facts.append(
            VisitFact(
                day=local_day(visit.visited_at),
                contact_point_id=visit.contact_point_id,
                organisation=names[visit.organisation_id],
                region=visit.region_code,
                place_type=visit.place_type,
                outcome=visit.outcome,
                tallies=visit.tallies,
                concern_met=met,
                cmm_contacted=visit.cmm_contacted,
                level_before=visit.level_before,
            )
        )
    return facts


def _organisations(session: Session) -> dict[int, str]:
    return {group.id: group.name for group in session.exec(select(Organisation)) if group.id is not None}


def _places(session: Session, begin: datetime, end: datetime) -> tuple[list[PlaceFact], dict[int, str], set[int]]:
    """Return the contact points of the year, and the level that counts and who was screened, by id."""
    decisions = open_decisions(session)
    seen = set(session.exec(select(Mark.contact_point_id).where(col(Mark.undone_at).is_(None)))) | set(decisions)
    facts, levels = [], {}
    for point in session.exec(
        select(ContactPoint).where(ContactPoint.first_seen < end, ContactPoint.last_seen >= begin)
    ):
        number = point.id or 0
        levels[number] = decisions[number].level if number in decisions else point.proposed_level
        facts.append(
            PlaceFact(
                number,
                point.region_code,
                point.place_type,
                levels[number],
                number in seen,
                local_day(point.first_seen),
                local_day(point.last_seen),
            )
        )
    return facts, levels, seen


def _ads(session: Session, begin: datetime, end: datetime, levels: dict[int, str], screened: set[int]) -> list[AdFact]:
    languages: dict[int, str] = {}
    for ad_id, lang in session.exec(
        select(TextReading.ad_id, TextReading.lang).where(col(TextReading.review_id).is_(None))
    ):
        languages[ad_id] = lang
    indicators: dict[int, set[str]] = defaultdict(set)
    concerns = select(Finding.ad_id, Finding.indicator).where(Finding.direction == "concern").distinct()
    for ad_id, indicator in session.exec(concerns):
        indicators[ad_id].add(indicator)
    columns: list[Any] = [
        Ad.id,
        Ad.first_seen,
        Ad.last_seen,
        Ad.gone_at,
        Ad.site,
        Ad.kind,
        Ad.contact_point_id,
        ContactPoint.region_code,
    ]
    rows = session.execute(
        wide_select(*columns)
        .join(ContactPoint, col(ContactPoint.id) == Ad.contact_point_id, isouter=True)
        .where(col(Ad.first_seen) < end, col(Ad.last_seen) >= begin)
    )
    return [
        AdFact(
            first_day=local_day(first),
            last_day=local_day(last),
            gone=gone is not None,
            region=region,
            site=site,
            language=languages.get(number),
            kind=kind,
            level=levels.get(point, "not_assessed"),
            screened=point in screened,
            indicators=frozenset(indicators.get(number, ())),
        )
        for number, first, last, gone, site, kind, point, region in rows
    ]


def _messages(session: Session, first: date, last: date) -> list[MessageFact]:
    names = _organisations(session)
    rows = session.exec(select(MessageEntry).where(MessageEntry.sent_on >= first, MessageEntry.sent_on <= last))
    return [MessageFact(sent.sent_on, sent.language, names[sent.organisation_id], sent.outcome) for sent in rows]


def _networks(session: Session, begin: datetime, end: datetime) -> list[NetworkFact]:
    rows = session.exec(select(Network).where(Network.first_seen < end, Network.last_seen >= begin))
    return [
        NetworkFact(local_day(network.first_seen), local_day(network.last_seen), network.ads, network.places)
        for network in rows
    ]


def read_manual(session: Session, first: date, last: date) -> list[ManualFact]:
    """Return what people entered for some days, both ends included."""
    rows = session.exec(
        select(ManualCount).where(
            ManualCount.day >= first,
            ManualCount.day <= last,
            col(ManualCount.undone_at).is_(None),
        )
    )
    return [ManualFact(entry.figure, entry.category, entry.day, entry.region_code, entry.value) for entry in rows]


def _without_crawl(session: Session, first: date, last: date) -> tuple[int, frozenset[str]]:
    """Count the days on which no site was read through to its end, and name whole months of them."""
    passes = session.exec(select(CrawlPass.started_at).where(CrawlPass.status == "complete"))
    crawled = {local_day(started) for started in passes}
    days = [first + timedelta(days=offset) for offset in range(max((last - first).days + 1, 0))]
    months = {f"{day:%Y-%m}" for day in days} - {f"{day:%Y-%m}" for day in crawled}
    return sum(day not in crawled for day in days), frozenset(months)
