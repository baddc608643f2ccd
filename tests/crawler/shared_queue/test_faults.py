"""Redis lost, away or slow, a network that is cut, a clock that jumps: the pass goes on or says so, and nothing is lost."""

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

import crawler.shared_queue.board as board_module
import crawler.shared_queue.run as run_module
import crawler.shared_queue.server as server_module
from crawler.run import crawl
from crawler.shared_queue.desk import SharedDesk
from crawler.shared_queue.pace import SitePace
from crawler.shared_queue.server import QueueAway, Server
from models.db import make_engine


class Wire:
    """A network between workers and Redis that a test may cut: nothing passes, and connections break."""

    def __init__(self, path: str) -> None:
        self.path, self.cut = path, False
        self.pairs: list[tuple[socket.socket, socket.socket]] = []
        # What a question holds whose answer is lost on the way, and which times it is asked that happens.
        self.losing, self.lost_at, self.asked = b"", frozenset[int](), 0
        self.mute: set[socket.socket] = set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self.listener.getsockname()[1]}/0"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                if self.cut:
                    near.close()
                    continue
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.path)
                self.pairs.append((near, far))
                for one, other in ((near, far), (far, near)):  # what is asked, what is answered
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if self.cut or other in self.mute:
                    break
                if self.losing and self.losing in data:
                    self.asked += 1
                    if self.asked in self.lost_at:
                        self.mute.add(one)
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def break_off(self) -> None:
        """Cut: what is under way is lost in the middle."""
        self.cut = True
        for pair in self.pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self.pairs.clear()

    def mend(self) -> None:
        """Let everything pass again."""
        self.cut = False


@pytest.fixture
def wire(queue: Any) -> Iterator[Wire]:
    """A wire to the queue server."""
    made = Wire(queue.url.removeprefix("unix://"))
    yield made
    made.break_off()
    made.listener.close()


def _pass(collected: Any, url: str) -> Any:
    now = collected.now
    settings = replace(collected.settings, redis_url=url)
    return crawl(settings, collected.engine, collected.keyring, names=["lille"], now=lambda: now, quick=True)[0]


def _after(site: Any, pages: int, deed: Any) -> None:
    """Do something in a thread of its own once so many ad pages have been asked for."""

    def wait() -> None:
        while sum(path.startswith("/ad/") for path in list(site.asked)) < pages:
            time.sleep(0.005)
        deed()

    threading.Thread(target=wait, daemon=True).start()


def _is_whole(result: Any, collected: Any, site: Any) -> None:
    """The pass is complete: every ad of the site, each once."""
    assert (result.status, result.ads_seen, result.message) == ("complete", len(site.ads), None)
    assert set(collected.ads()) == set(site.ads)
    assert all(len(collected.versions(key)) == 1 for key in site.ads)


def test_a_cut_network_is_waited_out_and_no_ad_is_lost_or_there_twice(
    collected: Any, site: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "LONGEST_WAIT_S", 1.0)
    site.fill(60)

    def cut() -> None:
        for _ in range(3):
            wire.break_off()
            time.sleep(0.4)
            wire.mend()
            time.sleep(0.3)

    _after(site, 5, cut)
    result = _pass(collected, wire.url)
    _is_whole(result, collected, site)
    assert all(ad.gone_at is None for ad in collected.ads().values())


