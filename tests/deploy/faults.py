"""What may happen to an installation: each begins, lasts a while, and is mended when its block ends."""

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from demo.serve import DemoSites
from deploy.programs import Programs
from deploy.throw_away import Database, Disk
from deploy.together import everything
from lygte.installation import Installation
from tests.deploy.network import Network, network

PROGRAMS = ("crawl-1", "crawl-2", "jobs", "web")
SITE = ("byportalen",)
# What a dead worker had in hand is taken over after this long: sooner than on a server, so that it happens often.
SILENT_AFTER_S = 4
DISK_MB = 400


@dataclass
class Stage:
    """An installation with everything that may be hurt."""

    place: Installation
    sites: DemoSites
    programs: Programs
    network: Network
    clock: Path
    begun: dict[str, int] = field(default_factory=dict)

    @property
    def database(self) -> Any:
        return self.programs.servers["database"]

    def with_fault(self, name: str) -> AbstractContextManager[None]:
        """Let a fault begin; it is counted."""
        self.begun[name] = self.begun.get(name, 0) + 1
        return FAULTS[name](self)


@contextmanager
def stage(scale: float) -> Iterator[Stage]:
    """Give a stage; its database has a small disk where we may make one."""
    with ExitStack() as stack:
        # A short name: sockets live in it.
        made = tempfile.TemporaryDirectory(prefix="lygte-all-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(made))
        between = stack.enter_context(network())
        clock = folder / "clock"
        words = ("--clock", str(clock), "--silent-after", str(SILENT_AFTER_S))
        disk = DISK_MB if may_mount() else None
        running = everything(folder, SITE, scale=scale, disk_mb=disk, through=between.through, parent_words=words)
        place, sites, programs = stack.enter_context(running)
        yield Stage(place, sites, programs, between, clock)


@cache
def may_mount() -> bool:
    """Say whether this process may make a small disk, by making one: capabilities alone do not say so in containers."""
    with tempfile.TemporaryDirectory(prefix="lygte-disk-") as folder:
        try:
            Disk(Path(folder) / "disk", 1).remove()
        except (OSError, subprocess.CalledProcessError):
            return False
    return True


def faults_here() -> list[str]:
    """Return what can be done on this machine: all but a full disk where we may make none."""
    return [name for name in FAULTS if name != "disk full" or may_mount()]


@contextmanager
def killed(stage: Stage, name: str) -> Iterator[None]:
    """A program or server ends at once and is begun again."""
    stage.programs.kill(name)
    try:
        yield
    finally:
        stage.programs.begin(name)


@contextmanager
def connection_crash(stage: Stage) -> Iterator[None]:
    """One of the database's own processes is killed: it throws everybody out and replays its log."""
    postmaster = int((stage.database.folder / "postmaster.pid").read_text().splitlines()[0])
    serving = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(serving[-1]), signal.SIGKILL)
    try:
        yield
    finally:
        stage.programs.begin("database")


@contextmanager
def network_cut(stage: Stage) -> Iterator[None]:
    """Nothing passes between the programs and their servers."""
    stage.network.cut()
    try:
        yield
    finally:
        stage.network.mend()


def clock_jump(hours: float) -> Any:
    """Every program's clock is wrong by so many hours for a while."""

    @contextmanager
    def jumped(stage: Stage) -> Iterator[None]:
        stage.clock.write_text(str(hours * 3600))
        try:
            yield
        finally:
            stage.clock.unlink()

    return jumped


@contextmanager
def disk_full(stage: Stage) -> Iterator[None]:
    """The database's disk has no room; it is begun again where it gave up."""
    database: Database = stage.database
    assert database.disk
    database.disk.fill()
    try:
        yield
    finally:
        database.disk.make_room()
        stage.programs.begin("database")


FAULTS: dict[str, Any] = {
    "database killed": lambda stage: killed(stage, "database"),
    "connection crash": connection_crash,
    "queue lost": lambda stage: killed(stage, "queue"),
    "network cut": network_cut,
    "clock 36 h ahead": clock_jump(36),
    "clock 36 h behind": clock_jump(-36),
    "disk full": disk_full,
}
