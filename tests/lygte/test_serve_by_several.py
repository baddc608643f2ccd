"""`lygte serve --processes`: several processes answer on one port; one that dies is begun again, none outlives the first."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lygte.main import main

ROOT = Path(__file__).parents[2]
LONGEST_S = 60.0


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Serving:
    """The command, running."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        words = ["serve", "--no-work", "--quiet", "--processes", "2", "--port", str(self.port), "--data", str(folder)]
        self.first = subprocess.Popen(
            [sys.executable, "-m", "lygte.main", *words],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env={name: value for name, value in os.environ.items() if not name.startswith("LYGTE_")},
        )  # fmt: skip

    def answers(self) -> bool:
        """Say whether a new connection gets the log-in page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", "/login")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def others(self) -> set[int]:
        """Return the processes that answer."""
        children = Path(f"/proc/{self.first.pid}/task/{self.first.pid}/children").read_text().split()
        return {int(child) for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()}

    def stop(self) -> int:
        """End it as a service manager does; return its code."""
        self.first.terminate()
        return self.first.wait(LONGEST_S)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    one = Serving(tmp_path)
    yield one
    one.first.kill()
    one.first.wait()
    assert one.first.stderr is not None
    one.first.stderr.close()


def test_two_answer_and_one_that_is_killed_is_begun_again(serving: Serving) -> None:
    until(serving.answers)
    before = serving.others()
    assert len(before) == 2
    killed = before.pop()
    os.kill(killed, signal.SIGKILL)
    until(lambda: len(serving.others() - {killed}) == 2)
    until(serving.answers)
    after = serving.others()
    assert serving.stop() == 0
    until(lambda: not any(Path(f"/proc/{one}").exists() for one in after))


def test_none_holds_the_port_when_the_first_is_killed(serving: Serving) -> None:
    until(serving.answers)
    others = serving.others()
    serving.first.kill()
    serving.first.wait()
    until(lambda: not any(Path(f"/proc/{one}").exists() for one in others))
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", serving.port))


@pytest.mark.parametrize("number", ["0", "33", "-2"])
def test_a_number_of_processes_that_cannot_be_is_one_sentence(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--processes", number, "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "lygte: --processes is a number from 1 to 32.\n"
    assert not list(tmp_path.iterdir())
