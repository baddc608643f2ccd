"""Move an installation to another database: from SQLite to PostgreSQL, or back. Every row is copied and checked.

The data directory stays: keys, legal-basis files and learned sites are files there. Stop `lygte serve` and `lygte work`
first. The old database is left as it is. Unless all of it arrived there is nothing at the new place: after a kill, or when
there was no room, run the same command again.
"""

import argparse

from lygte.console import progress_bars, say, table
from lygte.installation import add_place_arguments, open_installation, store_key_of
from models.errors import BadInput
from models.move import move
from models.settings import load_settings
from models.store_to_fill import store_to_fill

EXAMPLE = "lygte move --to postgresql+psycopg://lygte@localhost/lygte"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("--to", required=True, metavar="URL", help="the database to move into: empty, or made here")


def run(options: argparse.Namespace) -> int:
    """Move, and say what arrived."""
    place = open_installation(options)
    settings = load_settings(str(place.settings.data_dir), options.to)
    if settings.database_url == place.settings.database_url:
        raise BadInput("That is the database in use: name another one with --to.")
    # Connections that opening left behind would count as somebody using it.
    place.engine.dispose()
    key = store_key_of(settings, place.keyring)
    with (
        progress_bars(options.quiet) as progress,
        store_to_fill(settings.database_url, key, progress) as target,
    ):
        moved = move(place.engine, target, progress)
    say(table([(one.table, one.rows, one.digest) for one in moved if one.rows], ("table", "rows", "digest")))
    rows = sum(one.rows for one in moved)
    say(f"Moved and checked: {rows} rows in {len(moved)} tables. From now on set LYGTE_DATABASE to the new database.")
    say("Keep the old one until the new one has been in use for a day and backed up, then delete it.")
    return 0
