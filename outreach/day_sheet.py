"""What a team takes along: the numbered stops of one route. No level, evidence, ad text, name, network or phone.

The one source of every export and of the page on the road.
"""

from dataclasses import dataclass
from datetime import date

from outreach.local_time import minutes_as_clock

__all__ = ["DaySheet", "RouteHead", "SheetStop", "minutes_as_clock"]

HEADER = {"da": "Makuleres samme dag", "en": "Shred the same day"}


@dataclass(frozen=True, slots=True)
class RouteHead:
    """The day, the team and where it starts and ends. Minutes are after local midnight."""

    id: int
    day: date
    team: str
    start_label: str
    start_lat: float
    start_lon: float
    end_label: str
    end_lat: float
    end_lon: float
    starts_min: int
    ends_min: int
    status: str
    lunch_at_min: float | None
    lunch_min: int
    # When the team is back, None until planned.
    ready_min: float | None
    by_ferry: bool


@dataclass(frozen=True, slots=True)
class SheetStop:
    """One stop. ``warning`` is outside_hours, after_end or None."""

    number: int
    stop_id: int
    contact_point_id: int
    token: str
    label: str
    place_type: str | None
    address: str | None
    postcode: str | None
    city: str | None
    access_note: str | None
    opening_hours: str | None
    lat: float | None
    lon: float | None
    precision: str
    service_min: int
    arrive_min: float | None
    leave_min: float | None
    travel_min: float | None
    by_ferry: bool
    pinned: bool
    last_outcome: str | None
    warning: str | None
    visited: bool
    # True where any ad behind the stop came from a site that is not an invented one on this machine.
    from_real_site: bool


@dataclass(frozen=True, slots=True)
class DaySheet:
    """A route as it is handed to people; ``travel_note`` says where the driving times come from and how sure they are."""

    route: RouteHead
    stops: tuple[SheetStop, ...]
    # (contact point, label, reason code)
    left_out: tuple[tuple[int, str, str], ...]
    travel_note: dict[str, str]
    # An address is known, but not opened: the organisation's key is away.
    addresses_closed: bool = False
