"""The stories at the door and between colleagues: visits, numbers, notes, hand-overs; each in a real browser."""

import re
from datetime import timedelta

from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session, select

from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.decision import Mark
from models.own_view import catch_up_one
from models.people import Organisation
from models.visit import DoNotContact, Visit
from tests.review_ui.conftest import Served, click, log_in
from tests.review_ui.making import Maker, Sketch


def test_us_09_and_10_a_door_outcome_by_two_taps_and_counts_by_steppers(worker: Page, own_served: Served) -> None:
    worker.set_viewport_size({"width": 360, "height": 780})
    worker.goto("/places/kolding-midt/visit")
    worker.wait_for_selector("html.js")
    worker.click("text=Lukket ind")
    worker.click("summary:has-text('Tal, tegn')")
    worker.click("button[aria-label='Flere: Talt med: ny']")
    worker.click("button[aria-label='Flere: Talt med: ny']")
    worker.click("button[aria-label='Færre: Talt med: ny']")
    worker.fill("#t-condoms", "12")
    worker.check("input[value=isolated]")
    click(worker, "main button:has-text('Gem besøget') >> nth=0")
    expect(worker.locator("#receipt")).to_have_text(re.compile(r"^2026-11-15-\d{6}$"))
    with Session(own_served.engine) as session:
        visit = session.exec(select(Visit).where(Visit.client_token != "old-visit")).one()
        assert visit.tallies == {"spoken_new": 1, "condoms": 12}
        assert visit.signs == ["isolated"]


def test_a_visit_sent_twice_counts_once(worker: Page, own_served: Served) -> None:
    worker.goto("/places/kolding-midt/visit")
    form = worker.eval_on_selector("main form", "form => Object.fromEntries(new FormData(form).entries())") | {
        "outcome": "closed"
    }
    receipts = {worker.request.post("/places/kolding-midt/visit", form=form).url for _ in range(2)}
    assert len(receipts) == 1
    with Session(own_served.engine) as session:
        assert len(session.exec(select(Visit)).all()) == 2


def test_a_note_with_a_number_a_name_or_a_diagnosis_is_asked_about_before_anything_is_saved(
    worker: Page, own_served: Served
) -> None:
    worker.goto("/places/kolding-midt/visit")
    worker.wait_for_selector("html.js")
    worker.click("text=Lukket ind")
    worker.click("summary:has-text('Tal, tegn')")
    worker.fill("#note", "Talte med Anna Hansen på 20 30 40 50, måske gravid")
    expect(worker.locator("#note-warn")).to_be_visible()
    click(worker, "main button:has-text('Gem besøget') >> nth=0")
    expect(worker.locator("[role=alert]")).to_contain_text("Intet er gemt endnu")
    expect(worker.locator("[role=alert]")).to_contain_text("et nummer")
    with Session(own_served.engine) as session:
        assert len(session.exec(select(Visit)).all()) == 1
    worker.fill("#note", "hund i opgangen")
    click(worker, "main button:has-text('Gem besøget') >> nth=0")
    expect(worker.locator("#receipt")).to_be_visible()


def test_us_12_a_number_nobody_may_write_to_is_never_revealed(worker: Page, own_served: Served) -> None:
    ring = own_served.keyring
    with Session(own_served.engine) as session:
        make = Maker(session, ring, own_served.clock.at)
        make.made = 900
        phone = make.phone("99")
        make.place("spaerret", Sketch(postcode="6000"), phone=phone)
        number = ring.unseal(phone.sealed, "phone.e164")
        session.add(DoNotContact(keyed=ring.key_do_not_contact(number), since=own_served.clock.at.date()))
        session.commit()
        for organisation in session.exec(select(Organisation.id)).all():
            catch_up_one(own_served.engine, ring, organisation or 0, now=own_served.clock.at)
    worker.goto("/places/spaerret")
    worker.click("summary:has-text('Vis nummeret')")
    worker.select_option("select[name=purpose]", "sms")
    click(worker, "button:has-text('Vis nummeret én gang')")
    expect(worker.locator("[role=alert]")).to_contain_text("Må ikke kontaktes")
    assert number not in worker.content()


