"""Bring a database of an older Lygte up to date. All data is kept; make a copy of the data directory first."""

import argparse

from lygte.console import say
from lygte.installation import add_place_arguments
from models.db import make_engine, newest_version, stored_version, upgrade
from models.settings import load_settings

EXAMPLE = "lygte migrate"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Upgrade the named database."""
    settings = load_settings(options.data, options.database)
    before = stored_version(make_engine(settings.database_url))
    upgrade(settings.database_url)
    say(f"The database went from version {before or 'none'} to {newest_version()}; nothing was removed.")
    return 0
