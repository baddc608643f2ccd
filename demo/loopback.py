"""A small HTTP/1.1 server for the demo sites: loopback only, keep-alive, conditional GET, requests counted and never logged."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

from demo.answer import Answer, Request

HOST = "127.0.0.1"
LONGEST_BODY = 100_000


class LoopbackServer(ThreadingHTTPServer):
    """One site on one port (0: the system chooses). ``close`` ends it."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, answer: Callable[[Request], Answer], port: int = 0, name: str = "demo") -> None:
        super().__init__((HOST, port), _Handler)
        self.answer = answer
        self.url = f"http://{HOST}:{self.server_address[1]}/"
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True, name=name)
        self._thread.start()

    def close(self) -> None:
        """Stop answering and free the port."""
        self.shutdown()
        self.server_close()
        self._thread.join(timeout=5)

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor that closes early is no news; nothing is logged here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    timeout = 60
    server: LoopbackServer

    def do_GET(self) -> None:
        """Answer a page, or 304 when the visitor has it already."""
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        sent = (
            self.rfile.read(min(int(headers.get("content-length") or 0), LONGEST_BODY))
            if self.command == "POST"
            else b""
        )
        found = self.server.answer(Request(parts.path, dict(parse_qsl(parts.query)), headers, sent))
        tag = dict(found.headers).get("ETag")
        if found.status == 200 and tag is not None and tag in headers.get("if-none-match", ""):
            found = Answer(b"", found.kind, 304, None, found.headers)
        self.send_response(found.status)
        if found.content_type is not None:
            self.send_header("Content-Type", found.content_type)
        for name, value in found.headers:
            self.send_header(name, value)
        if found.stream is None:
            self.send_header("Content-Length", str(len(found.body)))
        else:
            # Whatever a stream claims about its length, the connection ends with it.
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self._write(found)

    def _write(self, found: Answer) -> None:
        if found.stream is None:
            self.wfile.write(found.body)
            return
        self.close_connection = True
        for piece in found.stream():
            self.wfile.write(piece)
            self.wfile.flush()

    def do_POST(self) -> None:
        """Answer what was asked with a body."""
        self.do_GET()

    def do_HEAD(self) -> None:
        """The headers of the page alone."""
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Requests are counted, not logged."""
