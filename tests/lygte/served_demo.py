"""The screens over the demo's own store, served on loopback, with a log-in for every role and every log line kept."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from models.contact_point import ContactPoint
from models.db import make_engine
from models.keys import KeyRing, load_keyring
from models.network import Network
from models.people import User, UserSession
from models.settings import load_settings
from review_ui.app import create_app
from review_ui.signing_in import token_hash

PLACES, NETWORKS = 40, 10


class Kept(logging.Handler):
    """Keeps every line any part logs, at every level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@dataclass
class Screens:
    """The screens over the demo's own store, with a log-in for every role it has."""

    client: TestClient
    engine: Engine
    keyring: KeyRing
    url: str
    logs: list[str]
    tokens: dict[str, str] = field(default_factory=dict)


@contextmanager
def serving(data: Path) -> Iterator[Screens]:
    """Serve the screens over a data directory on loopback, every log line kept."""
    settings = load_settings(str(data))
    keyring = load_keyring(settings.keys_file)
    engine = make_engine(settings.database_url, keyring.store_key)
    kept = Kept()
    logging.getLogger().addHandler(kept)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    app = create_app(settings, engine, keyring)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="debug", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    screens = Screens(TestClient(app, follow_redirects=False), engine, keyring, url, kept.lines)
    screens.tokens = seats(engine)
    try:
        yield screens
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        engine.dispose()
        logging.getLogger().removeHandler(kept)
        logging.getLogger().setLevel(level)


def seats(engine: Engine) -> dict[str, str]:
    """Log every worker of the demo in."""
    now = datetime.now(UTC)
    with Session(engine) as session:
        users = session.exec(select(User).order_by(col(User.id))).all()
        for user in users:
            session.add(
                UserSession(
                    token_hash=token_hash(f"token {user.role}{user.id}"), user_id=user.id or 0,
                    csrf_token=f"form {user.role}", created_at=now, last_used_at=now,
                )
            )  # fmt: skip
        session.commit()
        return {user.role: f"token {user.role}{user.id}" for user in users}


def pages_of(engine: Engine) -> dict[str, list[str]]:
    """Return the pages each role walks."""
    with Session(engine) as session:
        places = session.exec(
            select(ContactPoint.token).order_by(col(ContactPoint.rank_score).desc()).limit(PLACES)
        ).all()
        networks = session.exec(select(Network.token).order_by(col(Network.ads).desc()).limit(NETWORKS)).all()
    work = [
        "/",
        "/queue",
        "/places",
        "/places?level=red",
        "/networks",
        "/routes",
        "/search",
        "/assignments",
        "/today",
        "/week",
    ]
    work += ["/second-reading", "/messages", "/exports", "/onboarding", "/settings", "/trail", "/teaching"]
    work += [f"/places/{token}" for token in places] + [f"/queue?at={token}" for token in places[:15]]
    work += [f"/networks/{token}{part}" for token in networks for part in ("", "/texts", "/weeks", "/numbers")]
    return {
        "outreach": work,
        "coordinator": [*work, "/judgements", "/lexicon", "/trends", "/figures", "/sites", "/reader"],
        "administrator": ["/users", "/sites", "/sites/hjerterum", "/settings"],
    }