def test_a_reveal_needs_a_purpose_is_audited_and_stops_at_twenty_a_day(worker: Page, own_served: Served) -> None:
    worker.goto("/places/kolding-midt")
    worker.click("summary:has-text('Vis nummeret')")
    worker.select_option("select[name=purpose]", "sms")
    click(worker, "button:has-text('Vis nummeret én gang')")
    expect(worker.locator("#number")).to_have_text(re.compile(r"^\+457174\d{2}34$"))
    assert "99" not in worker.url.split("/places")[1]
    worker.goto("/places/kolding-midt")
    form = worker.eval_on_selector(
        "form[action$='/reveal']", "form => Object.fromEntries(new FormData(form).entries())"
    )
    assert worker.request.post("/places/kolding-midt/reveal", form=form | {"purpose": ""}).status == 400
    statuses = [
        worker.request.post("/places/kolding-midt/reveal", form=form | {"purpose": "sms"}).status for _ in range(20)
    ]
    assert statuses == [200] * 19 + [403]
    with Session(own_served.engine) as session:
        reveals = session.exec(select(AuditEntry).where(AuditEntry.act == "reveal")).all()
        assert len(reveals) == 20
        assert {entry.purpose for entry in reveals} == {"sms"}


def test_us_13_what_to_do_about_a_minor_is_one_step_away_with_the_numbers_in_order(worker: Page) -> None:
    worker.goto("/help")
    steps = worker.locator("#minor li").all_inner_texts()
    assert ["112" in steps[0], "70 20 25 50" in steps[1], "114" in steps[2]] == [True, True, True]


def test_us_14_colleagues_safety_note_and_last_outcome_stand_before_the_door(worker: Page) -> None:
    worker.goto("/places/aabenraa")
    expect(worker.locator("section", has=worker.locator("#visits"))).to_contain_text("lukket ind")
    worker.click("summary:has-text('Skriv eller ret noten')")
    worker.fill("#access_note", "Løs hund i gården")
    click(worker, "section:has(#access) button")
    worker.goto("/places/aabenraa/visit")
    expect(worker.locator(".warn").first).to_have_text("Løs hund i gården")


def test_us_15_a_place_is_handed_over_and_the_other_organisation_accepts(
    worker: Page, own_served: Served, browser: Browser
) -> None:
    worker.goto("/places/kolding-midt")
    click(worker, "text=Overdrag stedet")
    worker.select_option("#to", label="Reden International")
    worker.fill("#reason", "Flyttet mod øst")
    click(worker, "main form button")
    expect(worker.locator("main")).to_contain_text("venter på svar")
    context = browser.new_context(base_url=own_served.url)
    other = context.new_page()
    log_in(other, own_served.url, "east")
    other.goto("/assignments")
    expect(other.locator("main")).to_contain_text("Flyttet mod øst")
    click(other, "button:has-text('Ja, vi tager det')")
    expect(other.locator("[role=status]")).to_contain_text("jeres i syv dage")
    answer = other.goto("/places/kolding-midt")
    assert answer is not None and answer.status == 200
    worker.goto("/places/kolding-midt")
    expect(worker.locator("main")).to_contain_text("Optaget af kollega")
    worker.goto("/assignments")
    expect(worker.locator("main")).to_contain_text("taget imod")
    context.close()


def test_a_place_outside_the_area_opens_for_a_stated_purpose_only(worker: Page, own_served: Served) -> None:
    answer = worker.goto("/places/koebenhavn")
    assert answer is not None and answer.status == 403
    expect(worker.locator("main")).not_to_contain_text("Vores piger")
    worker.select_option("#purpose", "kvalitet")
    click(worker, "button:has-text('Åbn stedet')")
    expect(worker.locator("h1")).to_have_text("Klinik i København Ø")
    with Session(own_served.engine) as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.act == "open outside area")).one()
        assert entry.purpose == "kvalitet"


def test_a_colleagues_claim_is_respected(worker: Page, own_served: Served) -> None:
    with Session(own_served.engine) as session:
        point = session.exec(select(ContactPoint).where(ContactPoint.token == "kolding-midt")).one()
        session.add(
            Mark(
                contact_point_id=point.id or 0,
                user_id=7,
                organisation_id=2,
                kind="claim",
                made_at=own_served.clock.at,
                until=own_served.clock.at + timedelta(days=3),
            )
        )
        session.commit()
    worker.goto("/queue?at=kolding-midt")
    expect(worker.locator("#card")).to_contain_text("Optaget af kollega")
    click(worker, "button[value=visit]")
    expect(worker.locator("[role=alert]")).to_have_text("Optaget af kollega.")
