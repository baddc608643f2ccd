"""The ledger all organisations share: who may be written to, how often, and what came of it (R-SMS-5, R-SMS-6).

A text is booked before it is shown, in one transaction whose conditions stand in the update itself: of a hundred
requests at once one is booked. Do-not-contact wins over everything. No text and no readable number is kept.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, exists, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from models.ad import Ad, AdPhone, Phone
from models.keys import KeyRing
from models.message import MessageEntry, MessageNumber, MessageTemplate, WorkerDay
from models.visit import DoNotContact
from outreach.actor import Actor
from outreach.errors import NotAllowed, NotFound, NotYours, WrongField
from outreach.frozen import demand_not_frozen
from outreach.local_time import local_day, local_minutes
from outreach.on_record import on_record

FIRST_TEXTS = 2
DAYS_BETWEEN = 30
TEXTS_PER_WORKER_AND_DAY = 15
HOURS = (10 * 60, 18 * 60)
AD_LIVE_HOURS = 24
OUTCOMES = ("yes", "no", "question", "angry", "third_person", "complaint")
# An answer that ends writing for good.
FINAL = frozenset({"no", "angry", "complaint"})
PAUSE_SHARE, PAUSE_LEAST = 0.05, 20


@dataclass(frozen=True, slots=True)
class ReadyText:
    """What a worker copies, once: the number in full and the wording. Show it, log nothing of it."""

    entry_id: int
    number: str
    body: str


def book_first_text(
    session: Session,
    keyring: KeyRing,
    actor: Actor,
    *,
    phone_id: int,
    number: str,
    template_id: int,
    now: datetime,
    contact_point_id: int | None = None,
) -> ReadyText:
    """Book one first text to one number and return it ready to copy; ``number`` is that row's, opened by the caller.

    Raises NotAllowed, saying which rule: do-not-contact, two texts, thirty days, fifteen a day, the hour, the ad gone, or
    a month with too many complaints. Nothing is booked then.
    """
    template = _approved(session, actor, template_id)
    phone = session.get(Phone, phone_id)
    if phone is None or keyring.key_phone(number, phone.epoch) != phone.keyed:
        raise NotFound("number_gone")
    if contact_point_id is not None:
        demand_not_frozen(session, contact_point_id)
    _check_hour(now)
    _check_ad_is_live(session, phone_id, now=now)
    _check_complaints(session, now=now)
    keyed = keyring.key_do_not_contact(number)
    _book_number(session, keyed, now=now)
    _book_worker(session, actor, now=now)
    entry = MessageEntry(
        keyed=keyed,
        contact_point_id=contact_point_id,
        template_id=template_id,
        language=template.language,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        sent_at=now,
        sent_on=local_day(now),
    )
    session.add(entry)
    session.flush()
    on_record(
        session,
        actor,
        "sms",
        now=now,
        subject=f"text {entry.id}",
        purpose="SMS-kontakt",
    )
    return ReadyText(entry.id or 0, number, template.body)


def set_outcome(session: Session, actor: Actor, entry_id: int, outcome: str, *, now: datetime) -> None:
    """Say what came back. A no, anger or a complaint makes the number do-not-contact at once; a third person closes it."""
    entry = session.get(MessageEntry, entry_id)
    if entry is None:
        raise NotFound("text_gone")
    if entry.organisation_id != actor.organisation_id:
        raise NotYours("text_of_others")
    if outcome not in OUTCOMES:
        raise WrongField("outcome_unknown", known=", ".join(OUTCOMES))
    entry.outcome, entry.outcome_at = outcome, now
    session.add(entry)
    if outcome in FINAL:
        _block(session, entry.keyed, now=now)
    elif outcome == "third_person":
        session.execute(update(MessageNumber).where(col(MessageNumber.keyed) == entry.keyed).values(closed_at=now))
    else:
        # She wrote: that is consent to an answer (R-SMS-13).
        session.execute(update(MessageNumber).where(col(MessageNumber.keyed) == entry.keyed).values(she_wrote_at=now))


def mark_do_not_contact(session: Session, keyring: KeyRing, e164: str, *, now: datetime) -> None:
    """Never write to this number again, by any organisation. Who asked is not kept; asking twice changes nothing."""
    _block(session, keyring.key_do_not_contact(e164), now=now)


def is_do_not_contact(session: Session, keyring: KeyRing, e164: str) -> bool:
    """Return whether nobody may write to this number."""
    return session.get(DoNotContact, keyring.key_do_not_contact(e164)) is not None


def complaint_share(session: Session, *, now: datetime) -> tuple[int, float]:
    """Return (texts sent, share of angry answers and complaints) of the current local month."""
    day = local_day(now)
    rows = session.exec(
        select(MessageEntry.outcome, func.count())
        .where(MessageEntry.sent_on >= day.replace(day=1), MessageEntry.sent_on <= day)
        .group_by(col(MessageEntry.outcome))
    )
    counts: dict[str | None, int] = dict(rows.all())
    sent = sum(counts.values())
    return sent, (counts.get("angry", 0) + counts.get("complaint", 0)) / sent if sent else 0.0


def _approved(session: Session, actor: Actor, template_id: int) -> MessageTemplate:
    template = session.get(MessageTemplate, template_id)
    if template is None or template.retired_at is not None or template.approved_at is None or template.kind != "first":
        raise NotAllowed("template_not_approved")
    if template.organisation_id != actor.organisation_id:
        raise NotYours("template_of_others")
    return template


def _check_hour(now: datetime) -> None:
    if local_day(now).weekday() > 4 or not HOURS[0] <= local_minutes(now) < HOURS[1]:
        raise NotAllowed("sms_hours")


def _check_ad_is_live(session: Session, phone_id: int, *, now: datetime) -> None:
    since = now - timedelta(hours=AD_LIVE_HOURS)
    live = session.exec(
        select(Ad.id)
        .join(AdPhone, col(AdPhone.ad_id) == Ad.id)
        .where(AdPhone.phone_id == phone_id, col(Ad.gone_at).is_(None), Ad.last_seen >= since)
        .limit(1)
    ).first()
    if live is None:
        raise NotAllowed("sms_ad_gone")


def _check_complaints(session: Session, *, now: datetime) -> None:
    sent, share = complaint_share(session, now=now)
    if sent >= PAUSE_LEAST and share > PAUSE_SHARE:
        raise NotAllowed("sms_paused")


def _insert_once(session: Session, row: MessageNumber | WorkerDay | DoNotContact) -> None:
    """Insert a row unless its key is there. A write comes first, so that on SQLite the whole check is one writer's."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(type(row)).values(**row.model_dump()).on_conflict_do_nothing())


