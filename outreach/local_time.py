"""Danish local days and minutes: routes and figures are counted in the time on the wall."""

from datetime import UTC, date, datetime, time, timedelta

from models.local_time import DENMARK


def local_day(at: datetime) -> date:
    """Return the Danish calendar day of a moment."""
    return at.astimezone(DENMARK).date()


def local_minutes(at: datetime) -> float:
    """Return the minutes after local midnight of a moment."""
    local = at.astimezone(DENMARK)
    return local.hour * 60 + local.minute + local.second / 60


def moment(day: date, minutes: float) -> datetime:
    """Return the UTC moment when Danish clocks show ``minutes`` after midnight on that day."""
    whole = timedelta(minutes=minutes)
    shown = datetime.combine(day, time()) + whole
    return shown.replace(tzinfo=DENMARK).astimezone(UTC)


def day_start(day: date) -> datetime:
    """Return the UTC moment when that Danish day begins."""
    return moment(day, 0)


def minutes_as_clock(minutes: float) -> str:
    """Word minutes after midnight as a clock, rounded to the nearest minute: 545.2 is ``09:05``."""
    whole = round(minutes)
    return f"{whole // 60 % 24:02d}:{whole % 60:02d}"
