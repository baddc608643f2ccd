"""Read new texts, refresh histories, possible networks and contact points. Only what changed is read again."""

import argparse
from dataclasses import dataclass
from datetime import datetime

from lygte.console import progress_bars, say
from lygte.installation import Installation, add_place_arguments, open_installation, utc_now
from lygte.own_keys import seal_for_organisations
from models.progress import Progress

EXAMPLE = "lygte screen"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)


@dataclass(frozen=True)
class Screened:
    """What one screening did."""

    texts_read: int
    networks: int
    contact_points: int


def screen(place: Installation, now: datetime, progress: Progress) -> Screened:
    """Run the three stages in the order in which each needs the other's rows."""
    from classifier.learned import IN_USE
    from classifier.stage import read_new
    from networks.stage import refresh as refresh_networks
    from outreach.contact_points import refresh as refresh_contact_points

    learned = place.settings.data_dir / IN_USE
    model = learned if learned.is_dir() else None
    texts = read_new(place.engine, place.keyring, now=now, progress=progress, model=model)
    counts = refresh_networks(place.engine, place.keyring, now=now, progress=progress)
    points = refresh_contact_points(place.engine, place.keyring, now=now, progress=progress)
    return Screened(texts_read=texts, networks=counts.networks, contact_points=points)


def run(options: argparse.Namespace) -> int:
    """Screen what the last crawls brought."""
    place = open_installation(options)
    with progress_bars(options.quiet) as progress:
        done = screen(place, utc_now(), progress)
        sealed = seal_for_organisations(place, progress)
    say(f"{done.texts_read} texts read, {done.networks} possible networks, {done.contact_points} contact points.")
    return 0 if sealed else 1
