"""The seed report's year comes out of visits logged one by one, as workers log them."""

import random
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from models.audit_chain import first_break
from models.keys import KeyRing
from outreach.figures.figure import TOTAL
from outreach.figures.freeze import freeze_year, rows_of
from outreach.visits import correct_visit, log_visit
from tests.outreach.conftest import Factory

# S0: 467 visits to 257 clinics, 312 conversations, 165 of them with people not spoken with before; let in at "knap halvdelen".
VISITS, CLINICS, SPOKEN, NEW, LET_IN = 467, 257, 312, 165, 226
POSTCODES = ("9000", "8000", "7100", "5000", "6700", "4000", "2100")


def log_the_year(session: Session, keyring: KeyRing) -> object:
    dice = random.Random(2019)
    make = Factory(session, keyring, datetime(2019, 1, 2, 8, tzinfo=UTC))
    actor = make.actor("AmiAmi")
    clinics = [make.point(postcode=dice.choice(POSTCODES)) for _ in range(CLINICS)]
    tallies: list[dict[str, int]] = [{} for _ in range(VISITS)]
    for number in range(SPOKEN):
        kind = "spoken_new" if number < NEW else "spoken_known"
        visit = tallies[dice.randrange(LET_IN)]
        visit[kind] = visit.get(kind, 0) + 1
    for number in range(VISITS):
        at = datetime(2019, 1, 3, 10, tzinfo=UTC) + timedelta(days=number * 360 / VISITS)
        log_visit(
            session, actor, client_token=f"visit-of-2019-{number}", contact_point_id=clinics[number % CLINICS].id or 0,
            outcome="let_in" if number < LET_IN else dice.choice(["not_let_in", "nobody_there", "leaflet_left"]),
            tallies=tallies[number], now=at,
        )  # fmt: skip
        if number == 300:
            # Sent again by a browser that lost its connection, then put right: both still count as one visit.
            log_visit(
                session, actor, client_token=f"visit-of-2019-{number}", contact_point_id=clinics[number % CLINICS].id or 0,
                outcome="nobody_there", now=at,
            )  # fmt: skip
            correct_visit(session, actor, number + 1, client_token="visit-put-right", outcome="closed", now=at)
    return actor


def test_the_seed_reports_year_is_reproduced_from_logged_visits(sqlite_store: Engine, keyring: KeyRing) -> None:
    with Session(sqlite_store, expire_on_commit=False) as session:
        actor = log_the_year(session, keyring)
        session.commit()
        after = datetime(2020, 1, 10, tzinfo=UTC)
        rows, _ = rows_of(session, 2019, now=after)
        totals = {row.figure: row for row in rows if row.breakdown == TOTAL}
        assert {name: totals[name].value for name in ("F1", "F2", "F4", "F5", "F6", "F7", "F8")} == {
            "F1": 467, "F2": 257, "F4": 226, "F5": 241, "F6": 312, "F7": 165, "F8": 147,
        }  # fmt: skip
        assert totals["F4"].share == 0.484
        months = [row.value for row in rows if (row.figure, row.breakdown) == ("F1", "month")]
        assert len(months) == 12 and sum(value or 0 for value in months) == 467
        freeze_year(session, actor, 2019, now=after)  # type: ignore[arg-type]
        log_visit(session, actor, client_token="visit-too-late", contact_point_id=1, outcome="let_in", now=after)  # type: ignore[arg-type]
        frozen, _ = rows_of(session, 2019, now=after)
        assert next(row.value for row in frozen if row.figure == "F1") == 467
        session.commit()
        assert first_break(session) is None
