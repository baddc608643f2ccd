"""T-26 on the fictional sites: every way of ``demo.breakages`` is an alarm in the same pass and stores no bad row.

Per change one way of each group (list, fields, whole pages) on the three sites that need no browser; ``make test-deep``
takes all ways of all four.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from crawler.pass_book import PassResult
from crawler.run import crawl
from demo.breakages import breakages
from demo.serve import DemoSites
from demo.world import build_world
from models.ad import Ad
from models.db import make_engine, open_store
from models.keys import KeyRing
from models.settings import Settings

SITES = ("hjerterum", "byportalen", "annoncetorvet", "nattelys")
PER_CHANGE = [
    ("hjerterum", "card_class"), ("hjerterum", "text_class"), ("hjerterum", "label_age"), ("hjerterum", "consent_wall"),
    ("byportalen", "next_link"), ("byportalen", "data_class"), ("byportalen", "soft_404"), ("annoncetorvet", "empty_list"),
    ("annoncetorvet", "cut_in_half"), ("annoncetorvet", "maintenance"),
]  # fmt: skip
EVERY = [(site, name) for site in SITES for name in sorted(breakages(site))]


@dataclass
class Healthy:
    """The demo sites after two good days, and how to begin there again."""

    demo: DemoSites
    folder: Path
    keyring: KeyRing
    first_day: datetime

    def again(self, tmp_path: Path) -> Engine:
        """Return a store as it was after the good days."""
        shutil.copy(self.folder / "lygte.db", tmp_path / "lygte.db")
        return make_engine(f"sqlite:///{tmp_path / 'lygte.db'}")

    def crawl(self, engine: Engine, site: str, day: int) -> PassResult:
        """Make the pass of one day over one site."""
        self.demo.set_day(day)
        at = self.first_day + timedelta(days=day)
        settings = Settings(Path(engine.url.database or "").parent, str(engine.url), site_urls=self.demo.urls)
        return crawl(settings, engine, self.keyring, names=[site], now=lambda: at, quick=True)[0]


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory, keyring: KeyRing) -> Iterator[Healthy]:
    """The plain sites collected on two days; the browser site is added by the deep test that needs it."""
    folder = tmp_path_factory.mktemp("healthy")
    engine = open_store(f"sqlite:///{folder / 'lygte.db'}")
    world = build_world()
    with DemoSites(world) as demo:
        made = Healthy(demo, folder, keyring, datetime.combine(world.first_day, time(8), UTC))
        for day in (0, 1):
            for site in SITES[:3]:
                assert made.crawl(engine, site, day).status == "complete"
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        yield made


def _rows(engine: Engine, keyring: KeyRing, site: str) -> dict[str, tuple[Any, ...]]:
    with Session(engine) as session:
        return {
            ad.external_id: (ad.content_hash, ad.alias, ad.age, ad.city, ad.postcode, ad.kind, ad.prices, ad.image_count, ad.gone_at)
            for ad in session.exec(select(Ad).where(Ad.site == site))
        }  # fmt: skip


def _true_rows(made: Healthy, tmp_path: Path, site: str) -> dict[str, tuple[Any, ...]]:
    """Return what the third day stores when nothing is broken."""
    engine = made.again(tmp_path)
    made.demo.repair()
    assert made.crawl(engine, site, 2).status == "complete"
    rows = _rows(engine, made.keyring, site)
    engine.dispose()
    return rows


def _break(made: Healthy, tmp_path: Path, site: str, name: str) -> None:
    """Break a site on the third day: alarm in that pass, and every row is as before or as it would be unbroken."""
    (tmp_path / "true").mkdir()
    true = _true_rows(made, tmp_path / "true", site)
    engine = made.again(tmp_path)
    before = _rows(engine, made.keyring, site)
    made.demo.break_site(site, name)
    try:
        result = made.crawl(engine, site, 2)
    finally:
        made.demo.repair()
    after = _rows(engine, made.keyring, site)
    bad = {key for key, row in after.items() if row not in (before.get(key), true.get(key))}
    unharmed = result.status == "complete" and after == true
    assert bad == set()
    assert unharmed or (result.status in ("partial", "failed") and result.alarms >= 1), result
    # A broken list must not make live ads vanish.
    assert {key for key, row in after.items() if row[-1]} <= {key for key, row in true.items() if row[-1]} | {
        key for key, row in before.items() if row[-1]
    }
    engine.dispose()


@pytest.mark.parametrize(("site", "name"), PER_CHANGE)
def test_a_broken_demo_site_is_an_alarm_in_the_same_pass_and_no_bad_row(
    healthy: Healthy, tmp_path: Path, site: str, name: str
) -> None:
    _break(healthy, tmp_path, site, name)


@pytest.mark.deep
@pytest.mark.parametrize(("site", "name"), EVERY)
def test_every_breakage_of_every_demo_site(
    healthy: Healthy, tmp_path: Path, site: str, name: str, chromium: str
) -> None:
    if site == "nattelys":
        engine = make_engine(f"sqlite:///{healthy.folder / 'lygte.db'}")
        if not _rows(engine, healthy.keyring, site):
            for day in (0, 1):
                assert healthy.crawl(engine, site, day).status == "complete"
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
    _break(healthy, tmp_path, site, name)


def test_each_demo_site_has_at_least_25_ways_to_break() -> None:
    assert all(len(breakages(site)) >= 25 for site in SITES)
