"""What the browser refuses to every script on our pages, and that ours work all the same, in a real Chromium."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, expect
from sqlmodel import Session, col, select

from models.collecting import CollectJob
from tests.review_ui.conftest import Served

PARSERS = (
    "document.body.innerHTML = '<b>x</b>'",
    "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
    "new DOMParser().parseFromString('<b>x</b>', 'text/html')",
    "document.write('<b>x</b>')",
    "document.createElement('script').src = '/static/keys.js'",
    "document.createElement('script').text = '1'",
    "document.createElement('iframe').srcdoc = '<b>x</b>'",
)


@pytest.mark.parametrize("parser", PARSERS)
def test_no_script_may_hand_text_to_a_parser(as_role: Callable[[str], Page], parser: str) -> None:
    page = as_role("coordinator")
    page.goto("/help")
    with pytest.raises(Error, match="requires 'Trusted"):
        page.evaluate(f"() => {{ {parser} }}")


def test_no_script_may_make_itself_an_exception(as_role: Callable[[str], Page]) -> None:
    page = as_role("coordinator")
    page.goto("/help")
    with pytest.raises(Error, match="disallowed"):
        page.evaluate("() => { trustedTypes.createPolicy('default', { createHTML: (text) => text }) }")


def test_a_page_of_something_that_runs_keeps_itself_up_to_date(
    page_as: Callable[[str], Page], own_served: Served
) -> None:
    """The one script that fetches pages besides the day-sheet's: it parses nothing itself."""
    with Session(own_served.engine) as session:
        job = session.exec(select(CollectJob).order_by(col(CollectJob.id))).first()
        assert job is not None
        job.status, number = "running", job.id
        session.add(job)
        session.commit()
    page = page_as("administrator")
    wrong: list[str] = []
    page.on("pageerror", lambda problem: wrong.append(str(problem)))
    page.goto(f"/sites/jobs/{number}")
    expect(page.locator("[data-live-on]")).to_have_count(1)
    with Session(own_served.engine) as session:
        job = session.get(CollectJob, number)
        assert job is not None
        job.status = "failed"
        session.add(job)
        session.commit()
    expect(page.locator("[data-live-on]")).to_have_count(0, timeout=20_000)
    assert wrong == []
