"""What one pass over one site has met so far: counts, rows, alarms. Plain state without I/O, shared by spider and steps."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from crawler.definition import SiteDefinition
from crawler.health import Looks
from crawler.items import ListRow
from crawler.permissions import RobotsRules
from crawler.reach import allowed_authorities
from models.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class KnownAd:
    """An ad the store has: its row number, list clue and which fields its page gave."""

    ad_id: int
    external_id: str
    list_clue: str | None
    content_hash: str
    gone: bool
    fields: frozenset[str]
    # Short hashes of title and text; see `health.prints_of`.
    prints: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class PassResult:
    """How one pass ended. ``status``: complete, partial, failed or refused; ``message`` is one plain sentence or None."""

    site: str
    status: str
    pages: int = 0
    ads_seen: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    alarms: int = 0
    message: str | None = None


@dataclass(slots=True)
class Memory:
    """What is remembered of one page from an earlier pass; see ``models.site.PageMemory``."""

    etag: str | None
    last_modified: str | None
    led_to: dict[str, object]
    external_id: str | None
    checked_at: datetime | None = None
    # Hash of the body as it came; None where the page alone does not hold the whole ad.
    body_hash: str | None = None


@dataclass(slots=True)
class PassBook:
    """The book of one pass. Alarms are (reason, field) pairs, each raised once."""

    definition: SiteDefinition
    started_at: datetime
    pass_id: int
    known: dict[str, KnownAd]
    usual: dict[str, float] = field(default_factory=dict)
    usual_ads: float | None = None
    memory: dict[str, Memory] = field(default_factory=dict)
    reader: str = ""
    # When the pass began that a kill cut off, if one did today: what it read need not be read again.
    resume_from: datetime | None = None
    progress: Progress = silent
    clock: Callable[[], datetime] | None = None

    counts: Counter[str] = field(default_factory=Counter)
    alarms: dict[tuple[str, str | None], None] = field(default_factory=dict)
    message: str | None = None
    stopped: str | None = None
    # The store cannot be written: nothing more is tried in this pass.
    trouble: bool = False
    rows: dict[str, ListRow] = field(default_factory=dict)
    # External ids met in this pass; `dead` are those listed whose page is gone; `to_touch` wait for their `last_seen`.
    seen: set[str] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)
    to_touch: set[str] = field(default_factory=set)
    new_clues: dict[int, str] = field(default_factory=dict)
    looks_wanted: set[str] = field(default_factory=set)
    # Rows left aside because the list's clue shows no change; asked for after all when the clue proves untrue.
    left: list[ListRow] = field(default_factory=list)
    clue_untrue: bool = False
    looks: Looks = field(default_factory=Looks)
    remembered: dict[str, Memory] = field(default_factory=dict)
    robots: RobotsRules | None = None
    # Of further hosts of the site, by host (and port) as written in addresses.
    robots_elsewhere: dict[str, RobotsRules] = field(default_factory=dict)
    # Signs of a reservation that the controller has lifted, each with the number of the recorded decision.
    lifted: dict[str, int] = field(default_factory=dict)
    # The hosts and ports this pass may contact.
    authorities: frozenset[tuple[str, int]] = frozenset()
    permissions: dict[str, object] = field(default_factory=dict)
    # Another host that a redirect pointed to, which was not followed.
    led_to: str | None = None

    def __post_init__(self) -> None:
        self.authorities = allowed_authorities(self.definition)

    def allows(self, url: str) -> bool:
        """Say whether the robots.txt of the address's own host allows it; without one that was read nothing is."""
        rules = self.robots_elsewhere.get(urlsplit(url).netloc, self.robots) if self.robots_elsewhere else self.robots
        return rules is not None and rules.allows(url)

    def now(self) -> datetime:
        """Return the time, by the clock of the caller."""
        return self.clock() if self.clock else self.started_at

    def meet(self, row: ListRow, _task: str = "") -> bool:
        """Note a row of a list; say whether this pass had not met its ad before. The task is for books that are shared."""
        if row.key in self.rows:
            return False
        self.rows[row.key] = row
        return True

    def wait_out(self, seconds: float) -> None:
        """Hear that the site asks for a pause: whoever shares this pass keeps it as well."""

    def how_far(self) -> dict[str, int]:
        """Return how far the pass is, as its row in the run history has it."""
        return {
            "pages_fetched": self.counts["pages"],
            "ads_seen": len(self.seen),
            "ads_listed": max(len(self.rows), len(self.seen)),
            "ads_new": self.counts["new"],
            "ads_changed": self.counts["changed"],
            "errors": self.counts["errors"],
        }

    def saw(self, external_id: str) -> None:
        """Note that a known ad is still listed."""
        self.seen.add(external_id)
        self.to_touch.add(external_id)
        self.report()

    def alarm(self, reason: str, field_name: str | None = None) -> None:
        """Note something a person should look at."""
        self.alarms.setdefault((reason, field_name))

    def stop(self, status: str, message: str) -> None:
        """End the pass early with a status and the sentence people read; the first reason stays."""
        if self.stopped is None:
            self.stopped, self.message = status, message

    def say(self, message: str) -> None:
        """Keep the first sentence about what went wrong."""
        self.message = self.message or message

    def report(self) -> None:
        """Tell how far the pass is: ads settled of ads listed."""
        self.progress(self.definition.title, len(self.seen), max(len(self.rows), len(self.seen)))
