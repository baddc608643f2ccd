"""T-26 on the fictional sites: every way of ``demo.breakages`` is an alarm in the same pass and stores no bad row.

Per change all ways (at least 25 a site) on the three sites that need no browser, in a small world; ``make test-deep``
takes all ways of all four sites, the browser's too, in the world of the demo.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine
from sqlmodel import Session, select

from crawler.definition import SITES as SHIPPED
from crawler.pass_book import PassResult
from crawler.run import crawl
from demo.breakages import breakages
from demo.serve import DemoSites
from demo.world import build_world
from models.ad import Ad
from models.db import make_engine, open_store
from models.keys import KeyRing
from models.settings import Settings

PLAIN, WITH_BROWSER = ("hjerterum", "byportalen", "annoncetorvet"), "nattelys"
SITES = (*PLAIN, WITH_BROWSER)
# Of the demo's number of ads: some thirty a site are enough to tell a broken one.
SMALL = 0.08
PER_CHANGE = [(site, name) for site in PLAIN for name in sorted(breakages(site))]
EVERY = [(site, name) for site in SITES for name in sorted(breakages(site))]
Rows = dict[str, tuple[Any, ...]]


@dataclass
class Healthy:
    """The demo sites after two good days, what the third stores when nothing is broken, and how to begin there again."""

    demo: DemoSites
    folder: Path
    keyring: KeyRing
    first_day: datetime
    scale: float
    true: dict[str, Rows] = field(default_factory=dict)

    def again(self, folder: Path) -> Engine:
        """Return a store as it was after the good days."""
        shutil.copytree(self.folder / "sites", folder / "sites")
        shutil.copy(self.folder / "lygte.db", folder / "lygte.db")
        return make_engine(f"sqlite:///{folder / 'lygte.db'}")

    def crawl(self, engine: Engine, site: str, day: int) -> PassResult:
        """Make the pass of one day over one site."""
        self.demo.set_day(day)
        at = self.first_day + timedelta(days=day)
        settings = Settings(Path(engine.url.database or "").parent, str(engine.url), site_urls=self.demo.urls)
        return crawl(settings, engine, self.keyring, names=[site], now=lambda: at, quick=True)[0]

    def begin(self, sites: tuple[str, ...]) -> None:
        """Collect the good days, and the third day in a store of its own."""
        engine = open_store(f"sqlite:///{self.folder / 'lygte.db'}")
        for site in sites:
            self._define(site)
        for day in (0, 1):
            for site in sites:
                assert self.crawl(engine, site, day).status == "complete"
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        third = self.folder / "third"
        third.mkdir()
        engine = self.again(third)
        for site in sites:
            assert self.crawl(engine, site, 2).status == "complete"
            self.true[site] = _rows(engine, site)
        engine.dispose()

    def _define(self, site: str) -> None:
        """Use the shipped definition, with as few ads expected as the world is smaller."""
        home = self.folder / "sites" / site
        home.mkdir(parents=True)
        facts = yaml.safe_load((SHIPPED / site / "site.yml").read_text(encoding="utf-8"))
        facts["ads"]["min"] = max(3, round(facts["ads"]["min"] * self.scale))
        (home / "site.yml").write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")


def _healthy(folder: Path, keyring: KeyRing, sites: tuple[str, ...], scale: float) -> Iterator[Healthy]:
    world = build_world(scale=scale)
    with DemoSites(world) as demo:
        made = Healthy(demo, folder, keyring, datetime.combine(world.first_day, time(8), UTC), scale)
        made.begin(sites)
        yield made


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory, keyring: KeyRing) -> Iterator[Healthy]:
    """The plain sites of a small world."""
    yield from _healthy(tmp_path_factory.mktemp("healthy"), keyring, PLAIN, SMALL)


@pytest.fixture(scope="module")
def healthy_demo(tmp_path_factory: pytest.TempPathFactory, keyring: KeyRing, chromium: str) -> Iterator[Healthy]:
    """All sites of the demo's own world."""
    yield from _healthy(tmp_path_factory.mktemp("healthy"), keyring, SITES, 1.0)


def _rows(engine: Engine, site: str) -> Rows:
    with Session(engine) as session:
        return {
            ad.external_id: (ad.content_hash, ad.alias, ad.age, ad.city, ad.postcode, ad.kind, ad.prices, ad.image_count, ad.gone_at)
            for ad in session.exec(select(Ad).where(Ad.site == site))
        }  # fmt: skip


def _break(made: Healthy, tmp_path: Path, site: str, name: str) -> None:
    """Break a site on the third day: alarm in that pass, and every row is as before or as it would be unbroken."""
    true = made.true[site]
    engine = made.again(tmp_path)
    before = _rows(engine, site)
    made.demo.break_site(site, name)
    try:
        result = made.crawl(engine, site, 2)
    finally:
        made.demo.repair()
    after = _rows(engine, site)
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
def test_every_breakage_of_every_demo_site(healthy_demo: Healthy, tmp_path: Path, site: str, name: str) -> None:
    _break(healthy_demo, tmp_path, site, name)


def test_each_demo_site_has_at_least_25_ways_to_break() -> None:
    assert all(len(breakages(site)) >= 25 for site in SITES)
