"""US-11: one first text at a time, worded by two people, copied by hand, ticked afterwards. US-12: leave her alone."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.message import MessageEntry, MessageTemplate
from models.visit import DoNotContact
from outreach.messages.templates import DRAFTS
from tests.review_ui.conftest import Served, click

# A Monday at eleven, Danish time: texts are written on weekdays from ten to six.
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)


@pytest.fixture
def approved(own_served: Served) -> None:
    """A wording the coordinator approved."""
    own_served.clock.at = MONDAY
    with Session(own_served.engine) as session:
        session.add(
            MessageTemplate(
                organisation_id=1, name="Første", language="da", body=DRAFTS["da"], written_by=2, approved_by=3,
                approved_at=MONDAY,
            )
        )  # fmt: skip
        for ad_owner in session.exec(select(ContactPoint)).all():
            ad_owner.last_seen = MONDAY
            session.add(ad_owner)
        from models.ad import Ad

        for ad in session.exec(select(Ad)).all():
            ad.last_seen = MONDAY
            session.add(ad)
        session.commit()


def test_us_11_a_neutral_text_is_shown_once_with_its_length_and_its_outcome_ticked(
    approved: None, worker: Page, own_served: Served
) -> None:
    worker.goto("/places/kolding-midt")
    click(worker, "a:has-text('Skriv en sms')")
    expect(worker.locator("main")).to_contain_text("150 af 160 tegn")
    expect(worker.locator("main")).to_contain_text("•• •• •• 34")
    click(worker, "button:has-text('Vis nummer og tekst')")
    number = worker.input_value("#number")
    assert number.startswith("+457174") and number not in worker.url
    assert worker.input_value("#body") == DRAFTS["da"]
    worker.click("button[data-copy=body]")
    expect(worker.locator("#copied")).to_have_text("Kopieret.")
    click(worker, "main a:has-text('Mine sms')")
    expect(worker.locator("main")).to_contain_text("1 af 15")
    click(worker, "button[value=question]")
    expect(worker.locator("li .tag.on")).to_have_text("spørgsmål")
    with Session(own_served.engine) as session:
        entry = session.exec(select(MessageEntry)).one()
        assert (entry.outcome, number in str(entry.model_dump())) == ("question", False)
        assert all(number not in str(row.model_dump()) for row in session.exec(select(AuditEntry)).all())


def test_us_11_nobody_writes_twice_within_thirty_days_and_the_reason_is_said_in_danish(
    approved: None, worker: Page
) -> None:
    for expected in (200, 403):
        worker.goto("/places/kolding-midt/message")
        click(worker, "button:has-text('Vis nummer og tekst')")
        assert (worker.locator("#number").count() == 1) == (expected == 200)
    expect(worker.locator("[role=alert]")).to_contain_text("mindre end 30 dage")


def test_us_11_texting_is_off_until_a_second_person_approved_a_wording(worker: Page, own_served: Served) -> None:
    worker.goto("/places/kolding-midt/message")
    expect(worker.locator("main")).to_contain_text("Ingen godkendt tekst")
    worker.goto("/wordings?draft=da")
    worker.fill("#body", "Vi så din annonce. Anna fra politiet hjælper dig. https://hjaelp.dk")
    click(worker, "button[value=check]")
    problems = worker.locator("[role=alert] li").all_inner_texts()
    for words in ("nævner annoncen", "nævner politiet", "et link", "mangler: gratis", "mangler: hvordan man siger nej"):
        assert any(words in problem for problem in problems), words
    worker.goto("/wordings?draft=da")
    click(worker, "button[value=save]")
    expect(worker.locator("main")).to_contain_text("venter på godkendelse")
    with Session(own_served.engine) as session:
        assert session.exec(select(MessageTemplate)).one().approved_at is None


def test_us_12_one_mark_stops_every_organisation_and_nobody_can_tell_who_asked(
    worker: Page, own_served: Served
) -> None:
    worker.goto("/places/kolding-midt")
    worker.click("summary:has-text('Må ikke kontaktes')")
    click(worker, "button[value=number]")
    expect(worker.locator(".done")).to_contain_text("Ingen organisation")
    worker.click("summary:has-text('Må ikke kontaktes')")
    click(worker, "button[value=place]")
    with Session(own_served.engine) as session:
        assert len(session.exec(select(DoNotContact)).all()) == 1
        point = session.exec(select(ContactPoint).where(ContactPoint.token == "kolding-midt")).one()
        assert point.do_not_visit
        entry = session.exec(select(AuditEntry).where(AuditEntry.act == "do not contact")).one()
        assert (entry.subject, entry.details) == (None, {})
