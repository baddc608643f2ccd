"""Nobody is stuck: every page leads on, one's own language holds everywhere, and a mistake in a form costs one field only."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.review_ui.conftest import click
from tests.review_ui.test_keys import press

GIVE = Callable[[str], Page]


def test_a_suspicion_of_a_minor_is_raised_from_a_places_own_page_too(worker: Page) -> None:
    """US-13: whoever found the place by a list or a search is not sent to the queue first."""
    worker.goto("/places/kolding-midt")
    press(worker, "f")
    assert worker.url.endswith("/places/kolding-midt/minor")
    expect(worker.locator(".calls li").first).to_contain_text("112")


@pytest.mark.parametrize(("path", "back"), [("visit", "Til stedet"), ("hand-over", "Tilbage til stedet")])
def test_a_form_about_a_place_leads_back_to_it(as_role: GIVE, path: str, back: str) -> None:
    page = as_role("outreach")
    page.goto(f"/places/vejle-havn/{path}")
    click(page, f"a:has-text('{back}')")
    assert page.url.endswith("/places/vejle-havn")


def test_a_planned_route_opens_with_the_days_stops_and_is_called_the_same_on_the_front_page(page_as: GIVE) -> None:
    page = page_as("outreach")
    page.goto("/routes/new?place=vejle-havn")
    page.fill("#team", "2")
    click(page, "main form button")
    route = page.url.split("?")[0]
    day = page.locator(f"a[href='{route[route.index('/routes') :]}/day']")
    expect(day).to_have_count(1)
    click(page, "button:has-text('Planlæg')")
    expect(day).to_have_count(1)
    # Above the stops: on a phone it is the first thing of the day.
    expect(page.locator(".head").locator(day)).to_be_visible()


def test_a_places_name_follows_the_language_where_it_is_handed_over_and_previewed(page_as: GIVE) -> None:
    page = page_as("coordinator")
    page.goto("/places/vejle-havn/hand-over")
    expect(page.locator("main")).to_contain_text("i Vejle")
    page.goto("/settings")
    click(page, "form[action='/language'] button")
    page.goto("/places/vejle-havn/hand-over")
    expect(page.locator("main")).to_contain_text("in Vejle")
    page.goto("/places")
    page.locator("main input[type=checkbox][name=place]").first.check()
    click(page, "button:has-text('Preview')")
    expect(page.locator("main .list")).to_contain_text("in Vejle")


def test_a_new_users_area_is_kept_when_something_else_was_wrong(page_as: GIVE) -> None:
    page = page_as("administrator")
    page.goto("/users")
    page.fill("#login", "ny")
    page.fill("#password", "for kort")
    page.check("input[name=regions][value='1082']")
    page.evaluate("document.querySelector('#password').removeAttribute('minlength')")
    click(page, "button:has-text('Opret bruger')")
    expect(page.locator("[role=alert]")).to_contain_text("15")
    expect(page.locator("input[name=regions][value='1082']")).to_be_checked()
    expect(page.locator("input[name=regions][value='1083']")).not_to_be_checked()


def test_a_route_that_ends_before_it_begins_is_asked_about_in_its_form(page_as: GIVE) -> None:
    page = page_as("outreach")
    page.goto("/routes/new")
    page.fill("#team", "bil 2")
    page.fill("#start", "Vejle")
    page.fill("#starts", "16:00")
    page.fill("#ends", "09:00")
    click(page, "main form button")
    expect(page.locator("[role=alert]")).to_contain_text("før den slutter")
    expect(page.locator("#team")).to_have_value("bil 2")
    expect(page.locator("#starts")).to_have_value("16:00")
    assert page.locator("[aria-invalid]").count() == 0


@pytest.mark.parametrize(
    ("role", "first"), [("administrator", "/users"), ("dpo", "/audit"), ("analyst", "/trends"), ("coordinator", "/")]
)
def test_who_sees_no_places_has_the_own_work_in_the_menu_and_no_area(as_role: GIVE, role: str, first: str) -> None:
    page = as_role(role)
    page.goto("/settings")
    links = page.locator("nav.menu a")
    expect(links.first).to_have_attribute("href", first)
    assert 1 <= links.count() <= 5
    everywhere = page.locator("header nav a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert len(everywhere) == len(set(everywhere))


def test_a_long_masked_number_among_the_quoted_words_does_not_widen_the_page(as_role: GIVE) -> None:
    page = as_role("coordinator")
    page.set_viewport_size({"width": 360, "height": 780})
    for path in ("/queue?at=vejle-havn", "/places/vejle-havn"):
        page.goto(path)
        assert page.locator(".evidence mark").count()
        page.evaluate("document.querySelector('.evidence mark').textContent = '•'.repeat(60)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize(
    ("role", "path"),
    [("coordinator", "/lexicon"), ("coordinator", "/help"), ("coordinator", "/trail"), ("dpo", "/audit")],
)
def test_on_a_phone_every_value_of_a_table_says_what_it_is(as_role: GIVE, role: str, path: str) -> None:
    """The head of such a table is not shown there: "0,5" alone tells nobody anything."""
    page = as_role(role)
    page.goto(path)
    words = page.locator("table.cards-on-phone td").evaluate_all("all => all.map(one => one.dataset.word || '')")
    assert words
    assert all(words)


def test_an_act_on_a_place_that_is_refused_leads_back_to_it(as_role: GIVE) -> None:
    page = as_role("outreach")
    page.goto("/places/vejle-havn/hand-over")
    page.evaluate("document.querySelector('#reason').removeAttribute('required')")
    click(page, "main form button")
    expect(page.locator("[role=alert]")).to_be_visible()
    click(page, "a:has-text('Tilbage til stedet')")
    assert page.url.endswith("/places/vejle-havn")


def test_an_address_without_a_page_does_not_speak_of_a_lost_click(as_role: GIVE) -> None:
    page = as_role("outreach")
    page.goto("/nowhere")
    expect(page.locator("h1")).to_have_text("Her er ikke noget")
    expect(page.locator("main")).not_to_contain_text("Det sidste tryk")


def test_a_count_that_is_no_number_is_asked_for_again_on_its_form_by_its_own_name(page_as: GIVE) -> None:
    """The refusal once said "value: …" on a page of its own, and the rest of the form was gone."""
    page = page_as("analyst")
    page.goto("/figures/enter")
    page.select_option("#what", index=1)
    page.fill("#value", "tolv")
    click(page, "main form button")
    expect(page.locator("[role=alert]")).to_contain_text("Antal: skriv et helt tal")
    expect(page.locator("#value")).to_have_value("tolv")
    assert page.input_value("#what")


def test_a_place_is_offered_to_another_organisation_before_the_own_colleagues(as_role: GIVE) -> None:
    page = as_role("outreach")
    page.goto("/places/vejle-havn/hand-over")
    assert page.locator("#to option").all_inner_texts() == ["Reden International", "AmiAmi (jeres egne kolleger)"]


def test_a_level_set_with_a_visit_is_told_as_such_and_does_not_bring_the_place_back(page_as: GIVE) -> None:
    page = page_as("coordinator")
    page.goto("/queue?at=vejle-havn")
    press(page, "1")
    page.goto("/places/vejle-havn/visit")
    page.check("input[name=outcome][value=let_in]", force=True)
    page.click("main details summary")
    page.select_option("#level_after", "yellow")
    click(page, "main button:has-text('Gem besøget') >> nth=0")
    page.goto("/judgements")
    expect(page.locator("main")).to_contain_text("efter et besøg")
    page.goto("/queue")
    assert page.locator(".upnext a").count() > 3
    expect(page.locator(".upnext a[href*='at=vejle-havn']")).to_have_count(0)
