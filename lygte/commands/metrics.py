"""Say how the installation is, for a monitoring system: Prometheus format, no personal data, a port of its own.

Listens on this machine only. Elsewhere it answers only with a token ($LYGTE_METRICS_TOKEN, 20 letters or more), sent as
"Authorization: Bearer TOKEN"; never make it reachable from the internet. Without --port it prints once and ends.
"""

import argparse
import hmac
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from lygte.console import say
from lygte.installation import Installation, add_place_arguments, open_installation, utc_now
from lygte.measures import as_text, measure
from models.errors import BadInput

EXAMPLE = "lygte metrics --port 9108"
SHORTEST_TOKEN = 20
TYPE = "text/plain; version=0.0.4; charset=utf-8"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("--port", type=int, help="listen here until stopped (0: any free port, which is printed)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--backups", type=Path, metavar="DIR", help="folder whose newest *.backup is watched")


def run(options: argparse.Namespace) -> int:
    """Print once, or serve until stopped."""
    token = os.environ.get("LYGTE_METRICS_TOKEN", "")
    if options.port is not None and not _is_here(options.host) and len(token) < SHORTEST_TOKEN:
        raise BadInput(f"Outside this machine set LYGTE_METRICS_TOKEN ({SHORTEST_TOKEN} letters or more) first.")
    place = open_installation(options)
    if options.port is None:
        print(as_text(measure(place, utc_now(), options.backups)), end="")
        return 0
    try:
        server = ThreadingHTTPServer((options.host, options.port), handler(place, token, options.backups))
    except (OSError, OverflowError):
        raise BadInput(f"Port {options.port} on {options.host} cannot be used: choose another one.") from None
    say(f"Measures at http://{options.host}:{server.server_address[1]}/metrics (Ctrl+C stops it).")
    with server:
        server.serve_forever()
    return 0


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def handler(place: Installation, token: str, backups: Path | None) -> type[BaseHTTPRequestHandler]:
    """Return the handler of requests: one page, nothing else."""

    class Measures(BaseHTTPRequestHandler):
        server_version, sys_version = "lygte", ""

        def do_GET(self) -> None:
            """Answer."""
            given = self.headers.get("Authorization", "")
            if token and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
                self._answer(401, b"", {"WWW-Authenticate": "Bearer"})
            elif self.path != "/metrics":
                self._answer(404, b"", {})
            else:
                self._answer(200, as_text(measure(place, utc_now(), backups)).encode(), {"Content-Type": TYPE})

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body)), "Cache-Control": "no-store"}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep no log of who asks."""

    return Measures
