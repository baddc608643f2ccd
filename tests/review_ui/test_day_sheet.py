"""US-18: the day on a phone keeps working without coverage, loses no logged visit, stores nothing, and ends with the day."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from models.visit import Visit
from tests.review_ui.conftest import Served, click, log_in


@pytest.fixture
def sheet(worker: Page) -> Iterator[Page]:
    """The open day-sheet of a route with two stops, on a phone."""
    worker.set_viewport_size({"width": 360, "height": 780})
    worker.goto("/routes/new?place=vejle-havn")
    worker.fill("#team", "1")
    worker.fill("#day", "2026-11-15")
    click(worker, "main form button")
    worker.goto("/places/kolding-midt")
    click(worker, "button[value=route]")
    worker.goto("/routes/1/day")
    # The server's day is invented; the browser's clock is set to it.
    worker.wait_for_selector("html.js")
    yield worker


def tap(page: Page, stop: int, outcome: str) -> None:
    page.evaluate(f"document.querySelector('#day-{stop} .day-log').open = true")
    page.click(f"#day-{stop} label:has-text('{outcome}')")
    page.click(f"#day-{stop} button.wide")


def visits(served: Served) -> list[Visit]:
    with Session(served.engine) as session:
        return list(session.exec(select(Visit).where(Visit.client_token != "old-visit").order_by(col(Visit.id))).all())


@pytest.fixture(autouse=True)
def browser_clock(worker: Page) -> None:
    worker.clock.install(time="2026-11-15T10:00:00+01:00")


def test_us_18_visits_logged_without_coverage_are_sent_when_it_comes_back_each_with_a_receipt(
    sheet: Page, own_served: Served
) -> None:
    sheet.context.set_offline(True)
    tap(sheet, 1, "Lukket ind")
    tap(sheet, 2, "Ingen hjemme")
    expect(sheet.locator("#day-state")).to_contain_text("2 besøg venter på dækning")
    assert visits(own_served) == []
    # Nothing lies on the phone.
    kept = sheet.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length]"
    )
    assert kept == [0, 0, 0, 0]
    sheet.context.set_offline(False)
    sheet.clock.run_for(11_000)
    expect(sheet.locator("#day-state")).to_have_text("Alt er sendt.")
    for stop in (1, 2):
        expect(sheet.locator(f"#day-{stop} .stop-state")).to_have_text(re.compile(r"Kvittering 2026-11-15-\d{6}"))
    assert [visit.outcome for visit in visits(own_served)] == ["let_in", "nobody_there"]


def test_us_18_a_page_the_browser_kept_stays_while_visits_on_it_are_not_sent(sheet: Page) -> None:
    shown_again = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    sheet.context.set_offline(True)
    tap(sheet, 1, "Lukket ind")
    sheet.evaluate(shown_again)
    expect(sheet.locator("#day-state")).to_contain_text("1 besøg venter på dækning")
    sheet.context.set_offline(False)
    sheet.clock.run_for(11_000)
    expect(sheet.locator("#day-state")).to_have_text("Alt er sendt.")
    assert sheet.evaluate(f"() => {{ {shown_again}; return document.body.textContent }}") == ""


def test_us_18_a_log_in_that_ran_out_meanwhile_loses_nothing(sheet: Page, own_served: Served) -> None:
    sheet.context.set_offline(True)
    tap(sheet, 1, "Lukket")
    sheet.context.set_offline(False)
    sheet.context.clear_cookies()
    sheet.clock.run_for(11_000)
    expect(sheet.locator("#day-state")).to_contain_text("Log ind igen i en ny fane")
    other = sheet.context.new_page()
    log_in(other, own_served.url, "outreach")
    sheet.clock.run_for(11_000)
    expect(sheet.locator("#day-1 .stop-state")).to_contain_text("Kvittering")
    assert len(visits(own_served)) == 1


def test_us_18_the_sheet_ends_with_the_day_even_when_the_clock_is_set_back(sheet: Page) -> None:
    sheet.clock.run_for(14 * 3_600_000)
    expect(sheet.locator("#day-state")).to_contain_text("Dagen er slut")
    assert sheet.locator(".stops, form.day-form").count() == 0
    sheet.clock.set_fixed_time("2026-11-15T10:00:00+01:00")
    expect(sheet.locator("main")).not_to_contain_text("Opdigtet Vej")


def test_us_18_the_sheet_shows_no_level_no_evidence_no_text_and_no_number(sheet: Page) -> None:
    expect(sheet.locator("main")).to_contain_text("Opdigtet Vej 1")
    words = sheet.inner_text("main")
    for word in ("bekymring", "Vores piger", "••", "+45", "netværk"):
        assert word not in words, word
    assert sheet.locator("main [class*=level]").count() == 0


def test_us_18_closing_the_day_wipes_the_browser_and_logs_out(sheet: Page) -> None:
    click(sheet, "#day-close button")
    expect(sheet.locator("h1")).to_have_text("Dagen er lukket")
    assert sheet.context.cookies() == []
    sheet.goto("/routes/1/day")
    assert "/login" in sheet.url
