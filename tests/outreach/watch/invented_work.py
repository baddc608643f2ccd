"""Weeks of work as the trail would hold them: an honest worker's, and fifty ways of looking people up for other reasons.

Written from how people work and how insiders have behaved elsewhere, not from the bars in ``outreach.watch.patterns``.
"""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from models.local_time import DENMARK
from outreach.watch.acts import Act

TODAY = date(2026, 11, 20)  # a Friday
NOW = datetime.combine(TODAY, time(23, 59), DENMARK)
ANNA, ORGANISATION = 7, 1


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second), DENMARK)


def act(when: datetime, what: str, subject: str | None = None, **values: object) -> Act:
    values = {"user_id": ANNA, "organisation_id": ORGANISATION, **values}
    return Act(when, act=what, subject=subject, **values)  # type: ignore[arg-type]


def place(number: int) -> str:
    return f"place:p{number}"


def workdays(days: int, until: date = TODAY) -> list[date]:
    """Return the weekdays of the last so many days, oldest first."""
    all_days = [until - timedelta(days=ago) for ago in range(days - 1, -1, -1)]
    return [day for day in all_days if day.weekday() < 5]


def honest_day(day: date, draw: random.Random, who: int = ANNA) -> list[Act]:
    """A nurse's day: screens, calls before visits, writes texts, drives, logs; now and then something odd for a good reason."""
    acts: list[Act] = []

    def add(when: datetime, what: str, subject: str | None = None, **values: object) -> None:
        acts.append(act(when, what, subject, user_id=who, **values))

    places = [draw.randrange(900) for _ in range(draw.randint(10, 60))]
    for number, one in enumerate(places):
        when = at(day, 8, 5) + timedelta(minutes=2 * number, seconds=draw.randrange(60))
        add(when, "record view", place(one))
        if draw.random() < 0.85:
            add(
                when + timedelta(seconds=20),
                draw.choice(["label", "mark visit", "mark route", "mark note"]),
                place(one),
            )
    for number in range(draw.choice((0, 0, 1, 2, 3, 5))):
        when = at(day, 10, 30) + timedelta(minutes=4 * number)
        add(when, "sms", f"text {number}")
        add(when, "reveal", place(draw.choice(places)), purpose="sms")
    for number, one in enumerate(draw.sample(places, draw.choice((0, 1, 1, 2, 4)))):
        # A call from the car; the visit is logged an hour later.
        add(at(day, 12, 15) + timedelta(minutes=35 * number), "reveal", place(one), purpose="besog")
        add(at(day, 13, 5) + timedelta(minutes=35 * number), "visit logged", f"p{one}")
    for number in range(draw.choice((0, 1, 2, 4))):
        # Mostly towns and streets of the own area, again and again; now and then something rare.
        word = draw.randrange(12) if draw.random() < 0.7 else draw.randrange(12, 300)
        add(at(day, 9, 40 + number), "search", key=f"w{word}", found=9 + word if word < 12 else draw.randrange(6))
    add(at(day, 11, 50), "day sheet", f"route {day:%m%d}", purpose="ruteplan")
    if draw.random() < 0.5:
        add(at(day, 11, 45), "export", f"route {day:%m%d}", purpose="ruteplan")
    if draw.random() < 0.08:
        far = draw.randrange(900, 999)
        add(at(day, 14), "open outside area", place(far), purpose="kvalitet")
        add(at(day, 14, 2), "record view", place(far))
        add(at(day, 14, 6), "hand over", place(far))
    if day.weekday() == 3 and draw.random() < 0.5:
        # The street team's evening.
        for number in range(4):
            add(at(day, 20, 30 + number), "record view", place(draw.randrange(900)))
        add(at(day, 21), "visit logged", f"p{draw.randrange(900)}")
    if draw.random() < 0.1:
        add(at(day, 8, 1), "log-in failed")
    return acts


def honest_month(seed: int, who: int = ANNA) -> list[Act]:
    """Four weeks of a worker who only works."""
    draw = random.Random(seed)
    return in_order([one for day in workdays(28) for one in honest_day(day, draw, who)])


def in_order(acts: list[Act]) -> list[Act]:
    return sorted(acts, key=lambda one: one.at)


def numbers(when: list[datetime], places: list[int], purpose: str = "besog", **values: object) -> list[Act]:
    return [
        act(one, "reveal", place(number), purpose=purpose, **values) for one, number in zip(when, places, strict=True)
    ]


def each_day(days: int, hour: int, minute: int = 0) -> list[datetime]:
    return [at(day, hour, minute) for day in workdays(days)]


def spread(day: date, hour: int, count: int, every_min: float) -> list[datetime]:
    return [at(day, hour) + timedelta(minutes=every_min * number) for number in range(count)]


YESTERDAY, MONDAY, SUNDAY = TODAY - timedelta(days=1), TODAY - timedelta(days=4), TODAY - timedelta(days=5)
THEN = TODAY - timedelta(days=10)
SHE = 5000
Pattern = Callable[[], list[Act]]


