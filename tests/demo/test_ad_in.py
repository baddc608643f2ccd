"""The world as rows for linking."""

import json
from datetime import datetime

from demo.ad_in import ad_in_rows
from demo.world import build_world


def test_each_ad_is_one_row_of_the_contracts_form() -> None:
    world = build_world(seed=3, days=6, scale=0.1)
    rows = list(ad_in_rows(world))
    assert len(rows) == len(world.ads) == len({row["id"] for row in rows})
    wanted = {"id", "text", "phones", "alias", "age", "city", "postcode", "address", "site", "seen_at"}
    assert all(set(row) == wanted and json.dumps(row) for row in rows)
    assert all(datetime.fromisoformat(str(row["seen_at"])).tzinfo for row in rows)


def test_every_version_gives_more_rows_with_ids_of_their_own() -> None:
    world = build_world(seed=3, days=6, scale=0.1)
    rows = list(ad_in_rows(world, every_version=True))
    assert len(rows) > len(world.ads)
    assert len({row["id"] for row in rows}) == len(rows)
