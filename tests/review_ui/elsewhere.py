"""Firefox and WebKit as Debian packages them, each started from nothing and driven by WebDriver; ``make test-browsers``.

Playwright drives only builds of its own of these two, and its way to a stock Firefox asks for commands that Debian's does not
have (docs/decisions/0033).
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.review_ui.doorway import CLOCK_PATH, Doorway
from tests.review_ui.driven import PATIENCE_SECONDS, Driven, Program
from tests.review_ui.webdriver import OverHttp, OverMarionette, WebDriverError

MISSING = "{} is not on this machine; on Debian: apt-get install firefox-esr webkit2gtk-driver xvfb"
# Where Debian's libwebkit2gtk keeps the small browser that its driver drives.
MINI_BROWSERS = "usr/lib/*/webkit2gtk-4.*/MiniBrowser"
# The port is Firefox's choice. What it would ask its makers for is switched off by Marionette itself.
FIREFOX_SET = 'user_pref("marionette.port", 0);\n'


class FirefoxProgram(Program):
    """A Firefox with a profile of its own, without a window."""

    line: OverMarionette

    def __init__(self, path: str, home: Path) -> None:
        self.profile = home / "profile"
        self.profile.mkdir(parents=True)
        (self.profile / "user.js").write_text(FIREFOX_SET, encoding="ascii")
        super().__init__([path, "--headless", "--marionette", "--no-remote", "--profile", str(self.profile)], home)

    def connect(self) -> None:
        told = self.profile / "MarionetteActivePort"
        self.line = OverMarionette(self.wait_for(lambda: int(told.read_text(encoding="ascii"))))
        self.line.say("NewSession")
        self.first = self.line.say("GetWindowHandle")

    def renew(self) -> None:
        opened = self.line.say("NewWindow", type="tab")
        self.line.say("SwitchToWindow", handle=opened["handle"])

    def forget(self, door: Doorway) -> None:
        # Cookies belong to a host, whatever the port: these are all there are.
        self.line.say("Navigate", url=door.url + CLOCK_PATH)
        self.line.say("DeleteAllCookies")
        self.line.say("CloseWindow")
        self.line.say("SwitchToWindow", handle=self.first)

    def stop(self) -> None:
        # As a person closes it: what it would write to the disk it does write.
        if hasattr(self, "line"):
            with suppress(OSError, WebDriverError):
                self.line.say("Marionette:Quit", flags=["eAttemptQuit"])
                self.process.wait(PATIENCE_SECONDS)
            self.line.hang_up()
        super().stop()


class WebKitProgram(Program):
    """WebKit's driver; each tab is a small browser of its own that keeps nothing."""

    line: OverHttp

    def __init__(self, path: str, home: Path, display: str, browser: str) -> None:
        with socket.socket() as asked:
            asked.bind(("127.0.0.1", 0))
            self.port = asked.getsockname()[1]
        super().__init__([path, f"--port={self.port}"], home, display)
        self.wants = {"webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]}}

    def connect(self) -> None:
        self.wait_for(lambda: socket.create_connection(("127.0.0.1", self.port)).close() or True)
        self.line = OverHttp(self.port)

    def renew(self) -> None:
        self.line.say("NewSession", capabilities={"alwaysMatch": self.wants})
        # Its driver counts by the page's own timers, which the test turns: 14 hours would end the very script that turns them.
        self.line.say("SetTimeouts", script=None)

    def forget(self, door: Doorway) -> None:
        self.line.say("DeleteSession")


def found(*programs: str) -> str:
    """Return the path of the first of these that is there; else fail with what to install."""
    path = next((path for path in map(shutil.which, programs) if path), None)
    assert path, MISSING.format(programs[0])
    return path


@contextmanager
def firefox(folder: Path) -> Iterator[Driven]:
    """Hand out Firefox, with its profiles in ``folder``."""
    path = found("firefox-esr", "firefox")
    engine = Driven(lambda: FirefoxProgram(path, folder / str(len(engine.all))))
    try:
        yield engine
    finally:
        engine.stop()


@contextmanager
def webkit(folder: Path) -> Iterator[Driven]:
    """Hand out WebKit, on a screen that nobody sees."""
    path, screen = found("WebKitWebDriver"), found("Xvfb")
    browser = next(iter(sorted(Path("/").glob(MINI_BROWSERS), reverse=True)), None)
    assert browser, MISSING.format("MiniBrowser")
    told, tells = os.pipe()
    with os.fdopen(told) as display, os.fdopen(tells, "w") as number:
        command = [screen, "-displayfd", str(number.fileno()), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
        shown = subprocess.Popen(command, pass_fds=[number.fileno()], stderr=subprocess.DEVNULL)
        number.close()
        try:
            at = f":{display.readline().strip()}"
            engine = Driven(lambda: WebKitProgram(path, folder / str(len(engine.all)), at, str(browser)))
            try:
                yield engine
            finally:
                engine.stop()
        finally:
            shown.terminate()
            shown.wait()
