"""The stories of people who wrote the ads: the only pages that need no log-in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session, select

from models.audit import AuditEntry
from models.request import DataRequest
from review_ui.pages.notice import LANGUAGES, notice
from tests.conftest import NOW
from tests.review_ui.conftest import Served


def test_us_39_the_notice_says_what_why_whence_how_long_in_eight_languages(browser: Browser, served: Served) -> None:
    assert len(LANGUAGES) == 8
    page = browser.new_page(base_url=served.url, viewport={"width": 360, "height": 780}, java_script_enabled=False)
    page.goto("/notice")
    for code in LANGUAGES:
        words = notice(code)
        page.get_by_role("link", name=words["name"], exact=True).click()
        article = page.locator(f"article[lang={code}]")
        for part in ("title", "what", "whence", "long", "object", "rights"):
            expect(article).to_contain_text(words[part])
        # The screens' own sentence at the foot is Danish here: under a notice in another language it is left out.
        expect(page.locator("footer p")).to_have_count(2 if code == "da" else 1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_every_language_of_the_notice_has_the_same_parts() -> None:
    parts = set(notice("da"))
    assert all(set(notice(code)) == parts and all(notice(code).values()) for code in LANGUAGES)
    assert all("70 20 25 50" in notice(code)["rights"] for code in LANGUAGES)


@pytest.mark.parametrize("number", ["71 74 00 01", "+45 71749999"])
def test_us_40_saying_no_gets_the_same_answer_for_every_number(
    browser: Browser, own_served: Served, number: str
) -> None:
    page = browser.new_page(base_url=own_served.url)
    page.goto("/notice?lang=th")
    page.get_by_label(notice("th")["number"]).fill(number)
    page.get_by_role("button", name=notice("th")["send"]).click()
    expect(page.get_by_role("status")).to_have_text(notice("th")["sent"])
    assert number.replace(" ", "")[-8:] not in page.content().replace(" ", "")
    with Session(own_served.engine) as session:
        [request] = session.exec(select(DataRequest)).all()
        # Nothing is looked up while the asker waits, and the trail does not tell the number.
        assert request.done_at is None and request.number_sealed is not None
        assert number.encode() not in request.number_sealed
        assert [entry.act for entry in session.exec(select(AuditEntry)) if "request" in entry.act] == []
    page.get_by_label(notice("th")["number"]).fill("hello")
    page.get_by_role("button", name=notice("th")["send"]).click()
    expect(page.get_by_role("alert")).to_have_text(notice("th")["wrong"])
    page.close()


def test_us_28_the_protection_officer_sees_that_somebody_asked_but_no_number(
    page_as: Callable[[str], Page], own_served: Served
) -> None:
    page = page_as("dpo")
    with Session(own_served.engine) as session:
        session.add(DataRequest(asked_at=NOW, language="ro", number_sealed=b"sealed"))
        session.commit()
    page.goto("/requests")
    expect(page.get_by_role("cell", name="i nat")).to_be_visible()
    expect(page.get_by_text("1 venter")).to_be_visible()
