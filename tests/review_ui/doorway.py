"""A door between a browser and our server, for browsers whose driver can neither cut the network nor turn the clock.

Shut, it refuses connections, as a server out of reach does. Open, it hands everything on as it is, but for one thing: each page
gets ``turned_clock.js`` before its own scripts.
"""

import http.client
import socket
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

CLOCK_PATH = "/turned-clock.js"
CLOCK = (Path(__file__).parent / "turned_clock.js").read_text(encoding="utf-8")
# Said anew by this door for what it hands on.
OWN_HEADERS = {"content-length", "transfer-encoding", "connection", "date", "server"}


class _Server(ThreadingHTTPServer):
    """One thread a connection; those a browser opened ahead end when the door shuts."""

    # Joined when the door shuts: a test leaves no thread behind.
    daemon_threads = False

    def __init__(self, address: tuple[str, int], door: "Doorway") -> None:
        self.door = door
        self.connections: set[socket.socket] = set()
        super().__init__(address, _Visit)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser may hang up whenever it likes."""


class _Visit(BaseHTTPRequestHandler):
    """One request handed on. HTTP/1.0: no connection outlives its answer, so a shut door is shut at once."""

    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def _answer_it(self) -> None:
        if not self.server.door.is_open:
            return
        if self.path == CLOCK_PATH:
            source = f"const AT = {self.server.door.wall_ms};\n{CLOCK}".encode()
            self._answer(200, [("Content-Type", "text/javascript"), ("Cache-Control", "no-store")], source)
            return
        self._hand_on()

    do_GET = do_POST = _answer_it  # noqa: N815  (the library's names)

    def _hand_on(self) -> None:
        behind = urlsplit(self.server.door.behind)
        asked = http.client.HTTPConnection(behind.hostname or "", behind.port, timeout=30)
        try:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kept = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in {"accept-encoding", "connection"}
            }
            asked.request(self.command, self.path, body or None, kept)
            answer = asked.getresponse()
            content = answer.read()
            if (answer.getheader("Content-Type") or "").startswith("text/html"):
                content = content.replace(b"<head>", f'<head><script src="{CLOCK_PATH}"></script>'.encode(), 1)
            self._answer(answer.status, answer.getheaders(), content)
        finally:
            asked.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in OWN_HEADERS:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Doorway:
    """Stands at one loopback port of its own in front of the server at ``behind``."""

    def __init__(self, behind: str, at: datetime) -> None:
        self.behind = behind
        self.wall_ms = int(at.timestamp() * 1000)
        self.port = 0
        self.is_open = False
        self.open()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Let requests in; at the same port as before."""
        if self.is_open:
            return
        self._server = _Server(("127.0.0.1", self.port), self)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.is_open = True
        self._thread.start()

    def shut(self) -> None:
        """Refuse every connection, and end those that stand open."""
        if not self.is_open:
            return
        self.is_open = False
        self._server.shutdown()
        for connection in tuple(self._server.connections):
            # One may have ended this very moment.
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self._server.server_close()
        self._thread.join()
