"""A clock that ran ahead and was set right again: ads come and go as before, sites are collected, nothing waits for it."""

from datetime import timedelta
from typing import Any

from crawler.due import due_names


def test_ads_that_came_and_went_under_a_clock_that_ran_ahead_come_and_go_after_it_was_set_right(
    collected: Any, site: Any
) -> None:
    site.fill(6)
    collected.crawl()
    kept = site.ads.pop("103")
    collected.day += 40  # the clock runs ahead: 103 goes, all others are seen, both in the future
    collected.crawl()
    collected.day -= 41  # set right
    site.ads["103"] = kept
    del site.ads["104"]
    assert collected.crawl().status == "complete"
    ads = collected.ads()
    assert {key for key, ad in ads.items() if ad.gone_at is None} == set(site.ads)
    assert {ads[key].last_seen for key in site.ads} == {ads["104"].gone_at}
    assert all(len(collected.versions(key)) == 1 for key in ads)


def test_a_site_collected_by_a_clock_that_ran_ahead_is_due_when_it_would_have_been(collected: Any, site: Any) -> None:
    site.fill(3)
    collected.define(schedule={"every_h": 24, "window": ["00:00", "00:00"], "timezone": "Europe/Copenhagen"})
    collected.crawl()
    collected.day += 40
    collected.crawl()
    collected.day -= 41
    assert "lille" not in due_names(collected.settings, collected.engine, collected.now - timedelta(hours=12))
    assert "lille" in due_names(collected.settings, collected.engine, collected.now + timedelta(hours=1))
