"""Browsers driven by plain WebDriver: their tabs, and the programs that are started, made new between two tabs, and stopped."""

import os
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.review_ui.doorway import CLOCK_PATH, Doorway
from tests.review_ui.tab import HOUR_MS, LOG_IN, Tab
from tests.review_ui.webdriver import Line, WebDriverError

PATIENCE_SECONDS = 240
WRAPPED = """const done = arguments[arguments.length - 1];
(async () => {{ {} }})().then((value) => done({{ value: value ?? null }}), (error) => done({{ error: String(error) }}));"""


class DrivenTab:
    """A tab driven by WebDriver, behind a door of its own that turns the clock and cuts the network."""

    def __init__(self, line: Line, door: Doorway, ended: Callable[[], None]) -> None:
        self.line, self.door, self.ended = line, door, ended

    def open(self, path: str) -> None:
        with self._to_another_page():
            self.line.say("Navigate", url=self.door.url + path)

    def where(self) -> str:
        return str(self.line.say("GetCurrentURL"))

    def shows(self) -> str:
        return str(self.line.say("GetPageSource"))

    def ask(self, script: str) -> Any:
        told = self.line.say("ExecuteAsyncScript", script=WRAPPED.format(script), args=[])
        if told is None:
            raise WebDriverError("The page was left before it answered.")
        if "error" in told:
            raise WebDriverError(told["error"])
        return told.get("value")

    def cookies(self) -> list[dict[str, Any]]:
        return list(self.line.say("GetCookies"))

    def run(self, hours: float) -> None:
        passed = int(hours * HOUR_MS)
        self.door.wall_ms += passed
        self.ask(f"turned.run({passed})")

    def set_clock(self, at: datetime) -> None:
        self.door.wall_ms = int(at.timestamp() * 1000)
        self.ask(f"turned.set({self.door.wall_ms})")

    def coverage(self, there: bool) -> None:
        if there:
            self.door.open()
        else:
            self.door.shut()

    def reload(self) -> None:
        with self._to_another_page():
            self.line.say("Refresh")

    def reload_unanswered(self) -> None:
        # Firefox says that it shows a page about an error; WebKit says nothing.
        with suppress(WebDriverError):
            self.line.say("Refresh")
        self._wait("return document.querySelector('html.js') === null")

    def back(self) -> None:
        with self._to_another_page():
            self.line.say("Back")

    def fill(self, selector: str, text: str) -> None:
        self.ask(f"document.querySelector({selector!r}).value = {text!r}")

    def click(self, selector: str) -> None:
        with self._to_another_page():
            self.ask(f"document.querySelector({selector!r}).click()")

    @contextmanager
    def _to_another_page(self) -> Iterator[None]:
        """Wait for another document, with all its scripts run: not every driver does so by itself.

        A page is known by when it was made. One that the browser kept for its back button is another, and there at once.
        """
        before = self.ask("return performance.timeOrigin")
        yield
        self._wait(f"return document.readyState === 'complete' && performance.timeOrigin !== {before}")

    def _wait(self, script: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            # A page that is being left answers nothing.
            with suppress(WebDriverError):
                if self.ask(script):
                    return
            time.sleep(0.02)
        raise AssertionError(f"the page never came to: {script}")

    def close(self) -> None:
        self.door.open()
        try:
            self.ended()
        finally:
            self.door.shut()


class Driven:
    """Browsers of one kind, as many at a time as a test needs: the worker's and the thief's."""

    def __init__(self, start: Callable[[], "Program"]) -> None:
        self.start = start
        self.all: list[Program] = []
        self.free: list[Program] = []
        # No driver here tells what was asked for; the policy that forbids it is tried in Chromium.
        self.strays: list[str] = []

    def tab(self, url: str, token: str | None, at: datetime) -> Tab:
        program = self.free.pop() if self.free else self._another()
        door = Doorway(url, at)

        def ended() -> None:
            program.forget(door)
            self.free.append(program)

        try:
            program.renew()
        except TimeoutError:
            # Seen once in 38: WebKit's driver waits for ever for a browser that it began. Another is asked, once.
            program = self._another()
            program.renew()
        tab = DrivenTab(program.line, door, ended)
        if token is not None:
            # A cookie can be given to the place one is at, and to no other.
            tab.open(CLOCK_PATH)
            cookie = {"name": LOG_IN, "value": token, "path": "/", "httpOnly": True, "sameSite": "Strict"}
            program.line.say("AddCookie", cookie=cookie)
        return tab

    def _another(self) -> "Program":
        program = self.start()
        # Known before it answers: whatever comes, it is stopped at the end.
        self.all.append(program)
        program.connect()
        return program

    def stop(self) -> None:
        for program in self.all:
            program.stop()


class Program(ABC):
    """A running browser (and what it needs), to be made new between two tabs and stopped at the end."""

    line: Line

    def __init__(self, command: list[str], home: Path, display: str = "") -> None:
        home.mkdir(parents=True, exist_ok=True)
        # A home of its own: nothing of it stays on the machine, nothing of the machine's user comes into it.
        places = {name: str(home) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
        quiet = {"DISPLAY": display, "NO_AT_BRIDGE": "1", "MOZ_CRASHREPORTER_DISABLE": "1"}
        self.process = subprocess.Popen(
            command, env={**os.environ, **places, **quiet}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    @abstractmethod
    def connect(self) -> None:
        """Wait until it takes commands."""

    @abstractmethod
    def renew(self) -> None:
        """Begin a tab without a past."""

    @abstractmethod
    def forget(self, door: Doorway) -> None:
        """End the tab and forget its cookies."""

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait_for(self, ready: Callable[[], Any]) -> Any:
        """Ask until the program has an answer."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(OSError, ValueError):
                if found := ready():
                    return found
            time.sleep(0.02)
        raise AssertionError(f"{self.process.args!r} did not start")
