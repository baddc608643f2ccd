"""US-13: one key freezes the place and shows whom to call; nothing else happens there until the hotline has advised."""

from datetime import timedelta

from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session, col, select

from models.ad import Ad
from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.decision import Mark
from models.expiry import run_retention
from tests.review_ui.conftest import Served, click, log_in
from tests.review_ui.test_keys import press


def freeze(page: Page, token: str) -> None:
    page.goto(f"/queue?at={token}")
    press(page, "f")


def test_us_13_a_suspicion_freezes_the_place_and_shows_whom_to_call_in_order(
    worker: Page, own_served: Served, browser: Browser
) -> None:
    freeze(worker, "kolding-midt")
    assert worker.url.endswith("/places/kolding-midt/minor")
    steps = worker.locator(".calls li").all_inner_texts()
    assert ["112" in steps[0], "70 20 25 50" in steps[1], "114" in steps[2], "§ 135" in steps[3]] == [True] * 4
    # The link stands as words to be read out; nothing on the page opens or fetches it.
    expect(worker.locator("main")).to_contain_text("http://127.0.0.1:1/annonce")
    assert worker.locator("main a[href^='http'], main img").count() == 0
    expect(worker.locator("main")).not_to_contain_text("Vores piger")
    worker.goto("/queue")
    expect(worker.locator(".upnext")).not_to_contain_text("Kolding")
    context = browser.new_context(base_url=own_served.url)
    colleague = context.new_page()
    log_in(colleague, own_served.url, "coordinator")
    colleague.goto("/places/kolding-midt")
    assert colleague.url.endswith("/minor")
    context.close()


def test_a_frozen_place_takes_no_visit_no_number_no_text_and_no_level(worker: Page, own_served: Served) -> None:
    """R-MIN-4."""
    worker.goto("/places/kolding-midt")
    token = worker.input_value("input[name=csrf] >> nth=0")
    freeze(worker, "kolding-midt")
    for path, fields in (
        ("act", {"act": "visit"}),
        ("act", {"act": "level", "level": "green"}),
        ("reveal", {"purpose": "sms", "phone": "1"}),
        ("message", {"phone": "1", "template": "1"}),
        ("hand-over", {"to": "2", "reason": "x"}),
    ):
        answer = worker.request.post(f"/places/kolding-midt/{path}", form={"csrf": token, **fields})
        assert answer.status == 403, path
    with Session(own_served.engine) as session:
        assert {mark.kind for mark in session.exec(select(Mark)).all()} == {"minor"}


def test_us_13_whom_one_told_is_logged_and_after_the_receipt_only_site_and_date_are_left(
    worker: Page, own_served: Served
) -> None:
    freeze(worker, "kolding-midt")
    worker.select_option("#whom", "hotline")
    click(worker, "button[value=notified]")
    expect(worker.locator("section:has(#told)")).to_contain_text("CMM hotline")
    click(worker, "button[value=received]")
    expect(worker.locator("main")).to_contain_text("hjerterum 2026-11-15")
    with Session(own_served.engine) as session:
        point = session.exec(select(ContactPoint).where(ContactPoint.token == "kolding-midt")).one()
        assert session.exec(select(Ad).where(Ad.contact_point_id == point.id)).all() == []
        assert (point.address_sealed, point.lat) == (None, None)
        run_retention(session, now=own_served.clock.at + timedelta(days=6))
        assert session.exec(select(ContactPoint).where(ContactPoint.token == "kolding-midt")).all() != []
        run_retention(session, now=own_served.clock.at + timedelta(days=8))
        assert session.exec(select(ContactPoint).where(ContactPoint.token == "kolding-midt")).all() == []
        acts = [entry.act for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.number))).all()]
        assert [act for act in acts if act.startswith("minor")] == [
            "minor suspected",
            "minor notified",
            "minor receipt",
        ]


def test_a_press_by_mistake_is_taken_back_by_the_one_who_pressed(worker: Page) -> None:
    freeze(worker, "kolding-midt")
    click(worker, "button[value=mistake]")
    expect(worker.locator("h1")).to_have_text("Klinik i Kolding")


def test_only_the_hotlines_advice_opens_a_place_that_somebody_was_called_about(worker: Page) -> None:
    freeze(worker, "kolding-midt")
    click(worker, "button[value=notified]")
    assert worker.locator("button[value=mistake]").count() == 0
    click(worker, "button[value=advised]")
    expect(worker.locator(".done")).to_contain_text("åbent igen")