def test_a_page_that_was_given_to_a_worker_who_never_heard_of_it_is_read_by_the_same_worker(
    collected: Any, site: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network is cut between the queue's step and its answer: to the others the worker lives and has the page in hand."""
    monkeypatch.setattr(server_module, "LONGEST_WAIT_S", 1.0)
    monkeypatch.setattr(run_module, "RECLAIM_EVERY_S", 0.3)
    site.fill(20)
    wire.losing, wire.lost_at = b"ZPOPMIN", frozenset({4, 9, 14})
    result = _pass(collected, wire.url)
    assert wire.asked > 14
    _is_whole(result, collected, site)


def test_a_queue_that_came_back_empty_ends_the_pass_and_the_next_one_goes_on_from_there(
    collected: Any, site: Any, queue: Any
) -> None:
    site.fill(60)
    first = site.answer

    def slowly(path: str, headers: dict[str, str]) -> Any:
        time.sleep(0.05)
        return first(path, headers)

    site.answer = slowly
    _after(site, 30, lambda: queue.client().flushall())
    result = _pass(collected, queue.url)
    assert result.status == "failed"
    assert result.message == (
        "The queue server lost what was still to do; what was stored is whole, the next pass goes on from here."
    )
    assert all(ad.gone_at is None for ad in collected.ads().values())
    read = set(collected.ads())
    assert read
    site.asked.clear()
    collected.day += timedelta(minutes=5) / timedelta(days=1)
    assert _pass(collected, queue.url).status == "complete"
    assert set(collected.ads()) == set(site.ads)
    asked_again = {path.removeprefix("/ad/") for path in site.asked if path.startswith("/ad/")} & read
    assert asked_again == set()
    assert [one.status for one in collected.passes()] == ["failed", "complete"]


def test_without_a_queue_server_nothing_is_asked_and_one_sentence_says_why(
    collected: Any, site: Any, queue: Any
) -> None:
    queue.kill()
    result = _pass(collected, queue.url)
    assert (result.status, site.asked) == ("failed", [])
    assert str(result.message).startswith("The queue server named by LYGTE_REDIS does not answer")


def test_a_clock_set_back_does_not_stop_a_site_for_hours(queue: Any) -> None:
    pace, client = SitePace(Server(queue.url), "lille"), queue.client()
    assert pace.wait_ms(5.0) == 0
    assert 4000 < pace.wait_ms(5.0) <= 5050
    # The server's clock was set back by an hour: the turn, set for five seconds, now seems to last longer than that.
    client.pexpire("lygte:pace:lille", 3_600_000)
    assert pace.wait_ms(5.0) == 0
    assert pace.wait_ms(5.0) > 0


def test_a_pause_the_site_asks_for_holds_for_all_and_the_longer_one_counts(queue: Any) -> None:
    one, other = SitePace(Server(queue.url), "lille"), SitePace(Server(queue.url), "lille")
    one.pause(30)
    other.pause(2)
    assert 29_000 < other.wait_ms(0.0) <= 30_000
    assert SitePace(Server(queue.url), "another").wait_ms(0.0) == 0


def test_a_site_that_says_come_later_is_left_alone_by_every_worker(
    collected: Any, site: Any, patient_workers: Any
) -> None:
    site.fill(20)
    from tests.crawler.conftest import Answer

    site.special["/ad/103"] = Answer(b"", 429, {"Retry-After": "600"})
    for _ in range(2):
        patient_workers.begin(collected.now)
    ended = patient_workers.wait()
    sentence = "The site asks us to come back later; the next pass goes on from here."
    assert ended == [("partial", sentence)] * 2
    assert [(one.status, one.message) for one in collected.passes()] == [("partial", sentence)]
    assert all(ad.gone_at is None for ad in collected.ads().values())
    assert Counter(site.asked)["/ad/103"] == 1


def test_what_redis_refuses_is_no_answer(queue: Any) -> None:
    server = Server(queue.url)
    server.redis.set("x", "text")
    with pytest.raises(QueueAway):
        server.ask(lambda redis: redis.hget("x", "y"))


def test_a_worker_whose_disk_is_full_leaves_and_another_one_finishes_what_it_had(
    collected: Any, site: Any, queue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_module, "SILENT_AFTER_S", 0.3)
    monkeypatch.setattr(run_module, "RECLAIM_EVERY_S", 0.1)
    site.fill(60)
    collected.engine.dispose()
    full = make_engine(collected.engine.url.render_as_string())
    with full.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()

    @event.listens_for(full, "connect")
    def _small(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={pages + 4}")

    full.dispose()
    left = _pass(replace(collected, engine=full), queue.url)
    assert left.status == "failed"
    assert str(left.message).startswith("The disk of the database is full; what was stored is whole")
    full.dispose()
    assert _pass(collected, queue.url).status == "complete"
    assert set(collected.ads()) == set(site.ads)
    assert all(len(collected.versions(key)) == 1 for key in site.ads)
    assert [one.status for one in collected.passes()] == ["complete"]


def test_a_pass_whose_closer_died_before_telling_is_told_as_it_was_closed(
    collected: Any, site: Any, queue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.fill(12)
    close = SharedDesk.close

    def twice(self: SharedDesk, finished_at: datetime) -> Any:
        first = close(self, finished_at)
        again = close(self, finished_at)
        assert replace(again, alarms=first.alarms) == first
        return again

    monkeypatch.setattr(SharedDesk, "close", twice)
    assert _pass(collected, queue.url).status == "complete"
    assert [one.status for one in collected.passes()] == ["complete"]
