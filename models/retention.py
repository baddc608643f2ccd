"""How long each kind of row may live (R-RET). Pure rules; ``expiry.py`` carries them out every night.

The numbers are the defaults and at the same time the ceilings: an installation may shorten them, never lengthen
them (``retention_file``).
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from models.errors import BadInput
from models.values import Level


@dataclass(frozen=True, slots=True)
class Retention:
    """Days each kind may live. Raises BadInput when a number is above its ceiling or below one day."""

    # The yardstick is the Danish law on CCTV (tv-overvågningslov § 4 c): 30 days.
    green_ad_days: int = 30
    yellow_ad_days: int = 90
    # Red, or tied to a planned visit: places are visited once or twice a year.
    red_ad_days: int = 180
    # A person may renew a red ad twice, with a reason.
    red_renewals: int = 2
    # Where a number was seen week by week, and earlier wordings of an ad: a yearly report and two visit rounds.
    history_days: int = 365
    clinic_days: int = 730
    # A private flat is someone's home.
    home_days: int = 90
    visit_days: int = 730
    # A route is worthless to a thief the day after.
    route_days: int = 1
    message_days: int = 365
    audit_days: int = 730
    crawl_pass_days: int = 730
    session_days: int = 30
    # When an objection came and was carried out; its number is wiped at once when it is.
    request_days: int = 365
    # What is left of a place where a minor was suspected, once the authority has confirmed (R-MIN).
    minor_stub_days: int = 7

    def __post_init__(self) -> None:
        ceilings = {field.name: field.default for field in fields(self)}
        for name, ceiling in ceilings.items():
            value = getattr(self, name)
            if not 1 <= value <= int(str(ceiling)):
                raise BadInput(f"Retention {name} must be between 1 and {ceiling}.")


DEFAULT = Retention()


def ad_keep_until(
    level: str, last_seen: datetime, *, on_route: bool, renewals: int = 0, rules: Retention = DEFAULT
) -> datetime:
    """Return when an ad expires, counted from when it was last seen.

    ``level`` is the level of its contact point: a person's where there is one. Not assessed counts as green.
    """
    if level == Level.RED:
        days = rules.red_ad_days * (1 + min(renewals, rules.red_renewals))
    elif on_route:
        days = rules.red_ad_days
    elif level == Level.YELLOW:
        days = rules.yellow_ad_days
    else:
        days = rules.green_ad_days
    return last_seen + timedelta(days=days)


def place_keep_until(place_type: str | None, last_activity: datetime, rules: Retention = DEFAULT) -> datetime:
    """Return when the address and position of a contact point expire."""
    days = rules.clinic_days if place_type == "clinic" else rules.home_days
    return last_activity + timedelta(days=days)
