"""Fields of a visit that cannot be right; on SQLite only, as nothing of it reaches the store."""

from datetime import datetime

import pytest
from sqlmodel import Session

from models.errors import BadInput
from outreach.actor import Actor
from outreach.visits import log_visit, valid_visits


@pytest.fixture
def store_url(sqlite_store_url: str) -> str:
    """A fresh SQLite store."""
    return sqlite_store_url


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"outcome": "party"}, "outcome"),
        ({"tallies": {"names": 1}}, "unknown count"),
        ({"tallies": {"women": -1}}, "women"),
        ({"tallies": {"women": True}}, "women"),
        ({"signs": ["rude"]}, "signs"),
        ({"note": "x" * 501}, "500"),
        ({"level_after": "purple"}, "level"),
        ({"cmm_consent": "maybe"}, "cmm_consent"),
        ({"client_token": "short"}, "token"),
        ({"visited_at": datetime.fromisoformat("2020-01-01T00:00:00+00:00")}, "past week"),
    ],
)
def test_a_field_that_cannot_be_right_is_refused(
    make, session: Session, now: datetime, fields: dict[str, object], word: str
) -> None:  # type: ignore[no-untyped-def]
    actor: Actor = make.actor()
    good = {"client_token": "abcdefgh", "contact_point_id": make.point().id, "outcome": "let_in", "now": now}
    with pytest.raises(BadInput, match=word):
        log_visit(session, actor, **(good | fields))
    assert valid_visits(session) == []
