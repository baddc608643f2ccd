"""The stories of administrators and the protection officer, each in a real browser."""

from datetime import timedelta
from pathlib import Path

import pypdf
from playwright.sync_api import expect
from sqlmodel import Session, select

from models.audit import AuditEntry
from models.collecting import TdmDecision
from models.people import User, UserSession
from models.site import CrawlPass, Site
from tests.conftest import NOW
from tests.review_ui.conftest import Served, click


def test_us_33_an_administrator_adds_a_user_and_a_leaver_loses_every_log_in(page_as, own_served: Served) -> None:  # type: ignore[no-untyped-def]
    page = page_as("administrator")
    page.goto("/users")
    page.fill("#login", "ny")
    page.fill("#password", "for kort")
    page.evaluate("document.querySelector('#password').removeAttribute('minlength')")
    click(page, "button:has-text('Opret bruger')")
    expect(page.locator("[role=alert]")).to_contain_text("15")
    page.fill("#password", "en anden lang sætning")
    page.select_option("#role", "outreach")
    click(page, "button:has-text('Opret bruger')")
    leaver = page_as("outreach")
    leaver.goto("/queue")
    page.goto("/users")
    page.click("summary:has-text('outreach')")
    click(page, "li:has(h2:text-is('outreach')) button:has-text('Luk kontoen')")
    leaver.goto("/queue")
    assert "/login" in leaver.url
    with Session(own_served.engine) as session:
        gone = session.exec(select(User).where(User.login == "outreach")).one()
        open_ones = session.exec(select(UserSession).where(UserSession.user_id == gone.id)).all()
        assert gone.disabled_at and all(one.ended_at for one in open_ones)
        assert session.exec(select(User).where(User.login == "ny")).one().role == "outreach"


def test_us_34_the_protection_officer_reads_the_trail_and_verifies_the_chain(page_as, own_served: Served) -> None:  # type: ignore[no-untyped-def]
    page_as("outreach").goto("/places/vejle-havn")
    page = page_as("dpo")
    page.goto("/audit")
    expect(page.locator("table")).to_contain_text("place:vejle-havn")
    click(page, "button:has-text('Kontrollér kæden')")
    expect(page.locator("[role=status]")).to_contain_text("Kæden er hel")
    with Session(own_served.engine) as session:
        entry = session.exec(select(AuditEntry)).first()
        assert entry
        entry.act = "nothing happened"
        session.add(entry)
        session.commit()
    click(page, "button:has-text('Kontrollér kæden')")
    expect(page.locator("[role=alert]")).to_contain_text("brudt ved linje 1")


def test_us_34_numbers_opened_in_a_row_are_put_before_a_second_person(page_as, own_served: Served) -> None:  # type: ignore[no-untyped-def]
    page = page_as("outreach")
    for token in ("vejle-havn", "kolding-midt", "esbjerg-nord", "odense-c"):
        page.goto(f"/places/{token}")
        page.locator("details:has(form[action$='/reveal']) summary").first.click()
        page.locator("form[action$='/reveal'] select[name=purpose]").first.select_option("besog")
        page.locator("form[action$='/reveal'] button").first.click()
        page.wait_for_url("**/reveal")
    officer = page_as("dpo")
    officer.goto("/alerts")
    # The invented day is a Sunday: that is asked about too.
    expect(officer.locator("h2#waiting")).to_have_text("2 venter på svar")
    expect(officer.locator("main")).not_to_contain_text("71 74")
    row = officer.locator("li:has-text('Flere numre hurtigt efter hinanden')")
    row.locator("input[name=answer]").fill("Ringede til fire klinikker før ruten.")
    row.locator("button:has-text('Forklaret')").click()
    expect(officer.locator("h2#waiting")).to_have_text("1 venter på svar")
    expect(officer.locator("main")).to_contain_text("Ringede til fire klinikker før ruten.")
    click(officer, "button:has-text('Se efter nu')")
    expect(officer.locator("[role=status]")).to_have_text("Sporet er set igennem.")
    with Session(own_served.engine) as session:
        assert (
            session.exec(select(AuditEntry).where(AuditEntry.act == "alert answered"))
            .one()
            .subject.startswith("alert:")
        )


