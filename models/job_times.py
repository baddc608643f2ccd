"""When a job that failed is tried again, and when the daily and monthly jobs are due. Pure."""

from datetime import UTC, datetime, time, timedelta

from models.local_time import DENMARK

# Waits before the second, third and fourth try; after that a person must look (minutes).
WAITS_MIN = (2, 15, 60)
MOST_TRIES = len(WAITS_MIN) + 1
LONGEST_WAIT = timedelta(minutes=max(WAITS_MIN))
# What Lygte does by itself: local hour, and whether each day or on the first of the month. One after the other at night,
# when nobody waits for the store; a laptop that slept catches up when it wakes.
ROUTINES: dict[str, tuple[time, str]] = {
    "retention": (time(4, 0), "day"),
    "teaching": (time(4, 30), "day"),
    "checks": (time(5, 0), "month"),
}


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when a job is tried again after its ``tries``-th failure; None when it is given up."""
    return now + timedelta(minutes=WAITS_MIN[tries - 1]) if tries < MOST_TRIES else None


def next_time(kind: str, after: datetime) -> datetime:
    """Return the first time after ``after`` at which a routine is due, in UTC. Raises KeyError for one there is not."""
    at, every = ROUTINES[kind]
    local = after.astimezone(DENMARK)
    day = local.date()
    if every == "month":
        day = day.replace(day=1)
    due = datetime.combine(day, at, DENMARK)
    while due <= after:
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1) if every == "month" else day + timedelta(days=1)
        due = datetime.combine(day, at, DENMARK)
    return due.astimezone(UTC)
