"""The facts of one site as checked values; ``definition`` says what they mean and reads them from site.yml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urljoin

from crawler.asking import with_body
from crawler.facts import fact_key
from crawler.legal_basis import is_loopback_host
from crawler.rules import Rule
from crawler.schedule import Schedule, read_schedule

# R-CRAWL-2: at most one request in five seconds and site, unless the site is our own machine.
SLOWEST_ALLOWED_PACE_S = 5.0


@dataclass(frozen=True, slots=True)
class NextRule:
    """How a list goes on. ``kind`` is one of NEXT_KINDS; ``where`` its selector, address pattern or path."""

    kind: str
    where: str
    url: str | None = None
    post: str | None = None
    first: int = 2
    step: int = 1


@dataclass(frozen=True, slots=True)
class ListRules:
    """How to read a list page."""

    start: tuple[str, ...]
    json: bool
    data: str | None
    post: str | None
    lists: str | None
    ad: str
    link: tuple[Rule, ...]
    id: tuple[Rule, ...]
    clue: tuple[tuple[Rule, ...], ...]
    next: NextRule | None


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """How to read the reviews on an ad page. ``skip``: how many of its elements are the ad itself (a forum's first post)."""

    each: str
    next: str | None
    skip: int
    fields: Mapping[str, tuple[Rule, ...]]


@dataclass(frozen=True)
class SiteDefinition:
    """One site as checked facts."""

    name: str
    title: str
    start_url: str
    hosts: tuple[str, ...]
    languages: tuple[str, ...]
    list: ListRules
    ad_url: str | None
    ad_json: bool
    fields: Mapping[str, tuple[Rule, ...]]
    ad_data: str | None = None
    ad_post: str | None = None
    ad_from_list: bool = False
    press: str | None = None
    reviews: ReviewRules | None = None
    browser_list: bool = False
    browser_ad: bool = False
    wait_for: str | None = None
    pace_s: float = SLOWEST_ALLOWED_PACE_S
    ads_min: int = 1
    ads_max: int = 20_000
    encoding: str | None = None
    currency: str = "DKK"
    date_order: str | None = None
    canonical: bool = False
    ad_page: str | None = None
    gone: str | None = None
    ignore: tuple[str, ...] = ()
    usual: Mapping[str, float] = field(default_factory=dict)
    schedule: Schedule = field(default_factory=lambda: read_schedule({}, []))
    folder: Path | None = None
    # Hash of the facts: pages remembered under other facts are read again.
    fingerprint: str = ""

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels its ad rules ask for, as they are compared."""
        return frozenset(
            fact_key(rule.where) for rules in self.fields.values() for rule in rules if rule.source == "label"
        )

    @property
    def is_loopback(self) -> bool:
        """Whether every host is literally this machine."""
        return all(is_loopback_host(host) for host in self.hosts)

    @property
    def start_urls(self) -> tuple[str, ...]:
        """The list pages a pass begins with."""
        return tuple(with_body(urljoin(self.start_url, start), self.list.post) for start in self.list.start)

    @property
    def required(self) -> tuple[str, ...]:
        """The fields without which a page is not an ad."""
        return tuple(name for name, rules in self.fields.items() if any(rule.required for rule in rules))
