"""Open one installation: its settings, database and keys."""

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from models.db import make_engine, open_store, stored_version
from models.keys import KeyRing, open_keyring
from models.settings import Settings, load_settings


@dataclass(frozen=True)
class Installation:
    """What most commands need."""

    settings: Settings
    engine: Engine
    keyring: KeyRing


def add_place_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--data`` and ``--database`` to a command."""
    parser.add_argument("--data", metavar="DIR", help="data directory (default: $LYGTE_DATA or ./data)")
    parser.add_argument("--database", metavar="URL", help="database (default: $LYGTE_DATABASE or SQLite in the data)")


def open_installation(options: argparse.Namespace) -> Installation:
    """Open what ``--data`` and ``--database`` name; a new database gets its tables and keys."""
    return open_from(load_settings(options.data, options.database))


def open_from(settings: Settings) -> Installation:
    """Open the installation of these settings. Raises a LygteError with one sentence when it cannot."""
    is_new = stored_version(make_engine(settings.database_url)) is None
    engine = open_store(settings.database_url)
    keyring = open_keyring(settings.keys_file, epoch=str(utc_now().year), database_is_new=is_new)
    return Installation(settings=settings, engine=engine, keyring=keyring)


def utc_now() -> datetime:
    """Return the time, aware."""
    return datetime.now(UTC)
