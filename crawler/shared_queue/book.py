"""The book of a shared pass: what this worker meets, told to the others, and what the others have met."""

from collections import Counter
from dataclasses import dataclass, field

from crawler.health import Looks
from crawler.items import ListRow
from crawler.pass_book import PassBook
from crawler.shared_queue.board import Board, News
from crawler.shared_queue.pace import SitePace
from crawler.shared_queue.server import QueueAway
from crawler.shared_queue.units import Units
from models.said import Said, as_stored

_TALLIES = ("carried", "carried_new", "had", "lost")
_BY_VALUE = ("values", "turned")


@dataclass(slots=True)
class SharedBook(PassBook):
    """A book whose rows, numbers and end belong to several workers."""

    board: Board = field(kw_only=True)
    pace: SitePace = field(kw_only=True)
    # Seconds between requests of all workers together; the site's Crawl-delay may raise it.
    pace_s: float = field(kw_only=True)
    units: Units = field(default_factory=Units)
    # Numbers of all workers as last heard, and what of ours is told already.
    heard: dict[str, int] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)
    told_looks: Counter[str] = field(default_factory=Counter)
    told_members: dict[str, set[str]] = field(default_factory=dict)

    def meet(self, row: ListRow, task: str = "") -> bool:
        """Note a row that the page of a task shows; say whether no other page of this pass had shown it. Raises QueueAway."""
        new = self.board.meet(row.key, task)
        self.rows.setdefault(row.key, row)
        return new

    def wait_out(self, seconds: float) -> None:
        """Let all workers keep the pause the site asks for."""
        try:
            self.pace.pause(seconds)
        except QueueAway:
            return  # this worker keeps it by itself, and without Redis none asks the site

    def stop(self, status: str, message: str) -> None:
        """End the pass for all workers; trouble with this worker's own store or queue ends its part only."""
        first = self.stopped is None
        super(SharedBook, self).stop(status, message)
        if first and not self.trouble:
            try:
                self.board.keep("stopped", [status, str(message), as_stored(message)])
            except QueueAway:
                return  # this worker stops; the others find out by themselves

    def hear_stop(self) -> None:
        """Stop when another worker has ended the pass. Raises QueueAway."""
        said = self.board.kept("stopped") if self.stopped is None else None
        if said:
            self.stopped, self.message = said[0], said_again(said[1], said[2])

    def how_far(self) -> dict[str, int]:
        """Return how far all workers together are, as last heard."""
        counts, heard = self.counts, self.heard
        return {
            name: heard.get(key, 0) + counts[key] - self.told[key]
            for name, key in (
                ("pages_fetched", "pages"),
                ("ads_new", "new"),
                ("ads_changed", "changed"),
                ("errors", "errors"),
            )
        } | {
            "ads_seen": max(heard.get("#seen", 0), len(self.seen)),
            "ads_listed": max(heard.get("#rows", 0), heard.get("#seen", 0), len(self.rows), len(self.seen)),
        }

    def report(self) -> None:
        """Tell how far all workers together are."""
        far = self.how_far()
        self.progress(self.definition.title, far["ads_seen"], far["ads_listed"])

    def news(self, done: set[str], held: set[str]) -> News:
        """Return what this worker has met since it last told."""
        return News(
            counts=_more(self.counts, self.told),
            looks=_more(flat(self.looks), self.told_looks),
            seen=self.seen - self.told_members.get("seen", set()),
            dead=self.dead - self.told_members.get("dead", set()),
            alarms=[f"{reason}|{name or ''}" for reason, name in self.alarms],
            done=done,
            held=held,
        )

    def told_all(self) -> None:
        """Note that the news were heard, and learn what the others have met. Raises QueueAway."""
        self.told = Counter(self.counts)
        self.told_members = {"seen": set(self.seen), "dead": set(self.dead)}
        self.told_looks = flat(self.looks)
        heard = self.board.numbers("looks")
        self.looks, self.told_looks = whole(heard), Counter(heard)
        sizes = self.board.sizes()
        self.heard = self.board.numbers("counts") | {"#rows": sizes["rows"], "#seen": sizes["seen"]}

    def take_all(self) -> None:
        """Become the book of all workers, for the one that closes the pass. Raises QueueAway."""
        self.told_all()
        self.counts = self.told = Counter(self.board.numbers("counts"))
        self.seen, self.dead = self.board.members("seen"), self.board.members("dead")
        self.told_members = {"seen": set(self.seen), "dead": set(self.dead)}
        for written in self.board.members("alarms"):
            reason, _, name = written.partition("|")
            self.alarm(reason, name or None)
        self.permissions |= self.board.kept("permissions") or {}


def said_again(sentence: str, stored: dict[str, object] | None) -> str:
    """Return a sentence with its code, as the worker said it that heard it first."""
    if not stored:
        return sentence
    again = Said(sentence)
    again.code, again.values = str(stored["code"]), dict(stored["values"])  # type: ignore[call-overload]  # from as_stored
    return again


def _more(now: Counter[str], before: Counter[str]) -> dict[str, int]:
    return {key: number - before[key] for key, number in now.items() if number != before[key]}


def flat(looks: Looks) -> Counter[str]:
    """Return looks as plain numbers by name, so that those of several workers add up."""
    numbers = Counter({"pages": looks.pages, "known": looks.known})
    for tally in _TALLIES:
        numbers.update({f"{tally}|{name}": count for name, count in getattr(looks, tally).items()})
    for tally in _BY_VALUE:
        for name, values in getattr(looks, tally).items():
            numbers.update({f"{tally}|{name}|{value}": count for value, count in values.items()})
    return numbers


def whole(numbers: dict[str, int]) -> Looks:
    """Return the looks of plain numbers."""
    looks = Looks(pages=numbers.get("pages", 0), known=numbers.get("known", 0))
    for key, count in numbers.items():
        tally, _, rest = key.partition("|")
        if tally in _TALLIES:
            getattr(looks, tally)[rest] = count
        elif tally in _BY_VALUE:
            name, _, value = rest.partition("|")
            getattr(looks, tally).setdefault(name, Counter())[value] = count
    return looks
