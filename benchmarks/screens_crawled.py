"""The screens as they are deployed: PostgreSQL, Redis, two processes for the screens, two workers that really collect, one for
jobs, 40 users of two organisations.

``python -m benchmarks.screens_crawled [--seconds 300] [--history 200000] [--pace 1] [--folder DIR]``. The four fictional
sites answer over HTTP from a process of their own (one of them needs a real browser) and show another day each minute, so
that every pass finds ads that are new, changed and gone, and these are read, grouped and ranked beside the screens. One
request a second to each site is what twenty polite sites are asked together (5 s each). ``--folder`` keeps the store for
the next run. Same users, same goals as ``benchmarks.screens``.
"""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from benchmarks import screens, screens_server
from classifier.reader import load_reader
from crawler.definition import SITES
from crawler.noting import note_sites
from deploy.programs import PROGRAMS, Programs
from deploy.throw_away import Database, Queue
from deploy.together import wait_until_read
from lygte.installation import Installation, open_from, utc_now
from models import job_queue
from models.collecting import OPEN_JOBS, CollectJob
from models.db import session_scope
from models.settings import keep_site_urls, load_settings
from models.site import CrawlPass

ROOT = Path(__file__).parents[1]
SCALE = 0.3
NEW_DAY_EVERY_S = 60.0
LOOK_EVERY_S = 2.0
TAKE_BACK_EVERY_S = 10.0
GIVES_WAY, WEIGHT = 10, 20
CONTROL_GROUPS = Path("/sys/fs/cgroup/cpu")
HOLDER = "benchmark"
# As the unit of the screens has it.
WEB_PROCESSES = 2
LONGEST_FIRST_S = 1800.0


def sites_process(scale: float) -> None:
    """Be the fictional sites: another day at each line of input, then say how often everything was asked for."""
    from demo.serve import DemoSites
    from demo.world import build_world

    first = utc_now().date() - timedelta(days=1)
    with DemoSites(build_world(seed=1, days=2, first_day=first, scale=scale)) as sites:
        print(json.dumps(sites.urls), flush=True)
        for _ in sys.stdin:
            sites.set_day(1 - sites.day)
            print(sum(counts["all"] for counts in sites.requests.values()), flush=True)


class Sites:
    """The sites' process."""

    def __init__(self, scale: float) -> None:
        words = [sys.executable, "-m", "benchmarks.screens_crawled", "sites", str(scale)]
        self.process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.urls: dict[str, str] = json.loads(self._line())

    def _line(self) -> str:
        assert self.process.stdout is not None  # noqa: S101  (they are pipes)
        return self.process.stdout.readline()

    def next_day(self) -> int:
        """Show the other day; return how many requests were answered up to now."""
        assert self.process.stdin is not None  # noqa: S101  (they are pipes)
        print(file=self.process.stdin, flush=True)
        return int(self._line())

    def end(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)


def set_pace(data: Path, names: list[str], pace_s: float) -> None:
    """Let this installation know the sites with a pace; as a person does who changes a definition."""
    for name in names:
        folder = data / "sites" / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(SITES / name, folder, ignore=shutil.ignore_patterns("__pycache__"))
        file = folder / "site.yml"
        file.write_text(f"{file.read_text()}\npace_s: {pace_s}\n")


def ask_for_all(place: Installation, names: list[str]) -> None:
    """Ask for a pass over every site that nobody is at."""
    with session_scope(place.engine) as session:
        open_jobs = select(CollectJob.site).where(col(CollectJob.status).in_(OPEN_JOBS), CollectJob.kind == "crawl")
        running = select(CrawlPass.site).where(CrawlPass.status == "running")
        taken = {*session.exec(open_jobs), *session.exec(running)}
        for name in names:
            if name not in taken:
                job_queue.ask_for(session, "crawl", name, utc_now(), asked_by=None)


def hold_reading(place: Installation) -> None:
    """Be the one who reads, and do nothing: the others collect only."""
    with session_scope(place.engine) as session:
        held = select(CollectJob).where(CollectJob.kind == "screen", CollectJob.claimed_by == HOLDER)
        job = session.exec(held).first() or CollectJob(kind="screen", site="", asked_at=utc_now(), claimed_by=HOLDER)
        job.status, job.beat_at = "running", utc_now()
        session.add(job)


def crawling(place: Installation, sites: Sites, *, reading: bool) -> Callable[[Engine, float], str]:
    """Return what goes on beside the screens: passes that follow each other over sites that change."""

    def beside(engine: Engine, until: float) -> str:
        names, answered, since = list(sites.urls), sites.next_day(), utc_now()
        day_at = taken_at = time.perf_counter()
        while (now := time.perf_counter()) < until:
            ask_for_all(place, names)
            if not reading:
                hold_reading(place)
            if now - day_at > NEW_DAY_EVERY_S:
                day_at = now
                sites.next_day()
            if now - taken_at > TAKE_BACK_EVERY_S:
                taken_at = now
                screens.take_back(engine)
            time.sleep(max(0.0, min(LOOK_EVERY_S, until - time.perf_counter())))
        with Session(place.engine) as session:
            passes = session.exec(
                select(
                    func.count(),
                    func.sum(CrawlPass.ads_new),
                    func.sum(CrawlPass.ads_changed),
                    func.sum(CrawlPass.ads_gone),
                ).where(col(CrawlPass.started_at) > since, CrawlPass.status != "running")
            ).one()
            read = session.exec(
                select(func.count()).where(
                    CollectJob.kind == "screen", CollectJob.status == "done", col(CollectJob.finished_at) > since
                )
            ).one()
        return (
            f"{sites.next_day() - answered} pages asked for, {passes[0]} passes ended, "
            f"{'/'.join(str(number or 0) for number in passes[1:])} ads new/changed/gone, read {read} times"
        )

    return beside


