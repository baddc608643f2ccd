"""Open one installation: its settings, database and keys."""

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from lygte.in_use import KeysOpen
from models.audit_heads import open_head_key
from models.audit_witness import Witness, watch
from models.db import make_engine, open_store, stored_version
from models.keys import KeyRing, open_keyring
from models.settings import Settings, load_settings
from models.store_file import file_of, is_empty, is_encrypted, opens


@dataclass(frozen=True)
class Installation:
    """What most commands need."""

    settings: Settings
    engine: Engine
    keyring: KeyRing
    # Held as long as this object is: nobody changes the keys meanwhile.
    keys_open: KeysOpen | None = None


def add_place_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--data`` and ``--database`` to a command."""
    parser.add_argument("--data", metavar="DIR", help="data directory (default: $LYGTE_DATA or ./data)")
    parser.add_argument("--database", metavar="URL", help="database (default: $LYGTE_DATABASE or SQLite in the data)")


def open_installation(options: argparse.Namespace) -> Installation:
    """Open what ``--data`` and ``--database`` name; a new database gets its tables and keys."""
    settings = load_settings(options.data, options.database)
    place = open_from(settings)
    if settings.heads_dir is not None:
        watch(place.engine, Witness(settings.heads_dir, open_head_key(settings.head_key_file, may_make=True)))
    return place


def open_from(settings: Settings, *, alone: bool = False) -> Installation:
    """Open the installation of these settings. Raises a LygteError with one sentence when it cannot.

    ``alone``: the caller has the keys to itself already (a key ceremony).
    """
    keys_open = None if alone else KeysOpen(settings)
    if file_of(settings.database_url) is None:
        looking = make_engine(settings.database_url)
        is_new = stored_version(looking) is None
        # Its connection would count as somebody using the database when all of it is to be moved.
        looking.dispose()
        engine = open_store(settings.database_url)
        return Installation(settings, engine, _keys(settings, is_new=is_new), keys_open)
    if is_empty(settings.database_url) or is_encrypted(settings.database_url):
        keyring = _keys(settings, is_new=is_empty(settings.database_url))
        return Installation(
            settings, open_store(settings.database_url, store_key_of(settings, keyring)), keyring, keys_open
        )
    # A plain file of an older version: which version it is matters more than its keys.
    engine = open_store(settings.database_url)
    return Installation(settings, engine, _keys(settings, is_new=False), keys_open)


def store_key_of(settings: Settings, keyring: KeyRing) -> bytes | None:
    """Return the key of the store's file; None where a new one is to stay plain ($LYGTE_STORE=plain)."""
    encrypted = is_encrypted(settings.database_url)
    file = file_of(settings.database_url)
    if encrypted and file is not None and keyring.next_store_key and opens(file, keyring.next_store_key):
        # A change of this key was cut off after the file was written anew.
        return keyring.next_store_key
    return keyring.store_key if settings.encrypt_store or encrypted else None


def _keys(settings: Settings, *, is_new: bool) -> KeyRing:
    return open_keyring(settings.keys_file, epoch=str(utc_now().year), database_is_new=is_new)


def utc_now() -> datetime:
    """Return the time, aware."""
    return datetime.now(UTC)
