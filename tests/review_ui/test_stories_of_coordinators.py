"""The stories of coordinators and analysts, each in a real browser."""

import io
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
import pypdf
from playwright.sync_api import expect
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.keys import KeyRing
from models.network import LinkJudgement
from models.settings import Settings
from models.values import Direction, Evidence, IndicatorHit, Level, Reading
from models.visit import RouteStop
from review_ui.app import create_app
from review_ui.pages.onboarding import QUIZ
from tests.conftest import NOW
from tests.review_ui.conftest import Served, click
from tests.review_ui.invented import invent
from tests.review_ui.test_every_page import client_of, form_token


def test_us_08_days_are_planned_for_an_area_and_two_teams(page_as, own_served: Served) -> None:  # type: ignore[no-untyped-def]
    page = page_as("coordinator")
    page.goto("/routes")
    page.get_by_role("link", name="Planlæg dage").first.click()
    page.get_by_label("Midtjylland").uncheck()
    page.get_by_label("Antal hold").select_option("2")
    page.get_by_label("Startsted").fill("Fredericia")
    page.get_by_label("Slutsted").fill("Ingensteds")
    page.get_by_role("button", name="Planlæg").click()
    expect(page.get_by_role("alert")).to_contain_text("Startstedet kendes ikke")
    expect(page.get_by_label("Antal hold")).to_have_value("2")
    page.get_by_label("Slutsted").fill("7100")
    page.get_by_role("button", name="Planlæg").click()
    page.wait_for_url("**/routes?done=days_planned")
    expect(page.get_by_role("status")).to_contain_text("Dagene er planlagt")
    routes = page.locator("ul.list li")
    assert routes.count() == 2
    with Session(own_served.engine) as session:
        stops = session.exec(select(RouteStop.contact_point_id)).all()
        south = session.exec(select(ContactPoint.id).where(ContactPoint.region_code == "1083")).all()
    assert len(stops) == len(set(stops)) > 5
    assert set(stops) <= set(south)
    page.get_by_role("link", name="mandag").first.click()
    expect(page.get_by_text("ankomst").first).to_be_visible()
    # Everything near is on a route by now: planning the same again says so and makes nothing.
    page.goto("/routes/plan")
    page.get_by_label("Startsted").fill("Fredericia")
    page.get_by_label("Midtjylland").uncheck()
    page.get_by_role("button", name="Planlæg").click()
    expect(page.get_by_role("alert")).to_contain_text("intet at planlægge")


def test_us_25_and_32_the_half_year_pack_is_taken_along_and_a_year_is_frozen(page_as) -> None:  # type: ignore[no-untyped-def]
    page = page_as("coordinator")
    page.goto("/figures?year=2025")
    expect(page.get_by_text("Ikke frosset")).to_be_visible()
    page.get_by_role("button", name="Frys 2025").click()
    expect(page.get_by_role("status")).to_contain_text("Året er frosset")
    expect(page.get_by_text("Tallene er uændrede")).to_be_visible()
    assert page.get_by_role("button", name="Frys 2025").count() == 0
    with page.expect_download() as pack:
        page.get_by_role("button", name="1. halvår 2026").click()
    pages = pypdf.PdfReader(pack.value.path()).pages
    assert "Halvårets tal" in pages[0].extract_text()
    with page.expect_download() as workbook:
        page.get_by_role("button", name="XLSX").click()
    assert openpyxl.load_workbook(io.BytesIO(workbook.value.path().read_bytes())).sheetnames == ["2025"]


def test_us_30_hotline_calls_are_entered_as_counts_and_taken_back(page_as) -> None:  # type: ignore[no-untyped-def]
    page = page_as("analyst")
    page.goto("/figures/enter")
    page.get_by_label("Hvilket tal").select_option("F16 police")
    page.get_by_label("Antal").fill("12")
    page.get_by_label("Dag").fill("2026-11-02")
    page.get_by_role("button", name="Gem tallet").click()
    expect(page.get_by_role("status")).to_contain_text("Tallet er gemt")
    page.goto("/figures")
    page.locator("section[aria-labelledby=F16] summary").click()
    assert "politi 12" in " ".join(page.locator("section[aria-labelledby=F16]").inner_text().split())
    page.goto("/figures/enter")
    page.get_by_role("button", name="Tag tilbage").click()
    expect(page.get_by_text("Ingen tal endnu")).to_be_visible()


def test_us_21_each_region_shows_what_is_live_waiting_and_due(page_as) -> None:  # type: ignore[no-untyped-def]
    page = page_as("coordinator")
    row = page.locator("tr", has_text="Syddanmark")
    # live, new, screened, visited within a year, let in, due
    assert re.findall(r"\d+", row.inner_text()) == ["10", "4", "0", "10", "100", "8"]


def test_us_22_serious_concern_nobody_took_is_shown_after_a_week(page_as, own_served: Served) -> None:  # type: ignore[no-untyped-def]
    with Session(own_served.engine) as session:
        point = session.exec(select(ContactPoint).where(ContactPoint.token == "esbjerg-nord")).one()
        point.proposed_level = "red"
        session.add(point)
        session.commit()
    page = page_as("coordinator")
    page.goto("/assignments")
    expect(page.locator("section", has=page.locator("#free"))).to_contain_text("Klinik i Esbjerg")
    page.goto("/places/esbjerg-nord")
    click(page, "button[value=visit]")
    page.goto("/assignments")
    expect(page.locator("section", has=page.locator("#free"))).not_to_contain_text("Esbjerg")
    expect(page.locator("section", has=page.locator("#held"))).to_contain_text("Esbjerg")
    click(page, "button:has-text('Slip')")
    expect(page.locator("section", has=page.locator("#held"))).not_to_contain_text("Esbjerg")


