"""In which ways look-ups stand out. One pure function a pattern; each bar is above what a day's work needs (see the tests).

A pattern says "somebody should ask", never "somebody did wrong". Where a bar is a count, the reason stands beside it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.watch.acts import Act, History, is_work

DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Noticed:
    """One pattern in one worker's acts."""

    pattern: str
    user_id: int
    organisation_id: int
    first_at: datetime
    last_at: datetime
    times: int


def within(acts: Sequence[Act], span: timedelta, least: int) -> list[Act]:
    """Return the longest run of acts that fits into a span, the latest of equals; empty where none has ``least``."""
    best: Sequence[Act] = ()
    start = 0
    for end, act in enumerate(acts):
        while act.at - acts[start].at > span:
            start += 1
        if end - start + 1 >= max(least, len(best)):
            best = acts[start : end + 1]
    return list(best)


def a_day(acts: Iterable[Act], least: int) -> list[Act]:
    """Return the acts of the last day that has ``least`` of them."""
    days: dict[object, list[Act]] = defaultdict(list)
    for act in acts:
        days[act.day].append(act)
    return next(
        (day for _, day in sorted(days.items(), key=lambda one: str(one[0]), reverse=True) if len(day) >= least), []
    )


def a_night(acts: Iterable[Act], least: int) -> list[Act]:
    """Return the acts of a night that has ``least`` of them; those by day are left out."""
    nights: dict[object, list[Act]] = defaultdict(list)
    for act in acts:
        if act.night is not None:
            nights[act.night].append(act)
    return next((night for night in nights.values() if len(night) >= least), [])


def many_numbers_in_a_day(history: History) -> list[Act]:
    """Numbers outside booked texts are for a call before a visit: a team visits five to eight places a day."""
    return a_day(history.numbers(), 9)


def many_numbers_in_a_week(history: History) -> list[Act]:
    """More than four every working day, all of them outside booked texts."""
    return within(history.numbers(), WEEK, 24)


def many_numbers_in_a_month(history: History) -> list[Act]:
    """Three every working day of a month, outside booked texts."""
    return within(history.numbers(), MONTH, 60)


def numbers_in_a_row(history: History) -> list[Act]:
    """Opened faster than anybody calls."""
    return within(history.numbers(), timedelta(minutes=10), 4)


def numbers_at_night(history: History) -> list[Act]:
    """Two numbers or foreign places opened in a night (20 to 6), with no work on them: street work logs its visits."""
    idle = [act for act in [*history.numbers(), *history.of("open outside area")] if not history.has_work(act)]
    return a_night(idle, 2)


def browsing_at_night(history: History) -> list[Act]:
    """Twelve looks or searches in a night with no work on those places: more than a street team looks up on its way."""
    return a_night([act for act in history.of("record view", "search") if not history.has_work(act)], 12)


def outside_the_area(history: History) -> list[Act]:
    """Places opened outside the own area: a hand-over brings one now and then."""
    opened = history.of("open outside area")
    return within(opened, DAY, 3) or within(opened, WEEK, 5) or within(opened, MONTH, 10)


def outside_then_number(history: History) -> list[Act]:
    """A place outside the own area opened, and its number within a day."""
    opened = history.of("open outside area")
    return [
        act
        for act in history.of("reveal")
        if any(one.subject == act.subject and timedelta() <= act.at - one.at <= DAY for one in opened)
    ]


def the_same_number_again(history: History) -> list[Act]:
    """The number of one place opened three times in a month, outside booked texts."""
    by_record: dict[str | None, list[Act]] = defaultdict(list)
    for act in history.numbers():
        by_record[act.record].append(act)
    return next((acts for acts in by_record.values() if within(acts, MONTH, 3)), [])


def the_same_place_again(history: History) -> list[Act]:
    """One place looked at on five days of a month, and nothing done there."""
    by_record: dict[str | None, list[Act]] = defaultdict(list)
    for act in history.of("record view"):
        if (act.record or "") not in history.worked:
            by_record[act.record].append(act)
    return next((acts for acts in by_record.values() if len({act.day for act in acts}) >= 5), [])


def search_then_number(history: History) -> list[Act]:
    """A search that found few, a number within a quarter of an hour, and no work there in two days."""
    searches = [act for act in history.of("search") if 1 <= act.found <= 3]
    return [
        act
        for act in history.numbers()
        if any(timedelta() <= act.at - one.at <= timedelta(minutes=15) for one in searches)
        and not history.was_for_work(act)
    ]


def numbers_without_work(history: History) -> list[Act]:
    """Numbers opened and nothing done there, by anybody of the organisation, two days before or after."""
    idle = [act for act in history.numbers() if not history.was_for_work(act)]
    return within(idle, WEEK, 3) or within(idle, MONTH, 6)


def purposes_that_are_rare(history: History) -> list[Act]:
    """Quality, access requests and mistakes are reasons for a few look-ups, not for many."""
    rare = {"kvalitet", "indsigt", "fejl", "registreret beder om indsigt"}
    return within([act for act in history.numbers() if act.purpose in rare], WEEK, 4)


def browsing_without_work(history: History) -> list[Act]:
    """Many places looked at in a day on which nothing was done at all."""
    worked = {act.day for act in history.own if is_work(act)}
    return a_day((act for act in history.of("record view") if act.day not in worked), 40)


