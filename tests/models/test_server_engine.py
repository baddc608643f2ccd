"""A store on a server: few connections, nothing that waits for ever, and one sentence when there is no room."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

import models.server_engine
from models import store_words
from models.db import make_engine
from models.errors import BadInput


def test_limits_of_the_address_hold_on_every_connection(postgres_url: str) -> None:
    engine = make_engine(f"{postgres_url}&connections=3&statement_s=7")
    with engine.connect() as connection:
        asked = "SELECT current_setting('{}')"
        names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "application_name")
        told = [connection.execute(text(asked.format(name))).scalar_one() for name in names]
    assert told == ["7s", "30s", "15min", "lygte"]
    assert engine.pool.size() == 3  # type: ignore[attr-defined]  # a queue of connections, as every server engine has
    engine.dispose()


def test_a_question_for_a_few_of_many_rows_goes_by_the_index(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    with engine.connect() as connection:
        for statement in (
            "CREATE TEMP TABLE place AS SELECT n AS id FROM generate_series(1, 200) AS n",
            "CREATE TEMP TABLE decision AS SELECT n AS id, n % 1500 AS place_id, 'green' AS level "
            "FROM generate_series(1, 30000) AS n",
            "CREATE UNIQUE INDEX ON decision (id)",
            "CREATE INDEX ON decision (place_id, id)",
            "ANALYZE place",
            "ANALYZE decision",
        ):
            connection.execute(text(statement))
        asked = (
            "EXPLAIN SELECT level FROM place LEFT JOIN decision ON decision.id = "
            "(SELECT max(other.id) FROM decision other WHERE other.place_id = place.id)"
        )
        plan = "\n".join(connection.execute(text(asked)).scalars())
        assert "Seq Scan on decision" not in plan
        connection.rollback()
    engine.dispose()


@pytest.mark.parametrize("wrong", ["connections=1", "connections=many", "statement_s=0", "connections=-3"])
def test_a_number_out_of_range_is_one_sentence(wrong: str) -> None:
    with pytest.raises(BadInput, match="must be a whole number from"):
        make_engine(f"postgresql+psycopg://lygte@127.0.0.1/lygte?{wrong}")


def test_a_question_that_takes_too_long_is_stopped_and_said(postgres_url: str) -> None:
    engine = make_engine(f"{postgres_url}&statement_s=1")
    with engine.connect() as connection, pytest.raises(SQLAlchemyError) as stopped:
        connection.execute(text("SELECT pg_sleep(30)"))
    assert store_words.store_sentence(stopped.value) == store_words.TOO_LONG
    engine.dispose()


def test_no_free_connection_of_this_process_is_said_and_one_that_is_given_back_is_used(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models.server_engine, "CONNECTION_WAIT_S", 0.1)
    engine = make_engine(f"{postgres_url}&connections=2")
    with engine.connect(), engine.connect():
        with pytest.raises(NoFreeConnection) as full:
            engine.connect()
        assert store_words.store_sentence(full.value) == store_words.CROWDED
        assert store_words.may_pass(full.value)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()


def test_a_server_that_is_away_or_full_is_said_in_its_own_sentence() -> None:
    for words, sentence in (
        ("FATAL:  sorry, too many clients already", store_words.CROWDED),
        ("connection to server at 127.0.0.1 failed: Connection refused", store_words.AWAY),
        ("terminating connection due to administrator command", store_words.AWAY),
        ("could not extend file: No space left on device", store_words.FULL),
        ("canceling statement due to lock timeout", store_words.LOCKED),
        ("something about a row with 71 74 10 10", store_words.OTHER),
    ):
        assert store_words.store_sentence(OperationalError("SELECT", {}, Exception(words))) == sentence


def test_a_connection_that_the_server_ended_is_made_anew(postgres_url: str) -> None:
    engine, other = make_engine(postgres_url), make_engine(postgres_url)
    with engine.connect() as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with other.connect() as connection:
        assert connection.execute(text("SELECT pg_terminate_backend(:one)"), {"one": backend}).scalar_one()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != backend
    engine.dispose()
    other.dispose()
