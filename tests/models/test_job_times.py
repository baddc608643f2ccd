"""When jobs are tried again and routines are due."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.job_times import MOST_TRIES, ROUTINES, next_time, next_try
from models.local_time import DENMARK

MOMENTS = st.integers(0, 4 * 366 * 86_400).map(
    lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)


@given(MOMENTS, st.sampled_from(sorted(ROUTINES)))
def test_a_routine_is_always_due_at_its_local_hour_and_within_its_interval(after: datetime, kind: str) -> None:
    due = next_time(kind, after)
    at, every = ROUTINES[kind]
    local = due.astimezone(DENMARK)
    assert local.time().replace(tzinfo=None) == at
    assert after < due <= after + timedelta(days=1 if every == "day" else 31, hours=2)
    assert every == "day" or local.day == 1


def test_waits_grow_and_then_a_person_must_look() -> None:
    now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    waits = [next_try(tries, now) for tries in range(1, MOST_TRIES + 1)]
    assert waits[-1] is None
    given_waits = [wait - now for wait in waits if wait]
    assert given_waits == sorted(given_waits)
    assert len(given_waits) == MOST_TRIES - 1
