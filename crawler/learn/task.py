"""One wish to learn: which site, under which name, when, and whom to tell how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from crawler.learn.found import OWN_MACHINE, POLITE, Effort
from crawler.learn.looks import Looking
from crawler.legal_basis import is_loopback_host
from models.progress import Progress


@dataclass(frozen=True)
class Task:
    """What is to be learned. ``url`` is where to begin; ``looks`` makes looks at the site, with a browser or without."""

    url: str
    name: str
    now: datetime
    progress: Progress
    looks: Callable[[bool], Looking]

    @property
    def host(self) -> str:
        """The host of the address."""
        return urlsplit(self.url).hostname or ""

    @property
    def effort(self) -> Effort:
        """How many pages may be asked for: many from our own machine, few from anyone else's."""
        return OWN_MACHINE if is_loopback_host(self.host) else POLITE

    def looking(self, *, browser: bool = False) -> Looking:
        """Return a look at the site that is still to be opened."""
        return self.looks(browser)

    def lists(self, done: int, total: int) -> None:
        """Tell how many list pages have been read."""
        self.progress(f"{self.name}: list pages", done, total)

    def ads(self, done: int, total: int) -> None:
        """Tell how many sample ads have been read."""
        self.progress(f"{self.name}: ads", done, total)
