"""Who else works on a possible network, and which numbers it has, each with its type and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from models.ad import Ad, AdPhone, Phone
from models.decision import Assignment, Mark
from networks.type_words import type_reason
from review_ui.desk import Desk

# The types a person may set; the grouping never writes over them (they are those of networks.number_types).
TYPES = ("personal", "clinic_reception", "agency", "forwarding", "spam", "unknown")
MOST_NUMBERS = 30


@dataclass(frozen=True)
class Work:
    """Somebody holds or is asked about a place: ``what`` is claim, asked or given for the own organisation, else colleague."""

    letter: str
    what: str
    until: datetime | None


@dataclass(frozen=True)
class Number:
    """One number of the network, masked, with its type and the sentence behind it."""

    phone_id: int
    tail: str
    kind: str
    reason: str
    by_person: bool
    letters: tuple[str, ...]


def work_on(desk: Desk, letter_of_point: Mapping[int, str]) -> list[Work]:
    """Return who works on these places; of other organisations only that they do, never who or until when."""
    own = desk.user.organisation_id
    claims = desk.session.execute(
        select(col(Mark.contact_point_id), col(Mark.organisation_id), col(Mark.until)).where(
            col(Mark.contact_point_id).in_(letter_of_point),
            col(Mark.kind) == "claim",
            col(Mark.undone_at).is_(None),
            col(Mark.until) > desk.now,
        )
    )
    found = {
        Work(letter_of_point[at], "claim", until) if who == own else _other(letter_of_point[at])
        for at, who, until in claims
    }
    asked = desk.session.execute(
        select(Assignment).where(
            col(Assignment.contact_point_id).in_(letter_of_point),
            col(Assignment.answered_at).is_(None),
            col(Assignment.until) >= desk.now,
        )
    ).scalars()
    for row in asked:
        letter = letter_of_point[row.contact_point_id]
        if row.to_organisation_id == own:
            found.add(Work(letter, "asked", row.until))
        elif row.from_organisation_id == own:
            found.add(Work(letter, "given", row.until))
        else:
            found.add(_other(letter))
    return sorted(found, key=lambda work: (len(work.letter), work.letter, work.what, work.until or desk.now))


def _other(letter: str) -> Work:
    return Work(letter, "colleague", None)


def numbers_of(desk: Desk, ads: Sequence[Ad], letter_of: Mapping[int, str]) -> tuple[list[Number], int]:
    """Return the numbers on these ads, those on most places first, and how many were left out."""
    rows = desk.session.execute(
        select(
            col(AdPhone.ad_id), col(Phone.id), col(Phone.tail), col(Phone.type), col(Phone.type_reason),
            col(Phone.type_set_by_person),
        )
        .join(Phone, col(Phone.id) == col(AdPhone.phone_id))
        .where(col(AdPhone.ad_id).in_([ad.id for ad in ads]))
        .order_by(col(Phone.id))
    ).all()  # fmt: skip
    letters: dict[int, set[str]] = defaultdict(set)
    facts = {}
    for ad_id, phone_id, *fact in rows:
        letters[phone_id].add(letter_of[ad_id])
        facts[phone_id] = fact
    found = []
    for phone_id, (tail, kind, counts, by_person) in facts.items():
        reason = desk.t("network.type_by_person") if by_person else type_reason(kind, counts, desk.lang)
        places = tuple(sorted(letters[phone_id], key=lambda name: (len(name), name)))
        found.append(Number(phone_id, tail, kind, reason, by_person, places))
    found.sort(key=lambda one: (-len(one.letters), one.phone_id))
    return found[:MOST_NUMBERS], max(0, len(found) - MOST_NUMBERS)
