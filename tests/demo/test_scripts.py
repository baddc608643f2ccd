"""The scripts of the demo sites draw in a real browser what their JSON says, without a script error."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from demo.serve import DemoSites
from demo.unknown_sites.serve import UnknownSites
from demo.world import build_world

NOW = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    fresh = browser.new_page()
    fresh.set_default_timeout(10_000)
    fresh.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    yield fresh
    fresh.close()


def test_nattelys_draws_its_list_and_its_profiles(page: Page) -> None:
    with DemoSites(build_world(seed=2, days=1)) as sites:
        page.goto(sites.urls["nattelys"])
        page.wait_for_selector("body[data-ready]")
        assert page.locator("a.nl-card").count() == 50
        one = page.locator("a.nl-card").first.get_attribute("data-id")
        assert one is not None
        page.goto(f"{sites.urls['nattelys']}profil/{one}")
        page.wait_for_selector("section.nl-profile")
        truth = sites.truth.ad_out("nattelys", one, 0)
        assert truth is not None
        assert page.inner_text("h1.nl-title") == truth["title"]
        assert page.locator("ul.nl-prices li").count() == len(truth["prices"])
        assert page.locator(".nl-pics img").count() == truth["image_count"]
        page.goto(f"{sites.urls['nattelys']}profil/n0")
        page.wait_for_selector("h1.nl-gone")


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_app_draws_lists_more_and_profiles_in_each_variant(page: Page, seed: int) -> None:
    with UnknownSites(seed, NOW, ("app",)) as sites:
        page.goto(sites.urls["app"])
        page.wait_for_selector("a.tile")
        page.click("button.more")
        page.wait_for_function("document.querySelectorAll('a.tile').length === 30")
        row = next(row for row in sites.truth["app"].values() if row["reviews"])
        page.goto("about:blank")
        page.goto(str(row["url"]))
        page.wait_for_selector("article[data-id]")
        assert page.inner_text("article h1") == row["title"]
        assert page.locator("section.said blockquote").count() == len(row["reviews"])
        assert str(row["posted_at"]) in page.inner_text("article")


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_button_of_a_card_shows_the_number_and_the_list_grows(page: Page, seed: int) -> None:
    with UnknownSites(seed, NOW, ("cards",)) as sites:
        row = next(row for row in sites.truth["cards"].values() if str(row["phones"][0]).startswith("+45"))
        page.goto(str(row["url"]))
        page.click("button")
        page.wait_for_function("!document.querySelector('button').previousElementSibling.textContent.includes('•')")
        shown = page.evaluate("document.querySelector('button').previousElementSibling.textContent")
        assert re.sub(r"\D", "", shown).removeprefix("45") == row["phones"][0][3:]
        page.goto(sites.urls["cards"])
        if page.locator("[data-next]").count():
            page.click("[data-next]")
        elif page.locator("[data-scroll]").count():
            page.locator("[data-scroll]").scroll_into_view_if_needed()
        else:
            return
        page.wait_for_function("document.querySelectorAll('#g a').length >= 32")


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_second_app_draws_its_list_and_an_entry_from_island_variable_or_interface(page: Page, seed: int) -> None:
    with UnknownSites(seed, NOW, ("app2",)) as sites:
        page.goto(sites.urls["app2"])
        page.wait_for_selector("body[data-done]")
        assert page.locator("main > div > a").count() == 12
        row = next(row for row in sites.truth["app2"].values() if row["reviews"])
        page.goto(str(row["url"]))
        page.wait_for_selector("body[data-done]")
        assert page.inner_text("h1") == row["title"]
        assert str(row["alias"]) in page.inner_text("dl")
        assert page.locator("main > article").count() == len(row["reviews"])
        assert page.locator("main > ul > li").count() == len(row["prices"])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_second_card_site_shows_its_number_and_more_ads_on_a_click(page: Page, seed: int) -> None:
    with UnknownSites(seed, NOW, ("cards2",)) as sites:
        row = next(row for row in sites.truth["cards2"].values() if str(row["phones"][0]).startswith("+45"))
        page.goto(str(row["url"]))
        page.click("button")
        shown = re.sub(r"\D", "", page.inner_text("button"))
        assert shown.removeprefix("45") == row["phones"][0][3:]
        page.goto(sites.urls["cards2"])
        page.click("[data-load]")
        page.wait_for_function("document.querySelectorAll('main figure').length === 28")
