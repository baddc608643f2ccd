"""Does each site's definition still read? One row a field: its fill at the last pass against its usual level."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from crawler import store
from crawler.definition import SiteDefinition, all_sites
from crawler.errors import SiteRefused
from crawler.health import LOWEST_SHARE_OF_USUAL, USUALLY_THERE, field_named
from crawler.legal_basis import check_gate
from models.errors import BadInput
from models.progress import Progress, silent
from models.settings import Settings
from models.site import CrawlPass, SiteAlarm

OK = "ok"
# What a person can do, by reason code; the site-health page shows the same words.
WHAT_TO_DO = {
    "field_missing": "the field is no longer found: run 'lygte site learn' again, it proposes a repair",
    "field_same": "every page says the same: a consent wall or a redesign, run 'lygte site learn' again",
    "list_empty": "the list shows no ads: look at the site, then run 'lygte site learn' again",
    "list_failed": "a list page did not come: the next pass tries again",
    "list_endless": "the list has no end: look at the next-page rule",
    "below_minimum": "fewer ads than the definition expects",
    "above_maximum": "more ads than the definition expects",
    "below_usual": "far fewer ads than usual: perhaps the next-page link changed",
    "site_down": "the site did not answer: the next pass tries again",
    "robots_forbid": "robots.txt asks us to keep out",
    "tdm_reserved": "the site reserves its pages: the controller must decide",
    "gate_closed": "the gate is closed: a signed legal-basis file is missing or wrong",
    "page_unreadable": "a page could not be read: report it with the time of the pass",
}


@dataclass(frozen=True, slots=True)
class FieldHealth:
    """The health of one field of one site. ``field`` is "(site)" for what concerns the whole; shares are 0-1 or None."""

    site: str
    field: str
    fill: float | None
    usual: float | None
    verdict: str


def check_sites(
    settings: Settings,
    engine: Engine,
    *,
    names: Sequence[str] | None = None,
    now: Callable[[], datetime],
    progress: Progress = silent,
) -> list[FieldHealth]:
    """Return the health of every field of the named sites (all when None), from their last pass. Fetches nothing.

    Raises BadInput for a name no site has.
    """
    sites = all_sites(settings)
    chosen = list(names) if names else sorted(sites)
    unknown = [name for name in chosen if name not in sites]
    if unknown:
        raise BadInput(f"There is no site named {', '.join(unknown)}; known are: {', '.join(sorted(sites)) or 'none'}.")
    rows: list[FieldHealth] = []
    for done, name in enumerate(chosen):
        progress("sites", done, len(chosen))
        rows.extend(_check(settings, engine, sites[name], now()))
    progress("sites", len(chosen), len(chosen))
    return rows


def _check(settings: Settings, engine: Engine, definition: SiteDefinition, at: datetime) -> list[FieldHealth]:
    try:
        check_gate(definition.name, definition.hosts, settings.legal_basis_dir, at)
    except SiteRefused as refused:
        return [FieldHealth(definition.name, "(site)", None, None, str(refused))]
    with Session(engine) as session:
        last = session.exec(
            select(CrawlPass)
            .where(CrawlPass.site == definition.name, CrawlPass.status != "running")
            .order_by(col(CrawlPass.id).desc())
        ).first()
        alarms = session.exec(
            select(SiteAlarm).where(SiteAlarm.site == definition.name, col(SiteAlarm.closed_at).is_(None))
        ).all()
    if last is None:
        return [FieldHealth(definition.name, "(site)", None, None, "not collected yet: run 'lygte crawl' first")]
    usual, _ = store.load_usual(engine, definition, at)
    alarmed = {alarm.field: alarm.reason for alarm in alarms if alarm.field}
    rows = [
        FieldHealth(definition.name, "(site)", None, None, WHAT_TO_DO.get(alarm.reason, alarm.reason))
        for alarm in alarms
        if not alarm.field
    ]
    for name in sorted(name for name in {*last.field_fill, *usual, *alarmed} if name == field_named(name)):
        fill, level = last.field_fill.get(name, 0.0), usual.get(name)
        rows.append(FieldHealth(definition.name, name, fill, level, _verdict(fill, level, alarmed.get(name))))
    return rows


def _verdict(fill: float, usual: float | None, alarm: str | None) -> str:
    if alarm:
        return WHAT_TO_DO.get(alarm, alarm)
    if usual is not None and usual >= USUALLY_THERE and fill < LOWEST_SHARE_OF_USUAL * usual:
        return WHAT_TO_DO["field_missing"]
    return OK
