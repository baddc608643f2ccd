"""Work done in a fork of this process, so that nothing it changes stays."""

import os
import signal
import sys
import time
from collections.abc import Callable

SURVIVED, NOTICED, ENDLESS, UNREACHED = "survived", "noticed", "noticed: endless", "no test reaches it"


def in_a_fork(work: Callable[[], str], patience: float) -> tuple[str, str]:
    """Do work in a fork, silently; return what became of it and what it returned."""
    sys.stdout.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _child(work, writing)
    os.close(writing)
    over = time.monotonic() + patience
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > over:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(reading)
            return ENDLESS, ""
        time.sleep(0.002)
    with os.fdopen(reading, "rb") as answer:
        said = answer.read().decode()
    if said.startswith("!"):
        raise RuntimeError(said)
    # A process that died without a word was broken by the change.
    return (SURVIVED, "") if said == "-" else (NOTICED, said)


def _child(work: Callable[[], str], writing: int) -> None:
    os.setsid()
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    try:
        said = work() or "-"
    except BaseException as problem:  # an error of ours, not of the change: never counted as noticed
        said = f"!{problem!r}"
    os.write(writing, said.encode())
    # No clean-up of what the parent made: it goes on using it.
    os._exit(0)
