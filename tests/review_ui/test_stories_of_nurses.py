"""The stories of nurses and social workers at the desk: area, queue, places, search; each in a real browser."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session, col, select

from models.audit import AuditEntry
from models.contact_point import ContactPoint
from models.decision import LevelDecision
from tests.review_ui.conftest import Served, click, log_in


def test_us_01_my_area_shows_what_is_new_with_a_count_and_nothing_from_elsewhere(worker: Page) -> None:
    worker.goto("/")
    new = worker.locator(".tile").first
    expect(new).to_contain_text("nye steder")
    assert int(new.locator(".tile-n").inner_text()) == 5
    expect(worker.locator("main")).not_to_contain_text("København")
    with worker.expect_navigation():
        new.click()
    assert "show=new" in worker.url
    expect(worker.locator("h1 + p")).to_contain_text("5 steder venter")


def test_us_01_one_region_of_the_area(worker: Page) -> None:
    worker.goto("/")
    click(worker, "nav.tabs a:has-text('Midtjylland')")
    expect(worker.locator("h1")).to_contain_text("Midtjylland")
    expect(worker.locator("ol.list")).not_to_contain_text("Vejle")


def test_us_03_every_level_has_its_words_and_counter_evidence_is_always_there(worker: Page) -> None:
    for token, words in (("vejle-havn", "virkede bange"), ("kolding-midt", "Vores piger")):
        worker.goto(f"/queue?at={token}")
        expect(worker.locator("blockquote mark").first).to_have_text(words)
        expect(worker.locator("#counter")).to_be_visible()
        expect(worker.locator("#unknown")).to_be_visible()
    worker.goto("/queue?at=fredericia")
    expect(worker.locator("mark.counter")).to_have_count(2)
    expect(worker.locator("article")).to_contain_text("Ingen ord eller mønstre")
    order = worker.eval_on_selector_all("article h3", "all => all.map(one => one.id)")
    assert order == ["evidence", "counter", "unknown", "proposal"]


def test_us_04_another_level_with_a_reason_in_one_click_and_the_machine_stays_out(
    worker: Page, own_served: Served
) -> None:
    worker.goto("/queue?at=kolding-midt")
    click(worker, "button[value=green]")
    click(worker, ".done button:has-text('arbejder selvstændigt')")
    expect(worker.locator(".done")).to_contain_text("Begrundelsen er gemt")
    with Session(own_served.engine) as session:
        decision = session.exec(select(LevelDecision)).one()
        assert (decision.level, decision.proposed_level, decision.reason) == ("green", "yellow", "independent")
        point = session.get_one(ContactPoint, decision.contact_point_id)
        point.proposed_level = "green"
        session.add(point)
        session.commit()
    worker.goto("/places/kolding-midt")
    expect(worker.locator("#content")).to_contain_text("Besluttet af et menneske")
    assert worker.goto("/queue")
    expect(worker.locator(".upnext")).not_to_contain_text("Kolding")


def test_a_place_comes_back_when_the_proposal_rises_above_what_a_person_saw(worker: Page, own_served: Served) -> None:
    """R-HUM-2: the machine never lowers, but new concern is shown again."""
    worker.goto("/queue?at=kolding-midt")
    click(worker, "button[value=green]")
    with Session(own_served.engine) as session:
        point = session.exec(select(ContactPoint).where(ContactPoint.token == "kolding-midt")).one()
        point.proposed_level = "red"
        session.add(point)
        session.commit()
    worker.goto("/queue")
    expect(worker.locator(".upnext")).to_contain_text("Kolding")


def test_us_05_similar_ads_side_by_side_with_common_words_marked(worker: Page) -> None:
    worker.goto("/places/vejle-havn")
    click(worker, "text=Sammenlign annoncerne")
    expect(worker.locator("article")).to_have_count(2)
    assert "Vores piger" in worker.locator("mark.same").first.inner_text()


def test_us_06_where_a_number_has_been_by_week_and_town_masked(worker: Page) -> None:
    worker.goto("/places/vejle-havn")
    table = worker.locator("table", has=worker.locator("caption:has-text('ender på 34')"))
    expect(table).to_contain_text("Kolding")
    expect(table).to_contain_text("Uge 46")
    expect(worker.locator("main")).to_contain_text("•• •• •• 34")
    assert not re.search(r"\+45|99\d{4}34", worker.content())


def test_us_07_a_filter_is_saved_under_a_name_and_its_address_is_an_id(worker: Page, browser: Browser) -> None:
    worker.goto("/places?level=yellow&postcode_from=6000&postcode_to=6999&not_visited_days=180")
    shown = worker.locator("ol.list > li").count()
    assert 0 < shown < 15
    worker.fill("#f-name", "Sydjylland, gul, ikke besøgt")
    click(worker, "button:has-text('Gem filter')")
    assert re.search(r"/places\?filter=\d+&done=saved$", worker.url)
    expect(worker.locator("nav.tabs")).to_contain_text("Sydjylland, gul")
    assert worker.locator("ol.list > li").count() == shown
    address = worker.url.split("&")[0]
    click(worker, "text=Åbn som kø")
    expect(worker.locator("h1 + p")).to_contain_text(f"{shown} steder venter")
    other = browser.new_context()
    colleague = other.new_page()
    log_in(colleague, address.split("/places")[0], "coordinator")
    answer = colleague.goto(address)
    assert answer is not None and answer.status == 404
    other.close()


def test_us_16_many_at_once_with_a_preview_and_one_undo(worker: Page, own_served: Served) -> None:
    worker.goto("/places")
    for box in worker.locator("input[name=place]").all()[:4]:
        box.check()
    worker.select_option("#deed", "green")
    click(worker, "text=Se først, hvad der sker")
    expect(worker.locator("ul.list li")).to_have_count(4)
    with Session(own_served.engine) as session:
        assert session.exec(select(LevelDecision)).all() == []
    click(worker, "button:has-text('Udfør')")
    with Session(own_served.engine) as session:
        assert len(session.exec(select(LevelDecision).where(col(LevelDecision.undone_at).is_(None))).all()) == 4
    click(worker, "button:has-text('Fortryd')")
    with Session(own_served.engine) as session:
        assert session.exec(select(LevelDecision).where(col(LevelDecision.undone_at).is_(None))).all() == []


def test_us_16_nothing_older_than_thirty_days_is_undone(worker: Page, own_served: Served) -> None:
    worker.goto("/queue?at=kolding-midt")
    click(worker, "button[value=red]")
    with Session(own_served.engine) as session:
        decision = session.exec(select(LevelDecision)).one()
        decision.decided_at -= timedelta(days=31)
        session.add(decision)
        session.commit()
    worker.goto("/queue")
    click(worker, "button[value=undo]")
    expect(worker.locator(".done")).to_contain_text("ikke noget at fortryde")


def test_us_19_the_course_opens_the_queue_when_every_answer_is_right(worker: Page) -> None:
    worker.goto("/onboarding")
    for number in range(1, 6):
        worker.check(f"input[name=q{number}][value='1']")
    click(worker, "text=Tjek svarene")
    expect(worker.locator("[role=alert]")).to_contain_text("4 svar er ikke rigtige")
    for number, right in {"1": "2", "2": "3", "3": "1", "4": "2", "5": "3"}.items():
        worker.check(f"input[name=q{number}][value='{right}']")
    click(worker, "text=Tjek svarene")
    assert "/queue" in worker.url
    expect(worker.locator("#card")).to_be_visible()


def test_us_20_the_words_are_explained_in_both_languages(as_role: Callable[[str], Page]) -> None:
    page = as_role("screener")
    page.goto("/glossary")
    row = page.locator("tr", has_text="muligt netværk")
    expect(row).to_contain_text("possible network")


def test_the_language_switches_at_once_and_stays(worker: Page) -> None:
    worker.goto("/queue?at=vejle-havn")
    click(worker, "text=English")
    assert "at=vejle-havn" in worker.url
    expect(worker.locator("#proposal")).to_have_text("Proposal")
    worker.goto("/")
    expect(worker.locator("h1")).to_contain_text("Today in")


def test_search_finds_words_of_ads_and_notes_and_refuses_numbers(worker: Page, own_served: Served) -> None:
    worker.goto("/search")
    for words, hits in (("receptionen vejle", 1), ("findesikkenogetsteds", 0)):
        worker.fill("#words", words)
        click(worker, "main form button")
        assert worker.locator("ol.list > li").count() == hits
        assert words.split()[0] not in worker.url
    worker.fill("#words", "20 30 40 50")
    click(worker, "main form button")
    expect(worker.locator("[role=alert]")).to_contain_text("ligner et nummer")
    with Session(own_served.engine) as session:
        searches = session.exec(select(AuditEntry).where(AuditEntry.act == "search")).all()
        assert len(searches) == 2
        assert all("receptionen" not in str(entry.details) for entry in searches)


def test_who_has_seen_this_is_shown_and_ones_own_trail_too(worker: Page) -> None:
    worker.goto("/places/kolding-midt")
    worker.goto("/places/kolding-midt")
    expect(worker.locator("section", has=worker.locator("#looked"))).to_contain_text("AmiAmi, opsøgende medarbejder")
    worker.goto("/trail")
    expect(worker.locator("table")).to_contain_text("place:kolding-midt")


def test_done_for_today_counts_the_day(worker: Page) -> None:
    worker.goto("/queue")
    click(worker, "button[value=red]")
    click(worker, "button[value=skip]")
    click(worker, "main a:has-text('Slut for i dag')")
    expect(worker.locator(".tile").first).to_contain_text("2")
    expect(worker.locator("main")).to_contain_text("13")


def test_lists_say_what_they_do_not_show(worker: Page) -> None:
    """R-UX-8."""
    worker.goto("/places?level=red")
    expect(worker.locator("main")).to_contain_text("uden for dit område (rettigheder): 1")
    expect(worker.locator("main")).to_contain_text("på grund af filtret: 14")
