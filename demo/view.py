"""The world as one site shows it on one simulated day: lists by area, pages of lists, ads by id, change marks."""

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cached_property
from hashlib import sha256

from demo.ad import Ad, AdState
from demo.world import World

Shown = tuple[Ad, AdState]
MONTHS = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
]
BANNER = "Opdigtet demoside – alle personer, numre og steder i annoncerne er opdigtede."


class DayView:
    """One site on one day. Lists are newest first."""

    def __init__(self, world: World, site: str, day: int) -> None:
        self.site, self.day = site, day
        self.now = world.now(day)
        self.shown: list[Shown] = world.live(site, day)

    @cached_property
    def by_id(self) -> dict[str, Shown]:
        """The ads of the day by their external id."""
        return {ad.external_id: (ad, state) for ad, state in self.shown}

    @cached_property
    def by_area(self) -> dict[str, list[Shown]]:
        """The ads of the day by region slug."""
        areas: dict[str, list[Shown]] = {}
        for ad, state in self.shown:
            areas.setdefault(state.town.area, []).append((ad, state))
        return areas

    def slice(self, area: str | None, number: int, size: int) -> tuple[list[Shown], int]:
        """Page ``number`` (from 1) of a list and the number of pages."""
        shown = self.shown if area is None else self.by_area.get(area, [])
        return shown[(number - 1) * size : number * size], max(1, -(-len(shown) // size))


def http_date(moment: datetime) -> str:
    """A moment as HTTP headers write it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def danish_date(moment: datetime) -> str:
    """E.g. "2. november 2026"."""
    return f"{moment.day}. {MONTHS[moment.month - 1]} {moment.year}"


def mark(state: AdState) -> str:
    """A short mark that changes whenever anything shown of the ad changes."""
    return sha256(
        repr(
            (
                state.title,
                state.text,
                state.prices,
                state.phone_field,
                state.town,
                state.age,
                len(state.reviews),
                state.updated_at,
            )
        ).encode()
    ).hexdigest()[:10]


def page_number(query: dict[str, str], name: str) -> int:
    """The page asked for; nonsense counts as the first."""
    value = query.get(name, "1")
    return max(1, int(value)) if value.isdecimal() and len(value) < 6 else 1
