"""The W3C's WebDriver commands, in the two ways that Debian's browsers take them.

WebKit's driver takes them over HTTP (https://www.w3.org/TR/webdriver2/); Firefox itself takes the same commands over a socket
(Marionette, https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html), which is what geckodriver does as well.
"""

import http.client
import json
import socket
from typing import Any, Protocol

# Command → method and path below /session/{id}.
OVER_HTTP = {
    "NewSession": ("POST", ""),
    "DeleteSession": ("DELETE", ""),
    "SetTimeouts": ("POST", "/timeouts"),
    "Navigate": ("POST", "/url"),
    "GetCurrentURL": ("GET", "/url"),
    "GetPageSource": ("GET", "/source"),
    "Back": ("POST", "/back"),
    "Refresh": ("POST", "/refresh"),
    "AddCookie": ("POST", "/cookie"),
    "GetCookies": ("GET", "/cookie"),
    "ExecuteAsyncScript": ("POST", "/execute/async"),
}
# How long a busy machine may need for one command; a quiet one needs well under a second.
SLOWEST_SECONDS = 240


class WebDriverError(Exception):
    """The browser said that a command did not go well, and why."""


class Line(Protocol):
    """A line to one browser."""

    def say(self, command: str, **given: Any) -> Any:
        """Give one command; return its value. Raises WebDriverError."""


class OverHttp:
    """A session with a driver that listens at a loopback port."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.session = ""

    def say(self, command: str, **given: Any) -> Any:
        method, path = OVER_HTTP[command]
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SLOWEST_SECONDS)
        try:
            body = json.dumps(given) if method == "POST" else None
            at = f"/session/{self.session}" if self.session else "/session"
            line.request(method, at + path, body, {"Content-Type": "application/json"})
            answer = line.getresponse()
            value = json.loads(answer.read())["value"]
        finally:
            line.close()
        if answer.status >= 400:
            raise WebDriverError(f"{command}: {value['error']}: {value['message']}")
        if command == "NewSession":
            self.session = value["sessionId"]
        elif command == "DeleteSession":
            self.session = ""
        return value


class OverMarionette:
    """A session with a Firefox that listens at a loopback port. Messages are ``length:JSON``."""

    def __init__(self, port: int) -> None:
        self.line = socket.create_connection(("127.0.0.1", port), SLOWEST_SECONDS)
        self.answers = self.line.makefile("rb")
        self.number = 0
        # It greets first.
        self._read()

    def _read(self) -> Any:
        length = b""
        while (byte := self.answers.read(1)) != b":":
            if not byte:
                raise WebDriverError("the browser hung up")
            length += byte
        return json.loads(self.answers.read(int(length)))

    def say(self, command: str, **given: Any) -> Any:
        self.number += 1
        name = command if ":" in command else f"WebDriver:{command}"
        message = json.dumps([0, self.number, name, given]).encode()
        self.line.sendall(b"%d:%s" % (len(message), message))
        _, _, error, value = self._read()
        if error:
            raise WebDriverError(f"{command}: {error['error']}: {error['message']}")
        return value["value"] if isinstance(value, dict) and "value" in value else value

    def hang_up(self) -> None:
        self.answers.close()
        self.line.close()
