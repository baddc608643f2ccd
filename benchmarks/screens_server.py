"""The screens on PostgreSQL: two organisations, 40 users triaging while a crawl writes, at design load or with a million ads.

``python -m benchmarks.screens_server [SECONDS [LIVE HISTORY PLACES]]``; the database is a throw-away one unless
``$LYGTE_TEST_POSTGRES`` names an empty one.
Same goals and same load as ``benchmarks.screens``, which does it on the embedded store.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from sqlalchemy import text

from benchmarks import screens
from benchmarks.screens_world import build_store
from deploy.throw_away import Database
from models.db import make_engine
from models.keys import load_keyring
from models.settings import Settings

ORGANISATIONS = 2
DESIGN = (10_000, 200_000, 1_500)
# So much history is written row by row; the rest are copies of it that the server makes (a million in a minute).
MOST_WRITTEN = 100_000
# What belongs to an ad, with what must differ in a copy.
COPIED = {
    "ad": {"id": "id + {by}", "external_id": "external_id || '-{by}'"},
    "ad_phone": {"ad_id": "ad_id + {by}"},
    "ad_version": {"ad_id": "ad_id + {by}"},
    "text_reading": {"ad_id": "ad_id + {by}"},
    "finding": {"ad_id": "ad_id + {by}"},
}


def build(url: str, folder: Path, live: int, history: int, places: int, *, reader_version: str = "1") -> None:
    """Fill an empty database."""
    written = min(history, MOST_WRITTEN)
    build_store(
        folder,
        screens.USERS,
        live,
        written,
        places,
        url=url,
        organisations=ORGANISATIONS,
        reader_version=reader_version,
    )
    engine = make_engine(url)
    with engine.begin() as connection:
        for turn in range(1, -(-history // written)):
            for table, changes in COPIED.items():
                _copy_history(connection, table, changes, above=live, by=turn * written)
        for table in ("ad", "contact_point", "phone"):
            connection.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))  # noqa: S608
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def _copy_history(connection, table: str, changes: dict[str, str], *, above: int, by: int) -> None:  # type: ignore[no-untyped-def]
    """Add once more every row of the first ads' history."""
    found = connection.execute(
        text("SELECT column_name FROM information_schema.columns WHERE table_name = :t"), {"t": table}
    )
    names = [name for (name,) in found if name != "id" or table == "ad"]
    values = [changes.get(name, f'"{name}"').format(by=by) for name in names]
    key = "id" if table == "ad" else "ad_id"
    quoted = ", ".join(f'"{name}"' for name in names)
    connection.execute(
        text(
            f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} FROM {table} "  # noqa: S608 - our own names
            f"WHERE {key} > {above} AND {key} <= {above + MOST_WRITTEN}"
        )
    )


def run(
    seconds: float = 30.0, live: int = DESIGN[0], history: int = DESIGN[1], places: int = DESIGN[2]
) -> list[dict[str, object]]:
    """Return one row a kind of request."""
    with tempfile.TemporaryDirectory(prefix="lygte-bench-", ignore_cleanup_errors=True) as folder:
        given = os.environ.get("LYGTE_TEST_POSTGRES")
        database = None if given else Database(Path(folder))
        url = given or (database.url if database else "")
        try:
            build(url, Path(folder), live, history, places)
            return load(url, Path(folder), seconds)
        finally:
            if database:
                database.remove()


def load(url: str, folder: Path, seconds: float) -> list[dict[str, object]]:
    """Serve the screens in a process of their own and let forty workers triage."""
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.screens_server", "serve", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "LYGTE_DATABASE": url},
    )
    try:
        said = server.stdout.readline() if server.stdout else ""
        return screens.measure(int(said), server.pid, make_engine(url), seconds)
    finally:
        server.terminate()
        server.wait(10)


def serve(folder: Path) -> None:
    """Serve the database of the environment on a free port; print the port."""
    import socket

    from lygte.commands.serve import serve_on
    from review_ui.app import create_app

    url, ring = os.environ["LYGTE_DATABASE"], load_keyring(folder / "keys.json")
    app = create_app(Settings(folder, url), make_engine(url), ring)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(100)
    print(listener.getsockname()[1], flush=True)
    serve_on(listener, app)


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(Path(sys.argv[2]))
    else:
        numbers = [int(word) for word in sys.argv[1:]]
        for line in run(*numbers):
            print(line)
