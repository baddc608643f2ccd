"""Fill an empty database from a back-up: all rows or none. What people asked to erase since then is erased again.

``--test`` restores into a throw-away database and only says whether it would work.
"""

import argparse
import tempfile
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from lygte import own_key_ceremony
from lygte.commands.backup import BACKUP_KEYS
from lygte.console import say
from lygte.installation import Installation, add_place_arguments, store_key_of, utc_now
from models.backup import restore_backup
from models.db import open_store
from models.erasure import LEDGER, erase_again
from models.errors import BadInput
from models.keys import load_keyring
from models.settings import Settings, load_settings

EXAMPLE = "lygte restore lygte-2026-11-21.backup"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("file", type=Path, help="the back-up")
    parser.add_argument("--test", action="store_true", help="try it in a throw-away database")


def run(options: argparse.Namespace) -> int:
    """Restore, erase again, and say what is there."""
    settings = load_settings(options.data, options.database)
    if not options.file.exists():
        raise BadInput(f"{options.file} is not there.")
    # Without the keys a restored database would be a locked box: say so before anything is written.
    keyring = load_keyring(settings.keys_file)
    if options.test:
        with tempfile.TemporaryDirectory() as folder:
            engine = open_store(f"sqlite:///{Path(folder) / 'test.db'}", keyring.store_key)
            rows = restore(engine, options.file, settings)
            engine.dispose()
        say(f"The back-up restores: {rows} rows. Nothing was kept.")
        return 0
    engine = open_store(settings.database_url, store_key_of(settings, keyring))
    rows = restore(engine, options.file, settings)
    say(f"Restored: {rows} rows. Run 'lygte screen' to refresh groups and contact points.")
    # An organisation's key may have been changed, or its file lost, since the back-up was written.
    own_key_ceremony.show(Installation(settings, engine, keyring))
    return 0


def restore(engine: Engine, file: Path, settings: Settings) -> int:
    """Restore one file into an open, empty store; returns the number of rows."""
    rows = restore_backup(engine, file, settings.data_dir / BACKUP_KEYS)
    with Session(engine) as session:
        erase_again(session, settings.data_dir / LEDGER, now=utc_now())
        session.commit()
    return sum(rows.values())