def search(when: datetime, key: str = "k", found: int = 1) -> Act:
    return act(when, "search", key=key, found=found)


def one_woman_found_by_words() -> list[Act]:
    return [search(at(THEN, 13)), act(at(THEN, 13, 1), "record view", place(SHE)), *numbers([at(THEN, 13, 3)], [SHE])]


def others(numbers_of: int, day_step: int = 1, organisation: int = ORGANISATION) -> list[Act]:
    """Colleagues who open the same number on days of their own, with Anna last."""
    acts = [
        act(
            at(MONDAY + timedelta(days=day_step * one), 11),
            "reveal",
            place(SHE),
            user_id=100 + one,
            organisation_id=organisation,
        )
        for one in range(numbers_of)
    ]
    return [*acts, *numbers([at(TODAY, 11)], [SHE])]


PATTERNS: dict[str, Pattern] = {
    # Many numbers.
    "twenty numbers in a day, to the cap": lambda: numbers(spread(THEN, 9, 20, 15), list(range(SHE, SHE + 20))),
    "twelve numbers in a day": lambda: numbers(spread(THEN, 9, 12, 30), list(range(SHE, SHE + 12))),
    "ten numbers an afternoon": lambda: numbers(spread(THEN, 13, 10, 20), list(range(SHE, SHE + 10))),
    "nineteen a day on three days, under the cap": lambda: [
        one for day in (THEN, YESTERDAY, TODAY) for one in numbers(spread(day, 9, 19, 14), list(range(SHE, SHE + 19)))
    ],
    "five a day for a week": lambda: [
        one for day in workdays(5) for one in numbers(spread(day, 10, 5, 60), list(range(SHE, SHE + 5)))
    ],
    "two a day, every day for a month, on nobody visited": lambda: [
        one for day in workdays(28) for one in numbers(spread(day, 10, 2, 60), [SHE + day.day, SHE + 50 + day.day])
    ],
    "one a day for a month, on nobody visited": lambda: [
        one for day in workdays(28) for one in numbers([at(day, 15, 50)], [SHE + day.day])
    ],
    "six numbers in five minutes": lambda: numbers(spread(TODAY, 9, 6, 0.8), list(range(SHE, SHE + 6))),
    "four numbers in two minutes": lambda: numbers(spread(TODAY, 15, 4, 0.5), list(range(SHE, SHE + 4))),
    "five numbers just before going home, three days running": lambda: [
        one for day in (MONDAY, YESTERDAY, TODAY) for one in numbers(spread(day, 15, 5, 1.5), list(range(SHE, SHE + 5)))
    ],
    # Odd hours.
    "three numbers at eleven in the evening": lambda: numbers(spread(YESTERDAY, 23, 3, 12), [SHE, SHE + 1, SHE + 2]),
    "two numbers at five in the morning": lambda: numbers(spread(TODAY, 5, 2, 20), [SHE, SHE + 1]),
    "a number before and one after midnight": lambda: numbers(
        [at(THEN, 23, 50), at(THEN + timedelta(1), 0, 20)], [SHE, SHE + 1]
    ),
    "an evening of browsing, thirty places": lambda: [
        act(one, "record view", place(SHE + number)) for number, one in enumerate(spread(YESTERDAY, 20, 30, 2))
    ],
    "a night of browsing, fifteen places": lambda: [
        act(one, "record view", place(SHE + number)) for number, one in enumerate(spread(YESTERDAY, 22, 15, 3))
    ],
    "an evening of twenty searches": lambda: [
        search(one, f"w{number}", 4) for number, one in enumerate(spread(THEN, 21, 20, 3))
    ],
    "numbers on a Sunday": lambda: numbers(spread(SUNDAY, 14, 4, 30), list(range(SHE, SHE + 4))),
    "three numbers on a Saturday, booked to no visit": lambda: numbers(
        spread(SUNDAY - timedelta(1), 10, 3, 40), [SHE, SHE + 1, SHE + 2]
    ),
    "a place abroad of the area, late at night, and its number": lambda: [
        act(at(THEN, 22, 10), "open outside area", place(SHE), purpose="kvalitet"),
        *numbers([at(THEN, 22, 12)], [SHE], "kvalitet"),
    ],
    # Outside the own area.
    "four places outside the area in a day": lambda: [
        act(one, "open outside area", place(SHE + number), purpose="kvalitet")
        for number, one in enumerate(spread(THEN, 11, 4, 20))
    ],
    "one place outside the area each working day": lambda: [
        act(at(day, 11), "open outside area", place(SHE + day.day), purpose="ruteplan") for day in workdays(7)
    ],
    "three places outside the area every week": lambda: [
        act(at(day, 12), "open outside area", place(SHE + day.day), purpose="ruteplan")
        for day in workdays(28)
        if day.weekday() in (0, 2, 4)
    ],
    "one woman outside the area, her number at once": lambda: [
        act(at(THEN, 11), "open outside area", place(SHE), purpose="ruteplan"),
        *numbers([at(THEN, 11, 3)], [SHE]),
    ],
    "one woman outside the area, her number hours later": lambda: [
        act(at(THEN, 9), "open outside area", place(SHE), purpose="kvalitet"),
        *numbers([at(THEN, 15, 30)], [SHE], "kvalitet"),
    ],
    "opened outside, number written as a text never sent": lambda: [
        act(at(THEN, 9), "open outside area", place(SHE), purpose="sms"),
        *numbers([at(THEN, 9, 30)], [SHE], "sms"),
    ],
    # The same person again.
    "the same number every week": lambda: numbers(
        [at(TODAY - timedelta(7 * week), 11) for week in (3, 2, 1, 0)], [SHE] * 4
    ),
    "the same number three times in one day": lambda: numbers(spread(THEN, 9, 3, 150), [SHE] * 3),
    "the same number on three days": lambda: numbers([at(THEN, 9), at(MONDAY, 9), at(TODAY, 9)], [SHE] * 3),
    "the same place looked at every day": lambda: [act(one, "record view", place(SHE)) for one in each_day(14, 15)],
    "the same place looked at on five days of three weeks": lambda: [
        act(at(TODAY - timedelta(days), 12), "record view", place(SHE)) for days in (21, 17, 11, 7, 1)
    ],
    "the same words searched every few days": lambda: [
        search(at(TODAY - timedelta(days), 15), "her", 1) for days in (17, 14, 10, 7, 3, 0)
    ],
    "the same words searched on four days, found nowhere yet": lambda: [
        search(at(TODAY - timedelta(days), 15), "her", 0) for days in (16, 10, 4, 1)
    ],
    "a woman found by words, opened, number taken": one_woman_found_by_words,
    "a woman found by the third search, number taken, no visit": lambda: [
        search(at(THEN, 13), "a", 0),
        search(at(THEN, 13, 1), "b", 12),
        search(at(THEN, 13, 2), "c", 2),
        *numbers([at(THEN, 13, 6)], [SHE]),
    ],
    # Without work.
    "three numbers in a week and nothing done there": lambda: numbers(
        [at(THEN, 10), at(THEN, 14), at(THEN + timedelta(1), 10)], [SHE, SHE + 1, SHE + 2]
    ),
    "six numbers over a month and nothing done there": lambda: numbers(
        [at(TODAY - timedelta(days), 14) for days in (25, 22, 17, 11, 8, 4)], list(range(SHE, SHE + 6))
    ),
    "numbers for 'quality', five in a week": lambda: numbers(each_day(7, 10), list(range(SHE, SHE + 5)), "kvalitet"),
    "numbers for 'mistake', four in a day": lambda: numbers(spread(THEN, 10, 4, 60), list(range(SHE, SHE + 4)), "fejl"),
    "sixty places looked at on a day without work": lambda: [
        act(one, "record view", place(SHE + number)) for number, one in enumerate(spread(SUNDAY, 9, 60, 3))
    ],
    "thirty networks looked at and none judged": lambda: [
        act(one, "record view", f"network:n{number}") for number, one in enumerate(spread(THEN, 13, 30, 2))
    ],
    "forty searches in a day": lambda: [
        search(one, f"w{number}", 3) for number, one in enumerate(spread(THEN, 13, 40, 2))
    ],
    # Taking along.
    "six files in a day": lambda: [
        act(one, "export", f"route {number}") for number, one in enumerate(spread(THEN, 9, 6, 20))
    ],
    "three files every day of a week": lambda: [
        act(one, "export", f"route {one:%d%M}") for day in workdays(5) for one in spread(day, 14, 3, 20)
    ],
    "one file at ten in the evening": lambda: [act(at(YESTERDAY, 22, 5), "export", "route 3")],
    "day-sheets of six routes": lambda: [
        act(one, "day sheet", f"route {number}") for number, one in enumerate(spread(THEN, 15, 6, 2))
    ],
    "two teams' day-sheets at night": lambda: [
        act(one, "day sheet", f"route {number}") for number, one in enumerate(spread(YESTERDAY, 22, 2, 5))
    ],
    # Not oneself.
    "a guessed pass phrase, then numbers": lambda: [
        *(act(one, "log-in failed") for one in spread(TODAY, 12, 6, 0.5)),
        *numbers([at(TODAY, 12, 10), at(TODAY, 12, 20)], [SHE, SHE + 1]),
    ],
    "a number nobody may contact, asked for twice": lambda: numbers(
        [at(THEN, 9), at(THEN, 16)], [SHE, SHE], blocked=True
    ),
    # Together.
    "three colleagues open the same number in a week": lambda: others(2),
    "one careful look at one number, with an honest purpose": lambda: numbers([at(TODAY, 11)], [SHE]),
}
