"""Passkeys in a real Chromium with its virtual authenticator: made, named, logged in with, proven with, removed, refused."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
from sqlmodel import Session, col, select

from models.audit import AuditEntry
from models.people import Passkey, PasskeyChallenge, User, UserSession
from review_ui.accounts import disable_user
from tests.review_ui.conftest import Served, log_in, only_ours
from tests.review_ui.test_accessibility import AXE, RULES

DEVICE = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Office:
    """A browser with one device, at our server by its name: browsers make no passkeys for bare numbers."""

    def __init__(self, browser: Browser, served: Served, strays: list[str]) -> None:
        self.served, self.url = served, served.url.replace("127.0.0.1", "localhost")
        self.context = browser.new_context(base_url=self.url)
        only_ours(self.context, self.url, strays)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda problem: self.said.append(str(problem)))
        self.devices: CDPSession = self.context.new_cdp_session(self.page)
        self.devices.send("WebAuthn.enable")
        self.device = self.new_device()

    def new_device(self, **other: object) -> str:
        """Plug in a device; returns its id."""
        return str(
            self.devices.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, **other}})["authenticatorId"]
        )

    def keys_on_device(self) -> list[dict[str, object]]:
        found = self.devices.send("WebAuthn.getCredentials", {"authenticatorId": self.device})
        return list(found["credentials"])

    def log_in(self, login: str = "outreach") -> None:
        log_in(self.page, self.url, login)

    def log_out(self) -> None:
        self.page.goto("/second-factor")
        self.page.click("main form[action='/logout'] button")
        self.page.wait_for_url("**/login")

    def make(self, name: str = "Min telefon") -> None:
        """Make a passkey through the page; ends on whatever page comes after the browser's window."""
        self.page.goto("/second-factor")
        self.page.fill("#passkey-name", name)
        self.page.click("form[action='/second-factor/passkeys'] button")
        self.page.wait_for_selector("#recovery-codes, .done, .wrong")

    def enter(self) -> None:
        """Log in with a passkey, no name, no pass phrase."""
        self.page.goto("/login")
        self.page.click("form[action='/login/passkey'] button")

    def serious(self) -> list[str]:
        """Return what axe finds serious on the page that is open: pages after a form stand in no list of addresses."""
        self.page.evaluate(AXE)
        found = self.page.evaluate(f"axe.run(document, {RULES})")["violations"]
        return [one["id"] for one in found if one["impact"] in ("serious", "critical")]

    def ask(self) -> Session:
        return Session(self.served.engine, expire_on_commit=False)

    def acts(self) -> list[str]:
        with self.ask() as session:
            return [entry.act for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.number)))]


@pytest.fixture
def office(browser: Browser, own_served: Served) -> Iterator[Office]:
    strays: list[str] = []
    opened = Office(browser, own_served, strays)
    yield opened
    opened.context.close()
    assert strays == []
    # The browser tells what it cleared at each log-out, and nothing else: no script of ours stumbled.
    assert [text for text in opened.said if "Clear-Site-Data" not in text] == []


def test_a_passkey_is_made_named_and_logs_in_without_name_and_pass_phrase(office: Office) -> None:
    office.log_in()
    office.make("Min telefon")
    assert office.page.locator("#recovery-codes li").count() == 10
    assert office.serious() == []
    assert len(office.keys_on_device()) == 1
    office.page.goto("/second-factor")
    expect(office.page.locator("#passkeys")).to_contain_text("Min telefon")
    office.page.click("#passkeys summary")
    office.page.fill("#passkeys details input[name=name]", "Arbejdstelefon")
    office.page.click("#passkeys details button")
    expect(office.page.locator("#passkeys")).to_contain_text("Arbejdstelefon")
    office.log_out()
    office.enter()
    office.page.wait_for_selector("nav.menu")
    with office.ask() as session:
        login = session.exec(select(UserSession).order_by(col(UserSession.id).desc())).first()
        passkey = session.exec(select(Passkey)).one()
        assert login and login.awaits is None and login.user_id == passkey.user_id
        assert passkey.last_used_at is not None and passkey.rp_id == "localhost" and passkey.name == "Arbejdstelefon"
        assert session.exec(select(PasskeyChallenge)).all() == []
    assert office.acts().count("passkey made") == 1
    assert "log-in" in office.acts()[-2:]
    assert any('Cleared data types: "cache", "storage"' in text for text in office.said)


def test_after_the_pass_phrase_the_passkey_is_the_second_factor_and_nothing_opens_before(office: Office) -> None:
    office.log_in()
    office.make()
    office.log_out()
    office.log_in()
    assert "/prove" in office.page.url
    office.page.goto("/queue")
    assert "/prove" in office.page.url
    office.page.click("form[action='/prove/passkey'] button")
    office.page.wait_for_url("**/queue")


def test_a_recovery_code_opens_when_the_device_is_gone(office: Office) -> None:
    office.log_in()
    office.make()
    code = office.page.locator("#recovery-codes li").first.inner_text()
    office.log_out()
    office.log_in()
    office.page.fill("#proof", code)
    office.page.press("#proof", "Enter")
    office.page.wait_for_selector("nav.menu .brand, nav.menu a")
    with office.ask() as session:
        assert (
            len((session.exec(select(User).where(User.login == "outreach")).one().recovery_hashes or "").split()) == 9
        )