def _book_number(session: Session, keyed: str, *, now: datetime) -> None:
    _insert_once(session, MessageNumber(keyed=keyed))
    sent, last, wrote = col(MessageNumber.first_texts), col(MessageNumber.last_sent_at), col(MessageNumber.she_wrote_at)
    may_write = or_(
        sent == 0,
        and_(sent < FIRST_TEXTS, last <= now - timedelta(days=DAYS_BETWEEN)),
        and_(wrote.is_not(None), wrote > last),
    )
    blocked = exists().where(col(DoNotContact.keyed) == keyed)
    booked = session.execute(
        update(MessageNumber)
        .where(col(MessageNumber.keyed) == keyed, col(MessageNumber.closed_at).is_(None), may_write, ~blocked)
        .values(first_texts=sent + 1, last_sent_at=now)
        .execution_options(synchronize_session=False)
    )
    if booked.rowcount != 1:  # type: ignore[attr-defined]  # an update always has one
        raise NotAllowed(_why_not(session, keyed))


def _why_not(session: Session, keyed: str) -> str:
    number = session.exec(
        select(MessageNumber).where(MessageNumber.keyed == keyed).execution_options(populate_existing=True)
    ).one()
    if session.get(DoNotContact, keyed) is not None:
        return "do_not_contact"
    if number.closed_at is not None:
        return "sms_third_person"
    if number.first_texts >= FIRST_TEXTS:
        return "sms_two_sent"
    return "sms_too_soon"


def _book_worker(session: Session, actor: Actor, *, now: datetime) -> None:
    day: date = local_day(now)
    _insert_once(session, WorkerDay(user_id=actor.user_id, day=day))
    booked = session.execute(
        update(WorkerDay)
        .where(
            col(WorkerDay.user_id) == actor.user_id,
            col(WorkerDay.day) == day,
            col(WorkerDay.first_texts) < TEXTS_PER_WORKER_AND_DAY,
        )
        .values(first_texts=col(WorkerDay.first_texts) + 1)
        .execution_options(synchronize_session=False)
    )
    if booked.rowcount != 1:  # type: ignore[attr-defined]  # an update always has one
        raise NotAllowed("sms_worker_limit")


def _block(session: Session, keyed: str, *, now: datetime) -> None:
    _insert_once(session, MessageNumber(keyed=keyed))
    # The number's row is locked first: a text being booked right now is either before or refused.
    session.execute(update(MessageNumber).where(col(MessageNumber.keyed) == keyed).values(closed_at=now))
    _insert_once(session, DoNotContact(keyed=keyed, since=local_day(now)))
