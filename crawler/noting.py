"""Tell the screens what definitions, schedules and the gate say: they may read the store, not the definitions.

Nothing is fetched. Called by every command that collects, and every minute by ``lygte work``.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from crawler.definition import SITES, SiteDefinition, all_sites
from crawler.errors import SiteRefused
from crawler.legal_basis import check_gate, expiry_of
from crawler.schedule import Schedule, last_passes, next_pass, read_schedule
from models.db import session_scope
from models.said import as_stored, sentence_of
from models.settings import Settings
from models.site import CrawlPass, Site


def sites_in_use(settings: Settings) -> dict[str, SiteDefinition]:
    """Return the sites of this installation: the fictional ones that are shipped count only where the demo serves them."""
    return {
        name: definition
        for name, definition in all_sites(settings).items()
        if name in settings.site_urls or definition.folder is None or definition.folder.parent != SITES
    }


def schedule_of(definition: SiteDefinition, row: Site | None) -> Schedule:
    """Return the schedule in force: what a person set on the screens, else the definition's."""
    given: Mapping[str, object] | None = row.schedule if row else None
    problems: list[str] = []
    schedule = read_schedule(given, problems) if given else definition.schedule
    return definition.schedule if problems else schedule


def note_sites(settings: Settings, engine: Engine, now: datetime) -> None:
    """Bring the row of every site up to date. Raises DefinitionWrong for a site.yml that does not read."""
    sites = sites_in_use(settings)
    with Session(engine) as session:
        history = last_passes(session.exec(select(CrawlPass.site, CrawlPass.started_at, CrawlPass.status)).all())
        rows = {row.name: row for row in session.exec(select(Site))}
        wanted = {name: _facts(settings, sites[name], rows.get(name), history.get(name), now) for name in sites}
        changed = {name: facts for name, facts in wanted.items() if name not in rows or rows[name].facts != facts}
    if not changed:
        return
    with session_scope(engine) as session:
        for name, facts in changed.items():
            definition = sites[name]
            row = session.get(Site, name) or Site(name=name, title="", start_url="")
            row.title, row.start_url, row.is_loopback = definition.title, definition.start_url, definition.is_loopback
            row.facts = facts
            session.add(row)


def _facts(
    settings: Settings,
    definition: SiteDefinition,
    row: Site | None,
    last: tuple[datetime, str] | None,
    now: datetime,
) -> dict[str, Any]:
    schedule = schedule_of(definition, row)
    started, status = last or (None, None)
    due = next_pass(schedule, now, last_started=started, last_status=status)
    return {
        "hosts": list(definition.hosts),
        "languages": list(definition.languages),
        "pace_s": definition.pace_s,
        "browser": definition.browser_list or definition.browser_ad,
        "fields": sorted(definition.fields),
        "ads": [definition.ads_min, definition.ads_max],
        "schedule": {
            "every_h": schedule.every.total_seconds() / 3600,
            "window": [f"{schedule.start:%H:%M}", f"{schedule.end:%H:%M}"],
            "timezone": str(schedule.timezone),
        },
        # A pass that is due now is "due", not a time that moves every minute.
        "next_at": due.isoformat() if due > now else None,
        "gate": _gate(settings, definition, now),
    }


def _gate(settings: Settings, definition: SiteDefinition, now: datetime) -> dict[str, object]:
    """Return whether the gate is open: {"open", "needed", "why" (a sentence or null), "said" (its code), "expires" (ISO date or null)}."""
    if definition.is_loopback:
        return {"open": True, "needed": False, "why": None, "expires": None}
    try:
        check_gate(definition.name, definition.hosts, settings.legal_basis_dir, now)
    except SiteRefused as refused:
        return {
            "open": False,
            "needed": True,
            "why": str(refused),
            "said": as_stored(sentence_of(refused)),
            "expires": None,
        }
    expires = expiry_of(definition.name, settings.legal_basis_dir)
    return {"open": True, "needed": True, "why": None, "expires": expires.isoformat() if expires else None}