def the_same_words_again(history: History) -> list[Act]:
    """The same words searched on four days of a month that find nobody or few: a town's name finds many."""
    by_key: dict[str | None, list[Act]] = defaultdict(list)
    for act in history.of("search"):
        if act.found <= 3:
            by_key[act.key].append(act)
    return next((acts for acts in by_key.values() if len({act.day for act in acts}) >= 4), [])


def many_searches(history: History) -> list[Act]:
    """Thirty searches in a day."""
    return a_day(history.of("search"), 30)


def many_files(history: History) -> list[Act]:
    """Files to take along: one a route, so one or two a day; none at night."""
    files = history.of("export", "export asked")
    return a_day(files, 4) or within(files, WEEK, 11) or [act for act in files if act.night is not None]


def many_day_sheets(history: History) -> list[Act]:
    """Day-sheets of five different routes in a day, or of two at night."""
    sheets = history.of("day sheet")
    for acts, least in ((sheets, 5), ([act for act in sheets if act.night is not None], 2)):
        days: dict[object, list[Act]] = defaultdict(list)
        for act in acts:
            days[act.night or act.day].append(act)
        for day in days.values():
            if len({act.subject for act in day}) >= least:
                return day
    return []


def numbers_after_failed_log_ins(history: History) -> list[Act]:
    """Five wrong pass phrases or codes, then a number within the hour: perhaps somebody else sits there."""
    failed = history.of("log-in failed")
    return [
        act
        for act in history.numbers()
        if sum(timedelta() <= act.at - one.at <= timedelta(hours=1) for one in failed) >= 5
    ]


def back_after_long(history: History) -> list[Act]:
    """Three numbers on the first day after three weeks away."""
    for before, after in zip(history.own, history.own[1:], strict=False):
        if after.at - before.at >= timedelta(days=21):
            numbers = [act for act in history.numbers() if act.day == after.day]
            if len(numbers) >= 3:
                return numbers
    return []


def blocked_numbers(history: History) -> list[Act]:
    """Numbers that nobody may contact, asked for twice in a week."""
    return within([act for act in history.of("reveal") if act.blocked], WEEK, 2)


def many_networks(history: History) -> list[Act]:
    """Twenty possible networks looked at in a day, and none judged."""
    judged = {act.day for act in history.of("judge link", "type number")}
    seen = (act for act in history.of("record view") if (act.subject or "").startswith("network:"))
    return a_day((act for act in seen if act.day not in judged), 20)


def before_leaving(history: History) -> list[Act]:
    """Five numbers or three files in the last fortnight of an employment."""
    if history.ends_on is None or not -1 <= (history.ends_on - history.now.date()).days <= 14:
        return []
    return within(history.numbers(), WEEK, 5) or within(history.of("export"), WEEK, 3)


def weekend_without_visits(history: History) -> list[Act]:
    """Three numbers on a Saturday or Sunday without a visit that day."""
    visited = {act.day for act in history.of("visit logged")}
    return a_day((act for act in history.numbers() if act.day.weekday() >= 5 and act.day not in visited), 3)


OWN_PATTERNS: tuple[Callable[[History], list[Act]], ...] = (
    many_numbers_in_a_day, many_numbers_in_a_week, many_numbers_in_a_month, numbers_in_a_row, numbers_at_night,
    browsing_at_night, outside_the_area, outside_then_number, the_same_number_again, the_same_place_again,
    search_then_number, numbers_without_work, purposes_that_are_rare, browsing_without_work, the_same_words_again,
    many_searches, many_files, many_day_sheets, numbers_after_failed_log_ins, back_after_long, blocked_numbers,
    many_networks, before_leaving, weekend_without_visits,
)  # fmt: skip
SHARED = "one_number_by_several"
PATTERNS = (*(pattern.__name__ for pattern in OWN_PATTERNS), SHARED)


def noticed_in(history: History) -> list[Noticed]:
    """Return every pattern one worker's acts show."""
    found = []
    for pattern in OWN_PATTERNS:
        acts = pattern(history)
        if acts:
            found.append(_noticed(pattern.__name__, acts))
    return found


def one_number_by_several(numbers: Sequence[Act]) -> list[Noticed]:
    """Return a notice for each worker where three workers, or workers of two organisations, opened one place's number in a week.

    ``numbers`` are the look-ups of all workers outside booked texts, in order.
    """
    by_record: dict[str | None, list[Act]] = defaultdict(list)
    for act in numbers:
        by_record[act.record].append(act)
    found = []
    for acts in by_record.values():
        start = 0
        for end, act in enumerate(acts):
            while act.at - acts[start].at > WEEK:
                start += 1
            together = acts[start : end + 1]
            if len({one.user_id for one in together}) >= 3 or len({one.organisation_id for one in together}) >= 2:
                who = Counter(one.user_id for one in together)
                found += [_noticed(SHARED, [one for one in together if one.user_id == user]) for user in who]
    return found


def _noticed(pattern: str, acts: Sequence[Act]) -> Noticed:
    first, last = acts[0], acts[-1]
    return Noticed(pattern, last.user_id, last.organisation_id, first.at, last.at, len(acts))
