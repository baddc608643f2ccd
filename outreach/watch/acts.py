"""The acts of one worker as the patterns need them: when (Danish time), what, on which record, why, and whether work followed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from models.local_time import DENMARK

# A number that is opened for a text is booked in the same moment; such look-ups have their own caps (R-SMS-5).
BOOKED_WITHIN = timedelta(seconds=10)
# Work that shows what a look-up was for: any of these on the same record, by the same organisation.
WORK_WITHIN = timedelta(hours=48)
WORK = frozenset(
    {
        "label", "label reason", "visit logged", "visit corrected", "access note", "hand over", "accept", "sms", "judge link",
        "type number", "do not visit", "do not visit lifted", "sms outcome",
    }
)  # fmt: skip
# Marks are work too, but for those that only say that somebody looked.
NO_WORK_MARKS = frozenset({"mark seen", "mark opened"})
NIGHT_FROM_H, NIGHT_UNTIL_H = 20, 6


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of the trail. ``at`` is Danish time; ``key`` is the keyed form of searched words; ``found`` how many places."""

    at: datetime
    user_id: int
    organisation_id: int
    act: str
    subject: str | None = None
    purpose: str | None = None
    blocked: bool = False
    key: str | None = None
    found: int = 0

    @property
    def day(self) -> date:
        """Return the Danish day."""
        return self.at.date()

    @property
    def night(self) -> date | None:
        """Return the evening's day when it is night, else None: the hours after midnight belong to the evening before."""
        if self.at.hour >= NIGHT_FROM_H:
            return self.day
        return self.day - timedelta(days=1) if self.at.hour < NIGHT_UNTIL_H else None

    @property
    def record(self) -> str | None:
        """Return the record without its kind: visits name a place without saying so."""
        return self.subject.removeprefix("place:") if self.subject else None


def danish(at: datetime) -> datetime:
    """Return a moment in Danish time."""
    return at.astimezone(DENMARK)


def is_work(act: Act) -> bool:
    """Tell whether an act is work on a record, not just a look at it."""
    return act.act in WORK or (act.act.startswith("mark ") and act.act not in NO_WORK_MARKS)


@dataclass(frozen=True)
class History:
    """What is known when one worker is looked at: the own acts in order, and all work of the organisation by record."""

    own: Sequence[Act]
    worked: dict[str, list[datetime]]
    now: datetime
    ends_on: date | None = None

    def of(self, *kinds: str) -> list[Act]:
        """Return the own acts of these kinds, in order."""
        return [act for act in self.own if act.act in kinds]

    @cached_property
    def _numbers(self) -> list[Act]:
        texts = [act.at for act in self.own if act.act == "sms"]
        return [act for act in self.of("reveal") if not any(abs(act.at - text) <= BOOKED_WITHIN for text in texts)]

    def numbers(self) -> list[Act]:
        """Return the numbers opened outside a booked text."""
        return self._numbers

    def has_work(self, act: Act) -> bool:
        """Tell whether the organisation worked on the record of a look-up, within two days, as far as is known."""
        return any(abs(at - act.at) <= WORK_WITHIN for at in self.worked.get(act.record or "", []))

    def was_for_work(self, act: Act) -> bool:
        """Tell the same, giving work that may still come the benefit of the doubt."""
        return self.now - act.at < WORK_WITHIN or self.has_work(act)


def worked_records(acts: Iterable[Act]) -> dict[str, list[datetime]]:
    """Return when each record was worked on."""
    found: dict[str, list[datetime]] = {}
    for act in acts:
        if act.record and is_work(act):
            found.setdefault(act.record, []).append(act.at)
    return found
