"""Try everything on four fictional sites: serve them on this machine, crawl them day by day over HTTP, read, group,
rank, and open the screens with log-ins for three roles. Everybody in the demo is invented; numbers are unassigned.
"""

import argparse
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session, func, select

from lygte.commands.screen import Screened, screen
from lygte.commands.serve import DEFAULT_PORT, bind, build_app, serve_on
from lygte.console import progress_bars, say, say_problem
from lygte.installation import Installation, open_from, utc_now
from lygte.own_keys import seal_for_organisations
from lygte.worker_beside import worker_beside
from models.ad import Ad
from models.contact_point import ContactPoint
from models.errors import BadInput
from models.local_time import DENMARK
from models.network import Network
from models.progress import Progress, silent
from models.settings import keep_site_urls, load_settings

if TYPE_CHECKING:
    from demo.serve import DemoSites
    from demo.truth import Truth

EXAMPLE = "lygte demo --no-serve"
DAYS = 14
DEMO_DATA = Path("data") / "demo"
DEMO_MARKER = "made-by-lygte-demo"
# A pass a day, in the morning as the outreach team starts (Danish time).
PASS_TIME = time(9, 0, tzinfo=DENMARK)
# Invented log-ins for invented data; the demo listens on this machine only.
DEMO_PASSWORD = "lygte-demo-lygte"  # noqa: S105
DEMO_USERS = (
    ("anna", "outreach", "AmiAmi", ("1081", "1082", "1083"), "opsøgende sygeplejerske"),
    ("karin", "coordinator", "AmiAmi", ("1081", "1082", "1083"), "koordinator"),
    ("admin", "administrator", "AmiAmi", (), "administrator (ser ingen annoncer)"),
    ("rikke", "outreach", "Reden International", ("1084", "1085"), "opsøgende medarbejder i en anden organisation"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--days", type=int, default=DAYS, metavar="N", help=f"days to crawl (default: {DAYS})")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, metavar="P", help="port of the screens")
    parser.add_argument("--no-serve", action="store_true", help="do all but stay up")
    parser.add_argument("--data", metavar="DIR", help=f"data directory, made anew (default: {DEMO_DATA})")
    parser.add_argument("--database", metavar="URL", help="another database, empty (default: SQLite in the data)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="seed of the invented world")


@dataclass(frozen=True)
class Found:
    """How well the planted networks were found: precision over all joined pairs of ads, recall over planted ones (0-1)."""

    precision: float
    recall: float
    networks_whole: int
    networks_planted: int


def run(options: argparse.Namespace) -> int:
    """Run the demo. Returns 1 when a pass had problems, which are listed."""
    from demo.serve import DemoSites
    from demo.world import build_world

    days = check_days(options.days)
    listener = None if options.no_serve else bind("127.0.0.1", options.port)
    data = fresh_demo_directory(options.data)
    first_day = utc_now().date() - timedelta(days=days - 1)
    world = build_world(seed=options.seed, days=days, first_day=first_day)
    with DemoSites(world) as sites:
        keep_site_urls(data, sites.urls)
        place = open_from(load_settings(str(data), options.database, site_urls=dict(sites.urls)))
        with progress_bars(options.quiet) as progress:
            problems = crawl_days(place, sites, first_day, days, progress)
            screened = screen(place, moment(first_day, days - 1), progress)
        make_users(place)
        seal_for_organisations(place)
        for problem in problems:
            say_problem(problem)
        closing = summary(place, screened, measure(place, sites.truth), sites.image_requests)
        if listener is None:
            say(closing)
            return 1 if problems else 0
        say(closing)
        say_where(options.port, sites.urls)
        with worker_beside(place):
            serve_on(listener, build_app(place, [(login, DEMO_PASSWORD, role) for login, role, *_ in DEMO_USERS]))
    return 0


def check_days(days: int) -> int:
    """Return the number of days, refused outside 1 to 60."""
    if not 1 <= days <= 60:
        raise BadInput("--days must be between 1 and 60.")
    return days


def fresh_demo_directory(named: str | None) -> Path:
    """Return an empty data directory for the demo. Only a directory that an earlier demo made is emptied."""
    data = Path(named) if named else DEMO_DATA
    marker = data / DEMO_MARKER
    try:
        if data.exists() and any(data.iterdir()):
            if not marker.exists():
                raise BadInput(f"{data} is not empty and no demo made it: name another directory with --data.")
            shutil.rmtree(data)
        data.mkdir(parents=True, exist_ok=True)
        marker.write_text("Made by 'lygte demo'; the next demo empties this directory.\n")
    except OSError as problem:
        raise BadInput(f"The directory {data} cannot be used for the demo: {problem.strerror}.") from None
    return data


def moment(first_day: date, day: int) -> datetime:
    """Return the time of the pass on one simulated day, UTC. Before nine today's pass is now: nothing is seen in the future."""
    return min(datetime.combine(first_day + timedelta(days=day), PASS_TIME).astimezone(UTC), utc_now())


def crawl_days(place: Installation, sites: "DemoSites", first_day: date, days: int, progress: Progress) -> list[str]:
    """Crawl all demo sites once per simulated day; return what went wrong, one sentence each."""
    from crawler.run import crawl

    problems: list[str] = []
    for day in range(days):
        sites.set_day(day)
        at = moment(first_day, day)
        results = crawl(
            place.settings,
            place.engine,
            place.keyring,
            names=list(sites.urls),
            now=lambda at=at: at,  # type: ignore[misc]  # binds this day's time
            progress=silent,
            quick=True,
        )
        problems += [f"{result.site}, day {day + 1}: {result.message}" for result in results if result.message]
        progress("Collecting, day by day", day + 1, days)
    return problems


def make_users(place: Installation) -> None:
    """Make the invented log-ins."""
    from review_ui.accounts import create_user

    with Session(place.engine) as session:
        for login, role, organisation, regions, _what in DEMO_USERS:
            create_user(
                session,
                login=login,
                password=DEMO_PASSWORD,
                role=role,
                organisation=organisation,
                regions=list(regions),
                now=utc_now(),
            )
        session.commit()


def measure(place: Installation, truth: "Truth") -> Found:
    """Compare the groups in the store with what was planted; the tool itself never sees the truth."""
    from demo.truth import network_pairs, networks_whole

    with Session(place.engine) as session:
        rows = session.exec(select(Ad.id, Ad.site, Ad.external_id, Ad.network_id)).all()
    # An ad in no possible network is a group of its own.
    predicted = {(site, external_id): network or -(ad_id or 0) for ad_id, site, external_id, network in rows}
    precision, recall = network_pairs(predicted, truth)
    whole, planted = networks_whole(predicted, truth)
    return Found(precision=precision, recall=recall, networks_whole=whole, networks_planted=planted)


def summary(place: Installation, screened: Screened, found: Found, image_requests: int) -> str:
    """Return the closing line."""
    with Session(place.engine) as session:
        ads = session.exec(select(func.count()).select_from(Ad)).one()
        networks = session.exec(select(func.count()).select_from(Network)).one()
        points = session.exec(select(func.count()).select_from(ContactPoint)).one()
    return (
        f"Demo done: {ads} ads, {screened.texts_read} texts read, {networks} possible networks "
        f"(pairwise precision {found.precision:.3f}, recall {found.recall:.3f}; "
        f"{found.networks_whole} of {found.networks_planted} planted networks found whole), "
        f"{points} contact points, {image_requests} images requested."
    )


def say_where(port: int, site_urls: dict[str, str]) -> None:
    """Print the address and the log-ins."""
    say()
    say(f"Open http://127.0.0.1:{port}/  (Ctrl+C stops everything)")
    say(f"Log-ins, all with the password {DEMO_PASSWORD}:")
    for login, _role, organisation, _regions, what in DEMO_USERS:
        say(f"  {login:<8}{what}, {organisation}")
    say("The fictional sites: " + "  ".join(site_urls.values()))
