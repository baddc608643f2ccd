"""The week in counts: for the whole area and for each saved filter, with a link and nothing else (US-07, digest)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from models.local_time import DENMARK
from review_ui.desk import Desk
from review_ui.gather.conditions import CONCERN
from review_ui.gather.places import PlaceFilter, count_places
from review_ui.gather.saved_filters import meaning, own_filters


@dataclass(frozen=True)
class WeekLine:
    """One filter's counts: places in all, new since Monday last week, with open concern, due for a visit."""

    name: str
    path: str
    total: int
    new: int
    concern: int
    due: int


def week_begins(now: datetime) -> datetime:
    """Return Monday 00:00 of last week in Copenhagen: Monday's digest looks back over the week that ended."""
    local = now.astimezone(DENMARK)
    return (local - timedelta(days=local.weekday() + 7)).replace(hour=0, minute=0, second=0, microsecond=0)


def week_lines(desk: Desk) -> list[WeekLine]:
    """Return the whole area first, then the saved filters by name."""
    since = week_begins(desk.now)
    lines = [_line(desk, desk.t("queue.show_all"), "/places", PlaceFilter(), since)]
    for saved in own_filters(desk):
        wanted = replace(meaning(desk, saved.values), new_since=None, due=False)
        lines.append(_line(desk, saved.name, f"/places?filter={saved.id}", wanted, since))
    return lines


def _line(desk: Desk, name: str, path: str, wanted: PlaceFilter, since: datetime) -> WeekLine:
    return WeekLine(
        name,
        path,
        count_places(desk, wanted),
        count_places(desk, replace(wanted, new_since=since)),
        count_places(desk, replace(wanted, waiting=True, levels=wanted.levels or CONCERN)),
        count_places(desk, replace(wanted, due=True)),
    )
