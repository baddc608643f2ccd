"""Our own commands in processes of their own, tied to the program that begins them: they end when it ends, however it ends.

The other end of such a process's standard input is in the program that began it. Nothing is ever said on it; when it
closes, that program is gone, and what was begun for it would hold the store beside whoever takes its work over.
"""

import os
import signal
import subprocess
import sys
import threading

from lygte.installation import Installation


def begin_tied(place: Installation, *words: str) -> "subprocess.Popen[bytes]":
    """Begin ``lygte WORDS`` on this installation, without progress and without output."""
    return subprocess.Popen(  # noqa: S603  (our own program, our own words)
        [sys.executable, "-m", "lygte.tied", *words, "--quiet", "--data", str(place.settings.data_dir)],
        # The address of a database may hold a password: it goes by the environment, which others cannot list.
        env={**os.environ, "LYGTE_DATABASE": place.settings.database_url},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )


def _end_with_standard_input() -> None:
    """Wait for the end of standard input, then end this process as anybody asks a process to end."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    from lygte.main import entry

    threading.Thread(target=_end_with_standard_input, daemon=True).start()
    entry()
