"""Bring a database of an older Lygte up to date. All data is kept; make a copy of the data directory first.

``--encrypt`` encrypts a plain SQLite file whole, under a key of the key file; new ones are encrypted from the start.
"""

import argparse
from dataclasses import replace

from lygte.console import progress_bars, say
from lygte.in_use import keys_alone
from lygte.installation import add_place_arguments, open_from, store_key_of
from lygte.own_keys import seal_for_organisations
from models.db import make_engine, newest_version, stored_version, upgrade
from models.errors import BadInput
from models.keys import load_keyring, new_store_key, save_keyring
from models.settings import Settings, load_settings
from models.store_file import encrypt_file, file_of, is_empty, is_encrypted

EXAMPLE = "lygte migrate"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("--encrypt", action="store_true", help="encrypt a plain SQLite file (Lygte must be stopped)")


def run(options: argparse.Namespace) -> int:
    """Upgrade the named database."""
    settings = load_settings(options.data, options.database)
    encrypted = is_encrypted(settings.database_url)
    store_key = store_key_of(settings, load_keyring(settings.keys_file)) if encrypted else None
    engine = make_engine(settings.database_url, store_key)
    before = stored_version(engine)
    engine.dispose()
    upgrade(settings.database_url, store_key)
    say(f"The database went from version {before or 'none'} to {newest_version()}; nothing was removed.")
    if options.encrypt:
        encrypt(settings)
    if not settings.keys_file.exists():
        return 0
    # What an older Lygte sealed for the installation alone is sealed for each organisation too.
    with progress_bars(options.quiet) as progress:
        return 0 if seal_for_organisations(open_from(settings), progress) else 1


def encrypt(settings: Settings) -> None:
    """Encrypt the store's file. Raises BadInput where there is none, or when Lygte runs."""
    file = file_of(settings.database_url)
    if file is None or is_empty(settings.database_url):
        raise BadInput("There is no SQLite file to encrypt; a server's database lies on its own encrypted disk.")
    if is_encrypted(settings.database_url):
        say("The database was encrypted already.")
        return
    with keys_alone(settings):
        ring = load_keyring(settings.keys_file)
        if ring.store_key is None:
            # The key first: a file that only a lost key opens would be lost.
            ring = replace(ring, store_key=new_store_key())
            save_keyring(ring, settings.keys_file)
        encrypt_file(file, ring.store_key or b"")
    say("The database is encrypted. Copy keys.json to its safe place again: without it nothing opens.")
