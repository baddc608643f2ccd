"""What the ways with a stolen device need of a browser, whichever it is: few verbs, and Chromium's answer to each."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.review_ui.conftest import only_ours

LOG_IN = "lygte_session"
HOUR_MS = 3_600_000


class Tab(Protocol):
    """One open tab, in a browser with cookies of its own and a clock that the test turns."""

    def open(self, path: str) -> None: ...

    def where(self) -> str:
        """Return the address shown."""

    def shows(self) -> str:
        """Return the page as it is now, markup and all."""

    def ask(self, script: str) -> Any:
        """Run the body of an async function in the page; return what it returns."""

    def cookies(self) -> list[dict[str, Any]]:
        """Return what WebDriver calls cookies of this page: name, httpOnly, expiry where it has one."""

    def run(self, hours: float) -> None:
        """Let time pass, with every timer that comes due."""

    def set_clock(self, at: datetime) -> None:
        """Turn the device's clock; no time passes."""

    def coverage(self, there: bool) -> None:
        """Cut the network, or give it back."""

    def reload(self) -> None: ...

    def reload_unanswered(self) -> None:
        """Reload without coverage, until the browser has said so."""

    def back(self) -> None: ...

    def fill(self, selector: str, text: str) -> None: ...

    def click(self, selector: str) -> None:
        """Click what leads to another page, and wait for it."""

    def close(self) -> None: ...


class Engine(Protocol):
    """A browser program. ``strays`` are addresses asked for that are not ours, where the program can tell."""

    strays: list[str]

    def tab(self, url: str, token: str | None, at: datetime) -> Tab:
        """Return a tab of a browser that knows nothing but the log-in cookie, where there is one; its clock stands at ``at``."""


class ChromiumTab:
    """A tab driven by Playwright.

    Whatever is asked is asked of the root element, which has a time limit: a page asked as such, while it is between two
    documents, may never answer (https://github.com/microsoft/playwright/issues/13253).
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(":root")

    def open(self, path: str) -> None:
        self.page.goto(path)

    def where(self) -> str:
        return self.page.url

    def shows(self) -> str:
        return str(self.root.evaluate("(root) => root.outerHTML"))

    def ask(self, script: str) -> Any:
        return self.root.evaluate(f"async () => {{ {script} }}")

    def cookies(self) -> list[dict[str, Any]]:
        return [
            {"name": one["name"], "httpOnly": one["httpOnly"]}
            | ({} if one["expires"] == -1 else {"expiry": one["expires"]})
            for one in self.page.context.cookies()
        ]

    def run(self, hours: float) -> None:
        self.page.clock.run_for(int(hours * HOUR_MS))

    def set_clock(self, at: datetime) -> None:
        self.page.clock.set_system_time(at)

    def coverage(self, there: bool) -> None:
        self.page.context.set_offline(not there)

    def reload(self) -> None:
        self.page.reload()

    def reload_unanswered(self) -> None:
        with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
            self.page.reload()
        # The browser's own page about it comes a moment later.
        self.page.wait_for_url("chrome-error://**")
        self.page.wait_for_load_state()

    def back(self) -> None:
        self.page.go_back()

    def fill(self, selector: str, text: str) -> None:
        self.page.fill(selector, text)

    def click(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.click(selector)

    def close(self) -> None:
        self.page.context.close()


class Chromium:
    """Chromium as every screen test has it."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.strays: list[str] = []

    def tab(self, url: str, token: str | None, at: datetime) -> Tab:
        context = self.browser.new_context(base_url=url)
        only_ours(context, url, self.strays)
        if token is not None:
            context.add_cookies([{"name": LOG_IN, "value": token, "url": url, "httpOnly": True}])
        page = context.new_page()
        page.clock.install(time=at)
        return ChromiumTab(page)


@contextmanager
def chromium(browser: Browser) -> Iterator[Engine]:
    """Hand out Chromium; whoever started it stops it."""
    yield Chromium(browser)