def test_a_passkey_is_renewed_proof_before_a_change_of_access(office: Office) -> None:
    office.log_in("administrator")
    office.make()
    with office.ask() as session:
        for login in session.exec(select(UserSession)):
            login.proven_at = login.created_at = office.served.clock.at - timedelta(minutes=20)
            session.add(login)
        session.commit()
    before = {cookie["name"]: cookie["value"] for cookie in office.context.cookies()}["lygte_session"]
    office.page.goto("/users")
    office.page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    office.page.locator("form[action^='/users/'] button[value='end_sessions']").last.click()
    office.page.wait_for_url("**/prove?**")
    office.page.click("form[action='/prove/passkey'] button")
    office.page.wait_for_url("**/users")
    after = {cookie["name"]: cookie["value"] for cookie in office.context.cookies()}["lygte_session"]
    assert after != before
    assert "proof" in office.acts()


def test_removing_the_last_one_ends_the_second_factor_and_the_device_opens_nothing_any_more(office: Office) -> None:
    office.log_in()
    office.make()
    office.page.goto("/second-factor")
    office.page.click("form[action$='/remove'] button")
    office.page.wait_for_selector(".done")
    with office.ask() as session:
        assert session.exec(select(Passkey)).all() == []
        assert session.exec(select(User).where(User.login == "outreach")).one().recovery_hashes is None
    office.log_out()
    office.enter()
    office.page.wait_for_url("**/login?failed=passkey")
    expect(office.page.locator(".wrong")).to_be_visible()
    assert office.acts()[-1] == "log-in failed"
    office.log_in()
    office.page.wait_for_selector("nav.menu")


def test_a_device_makes_no_second_passkey_for_the_same_worker(office: Office) -> None:
    office.log_in()
    office.make()
    office.page.goto("/second-factor")
    office.page.fill("#passkey-name", "Igen")
    office.page.click("form[action='/second-factor/passkeys'] button")
    expect(office.page.locator("#passkey-state")).to_contain_text("allerede")
    assert office.serious() == []
    with office.ask() as session:
        assert len(session.exec(select(Passkey)).all()) == 1


def test_a_closed_account_is_not_opened_by_its_passkey(office: Office) -> None:
    office.log_in()
    office.make()
    office.log_out()
    with office.ask() as session:
        disable_user(session, "outreach", office.served.clock.at)
        session.commit()
    office.enter()
    office.page.wait_for_url("**/login?failed=passkey")


def test_a_device_that_does_not_check_its_owner_is_refused(office: Office) -> None:
    office.log_in()
    office.make()
    office.log_out()
    office.devices.send("WebAuthn.setUserVerified", {"authenticatorId": office.device, "isUserVerified": False})
    office.enter()
    expect(office.page.locator("#passkey-state")).to_contain_text("Prøv igen")
    assert office.page.locator("nav.menu").count() == 0


def kept_answer(office: Office) -> str:
    """Log in with the passkey but keep the browser's answer (a form's body) instead of sending it."""
    office.page.goto("/login")
    office.page.route("**/login/passkey/enter", lambda route: route.fulfill(status=204), times=1)
    with office.page.expect_request("**/login/passkey/enter") as asked:
        office.page.click("form[action='/login/passkey'] button")
    return str(asked.value.post_data)


def send(office: Office, body: str) -> str:
    """Send a kept answer; returns where it led."""
    sent = office.context.request.post(
        f"{office.url}/login/passkey/enter",
        data=body,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        max_redirects=0,
    )
    return sent.headers.get("location", str(sent.status))


def changed(body: str, change: Callable[[dict[str, Any]], None]) -> str:
    fields = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
    answer = json.loads(fields["answer"])
    change(answer)
    return urlencode({**fields, "answer": json.dumps(answer)})


def test_an_answer_counts_once_and_only_unaltered_in_time_and_for_the_browser_that_asked(office: Office) -> None:
    office.log_in()
    office.make()
    office.log_out()
    failed, opened = "/login?failed=passkey", "/"

    def other_signature(answer: dict[str, Any]) -> None:
        answer["response"]["signature"] = answer["response"]["signature"][:-6] + "AAAAAA"

    def other_owner(answer: dict[str, Any]) -> None:
        answer["response"]["userHandle"] = "AAAA"

    for change in (other_signature, other_owner):
        assert send(office, changed(kept_answer(office), change)) == failed, change.__name__
    late = kept_answer(office)
    office.served.clock.at += timedelta(minutes=6)
    assert send(office, late) == failed
    body = kept_answer(office)
    seeds = [cookie for cookie in office.context.cookies() if cookie["name"] == "lygte_form"]
    office.context.clear_cookies(name="lygte_form")
    assert send(office, body) == "403"
    office.context.add_cookies(seeds)  # type: ignore[arg-type]
    assert send(office, body) == opened
    office.context.clear_cookies(name="lygte_session")
    assert send(office, body) == failed


def test_a_copied_device_shows_by_its_counter(office: Office) -> None:
    office.log_in()
    office.make()
    office.log_out()
    with office.ask() as session:
        passkey = session.exec(select(Passkey)).one()
        passkey.sign_count = 1_000_000
        session.add(passkey)
        session.commit()
    office.enter()
    office.page.wait_for_url("**/login?failed=passkey")


def test_where_browsers_make_no_passkeys_the_page_offers_none_and_says_why(worker: Page) -> None:
    """A bare number is no name a passkey could be made for."""
    worker.goto("/second-factor")
    expect(worker.locator("#passkeys")).to_contain_text("localhost")
    assert worker.locator("#passkey-name").count() == 0
    worker.click("main form[action='/logout'] button")
    worker.wait_for_url("**/login")
    assert worker.locator("form[action='/login/passkey']").count() == 0
