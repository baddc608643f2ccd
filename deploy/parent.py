"""The parent of the programs, as systemd is on a server: starts them, kills them when asked, starts again what ended by itself.

It imports once what all of them need and forks each: the same ``lygte …``, ready in a tenth of the time. Orders come as
lines of JSON on standard input, one answer each on standard output; it ends all when standard input ends.

For tests: ``--clock FILE`` holds the error of the programs' clock (seconds), ``--silent-after S`` makes work be taken over sooner.
"""

import argparse
import importlib
import json
import os
import select
import signal
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

AGAIN_AFTER_S = 0.3
LOOK_EVERY_S = 0.05
LONGEST_STOP_S = 15.0
IMPORTED = (
    "psycopg",
    "scrapy.core.downloader.contextfactory",
    "scrapy.core.downloader.handlers.http11",
    "scrapy_redis.scheduler",
    "uvicorn",
    "crawler.shared_queue.deduplicate",
    "crawler.shared_queue.pace",
    "crawler.shared_queue.run",
    "crawler.work",
    "lygte.commands.metrics",
    "lygte.commands.serve",
    "lygte.commands.work",
    "review_ui.app",
)


@dataclass
class Parent:
    """What runs, by name, and how each is started."""

    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    running: dict[str, int] = field(default_factory=dict)
    again_at: dict[str, float] = field(default_factory=dict)

    def obey(self, order: dict[str, Any]) -> dict[str, object]:
        """Carry out one order: begin or kill a program."""
        name = str(order["name"])
        if order["do"] == "begin":
            self.orders[name] = order
            self._fork(name)
        else:
            self.orders.pop(name, None)
            self.again_at.pop(name, None)
            if process := self.running.pop(name, None):
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
        return {"name": name, "process": self.running.get(name)}

    def _fork(self, name: str) -> None:
        process = os.fork()
        if process == 0:
            os._exit(run_program(self.orders[name]))
        self.running[name] = process

    def tend(self) -> None:
        """Start again what ended without being asked to."""
        for name, process in list(self.running.items()):
            if os.waitpid(process, os.WNOHANG)[0]:
                del self.running[name]
                self.again_at[name] = time.monotonic() + AGAIN_AFTER_S
        for name, at in list(self.again_at.items()):
            if at <= time.monotonic():
                del self.again_at[name]
                self._fork(name)

    def stop(self) -> None:
        """Ask all to end; kill those that do not."""
        for process in self.running.values():
            os.kill(process, signal.SIGTERM)
        until = time.monotonic() + LONGEST_STOP_S
        for process in self.running.values():
            while not os.waitpid(process, os.WNOHANG)[0]:
                if time.monotonic() > until:
                    os.kill(process, signal.SIGKILL)
                time.sleep(LOOK_EVERY_S)


def run_program(order: dict[str, Any]) -> int:
    """Be one of the programs: our own command line, with the settings a service would have."""
    from lygte.main import main as lygte

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.environ.update(order["environment"])
    try:
        return lygte(order["words"])
    except SystemExit:
        return 0


def set_clock(file: Path) -> None:
    """Let every program's clock be wrong by as many seconds as the file says, from now on."""
    import lygte.installation

    def wrong() -> datetime:
        try:
            error_s = float(file.read_text())
        except (OSError, ValueError):
            error_s = 0.0
        return datetime.now(UTC) + timedelta(seconds=error_s)

    lygte.installation.utc_now = wrong


def set_patience(seconds: float) -> None:
    """Let what a dead worker had in hand be taken over after so many seconds."""
    import crawler.heartbeat
    import crawler.shared_queue.board
    import models.job_queue

    crawler.heartbeat.EVERY_S = seconds / 4
    crawler.shared_queue.board.SILENT_AFTER_S = seconds
    models.job_queue.SILENT_AFTER_S = seconds


def import_all() -> None:
    """Import what the programs import when they begin."""
    for name in IMPORTED:
        importlib.import_module(name)


def main() -> int:
    """Read orders until there are no more."""
    parser = argparse.ArgumentParser(prog="python -m deploy.parent", description=__doc__)
    parser.add_argument("--clock", type=Path)
    parser.add_argument("--silent-after", type=float)
    options = parser.parse_args()
    if options.clock:
        set_clock(options.clock)
    import_all()
    if options.silent_after:
        set_patience(options.silent_after)
    parent, read = Parent(), b""
    while True:
        if select.select([0], [], [], LOOK_EVERY_S)[0]:
            came = os.read(0, 65536)
            if not came:
                parent.stop()
                return 0
            *lines, read = (read + came).split(b"\n")
            for line in lines:
                print(json.dumps(parent.obey(json.loads(line))), flush=True)
        parent.tend()


if __name__ == "__main__":
    sys.exit(main())
