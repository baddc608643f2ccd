"""What learning needs of a site it looks at: pages, pages as a browser shows them, and what they fetched for themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol

from crawler.learn.samples import Sample


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page fetched for itself: an address, the body sent to it, and the text that came."""

    url: str
    method: str
    text: str
    json: bool
    body: str = ""


@dataclass(slots=True)
class Heard:
    """What is known of a site beforehand and what its answers tell on the way; shared by all looks of one wish.

    ``lifted``: signs of a reservation that the controller has lifted, with the decision's number; ``led_to``: another host that the site wanted to lead us to.
    """

    lifted: Mapping[str, int] = field(default_factory=dict)
    led_to: str | None = None


@dataclass(slots=True)
class Rendered:
    """A page as the browser shows it, with the answers it fetched."""

    page: Sample
    answers: list[Answer] = field(default_factory=list)


class Looking(Protocol):
    """An open look at one site. Opening it raises SiteRefused when the gate, robots.txt or a reservation forbids it."""

    def __enter__(self) -> "Looking": ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def get(self, url: str) -> Sample | None:
        """Return a page, or None when it does not come, is no text, or may not be fetched. Asked for once only."""

    def browse(self, url: str, *, scrolls: int = 0, press: str | None = None) -> Rendered | None:
        """Return a page as the browser shows it, after scrolling or pressing, with the answers it fetched."""
