"""Two people: US-24 a sample read twice, US-27 a file that needs a second person's yes. And the week in counts (US-07)."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.decision import LevelDecision, Mark
from models.site import Site
from review_ui.gather import second_readings
from tests.review_ui.conftest import Served, click


def test_us_24_a_sample_is_read_again_blind_and_the_agreement_counted(
    page_as: Callable[[str], Page], own_served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_readings, "ONE_IN", 1)
    worker = page_as("outreach")
    worker.goto("/queue?at=vejle-havn")
    click(worker, "button[value=yellow]")
    reader = page_as("coordinator")
    reader.goto("/second-reading")
    expect(reader.locator("main .adtext").first).to_contain_text("Vores piger")
    # Blind: no marked words, no proposal, no decision.
    assert reader.locator("main mark, main .proposed").count() == 0
    reader.check("input[value=third_party_control]")
    reader.check("input[name=level][value=yellow]")
    click(reader, "button:has-text('Gem, og vis næste')")
    with Session(own_served.engine) as session:
        said = json.loads(session.exec(select(Mark).where(Mark.kind == "second")).one().value or "")
        assert (said["level"], said["first"], said["seen"]) == ("yellow", "yellow", ["third_party_control"])
        assert len(session.exec(select(LevelDecision)).all()) == 1
    expect(reader.locator("section:has(#agree)")).to_contain_text("1 / 1 (100 %)")
    # Nobody reads what one decided oneself.
    worker.goto("/second-reading")
    assert "vejle-havn" not in worker.content()


def test_us_24_the_sample_is_small_and_the_same_for_everybody_all_week(
    page_as: Callable[[str], Page], own_served: Served
) -> None:
    week, other = "2026-W46", "2026-W47"

    class Desk:
        class office:  # noqa: N801 - stands for an attribute
            keyring = own_served.keyring

    chosen = {number for number in range(20_000) if second_readings.in_sample(Desk, number, week)}  # type: ignore[arg-type]
    later = {number for number in range(20_000) if second_readings.in_sample(Desk, number, other)}  # type: ignore[arg-type]
    assert 800 < len(chosen) < 1200
    assert len(chosen & later) < 120


def test_us_27_a_file_with_real_places_waits_for_a_second_persons_yes_and_is_good_for_one(
    page_as: Callable[[str], Page], own_served: Served
) -> None:
    with Session(own_served.engine) as session:
        site = session.get_one(Site, "hjerterum")
        site.is_loopback = False
        session.add(site)
        session.commit()
    worker, coordinator = page_as("outreach"), page_as("coordinator")
    worker.goto("/routes/new?place=kolding-midt")
    worker.fill("#team", "1")
    click(worker, "main form button")
    click(worker, "button[value=csv]")
    expect(worker.locator("h2#ask")).to_have_text("En anden skal sige ja")
    click(worker, "form[action='/exports/ask'] button")
    expect(worker.locator("main")).to_contain_text("din egen: en anden svarer")
    coordinator.goto("/exports")
    click(coordinator, "button[value=yes]")
    expect(coordinator.locator(".done")).to_contain_text("Godkendt")
    worker.goto("/exports")
    with worker.expect_download() as waiting:
        worker.click("button:has-text('Hent filen')")
    assert waiting.value.suggested_filename.endswith(".csv")
    worker.goto("/exports")
    assert worker.locator("button:has-text('Hent filen')").count() == 0
    with Session(own_served.engine) as session:
        acts = [entry.act for entry in session.exec(select(AuditEntry)).all()]
        assert {"export asked", "export approved", "export"} <= set(acts)


def test_us_27_nobody_approves_ones_own_file(page_as: Callable[[str], Page], own_served: Served) -> None:
    coordinator = page_as("coordinator")
    coordinator.goto("/routes/new?place=kolding-midt")
    coordinator.fill("#team", "1")
    click(coordinator, "main form button")
    coordinator.goto("/exports?route=1&format=pdf&purpose=ruteplan")
    click(coordinator, "form[action='/exports/ask'] button")
    assert coordinator.locator("button[value=yes]").count() == 0
    token = coordinator.input_value("input[name=csrf] >> nth=0")
    answer = coordinator.request.post("/exports/answer", form={"csrf": token, "request": "1", "act": "yes"})
    assert answer.status == 403


def test_us_07_the_weeks_digest_holds_counts_and_links_only(page_as: Callable[[str], Page]) -> None:
    worker = page_as("outreach")
    worker.goto("/places?level=yellow")
    worker.click("summary:has-text('Filtrér')") if not worker.locator("#f-name").is_visible() else None
    worker.fill("#f-name", "Gule steder")
    click(worker, "button:has-text('Gem filter')")
    worker.goto("/week")
    expect(worker.locator("tbody tr")).to_have_count(2)
    text = worker.input_value("#plain")
    assert "Gule steder: i alt 12" in text and "/places?filter=1" in text
    for word in ("Vejle", "Kolding", "Vores piger", "••"):
        assert word not in text


def test_us_22_many_places_are_claimed_at_once_and_given_back_by_one_undo(
    page_as: Callable[[str], Page], own_served: Served
) -> None:
    coordinator = page_as("coordinator")
    coordinator.goto("/places")
    for box in coordinator.locator("input[name=place]").all()[:3]:
        box.check()
    coordinator.select_option("#deed", "visit")
    click(coordinator, "text=Se først, hvad der sker")
    click(coordinator, "button:has-text('Udfør')")
    coordinator.goto("/assignments")
    expect(coordinator.locator("section:has(#held) li")).to_have_count(3)
    coordinator.goto("/places?done=bulk")
    click(coordinator, "button:has-text('Fortryd')")
    coordinator.goto("/assignments")
    expect(coordinator.locator("section:has(#held) li")).to_have_count(0)


def test_us_15_a_hand_over_nobody_answers_lapses_after_seven_days(
    page_as: Callable[[str], Page], own_served: Served
) -> None:
    worker = page_as("outreach")
    worker.goto("/places/kolding-midt/hand-over")
    worker.select_option("#to", label="Reden International")
    worker.fill("#reason", "Flyttet mod øst")
    click(worker, "main form button")
    from datetime import timedelta

    own_served.clock.at += timedelta(days=8)
    other = page_as("east")
    other.goto("/assignments")
    expect(other.locator("main")).not_to_contain_text("Flyttet mod øst")
    again = page_as("outreach")
    again.goto("/assignments")
    expect(again.locator("main")).to_contain_text("bortfaldet")


def test_us_10_a_visit_is_corrected_on_its_own_day_and_the_first_counts_no_more(
    page_as: Callable[[str], Page], own_served: Served
) -> None:
    worker = page_as("outreach")
    worker.goto("/places/kolding-midt/visit")
    worker.click("text=Lukket ind")
    click(worker, "main button:has-text('Gem besøget') >> nth=0")
    click(worker, "a:has-text('Ret besøget')")
    assert worker.is_checked("input[value=let_in]")
    worker.click("label:has-text('Ingen hjemme')")
    click(worker, "main button:has-text('Gem besøget') >> nth=0")
    worker.goto("/places/kolding-midt")
    expect(worker.locator("section:has(#visits) li")).to_have_count(1)
    expect(worker.locator("section:has(#visits)")).to_contain_text("ingen hjemme")


def test_a_note_is_asked_about_in_the_queue_and_on_a_places_page_too(
    page_as: Callable[[str], Page], own_served: Served
) -> None:
    worker = page_as("outreach")
    for path in ("/queue?at=kolding-midt", "/places/kolding-midt"):
        worker.goto(path)
        worker.evaluate("document.querySelector('#note').closest('details')?.setAttribute('open', '')")
        worker.fill("#note", "Talte med Anna Hansen, gravid")
        click(worker, "form:has(#note) button")
        expect(worker.locator("[role=alert]")).to_contain_text("Intet er gemt endnu")
        with Session(own_served.engine) as session:
            assert session.exec(select(Mark).where(Mark.kind == "note")).all() == []
    worker.fill("#note", "hund i opgangen")
    click(worker, "main form button")
    with Session(own_served.engine) as session:
        assert [mark.value for mark in session.exec(select(Mark).where(Mark.kind == "note")).all()] == [
            "hund i opgangen"
        ]


def test_what_cannot_wait_stands_on_the_front_page(page_as: Callable[[str], Page], own_served: Served) -> None:
    """Instant news only for a suspicion of a minor and a site that cannot be read (digest)."""
    coordinator = page_as("coordinator")
    coordinator.goto("/")
    expect(coordinator.locator("main")).to_contain_text("1 side kan ikke læses som normalt")
    coordinator.goto("/queue?at=kolding-midt")
    click(coordinator, "button[value=minor]")
    coordinator.goto("/")
    expect(coordinator.locator("main .warn").first).to_contain_text("Mistanke om mindreårig")
    with Session(own_served.engine) as session:
        assert session.exec(select(ContactPoint).where(ContactPoint.token == "kolding-midt")).one()


def test_an_account_is_refused_in_danish_on_a_danish_screen(page_as: Callable[[str], Page]) -> None:
    administrator = page_as("administrator")
    administrator.goto("/users")
    administrator.fill("#login", "outreach")
    administrator.fill("#password", "en lang opdigtet sætning")
    click(administrator, "form[action='/users'] button")
    expect(administrator.locator("[role=alert]")).to_have_text("Brugernavnet er taget.")
