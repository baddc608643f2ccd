"""A program without rights and the two pipes to it: messages go out and answers come in without anybody waiting for them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from crawler.piping import LENGTH, Piping

LARGEST_ANSWER = 64_000_000
Heard = Callable[["ReaderProcess", dict[str, Any] | None], None]
__all__ = ["LARGEST_ANSWER", "LENGTH", "ReaderProcess", "bare_environment", "started"]


def bare_environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment with nothing of ours (it may name the database), only where the code is."""
    own = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
    return {**own, "LANG": "C.UTF-8", "PYTHONUTF8": "1", **(more or {})}


def started(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Start a program with a bare environment."""
    return subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=bare_environment(),
        cwd="/",
    )


class ReaderProcess:
    """One run of such a program, for the event loop that is running.

    ``heard`` is called with each answer, and once with None when no more can come: the program ended or said what is none.
    """

    def __init__(self, command: Sequence[str], heard: Heard) -> None:
        self._process = started(command)
        assert self._process.stdin and self._process.stdout  # noqa: S101 - asked for above
        self._pipes: Piping[dict[str, Any]] = Piping(
            self._process.stdin.fileno(),
            self._process.stdout.fileno(),
            lambda answer: heard(self, answer),
            read=_answer_in,
            largest=LARGEST_ANSWER,
        )
        self.loop = self._pipes.loop
        self.send = self._pipes.send

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def end(self) -> None:
        """End the program, whatever it is doing. On its loop."""
        self._pipes.stop()
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def kill(self) -> None:
        """End the program when this one ends; from anywhere."""
        self._process.kill()
        self._process.wait()


def _answer_in(content: bytes) -> dict[str, Any] | None:
    """Return the answer a message holds, None for anything else."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None
