"""Site health for people: one row a field, its verdict a sentence, nothing fetched."""

from typing import Any

import pytest

from crawler.due import due_names
from crawler.site_check import OK, check_sites
from models.errors import BadInput


def _check(collected: Any) -> dict[str, Any]:
    rows = check_sites(collected.settings, collected.engine, names=["lille"], now=lambda: collected.now)
    return {row.field: row for row in rows}


def test_a_site_that_reads_is_ok_field_by_field(collected: Any, site: Any) -> None:
    site.fill(12)
    collected.crawl()
    asked = len(site.asked)
    health = _check(collected)
    assert {row.verdict for row in health.values()} == {OK}
    assert (health["phones"].fill, health["phones"].usual) == (1.0, 1.0)
    assert len(site.asked) == asked


def test_a_broken_field_says_what_to_do(collected: Any, site: Any) -> None:
    site.fill(12)
    collected.crawl()
    site.change_page = lambda page: page.replace('class="tel"', 'class="t1"')
    collected.crawl()
    health = _check(collected)
    assert (
        health["phones"].verdict == "the field is no longer found: run 'lygte site learn' again, it proposes a repair"
    )
    assert (health["phones"].fill, health["phones"].usual) == (0.0, 1.0)
    assert health["age"].verdict == OK


def test_a_site_never_collected_and_one_that_is_shut_say_so(collected: Any) -> None:
    assert _check(collected)["(site)"].verdict == "not collected yet: run 'lygte crawl' first"
    collected.define(start_url="https://annoncer.example/", hosts=["annoncer.example"])
    assert "no signed legal-basis file" in _check(collected)["(site)"].verdict


def test_a_name_no_site_has_is_wrong_use(collected: Any) -> None:
    with pytest.raises(BadInput, match="There is no site named nowhere"):
        check_sites(collected.settings, collected.engine, names=["nowhere"], now=lambda: collected.now)


def test_a_site_is_due_until_it_has_been_collected(collected: Any, site: Any) -> None:
    collected.define(schedule={"every_h": 12, "window": ["00:00", "00:00"]})
    site.fill(3)
    assert "lille" in due_names(collected.settings, collected.engine, collected.now)
    collected.crawl()
    collected.day = 0
    assert "lille" not in due_names(collected.settings, collected.engine, collected.now)
