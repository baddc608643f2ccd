"""One wish to learn: which site, under which name, when, and whom to tell how far it is."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from crawler.learn.fetching import Heard, Looking
from crawler.learn.found import OWN_MACHINE, POLITE, Effort
from crawler.legal_basis import is_loopback_host
from models.progress import Progress
from models.settings import Settings


@dataclass(frozen=True)
class Task:
    """What is to be learned. ``url`` is where to begin."""

    url: str
    name: str
    settings: Settings
    now: datetime
    progress: Progress
    heard: Heard = field(default_factory=Heard)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def effort(self) -> Effort:
        """How many pages may be asked for: many from our own machine, few from anyone else's."""
        return OWN_MACHINE if is_loopback_host(self.host) else POLITE

    def looking(self, *, browser: bool = False) -> Looking:
        """Return a look at the site that is still to be opened."""
        return Looking(self.name, self.url, self.settings, now=self.now, browser=browser, heard=self.heard)

    def lists(self, done: int, total: int) -> None:
        """Tell how many list pages have been read."""
        self.progress(f"{self.name}: list pages", done, total)

    def ads(self, done: int, total: int) -> None:
        """Tell how many sample ads have been read."""
        self.progress(f"{self.name}: ads", done, total)