def test_us_22_too_many_red_proposals_are_told_to_the_coordinator(page_as) -> None:  # type: ignore[no-untyped-def]
    page = page_as("coordinator")
    expect(page.locator(".warn")).to_contain_text("grænsen er 2")


def test_us_23_a_field_that_fell_is_named_and_the_alarm_is_closed_by_a_person(page_as) -> None:  # type: ignore[no-untyped-def]
    page = page_as("coordinator")
    page.goto("/sites/hjerterum")
    expect(page.locator("tr", has_text="faldet")).to_contain_text("nummer")
    page.goto("/sites")
    expect(page.locator(".warn")).to_contain_text("feltet mangler")
    click(page, "button:has-text('luk alarmen')")
    expect(page.locator("main")).to_contain_text("Ingen åbne alarmer")


def test_us_24_people_and_proposals_are_compared(page_as) -> None:  # type: ignore[no-untyped-def]
    page = page_as("coordinator")
    page.goto("/queue?at=kolding-midt")
    click(page, "button[value=red]")
    page.goto("/judgements")
    expect(page.locator("main")).to_contain_text("Enige i 0 af 1")
    expect(page.locator("main")).to_contain_text("Endnu ikke kalibreret")


def test_link_judgements_are_kept_and_taken_back(page_as, own_served: Served) -> None:  # type: ignore[no-untyped-def]
    page = page_as("coordinator")
    page.goto("/networks/net-vejle-kolding")
    expect(page.locator("main")).to_contain_text("svag forbindelse")
    expect(page.locator("main")).to_contain_text("nummeret ligner en reception")
    click(page, "button:has-text('Hører ikke sammen') >> nth=0")
    expect(page.locator("main")).to_contain_text("vurderet: hører ikke sammen")
    page.goto("/judgements")
    click(page, "main button:has-text('Fortryd')")
    with Session(own_served.engine) as session:
        assert session.exec(select(LinkJudgement)).one().undone_at is not None


def test_us_26_a_text_is_tried_at_once_and_a_wish_is_kept_with_its_reason(page_as, own_served: Served) -> None:  # type: ignore[no-untyped-def]
    page = page_as("coordinator")
    page.goto("/lexicon")
    expect(page.locator("main")).to_contain_text("Læsning er ikke koblet til her")
    page.fill("#reason", "Ordet bruges anderledes hos os")
    click(page, "button:has-text('Send ønsket')")
    expect(page.locator("main li").last).to_contain_text("Ordet bruges anderledes hos os")


def test_us_26_what_the_reader_finds_is_marked_in_the_tried_text_and_nothing_is_stored(
    sqlite_store: Engine, keyring: KeyRing, tmp_path: Path
) -> None:
    """Reading is handed in by the front door as a callable; here a reader that knows one phrase."""

    def read(text: str, kind: str) -> Reading:
        start = text.index("Vores piger")
        words = Evidence(start, start + 11, "Vores piger", f"da.{kind}.vores_piger")
        hit = IndicatorHit("third_party_control", 0.8, Direction.CONCERN, (words,))
        return Reading(id="", lang="da", indicators=(hit,), level=Level.GREEN)

    with Session(sqlite_store, expire_on_commit=False) as session:
        invent(session, keyring, NOW)
    settings = Settings(tmp_path, "sqlite://")
    app = create_app(settings, sqlite_store, keyring, now=lambda: NOW, read_text=read)
    client = client_of(app, "coordinator")
    form = {"csrf": form_token(client.get("/lexicon").text), "text": "Hej. Vores piger er her.", "kind": "review"}
    page = client.post("/lexicon/try", data=form).text
    assert re.search(r'Hej\. <mark class="" title="En anden styrer">Vores piger</mark> er her\.', page)
    assert "da.review.vores_piger" in page
    with Session(sqlite_store) as session:
        assert all("Hej" not in str(entry.details) for entry in session.exec(select(AuditEntry)).all())


def test_where_the_course_is_required_the_queue_opens_only_after_it(
    sqlite_store: Engine, keyring: KeyRing, tmp_path: Path
) -> None:
    """R-AI-4: the course opens the queue, for a year."""
    with Session(sqlite_store, expire_on_commit=False) as session:
        invent(session, keyring, NOW)
    times = [NOW]
    settings = Settings(tmp_path, "sqlite://")
    app = create_app(settings, sqlite_store, keyring, now=lambda: times[0], course_required=True)
    client = client_of(app, "outreach")
    assert client.get("/queue").headers["location"] == "/onboarding"
    form = {"csrf": form_token(client.get("/onboarding").text), "act": "red"}
    assert client.post("/queue/vejle-havn", data=form).headers["location"] == "/onboarding"
    answers = {f"q{number}": right for number, right in QUIZ.items()}
    assert client.post("/onboarding", data={**form, **answers}).headers["location"].startswith("/queue")
    assert client.get("/queue").status_code == 200
    times[0] = NOW + timedelta(days=366)
    assert client_of(app, "outreach").get("/queue").headers["location"] == "/onboarding"


def test_us_29_analysts_see_suppressed_figures_and_no_rows(page_as) -> None:  # type: ignore[no-untyped-def]
    page = page_as("analyst")
    assert page.url.endswith("/trends")
    expect(page.locator("table")).to_contain_text("skjult")
    expect(page.locator("svg.chart .gap").first).to_be_attached()
    for path in ("/queue", "/places", "/places/vejle-havn", "/networks", "/routes"):
        answer = page.goto(path)
        assert answer is not None and answer.status == 403
