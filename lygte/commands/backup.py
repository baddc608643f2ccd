"""Write an encrypted back-up of the database. Its key stays in the data directory: keep the two apart.

Back-ups of a month share a key; destroying the key (after 30 days) erases them all, wherever copies lie.
"""

import argparse
from pathlib import Path

from lygte.console import say
from lygte.installation import add_place_arguments, open_installation, utc_now
from models.backup import write_backup

EXAMPLE = "lygte backup --out /media/disk/lygte.backup"
BACKUP_KEYS = "backup_keys.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: lygte-DATE.backup in the data directory")


def run(options: argparse.Namespace) -> int:
    """Write one back-up."""
    place = open_installation(options)
    data = place.settings.data_dir
    out = options.out or data / f"lygte-{utc_now():%Y-%m-%d}.backup"
    size = write_backup(place.engine, out, data / BACKUP_KEYS, now=utc_now())
    say(f"Written: {out} ({size / 1e6:.1f} MB). Copy keys.json and {BACKUP_KEYS} to another safe place.")
    return 0
