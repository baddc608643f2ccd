"""Keys: every act of triage by one key, by letter and not by place on the keyboard; none while typing; off and remapped."""

from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from models.decision import LevelDecision, Mark
from models.visit import RouteStop
from tests.review_ui.conftest import Served


def press(page: Page, key: str, code: str = "") -> None:
    """Press a key by its letter; ``code`` is the place on the keyboard, which must not matter."""
    page.wait_for_selector("html.js")
    with page.expect_navigation():
        page.evaluate(
            "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))",
            [key, code],
        )


def label(page: Page) -> str:
    return page.inner_text("#card h2")


def test_us_02_a_whole_triage_by_keys_alone(worker: Page, own_served: Served) -> None:
    """US-02 one-hand triage; US-16 undo."""
    worker.goto("/queue")
    first = label(worker)
    press(worker, "3")
    expect(worker.locator(".done")).to_contain_text("Stor bekymring")
    second = label(worker)
    assert second != first
    press(worker, "2")
    press(worker, "1")
    press(worker, "s")
    expect(worker.locator(".done")).to_contain_text("Sprunget over")
    press(worker, "z")
    expect(worker.locator(".done")).to_contain_text("Fortrudt")
    press(worker, "u")
    press(worker, "Z")
    press(worker, "z")
    assert label(worker) == first
    press(worker, "z")
    expect(worker.locator(".done")).to_contain_text("ikke noget at fortryde")
    with Session(own_served.engine) as session:
        decisions = session.exec(select(LevelDecision)).all()
        assert [decision.level for decision in decisions] == ["red", "yellow", "green"]
        assert all(decision.undone_at for decision in decisions)


def test_moving_by_letters_and_arrows_decides_nothing(worker: Page, own_served: Served) -> None:
    worker.goto("/queue")
    first = label(worker)
    press(worker, "j")
    second = label(worker)
    press(worker, "ArrowDown")
    third = label(worker)
    press(worker, "ArrowUp")
    assert label(worker) == second
    press(worker, "k")
    assert label(worker) == first
    assert len({first, second, third}) == 3
    with Session(own_served.engine) as session:
        assert session.exec(select(LevelDecision)).all() == []


def test_visit_route_duplicate_and_note(worker: Page, own_served: Served) -> None:
    worker.goto("/queue")
    press(worker, "b")
    expect(worker.locator(".done")).to_contain_text("syv dage")
    expect(worker.locator(".tag", has_text="Jeres")).to_be_visible()
    press(worker, "m")
    expect(worker.locator(".done")).to_contain_text("mulig dublet")
    worker.keyboard.press("n")
    expect(worker.locator("#note")).to_be_focused()
    worker.keyboard.type("z1 hund i opgangen")
    worker.click("text=Gem >> visible=true")
    expect(worker.locator(".done")).to_contain_text("Notatet er gemt")
    press(worker, "l")
    worker.wait_for_url("**/routes/new?place=*")
    worker.fill("#team", "1")
    worker.click("main form button")
    worker.wait_for_url("**/routes/1?done=made")
    worker.goto("/queue?at=kolding-midt")
    press(worker, "l")
    expect(worker.locator(".done")).to_contain_text("Lagt i ruten")
    with Session(own_served.engine) as session:
        kinds = {mark.kind for mark in session.exec(select(Mark)).all()}
        assert {"visit", "claim", "duplicate", "note", "route"} <= kinds
        assert len(session.exec(select(RouteStop)).all()) == 2


def test_the_letter_counts_and_not_its_place_on_the_keyboard(worker: Page) -> None:
    """On Dvorak the letter s lies where US keyboards have a semicolon; on French ones 1 needs Shift."""
    worker.goto("/queue")
    press(worker, "s", "Semicolon")
    expect(worker.locator(".done")).to_contain_text("Sprunget over")
    press(worker, "1", "Digit1")
    expect(worker.locator(".done")).to_contain_text("Ingen særlige tegn")


