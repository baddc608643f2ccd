"""The process fetchers are born of: loads their code once, never sees a page, and makes a fetcher whenever the keeper asks.

So that a fetcher costs milliseconds and little memory, each site's pass has its own. Started by `nest` with one end of a
pair of sockets; each byte that comes brings three descriptors: what the fetcher hears, what it says, and the socket on
which it gets its connections. Through that last one the keeper is told which process it is, before it has read anything.
"""

import os
import signal
import socket
import struct
import sys
from contextlib import suppress

PID = struct.Struct(">I")


def main(door: socket.socket) -> None:
    """Make fetchers until nobody can ask any more."""
    from crawler.fetcher import child

    # Nobody waits for what they return.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        content, given, _, _ = socket.recv_fds(door, 1, 3)
        if not content:
            return
        if len(given) != 3:
            continue
        born = os.fork()
        if born == 0:
            door.close()
            # Whatever happens, this process never goes on as a mother.
            try:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                child.main(*given, browser=content == b"b")
            finally:
                os._exit(1)
        _tell(given[2], born)
        for each in given:
            os.close(each)


def _tell(doors: int, born: int) -> None:
    """Tell the keeper the new process by its number, and by a descriptor where the system has them."""
    handles = [os.pidfd_open(born)] if hasattr(os, "pidfd_open") else []
    with suppress(OSError), socket.socket(fileno=os.dup(doors)) as told:
        socket.send_fds(told, [PID.pack(born)], handles)
    for each in handles:
        os.close(each)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
