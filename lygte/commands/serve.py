"""Open the screens on this machine's own address; another machine reaches them only through a TLS proxy you set up."""

import argparse
import errno
import multiprocessing
import os
import signal
import socket
import threading
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import wait as wait_for
from typing import TYPE_CHECKING

from lygte.console import say
from lygte.installation import Installation, add_place_arguments, open_installation, utc_now
from lygte.worker_beside import worker_beside
from models.errors import BadInput
from models.values import Reading

if TYPE_CHECKING:
    from fastapi import FastAPI
    from uvicorn import Config

    from classifier.reader import Reader

EXAMPLE = "lygte serve --port 8710"
DEFAULT_PORT = 8710
MOST_PROCESSES = 32
# Connections that may wait to be taken.
WAITING = 2048


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_place_arguments(parser)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"default: {DEFAULT_PORT}")
    parser.add_argument(
        "--no-work", action="store_true", help="start no worker: sites are collected by 'lygte work' or a timer"
    )
    parser.add_argument(
        "--behind-proxy", metavar="ADDRESS", help="believe this address (a TLS proxy) that its visitors came over https"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument(
        "--processes",
        type=int,
        default=1,
        metavar="N",
        help="how many processes answer (a server: one a core; default: 1)",
    )


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    if not 1 <= options.processes <= MOST_PROCESSES:
        raise BadInput(f"--processes is a number from 1 to {MOST_PROCESSES}.")
    place = open_installation(options)
    listener = bind(options.host, options.port)
    say(f"Lygte is open at http://{options.host}:{options.port}/ (Ctrl+C stops it).")
    with worker_beside(place, wanted=not options.no_work):
        if options.processes == 1:
            serve_on(listener, build_app(place), proxy=options.behind_proxy)
        else:
            place.engine.dispose()
            serve_by_several(listener, options)
    return 0


def build_app(
    place: Installation, demo_logins: list[tuple[str, str, str]] | None = None, *, processes: int = 1
) -> "FastAPI":
    """Return the web application of an installation; ``demo_logins`` (log-in, password, role) only for the demo."""
    from review_ui.app import create_app

    app: FastAPI = create_app(
        place.settings,
        place.engine,
        place.keyring,
        now=utc_now,
        read_text=read_text,
        demo_logins=demo_logins,
        course_required=demo_logins is None,
        processes=processes,
    )
    return app


def read_text(text: str, kind: str) -> Reading:
    """Read one text for the lexicon page. The lexicons are loaded when the page is first used, not at start."""
    return loaded_reader().read(text, type=kind)


@cache
def loaded_reader() -> "Reader":
    """Return the reader, loaded once."""
    from classifier.reader import load_reader

    return load_reader()


def bind(host: str, port: int) -> socket.socket:
    """Take the port. Raises BadInput with one sentence that says why it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named: only then does asyncio send small answers at once (without it every page waits 40 ms).
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OverflowError:
        listener.close()
        raise BadInput(f"Port {port} cannot be used: a port is a number from 0 to 65535.") from None
    except OSError as problem:
        listener.close()
        why = _WHY_NOT.get(problem.errno or 0, "this machine has no such address; see --host.")
        raise BadInput(f"Port {port} on {host} cannot be used: {why}") from None
    return listener


_WHY_NOT = {
    errno.EADDRINUSE: "another program has it; choose one with --port.",
    errno.EACCES: "this account may not take it; choose one above 1023 with --port.",
}


def serve_on(listener: socket.socket, app: "FastAPI", *, proxy: str | None = None) -> None:
    """Serve an application on a bound socket until stopped. ``proxy``: see `_config`."""
    import uvicorn

    uvicorn.Server(_config(app, proxy)).run(sockets=[listener])


def serve_by_several(listener: socket.socket, options: argparse.Namespace) -> None:
    """Let several processes answer on one socket until stopped; one that dies is begun again."""
    from uvicorn.supervisors import Multiprocess

    listener.listen(WAITING)
    config = _config(AppInAProcess(options), options.behind_proxy, processes=options.processes)
    Multiprocess(config, sockets=[listener]).run()


@dataclass(frozen=True)
class AppInAProcess:
    """Makes the application in each of several processes, each with connections of its own."""

    options: argparse.Namespace

    def __call__(self) -> "FastAPI":
        _end_with_parent()
        return build_app(open_installation(self.options), processes=self.options.processes)


def _end_with_parent() -> None:
    """End this process when the one that began it dies, however it dies: it would hold the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch(sentinel: int) -> None:
        wait_for([sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, args=(parent.sentinel,), daemon=True).start()


def _config(app: "FastAPI | AppInAProcess", proxy: str | None, *, processes: int = 1) -> "Config":
    """Return how to serve: no access log, because paths are nobody's business.

    ``proxy`` is the one address whose word about scheme and visitor is believed; nobody's unless given.
    """
    from uvicorn import Config

    return Config(
        app,
        factory=isinstance(app, AppInAProcess),
        workers=processes,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=proxy is not None,
        forwarded_allow_ips=proxy or "",
    )
