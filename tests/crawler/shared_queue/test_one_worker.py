"""A shared pass by one worker gives what a pass of its own gives."""

from typing import Any


def test_one_worker_collects_the_whole_site_and_leaves_nothing_in_the_queue(
    collected: Any, site: Any, crawl_shared: Any, queue: Any
) -> None:
    site.fill(25)
    result = crawl_shared()
    assert (result.status, result.message, result.ads_seen, result.new) == ("complete", None, 25, 25)
    assert set(collected.ads()) == set(site.ads)
    client = queue.client()
    left = {key.split(":")[3]: client.ttl(key) for key in client.keys("*")}
    assert set(left) <= {"result", "lives", "asking"}
    assert min(left.values()) > 0  # and all of it goes by itself


def test_the_next_pass_asks_only_for_what_changed_and_marks_what_has_gone(
    collected: Any, site: Any, crawl_shared: Any
) -> None:
    site.fill(25)
    crawl_shared()
    del site.ads["105"]
    site.ads["107"].rev, site.ads["107"].age = 2, 51
    result = crawl_shared()
    assert (result.status, result.new, result.changed, result.gone) == ("complete", 0, 1, 1)
    ads = collected.ads()
    assert ads["105"].gone_at == ads["107"].last_seen
    assert ads["107"].age == 51
    assert sum(1 for ad in ads.values() if ad.gone_at) == 1
    assert {ad.last_seen for key, ad in ads.items() if key != "105"} == {ads["107"].last_seen}


def test_a_field_that_breaks_raises_the_alarm_and_changes_no_row(collected: Any, site: Any, crawl_shared: Any) -> None:
    site.fill(25)
    crawl_shared()
    before = {key: ad.content_hash for key, ad in collected.ads().items()}
    for ad in site.ads.values():
        ad.rev = 2
    site.change_page = lambda page: page.replace('class="tel"', 'class="ring"')
    result = crawl_shared()
    assert result.status == "partial"
    assert ("field_missing", "phones") in collected.alarms()
    assert {key: ad.content_hash for key, ad in collected.ads().items()} == before
    assert all(ad.gone_at is None for ad in collected.ads().values())
