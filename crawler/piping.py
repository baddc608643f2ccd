"""Two pipes to another process: messages go out and come in without anybody waiting for them. For the loop that is running."""

import asyncio
import os
import struct
from collections.abc import Callable
from typing import Generic, TypeVar

LENGTH = struct.Struct(">I")
AT_ONCE = 1 << 18
Said = TypeVar("Said")


class Piping(Generic[Said]):
    """One pair of pipes. ``read`` makes of a message's bytes what it says, None of what says nothing.

    ``heard`` is called with each message, and once with None when no more can come: the other side ended, said what is
    no message, or said more at once than ``largest`` bytes.
    """

    def __init__(
        self,
        given: int,
        taken: int,
        heard: Callable[[Said | None], None],
        *,
        read: Callable[[bytes], Said | None],
        largest: int,
    ) -> None:
        self._given, self._taken = given, taken
        self._to_give, self._come = bytearray(), bytearray()
        self._heard: Callable[[Said | None], None] | None = heard
        self._read, self._largest = read, largest
        # Whether the end that was heard is the other side's own: it did not say what is no message.
        self.ended_by_itself = False
        self.loop = asyncio.get_running_loop()
        for pipe in (given, taken):
            os.set_blocking(pipe, False)
        self.loop.add_reader(taken, self._listen)

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
        self.ended_by_itself = not piece
        while self._heard and len(self._come) >= LENGTH.size:
            length = LENGTH.unpack_from(self._come)[0]
            if length > self._largest:
                piece = b""
                break
            if len(self._come) < LENGTH.size + length:
                break
            content = bytes(self._come[LENGTH.size : LENGTH.size + length])
            del self._come[: LENGTH.size + length]
            said = self._read(content)
            if said is None:
                piece = b""
                break
            self._heard(said)
        if not piece:
            self.loop.remove_reader(self._taken)
            self._tell_end()

    def _tell_end(self) -> None:
        heard, self._heard = self._heard, None
        if heard:
            heard(None)

    def stop(self) -> None:
        """Hear and say no more. The pipes stay open; they are the caller's to close."""
        self._heard = None
        self.loop.remove_reader(self._taken)
        self.loop.remove_writer(self._given)