def test_keys_do_nothing_while_typing_or_with_control(worker: Page, own_served: Served) -> None:
    worker.goto("/queue")
    worker.wait_for_selector("html.js")
    worker.keyboard.press("n")
    worker.keyboard.type("3 1 2 s b m z")
    worker.evaluate("document.activeElement.blur()")
    worker.keyboard.press("Control+s")
    worker.keyboard.press("Alt+3")
    assert worker.input_value("#note") == "3 1 2 s b m z"
    with Session(own_served.engine) as session:
        assert session.exec(select(LevelDecision)).all() == []
        assert session.exec(select(Mark)).all() == []


def test_keys_can_be_switched_off_and_remapped(worker: Page, own_served: Served) -> None:
    worker.goto("/settings")
    worker.check("input[name=keys][value=no]")
    worker.click("main form >> nth=0 >> button")
    worker.wait_for_url("**/settings?done=saved")
    worker.goto("/queue")
    worker.wait_for_selector("html.js")
    worker.keyboard.press("3")
    worker.keyboard.press("s")
    assert worker.locator("kbd >> visible=true").count() == 0
    worker.goto("/settings")
    worker.wait_for_selector("html.js")
    worker.check("input[name=keys][value=yes]")
    worker.click("summary:has-text('egne taster')")
    worker.fill("#key-s", "x")
    worker.click("main form >> nth=0 >> button")
    worker.wait_for_url("**/settings?done=saved")
    worker.goto("/queue")
    press(worker, "x")
    expect(worker.locator(".done")).to_contain_text("Sprunget over")
    with Session(own_served.engine) as session:
        assert len(session.exec(select(Mark)).all()) == 1


def test_keys_for_screen_readers_cannot_be_taken(worker: Page) -> None:
    worker.goto("/settings")
    worker.click("summary:has-text('egne taster')")
    worker.fill("#key-s", "r")
    worker.click("main form >> nth=0 >> button")
    expect(worker.locator("[role=alert]")).to_contain_text("R og I kan ikke bruges")


def test_escape_twice_hides_the_screen(worker: Page) -> None:
    worker.goto("/queue")
    worker.wait_for_selector("html.js")
    worker.keyboard.press("Escape")
    worker.keyboard.press("Escape")
    expect(worker.locator("h1")).to_be_hidden()
    worker.keyboard.press("Escape")
    worker.keyboard.press("Escape")
    expect(worker.locator("h1")).to_be_visible()


def test_a_keyboard_reaches_everything_in_a_sensible_order(worker: Page) -> None:
    """Tab goes skip link, brand, menu …, card, acts; the focus is always visible."""
    worker.goto("/queue")
    worker.keyboard.press("Tab")
    assert worker.evaluate("document.activeElement.className") == "skip"
    worker.keyboard.press("Enter")
    seen = []
    for _ in range(45):
        worker.keyboard.press("Tab")
        here = worker.evaluate("document.activeElement.value || document.activeElement.getAttribute('href') || ''")
        seen.append(here)
        if worker.evaluate("document.activeElement === document.body"):
            break
        assert worker.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", here
    assert seen.index("green") < seen.index("yellow") < seen.index("red") < seen.index("visit")


def test_a_visit_is_logged_by_the_keyboard_alone(worker: Page) -> None:
    """WCAG 2.1.1: Tab, arrows and Enter from the place's page to the receipt."""

    def tab_to(selector: str) -> None:
        for _ in range(80):
            worker.keyboard.press("Tab")
            if worker.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab never reached {selector}")

    worker.goto("/places/kolding-midt")
    tab_to("a[href$='/visit']")
    with worker.expect_navigation():
        worker.keyboard.press("Enter")
    tab_to("input[name=outcome]")
    worker.keyboard.press("ArrowDown")
    worker.keyboard.press("ArrowDown")
    chosen = worker.input_value("input[name=outcome]:checked")
    tab_to("button.wide")
    with worker.expect_navigation():
        worker.keyboard.press("Enter")
    expect(worker.locator("#receipt")).to_be_visible()
    assert chosen == "nobody_there"


def test_paper_holds_the_content_and_none_of_the_frame(worker: Page) -> None:
    worker.goto("/places/kolding-midt")
    worker.emulate_media(media="print")
    expect(worker.locator("h1")).to_be_visible()
    for selector in (".masthead", ".foot", ".skip"):
        expect(worker.locator(selector)).to_be_hidden()
    worker.goto("/queue")
    expect(worker.locator(".acts")).to_be_hidden()
    worker.emulate_media(media="screen")
