"""The unknown sites over HTTP on loopback. ``python -m demo.unknown_sites.serve --seed 3`` to look at them."""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from demo.answer import Answer, Request
from demo.counted import CountedSites
from demo.unknown_sites.app import AppSite
from demo.unknown_sites.app_three import ThirdAppSite
from demo.unknown_sites.app_two import SecondAppSite
from demo.unknown_sites.bare import BareSite
from demo.unknown_sites.cards import CardSite
from demo.unknown_sites.cards_three import ThirdCardSite
from demo.unknown_sites.cards_two import SecondCardSite
from demo.unknown_sites.forum import ForumSite
from demo.unknown_sites.forum_two import SecondForumSite
from demo.unknown_sites.hostile import HostileSite
from demo.unknown_sites.look import Look, make_look
from demo.unknown_sites.mutations import mutated
from demo.unknown_sites.table import TableSite
from demo.unknown_sites.table_two import SecondTableSite
from demo.unknown_sites.trilingual import TrilingualSite
from demo.unknown_sites.trilingual_three import ThirdTrilingualSite
from demo.unknown_sites.trilingual_two import SecondTrilingualSite


class UnknownSite(Protocol):
    """What every unknown site offers. ``start`` is the address to learn from, below the root."""

    start: str
    truth: dict[str, dict[str, object]]

    def answer(self, request: Request) -> Answer:
        """Answer one request."""


MAKERS: dict[str, Callable[[Look, datetime], UnknownSite]] = {
    "table": TableSite,
    "cards": CardSite,
    "app": AppSite,
    "forum": ForumSite,
    "trilingual": TrilingualSite,
    "bare": BareSite,
    "hostile": HostileSite,
    "table2": SecondTableSite,
    "cards2": SecondCardSite,
    "app2": SecondAppSite,
    "forum2": SecondForumSite,
    "trilingual2": SecondTrilingualSite,
    "app3": ThirdAppSite,
    "cards3": ThirdCardSite,
    "trilingual3": ThirdTrilingualSite,
}


class UnknownSites(CountedSites):
    """The unknown sites for one seed, up for the length of a ``with`` block.

    ``urls[name]`` is where to start learning, ``truth[name]`` maps external ids to rows in the contract's *Ad out* format.
    """

    def __init__(
        self,
        seed: int = 1,
        now: datetime | None = None,
        names: tuple[str, ...] | None = None,
        changes: tuple[str, ...] = (),
    ) -> None:
        self.now = now or datetime.now(UTC)
        self.seed = seed
        # Ways in which every page is rebuilt before it is sent, see ``mutations``.
        self.changes = changes
        self.sites = {name: MAKERS[name](make_look(name, seed), self.now) for name in names or tuple(MAKERS)}
        self.looks = {name: make_look(name, seed) for name in self.sites}
        super().__init__(self.sites)
        self.truth: dict[str, dict[str, dict[str, object]]] = {}

    def __enter__(self) -> "UnknownSites":
        for name, site in self.sites.items():
            server = self._open(name, self._answerer(site))
            self.urls[name] = server.url + site.start
            self.truth[name] = {key: {**row, "url": f"{server.url}{row['url']}"} for key, row in site.truth.items()}
        return self

    def _answerer(self, site: UnknownSite) -> Callable[[Request], Answer]:
        def answered(request: Request) -> Answer:
            found = site.answer(request)
            return mutated(found, self.changes, self.seed) if self.changes else found

        return answered


def main(argv: list[str] | None = None) -> int:
    """Serve the unknown sites of a seed until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m demo.unknown_sites.serve", description="Serve the unknown demo sites on loopback."
    )
    parser.add_argument("--seed", type=int, default=1)
    with UnknownSites(parser.parse_args(argv).seed) as sites:
        for name, url in sites.urls.items():
            print(f"{name:12} {sites.looks[name].lang} variant {sites.looks[name].variant}  {url}")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    raise SystemExit(main())
