"""`lygte work` and `lygte crawl --due` as people run them: real processes on one data directory."""

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from models import job_queue
from models.audit import AuditEntry
from models.collecting import CollectJob
from models.db import make_engine, session_scope
from models.job_times import ROUTINES
from models.keys import load_keyring
from models.settings import keep_site_urls, load_settings
from tests.conftest import NOW

ROOT = Path(__file__).parents[2]


def _lygte(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lygte.main", *words, "--data", str(folder)],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=120,
        env={name: value for name, value in os.environ.items() if not name.startswith("LYGTE_")},
    )  # fmt: skip


def _engine(folder: Path) -> Engine:
    settings = load_settings(str(folder))
    return make_engine(settings.database_url, load_keyring(settings.keys_file).store_key)


def test_the_worker_does_what_waits_and_ends_when_asked_to(tmp_path: Path) -> None:
    assert _lygte(tmp_path, "crawl", "--due").stdout == "Nothing is due now.\n"
    engine = _engine(tmp_path)
    with session_scope(engine) as session:
        job = job_queue.ask_for(session, "learn", "udefra", NOW, address="http://annoncer.example/").id
    done = _lygte(tmp_path, "work", "--once", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with Session(engine) as session:
        found = session.exec(select(CollectJob).where(CollectJob.kind == "learn")).one()
    assert (found.id, found.status) == (job, "refused")
    assert found.message == "udefra is not collected: there is no signed legal-basis file for it."
    engine.dispose()


def test_the_worker_plans_what_is_due_each_night_and_month_and_does_it_when_its_hour_comes(tmp_path: Path) -> None:
    assert _lygte(tmp_path, "work", "--once", "--quiet").returncode == 0
    engine = _engine(tmp_path)
    with session_scope(engine) as session:
        planned = {job.kind: job for job in session.exec(select(CollectJob))}
        assert set(planned) == set(ROUTINES)
        assert {job.status for job in planned.values()} == {"waiting"}
        # As the morning after a night in which the machine was off.
        planned["retention"].not_before = NOW
        session.add(planned["retention"])
    assert _lygte(tmp_path, "work", "--once", "--quiet").stderr == ""
    with Session(engine) as session:
        ran = session.exec(select(CollectJob).where(CollectJob.kind == "retention").order_by(CollectJob.id)).all()  # type: ignore[arg-type]
        assert ran[0].status == "done"
        assert [entry.act for entry in session.exec(select(AuditEntry))] == ["retention run"]
    engine.dispose()


def test_a_reservation_nobody_met_cannot_be_lifted_from_the_command_line(tmp_path: Path) -> None:
    words = ("site", "lift", "lille", "--by", "K. Leder", "--why", "Aftalt med siden i dag.", "--until", "2027-01-31")
    refused = _lygte(tmp_path, *words)
    assert refused.returncode == 2
    assert refused.stderr == "lygte: There is no site named lille that has been collected yet.\n"


def test_addresses_kept_in_the_data_directory_hold_for_every_command(tmp_path: Path) -> None:
    keep_site_urls(tmp_path, {"hjerterum": "http://127.0.0.1:9/"})
    assert load_settings(str(tmp_path)).site_urls == {"hjerterum": "http://127.0.0.1:9/"}
