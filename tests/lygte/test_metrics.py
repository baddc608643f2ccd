"""Measures for monitoring: what works and what not, on this machine only, never about whom."""

import http.client
import re
import threading
from datetime import timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from lygte.commands.metrics import handler
from lygte.installation import Installation
from lygte.main import main
from lygte.measures import HELP, as_text, measure
from models.collecting import CollectJob
from models.db import make_engine, session_scope
from models.keys import KeyRing
from models.settings import Settings
from tests.conftest import NOW
from tests.review_ui.invented import invent

LINE = re.compile(r"[a-z_]+(\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*\})? -?[0-9.e+]+")


@pytest.fixture
def place(store: Engine, keyring: KeyRing, tmp_path: Path) -> Installation:
    """An installation with invented work in it, once on each engine."""
    with Session(store, expire_on_commit=False) as session:
        invent(session, keyring, NOW)
    return Installation(Settings(tmp_path, "unused"), store, keyring)


def test_measures_are_in_the_format_of_prometheus_and_each_is_explained(place: Installation, tmp_path: Path) -> None:
    (tmp_path / "lygte-2026-11-20.backup").write_bytes(b"x")
    with session_scope(place.engine) as session:
        session.add(CollectJob(kind="crawl", site="x", asked_at=NOW - timedelta(minutes=10)))
        session.add(CollectJob(kind="retention", site="", asked_at=NOW, status="done", finished_at=NOW))
    text = as_text(measure(place, NOW, tmp_path))
    for line in text.splitlines():
        assert line.startswith("# ") or LINE.fullmatch(line), line
    names = {line.split("{")[0].split(" ")[0] for line in text.splitlines() if not line.startswith("#")}
    assert names == set(HELP) - {"lygte_queue_up", "lygte_queue_pages"}
    assert "lygte_store_up 1\n" in text
    assert float(re.findall(r"^lygte_job_waits_seconds (\S+)", text, re.MULTILINE)[0]) >= 600


def test_no_measure_tells_of_people_places_or_numbers(place: Installation) -> None:
    labels = {(name, label) for name, labels, _ in measure(place, NOW) for label in labels}
    assert {label for _, label in labels} <= {"site", "kind", "status", "routine", "state"}
    assert not {"visits", "sessions", "users", "levels", "places"} & {part for name in HELP for part in name.split("_")}


def test_a_store_that_is_away_is_a_measure_and_not_an_error(keyring: KeyRing, tmp_path: Path) -> None:
    engine = make_engine("postgresql+psycopg://lygte@127.0.0.1:9/lygte")
    away = Installation(Settings(tmp_path, "unused", redis_url="redis://127.0.0.1:9/0"), engine, keyring)
    text = as_text(measure(away, NOW))
    assert "lygte_store_up 0\n" in text
    assert "lygte_queue_up 0\n" in text


def test_the_server_answers_one_page_and_with_a_token_only_to_who_has_it(place: Installation) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(place, "t" * 20, None)) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        port = int(server.server_address[1])
        assert _status(port, "/metrics", None) == 401
        assert _status(port, "/metrics", "wrong") == 401
        assert _status(port, "/", "t" * 20) == 404
        assert _status(port, "/metrics", "t" * 20) == 200
        server.shutdown()


def _status(port: int, path: str, token: str | None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
    status = connection.getresponse().status
    connection.close()
    return status


def test_it_refuses_to_listen_to_other_machines_without_a_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LYGTE_METRICS_TOKEN", raising=False)
    assert main(["metrics", "--data", str(tmp_path), "--host", "192.0.2.1", "--port", "0"]) == 2
    assert "set LYGTE_METRICS_TOKEN" in capsys.readouterr().err
