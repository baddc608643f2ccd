"""The controller's decisions about reserved sites: recorded with who, why and until when, audited, never silent.

A site that reserves text and data mining stops by itself (R-CRAWL-1). A decision lifts only the signs it names, at most
for a year, and can be withdrawn at any time. The caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.audit_chain import record
from models.collecting import TdmDecision
from models.errors import BadInput
from models.site import CrawlPass, Site

SIGNS = ("ai.txt", "tdmrep.json", "header", "meta")
LONGEST = timedelta(days=366)
FEWEST_LETTERS = 10


def signs_met(session: Session, site: str) -> list[str]:
    """Return the signs of a reservation that the last passes met, newest first, each once."""
    passes = session.exec(
        select(CrawlPass).where(CrawlPass.site == site).order_by(col(CrawlPass.id).desc()).limit(50)
    ).all()
    found = [str(one.permissions["tdm"]) for one in passes if one.permissions.get("tdm")]
    return list(dict.fromkeys(found))


def in_force(session: Session, site: str, now: datetime) -> list[TdmDecision]:
    """Return the decisions that lift something now, oldest first."""
    return list(
        session.exec(
            select(TdmDecision)
            .where(TdmDecision.site == site, col(TdmDecision.withdrawn_at).is_(None), TdmDecision.until > now)
            .order_by(col(TdmDecision.id))
        )
    )


def record_decision(
    session: Session,
    site: str,
    *,
    decided_by: str,
    why: str,
    until: datetime,
    now: datetime,
    covers: Sequence[str] | None = None,
    user_id: int | None = None,
    organisation_id: int | None = None,
) -> TdmDecision:
    """Record that the controller lifts a reservation; by default the signs the last passes met.

    Raises BadInput when the site is unknown, nothing was met, or who, why or until are missing or out of range.
    """
    _demand_known(session, site)
    chosen = list(covers) if covers else signs_met(session, site)
    if not chosen:
        raise BadInput(f"No reservation has been met at {site}: there is nothing to lift.")
    if unknown := [sign for sign in chosen if sign not in SIGNS]:
        raise BadInput(f"There is no sign called {', '.join(unknown)}; there are: {', '.join(SIGNS)}.")
    if len(decided_by.strip()) < 3 or len(why.strip()) < FEWEST_LETTERS:
        raise BadInput("A decision needs who decided (name and role) and why (a sentence).")
    if not now < until <= now + LONGEST:
        raise BadInput("A decision needs a last day in the future, at most 12 months ahead.")
    decision = TdmDecision(
        site=site,
        decided_at=now,
        decided_by=decided_by.strip()[:200],
        why=why.strip()[:1000],
        until=until,
        covers=chosen,
        recorded_by=user_id,
    )
    session.add(decision)
    session.flush()
    details: dict[str, object] = {
        "by": decision.decided_by,
        "why": decision.why,
        "until": until.isoformat(),
        "covers": chosen,
    }
    record(
        session,
        "lift reservation",
        at=now,
        user_id=user_id,
        organisation_id=organisation_id,
        subject=f"site:{site}",
        details=details,
    )
    return decision


def _demand_known(session: Session, site: str) -> None:
    if session.get(Site, site) is None:
        raise BadInput(f"There is no site named {site} that has been collected yet.")


def withdraw_decisions(
    session: Session, site: str, now: datetime, *, user_id: int | None = None, organisation_id: int | None = None
) -> int:
    """Withdraw every decision in force; return how many. The next pass stops at the reservation again.

    Raises BadInput when the site is unknown: a mistyped name would leave the real site open with a friendly word.
    """
    _demand_known(session, site)
    decisions = in_force(session, site, now)
    for decision in decisions:
        decision.withdrawn_at = now
        session.add(decision)
    if decisions:
        record(
            session,
            "withdraw lifting",
            at=now,
            user_id=user_id,
            organisation_id=organisation_id,
            subject=f"site:{site}",
            details={"decisions": len(decisions)},
        )
    return len(decisions)