def test_us_37_one_site_or_all_are_paused(page_as, own_served: Served) -> None:  # type: ignore[no-untyped-def]
    page = page_as("administrator")
    page.goto("/sites")
    click(page, "button:has-text('Nødstop')")
    with Session(own_served.engine) as session:
        assert session.exec(select(Site)).one().paused
    click(page, "button:has-text('Genoptag')")
    with Session(own_served.engine) as session:
        assert not session.exec(select(Site)).one().paused


def test_when_a_site_is_collected_is_set_and_taken_back(page_as, own_served: Served) -> None:  # type: ignore[no-untyped-def]
    page = page_as("administrator")
    page.goto("/sites/hjerterum")
    for name, typed in (("every_h", "6"), ("opens", "08:00"), ("closes", "16:00")):
        page.fill(f"[name={name}]", typed)
    click(page, "button[value=schedule]")
    with Session(own_served.engine) as session:
        wanted = {"every_h": 6, "window": ["08:00", "16:00"], "timezone": "Europe/Copenhagen"}
        assert session.exec(select(Site)).one().schedule == wanted
    click(page, "button[value=as_defined]")
    with Session(own_served.engine) as session:
        assert session.exec(select(Site)).one().schedule is None


def test_a_reservation_is_lifted_and_the_decision_taken_back(page_as, own_served: Served) -> None:  # type: ignore[no-untyped-def]
    with Session(own_served.engine) as session:
        session.add(CrawlPass(site="hjerterum", started_at=NOW, status="refused", permissions={"tdm": "ai.txt"}))
        session.commit()
    page = page_as("administrator")
    page.goto("/sites/hjerterum")
    allowed = page.locator("section[aria-labelledby=allowed]")
    expect(allowed).to_contain_text("ai.txt")
    expect(allowed).to_contain_text("Ingen: et forbehold stopper siden.")
    page.click("summary:has-text('beslutning')")
    why = "Rådgivningen har ret til at læse siden, se notat af 1. marts."
    typed = {"by": "Bente Friis, leder", "why": why, "until": (NOW + timedelta(days=500)).date().isoformat()}
    for name, words in typed.items():
        page.fill(f"[name={name}]", words)
    click(page, "button[value=lift]")
    # Longer than a year: refused, and nothing typed is lost.
    expect(page.get_by_role("alert")).to_contain_text("inden for 12 måneder")
    assert {name: page.input_value(f"[name={name}]") for name in typed} == typed
    until = NOW + timedelta(days=90)
    page.fill("[name=until]", until.date().isoformat())
    click(page, "button[value=lift]")
    expect(allowed).to_contain_text("ai.txt: ophævet af Bente Friis, leder")
    click(page, "button[value=withdraw]")
    expect(page.get_by_role("status")).to_have_text("Beslutningen er trukket tilbage.")
    expect(allowed).to_contain_text("Ingen: et forbehold stopper siden.")
    with Session(own_served.engine) as session:
        kept = session.exec(select(TdmDecision)).one()
        acts = session.exec(select(AuditEntry.act).where(AuditEntry.subject == "site:hjerterum")).all()
    assert (kept.covers, kept.withdrawn_at is not None) == (["ai.txt"], True)
    assert acts[-2:] == ["lift reservation", "withdraw lifting"]


def test_us_38_the_protection_officer_takes_the_papers_with_the_installations_own_numbers(page_as) -> None:  # type: ignore[no-untyped-def]
    page = page_as("dpo")
    page.goto("/documents")
    expect(page.locator("main h2")).to_have_count(5)
    with page.expect_download() as taken:
        page.locator("section:has-text('Konsekvensanalyse') button:has-text('PDF')").click()
    paper = pypdf.PdfReader(str(taken.value.path()))
    assert "AmiAmi, Reden International" in paper.pages[0].extract_text()
    for form in ("PDF", "Markdown"):
        with page.expect_download() as taken:
            page.locator(f"section:has-text('Fortegnelse') button:has-text('{form}')").click()
    assert "| `contact_point` | den der annoncerer | 16 |" in Path(taken.value.path()).read_text(encoding="utf-8")
