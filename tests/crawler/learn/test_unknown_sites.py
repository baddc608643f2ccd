"""Learn, collect and export the demo's unknown sites unaided, and compare every field with their truth.

Goal: mean field recall 0.95 and precision 0.98, every ad found, none twice, no picture and no forbidden page asked for.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from crawler.learn import learn_site
from crawler.run import crawl
from demo.field_scores import field_scores, mean_scores
from demo.unknown_sites.serve import UnknownSites
from models.keys import KeyRing
from models.settings import Settings
from outreach.ad_export import ad_rows

NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
# Each kind in each of its variants where these differ in technique.
CASES = [
    ("table", 1), ("table", 2), ("table", 3), ("cards", 1), ("cards", 2), ("cards", 3), ("app", 1), ("app", 2), ("app", 3),
    ("forum", 1), ("forum", 2), ("trilingual", 1), ("trilingual", 2), ("hostile", 1), ("bare", 1), ("bare", 2), ("bare", 3),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "seed"), CASES)
def test_an_unknown_site_is_learned_and_read_unaided(
    kind: str, seed: int, tmp_path: Path, sqlite_store: Engine, keyring: KeyRing, chromium: str
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=str(sqlite_store.url))
    with UnknownSites(seed=seed, now=NOW, names=(kind,)) as sites:
        learn_site(sites.urls[kind], "ukendt", settings, engine=sqlite_store, now=NOW, yes=True)
        results = crawl(settings, sqlite_store, keyring, names=["ukendt"], now=lambda: NOW)
        images, forbidden = sites.image_requests, sites.requests[kind]["forbidden"]
        true = {str(row["url"]): row for row in sites.truth[kind].values()}
    rows = list(ad_rows(sqlite_store, keyring))
    found = {str(row["url"]): row for row in rows}
    scores = field_scores(found, true)
    recall, precision = mean_scores(scores)
    below = {name: (round(score.recall, 2), round(score.precision, 2), score.wrong[:2]) for name, score in scores.items() if min(score.recall, score.precision) < 0.98}  # fmt: skip
    assert [result.status for result in results] == ["complete"]
    assert len(rows) == len(found)
    assert set(found) == set(true)
    assert recall >= 0.95, below
    assert precision >= 0.98, below
    assert images == 0
    assert forbidden == 0
