"""The fictional sites over real HTTP, on loopback only. ``python -m demo.serve --port 8700`` to look at them.

Each site gets a port of its own. A switch, ``set_day``, moves all sites to another simulated day.
"""

import argparse
import time
from collections.abc import Callable, Mapping

from demo.answer import Answer, Request
from demo.breakages import Breakage, breakages
from demo.counted import CountedSites
from demo.sites.annoncetorvet import pages as annoncetorvet
from demo.sites.byportalen import pages as byportalen
from demo.sites.hjerterum import pages as hjerterum
from demo.sites.nattelys import pages as nattelys
from demo.truth import Truth
from demo.view import DayView
from demo.world import World, build_world

PAGES: dict[str, Callable[[Request, DayView], Answer]] = {
    "hjerterum": hjerterum.answer,
    "nattelys": nattelys.answer,
    "byportalen": byportalen.answer,
    "annoncetorvet": annoncetorvet.answer,
}


class DemoSites(CountedSites):
    """The four sites, up for the length of a ``with`` block. ``urls`` gives their addresses by name."""

    def __init__(self, world: World, ports: Mapping[str, int] | None = None) -> None:
        self.world = world
        self.truth = Truth(world)
        super().__init__(PAGES)
        self._views: dict[tuple[str, int], DayView] = {}
        self._day = 0
        self._ports = dict(ports or {})
        self.down: set[str] = set()
        self._broken: dict[str, Breakage] = {}

    def __enter__(self) -> "DemoSites":
        for site in PAGES:
            self._open(site, self._answerer(site), self._ports.get(site, 0))
        return self

    @property
    def day(self) -> int:
        """The simulated day the sites show."""
        return self._day

    def set_day(self, day: int) -> None:
        """Move all sites to a simulated day. Raises ``ValueError`` outside the world's days."""
        if not 0 <= day < self.world.days:
            raise ValueError(f"day must be from 0 to {self.world.days - 1}")
        self._day = day

    def break_site(self, site: str, name: str) -> Breakage:
        """Change a site in one of the ways of ``demo.breakages``; it stays so until ``repair``."""
        self._broken[site] = breakages(site)[name]
        return self._broken[site]

    def repair(self) -> None:
        """Undo all breakages."""
        self._broken.clear()

    def _view(self, site: str) -> DayView:
        with self._lock:
            key = (site, self._day)
            if key not in self._views:
                self._views[key] = DayView(self.world, site, self._day)
            return self._views[key]

    def _answerer(self, site: str) -> Callable[[Request], Answer]:
        answer = PAGES[site]

        def answered(request: Request) -> Answer:
            found = Answer(b"<h1>503</h1>", "other", 503) if site in self.down else answer(request, self._view(site))
            broken = self._broken.get(site)
            return found if broken is None else broken.change(found)

        return answered


def main(argv: list[str] | None = None) -> int:
    """Serve the sites on neighbouring ports until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m demo.serve", description="Serve the fictional demo sites on loopback."
    )
    parser.add_argument(
        "--port", type=int, default=8700, help="port of the first site; the others follow (default 8700)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--day", type=int, default=0)
    wanted = parser.parse_args(argv)
    ports = {site: wanted.port + offset for offset, site in enumerate(PAGES)}
    with DemoSites(build_world(seed=wanted.seed), ports) as sites:
        sites.set_day(wanted.day)
        for site, url in sites.urls.items():
            print(f"{site:14} {url}")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    raise SystemExit(main())
