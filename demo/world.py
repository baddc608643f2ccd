"""The invented world behind the demo sites: seeded, the same words for the same seed, no I/O but the sentence files."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from demo import cast, planted
from demo.ad import Ad, AdState
from demo.phones import PhoneBook
from demo.stage import COPENHAGEN, QUOTAS, Stage

SITES = tuple(QUOTAS)
FIRST_DAY = date(2026, 11, 2)


@dataclass(frozen=True, slots=True)
class World:
    """All ads of all sites over ``days`` simulated days, day 0 being ``first_day``."""

    seed: int
    days: int
    first_day: date
    ads: tuple[Ad, ...]

    def now(self, day: int) -> datetime:
        """What the clock of the sites says on a simulated day: 09:00 in Copenhagen."""
        return datetime.combine(self.first_day + timedelta(days=day), time(9), COPENHAGEN)

    def live(self, site: str, day: int) -> list[tuple[Ad, AdState]]:
        """The ads that are up on a site on a day, newest first."""
        shown = [(ad, state) for ad in self.ads if ad.site == site and (state := ad.on(day)) is not None]
        return sorted(shown, key=lambda pair: (pair[1].posted_at, pair[0].external_id), reverse=True)


def build_world(seed: int = 1, days: int = 14, first_day: date = FIRST_DAY, scale: float = 1.0) -> World:
    """Make the world. ``scale`` multiplies the number of ads (1 is about 1,500); the planted networks grow with it.

    Raises ``ValueError`` when ``days`` is below 1 or ``scale`` is not above 0.
    """
    if days < 1 or scale <= 0:
        raise ValueError("days must be at least 1 and scale above 0")
    rng = random.Random(f"lygte-demo-{seed}-{days}-{scale}")
    quotas = {site: max(8, round(count * scale)) for site, count in QUOTAS.items()}
    stage = Stage(rng, days, first_day, quotas, PhoneBook(rng), [])
    _planted(stage, scale)
    while any(left > 0 for left in stage.quotas.values()):
        cast.independent(stage)
    return World(seed, days, first_day, tuple(stage.ads))


def _planted(stage: Stage, scale: float) -> None:
    """Everything that is planted on purpose, before the independents fill the rest."""
    for index in range(max(1, round(len(planted.PATTERNS) * scale))):
        planted.network(stage, planted.PATTERNS[index % len(planted.PATTERNS)], index)
    makers = ((planted.agency, 3), (planted.spam, 1), (planted.lone_recruiter, 8), (planted.recycled, 8), (planted.drifting, 16),
              (cast.clinic, 34), (cast.friends, 14))  # fmt: skip
    for make, count in makers:
        for _ in range(max(1, round(count * scale))):
            make(stage)
