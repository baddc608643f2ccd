"""A program without rights and the two pipes to it: messages go out and answers come in without anybody waiting for them."""

import asyncio
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

LENGTH = struct.Struct(">I")
LARGEST_ANSWER = 64_000_000
AT_ONCE = 1 << 18
Heard = Callable[["ReaderProcess", dict[str, Any] | None], None]


def started(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Start a program with nothing of our environment (it may name the database), only where its code is."""
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**environment, "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
        cwd="/",
    )


class ReaderProcess:
    """One run of such a program, for the event loop that is running.

    ``heard`` is called with each answer, and once with None when no more can come: the program ended or said what is none.
    """

    def __init__(self, command: Sequence[str], heard: Heard) -> None:
        self._process = started(command)
        assert self._process.stdin and self._process.stdout  # noqa: S101 - asked for above
        self._given, self._taken = self._process.stdin.fileno(), self._process.stdout.fileno()
        self._to_give, self._come = bytearray(), bytearray()
        self._heard: Heard | None = heard
        self.loop = asyncio.get_running_loop()
        for pipe in (self._given, self._taken):
            os.set_blocking(pipe, False)
        self.loop.add_reader(self._taken, self._listen)

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def send(self, content: bytes) -> None:
        """Send a message; what the pipe cannot hold yet follows when it can."""
        waiting = bool(self._to_give)
        self._to_give += LENGTH.pack(len(content))
        self._to_give += content
        if not waiting:
            self._give()

    def _give(self) -> None:
        try:
            given = os.write(self._given, memoryview(self._to_give)[:AT_ONCE].tobytes())
        except BlockingIOError:
            given = 0
        except OSError:
            # It is gone: reading tells.
            self._to_give.clear()
            given = 0
        del self._to_give[:given]
        if self._to_give:
            self.loop.add_writer(self._given, self._give)
        else:
            self.loop.remove_writer(self._given)

    def _listen(self) -> None:
        try:
            piece = os.read(self._taken, AT_ONCE)
        except BlockingIOError:
            return
        self._come += piece
        while self._heard and len(self._come) >= LENGTH.size:
            length = LENGTH.unpack_from(self._come)[0]
            if length > LARGEST_ANSWER:
                piece = b""
                break
            if len(self._come) < LENGTH.size + length:
                break
            content = bytes(self._come[LENGTH.size : LENGTH.size + length])
            del self._come[: LENGTH.size + length]
            answer = _answer_in(content)
            if answer is None:
                piece = b""
                break
            self._heard(self, answer)
        if not piece:
            self.loop.remove_reader(self._taken)
            self._tell_end()

    def _tell_end(self) -> None:
        heard, self._heard = self._heard, None
        if heard:
            heard(self, None)

    def end(self) -> None:
        """End the program, whatever it is doing. On its loop."""
        self._heard = None
        self.loop.remove_reader(self._taken)
        self.loop.remove_writer(self._given)
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
