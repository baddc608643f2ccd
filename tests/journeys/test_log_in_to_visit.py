"""The whole road on the screens: log in → area → triage → route → PDF → visit. Once with scripts, once without."""

from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from sqlmodel import Session, select

from models.audit import AuditEntry
from models.audit_chain import first_break
from models.contact_point import ContactPoint
from models.decision import LevelDecision
from models.visit import Visit
from tests.review_ui.conftest import Served, log_in, only_ours


def walk(page: Page, served: Served) -> None:
    """Walk the road; ``page`` is logged in as an outreach worker."""
    page.goto("/")
    expect(page.locator("h1")).to_contain_text("I dag i")
    expect(page.locator("ol.list li")).to_have_count(10)
    page.click("text=i køen")
    expect(page.locator("#card h2")).to_have_text("Klinik i Vejle")
    words = [one.inner_text() for one in page.locator("article h3").all()]
    assert words[0].startswith("Belæg")
    assert words[1].startswith("Taler imod")
    assert words[-1] == "Forslag"
    expect(page.locator("mark").first).to_have_text("virkede bange")
    page.click("button[value=red]")
    expect(page.locator("[role=status]").first).to_contain_text("Stor bekymring")
    page.goto("/places/vejle-havn")
    page.click("button[value=route]")
    page.fill("#day", "2026-11-15")
    page.fill("#team", "bil 1")
    page.click("main form button")
    expect(page.locator("ol.list > li")).to_have_count(1)
    page.goto("/places/kolding-midt")
    page.click("button[value=route]")
    expect(page.locator("ol.list > li")).to_have_count(2)
    page.click("form[action$='/plan'] button")
    expect(page.locator("[role=status]").first).to_contain_text("planlagt")
    expect(page.locator("ol.list > li").first).to_contain_text("ankomst")
    expect(page.locator("main")).to_contain_text("Køretider er anslået")
    _day_sheets(page)
    page.set_viewport_size({"width": 360, "height": 780})
    page.click("text=Log besøg >> nth=0")
    page.click("text=Lukket ind")
    page.click("main button:has-text('Gem besøget') >> nth=0")
    expect(page.locator("#receipt")).to_contain_text("2026-11-15-")
    page.click("text=Næste stop")
    expect(page.locator("h1")).to_contain_text("2.")
    with Session(served.engine) as session:
        visit = session.exec(select(Visit).where(Visit.client_token != "old-visit")).one()
        token = session.get_one(ContactPoint, visit.contact_point_id).token
        assert (visit.outcome, visit.level_before) == ("let_in", {"vejle-havn": "red", "kolding-midt": "yellow"}[token])
        assert session.exec(select(LevelDecision)).one().level == "red"
        acts = [entry.act for entry in session.exec(select(AuditEntry)).all()]
        assert {"log-in", "record view", "label", "visit logged"} <= set(acts)
        assert first_break(session) is None


def _day_sheets(page: Page) -> None:
    """Take every format; the paper holds the address and neither level, evidence, ad text nor number."""
    for name in ("pdf", "gpx", "ics", "csv", "xlsx"):
        with page.expect_download() as waiting:
            page.click(f"button[value={name}]")
        content = Path(waiting.value.path()).read_bytes()
        assert waiting.value.suggested_filename.endswith(f".{name}")
        assert len(content) > 100
        if name == "pdf":
            text = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages)
            assert "Opdigtet Vej 1" in text
            for word in ("bekymring", "Vores piger", "bange", "+45"):
                assert word not in text


def test_from_log_in_to_visit(worker: Page, own_served: Served) -> None:
    walk(worker, own_served)


def test_the_same_road_without_scripts(browser: Browser, own_served: Served) -> None:
    """Reading, deciding, planning and logging a visit need no JavaScript."""
    strays: list[str] = []
    context = browser.new_context(
        base_url=own_served.url, viewport={"width": 1280, "height": 900}, java_script_enabled=False
    )
    only_ours(context, own_served.url, strays)
    page = context.new_page()
    log_in(page, own_served.url, "outreach")
    walk(page, own_served)
    context.close()
    assert strays == []
