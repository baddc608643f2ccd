"""Disk full and database locked: one plain sentence, what was stored is whole, the same command goes on (T-23)."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, func, select

from crawler.store.trouble import STORE_FULL, STORE_LOCKED
from models.ad import Ad, AdVersion
from models.db import make_engine
from models.keys import save_keyring

ROOT = Path(__file__).parents[2]
PASS = """
import json, resource, signal, sys
from datetime import datetime
from pathlib import Path
import crawler.desk
from crawler.run import crawl
from models.db import make_engine
from models.keys import load_keyring
from models.settings import Settings
settings = Settings(Path(sys.argv[1]), sys.argv[2])
crawler.desk.BATCH = 5
moment, limit = datetime.fromisoformat(sys.argv[3]), int(sys.argv[4])
if limit:
    # A file that may not grow any more behaves as on a full disk: the write fails with EFBIG instead of a signal.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
result = crawl(settings, make_engine(settings.database_url), load_keyring(settings.keys_file), names=["lille"], now=lambda: moment, quick=True)[0]
print(json.dumps({"status": result.status, "message": result.message}))
"""


def _pass(made: Any, folder: Path, limit: int = 0) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", PASS, str(folder), made.settings.database_url, made.now.isoformat(), str(limit)],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def _whole(made: Any) -> tuple[int, int]:
    """Return how many ads and versions are stored, after asking SQLite whether its file is sound."""
    with Session(make_engine(made.settings.database_url)) as session:
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        return session.exec(select(func.count()).select_from(Ad)).one(), session.exec(
            select(func.count()).select_from(AdVersion)
        ).one()


def test_a_full_disk_is_one_sentence_and_the_same_command_goes_on_when_there_is_room(
    collected: Any, site: Any, sqlite_store_url: str, tmp_path: Path
) -> None:
    site.fill(80)
    for ad in site.ads.values():
        ad.text = ad.text + " Rolige rammer ved havnen." * 40
    save_keyring(collected.keyring, collected.settings.keys_file)
    database = Path(sqlite_store_url.removeprefix("sqlite:///"))
    limit = max(database.stat().st_size, 4096) + 60_000
    full = _pass(collected, tmp_path, limit)
    assert full == {"status": "failed", "message": STORE_FULL}
    ads, versions = _whole(collected)
    assert ads == versions < 80
    assert _pass(collected, tmp_path) == {"status": "complete", "message": None}
    assert _whole(collected) == (80, 80)


def test_a_locked_database_is_one_sentence_and_the_same_command_goes_on_when_it_is_free(
    collected: Any, site: Any, sqlite_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.fill(30)
    impatient = make_engine(sqlite_store_url)
    with impatient.connect() as connection:
        connection.exec_driver_sql("PRAGMA user_version")
    from sqlalchemy import event

    @event.listens_for(impatient, "connect")
    def _soon(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 100")

    impatient.dispose()
    collected.engine, patient = impatient, collected.engine
    other = sqlite3.connect(sqlite_store_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)

    def lock(_headers: object) -> Any:
        if not other.in_transaction:
            other.execute("BEGIN IMMEDIATE")
        del site.special["/ad/105"]
        return site.answer("/ad/105", {})

    site.special["/ad/105"] = lock
    result = collected.crawl()
    assert (result.status, result.message) == ("failed", STORE_LOCKED)
    other.execute("ROLLBACK")
    other.close()
    again = collected.crawl()
    assert again.status == "complete"
    assert len(collected.ads()) == 30
    assert all(len(collected.versions(key)) == 1 for key in site.ads)
    collected.engine = patient
    impatient.dispose()