def wait_for_screens(programs: Programs) -> None:
    """Wait until the log-in page comes. Raises TimeoutError."""
    until = time.monotonic() + LONGEST_FIRST_S
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            programs.get("web", "/login")
            return
        time.sleep(LOOK_EVERY_S)
    raise TimeoutError


@contextlib.contextmanager
def deployed(
    folder: Path, sizes: tuple[int, int, int], pace_s: float, *, reading: bool
) -> Iterator[tuple[Installation, Sites, Programs]]:
    """Bring all of it up on a store of a size, everything collected and read once."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with contextlib.ExitStack() as stack:
        database, data = Database(folder, keep=True), folder / "data"
        stack.callback(database.remove)
        queue = Queue(folder)
        stack.callback(queue.remove)
        if not data.is_dir():
            data.mkdir()
            begun = time.monotonic()
            screens_server.build(database.url, data, *sizes, reader_version=load_reader().version)
            print(f"store of {sizes[1]} ads built in {time.monotonic() - begun:.0f} s", flush=True)
        sites = Sites(SCALE)
        stack.callback(sites.end)
        keep_site_urls(data, sites.urls)
        settings = load_settings(str(data), database.url, site_urls=dict(sites.urls), redis_url=queue.url)
        place = open_from(settings)
        stack.callback(place.engine.dispose)
        set_pace(data, list(sites.urls), 0)
        note_sites(place.settings, place.engine, utc_now())
        programs = Programs(data, database.url, queue.url, web_processes=WEB_PROCESSES)
        gives_way = contextlib.ExitStack()
        stack.enter_context(gives_way)
        stack.callback(programs.stop)
        for name in PROGRAMS:
            programs.begin(name)
        workers = [programs.processes[name] for name, words in PROGRAMS.items() if words[0] == "work"]
        print("workers give way by", gives_way.enter_context(give_way(workers)), flush=True)
        begun = time.monotonic()
        if reading:
            ask_for_all(place, list(sites.urls))
            wait_until_read(place, list(sites.urls), LONGEST_FIRST_S)
            print(f"all sites collected and read once in {time.monotonic() - begun:.0f} s", flush=True)
        else:
            hold_reading(place)
        wait_for_screens(programs)
        set_pace(data, list(sites.urls), pace_s)
        yield place, sites, programs


def run(seconds: float, sizes: tuple[int, int, int], pace_s: float, folder: Path, *, reading: bool) -> None:
    """Measure and print."""
    with deployed(folder, sizes, pace_s, reading=reading) as (place, sites, programs):
        print("load before:", Path("/proc/loadavg").read_text().strip(), flush=True)
        begun = {name: used_s(process) for name, process in programs.processes.items()}
        rows = screens.measure(
            programs.ports["web"],
            programs.processes["web"],
            place.engine,
            seconds,
            crawling(place, sites, reading=reading),
        )
        for row in rows:
            print(" | ".join(f"{key}: {value}" for key, value in row.items()), flush=True)
        used = {name: used_s(process) - begun[name] for name, process in programs.processes.items()}
        print("processor seconds:", ", ".join(f"{name} {seconds:.0f}" for name, seconds in used.items()), flush=True)
        print("load after:", Path("/proc/loadavg").read_text().strip(), flush=True)


def used_s(process: int) -> float:
    """Return the processor seconds of a process, of those it began, and of those it waited for."""
    ticks = 0
    for one in screens.family(process):
        with contextlib.suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def give_way(processes: list[int]) -> Iterator[str]:
    """Let the screens and the database go first, as the workers' units do; say by what.

    Browsers begin sessions of their own, which niceness does not reach where the kernel shares out by session: units have a
    weight as well (CPUWeight=20). Here a control group of the first version stands for it; where none can be made, niceness alone.
    """
    for process in processes:
        os.setpriority(os.PRIO_PROCESS, process, GIVES_WAY)
    group = CONTROL_GROUPS / f"lygte-benchmark-{os.getpid()}"
    try:
        group.mkdir()
        (group / "cpu.shares").write_text(str(1024 * WEIGHT // 100))
        for process in processes:
            (group / "cgroup.procs").write_text(str(process))
    except OSError:
        yield "niceness alone"
        return
    try:
        yield f"niceness and a weight of {WEIGHT}"
    finally:
        with contextlib.suppress(OSError):
            group.rmdir()


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screens_crawled", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--live", type=int, default=10_000)
    parser.add_argument("--history", type=int, default=200_000)
    parser.add_argument("--places", type=int, default=1_500)
    parser.add_argument("--pace", type=float, default=1.0, help="seconds between two requests to one site")
    parser.add_argument("--folder", type=Path, help="keep the store here for the next run (default: thrown away)")
    parser.add_argument(
        "--without-reading", action="store_true", help="collect only: nobody reads and groups meanwhile"
    )
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="lygte-bench-", ignore_cleanup_errors=True)
        folder = options.folder or Path(stack.enter_context(made))
        folder.mkdir(mode=0o700, exist_ok=True)
        sizes = (options.live, options.history, options.places)
        run(options.seconds, sizes, options.pace, folder, reading=not options.without_reading)


if __name__ == "__main__":
    if sys.argv[1:2] == ["sites"]:
        sites_process(float(sys.argv[2]))
    else:
        main()
