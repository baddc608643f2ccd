"""When a site's next pass is due: an interval, and a night window in the site's own time. Pure.

In site.yml: ``schedule: {every_h: 24, window: ["22:00", "06:00"], timezone: Europe/Copenhagen}``. Without it: once a day, at night.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.local_time import DENMARK

USUAL_EVERY_H = 24.0
USUAL_WINDOW = ("22:00", "06:00")
# After a failed pass the next one is tried sooner, but not at once (hours).
AFTER_FAILURE_H = 2.0
# A pass that begins a little early because the last one was quick counts as a day later (hours).
SLACK_H = 1.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often and when. ``start == end`` means at any hour."""

    every: timedelta
    start: time
    end: time
    timezone: ZoneInfo

    def is_open(self, moment: datetime) -> bool:
        """Say whether a moment lies in the window; a window may cross midnight."""
        clock = moment.astimezone(self.timezone).time()
        if self.start == self.end:
            return True
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def next_opening(self, moment: datetime) -> datetime:
        """Return the first moment from ``moment`` on that lies in the window, in UTC."""
        if self.is_open(moment):
            return moment
        local = moment.astimezone(self.timezone)
        opening = datetime.combine(local.date(), self.start, self.timezone)
        if opening < local:
            opening = datetime.combine(local.date() + timedelta(days=1), self.start, self.timezone)
        return opening.astimezone(UTC)


def read_schedule(given: Mapping[str, object], problems: list[str]) -> Schedule:
    """Read the schedule of a definition; what is not said is as usual. Problems are appended, never raised."""
    unknown = sorted(str(key) for key in given if key not in ("every_h", "window", "timezone"))
    if unknown:
        problems.append(f"schedule has unknown words: {', '.join(unknown)}")
    every = given.get("every_h", USUAL_EVERY_H)
    if not isinstance(every, int | float) or not 1 <= every <= 24 * 31:
        problems.append("schedule.every_h must be from 1 to 744 hours")
        every = USUAL_EVERY_H
    start, end = _window(given.get("window", list(USUAL_WINDOW)), problems)
    try:
        zone = ZoneInfo(str(given.get("timezone", DENMARK.key)))
    except (ZoneInfoNotFoundError, ValueError):
        problems.append("schedule.timezone is no time zone")
        zone = DENMARK
    return Schedule(timedelta(hours=float(every)), start, end, zone)


def _window(given: object, problems: list[str]) -> tuple[time, time]:
    if isinstance(given, list | tuple) and len(given) == 2:
        with suppress(ValueError):
            return time.fromisoformat(str(given[0])), time.fromisoformat(str(given[1]))
    problems.append('schedule.window must be two times such as ["22:00", "06:00"]')
    return time.fromisoformat(USUAL_WINDOW[0]), time.fromisoformat(USUAL_WINDOW[1])


def next_pass(schedule: Schedule, now: datetime, *, last_started: datetime | None, last_status: str | None) -> datetime:
    """Return when the next pass is due; ``now`` when it is due already. Refused sites wait a whole interval."""
    if last_started is None:
        return schedule.next_opening(now)
    # One that never ended was killed, or still runs: then its lock keeps a second one away.
    failed = last_status in ("failed", "partial", "running")
    wait = (
        min(schedule.every, timedelta(hours=AFTER_FAILURE_H))
        if failed
        else max(schedule.every - timedelta(hours=SLACK_H), schedule.every / 2)
    )
    return schedule.next_opening(max(now, last_started + wait))


def due_sites(
    schedules: Mapping[str, Schedule], history: Mapping[str, tuple[datetime, str]], now: datetime
) -> list[str]:
    """Return the names of the sites whose pass is due now, the longest waiting first.

    ``history`` gives start and status of each site's last pass.
    """
    due: list[tuple[datetime, str]] = []
    for name, schedule in schedules.items():
        last_started, status = history.get(name, (None, None))
        if next_pass(schedule, now, last_started=last_started, last_status=status) <= now:
            due.append((last_started or datetime.min.replace(tzinfo=UTC), name))
    return [name for _, name in sorted(due)]


def last_passes(rows: Iterable[tuple[str, datetime, str]]) -> dict[str, tuple[datetime, str]]:
    """Return the newest (start, status) per site from (site, start, status) rows in any order."""
    newest: dict[str, tuple[datetime, str]] = {}
    for site, started, status in rows:
        if site not in newest or started > newest[site][0]:
            newest[site] = (started, status)
    return newest
