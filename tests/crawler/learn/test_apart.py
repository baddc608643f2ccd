"""Learning happens in a process that may do nothing: a page that takes it over reaches no key, no network, no other site."""

import os
import socket
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.errors import PageUnreadable
from crawler.learn.apart import learn_apart
from crawler.learn.fetching import NearLooking
from crawler.learn.task import Task
from models.settings import Settings

NOW = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
Serve = Callable[[Mapping[str, str | bytes]], str]
# The learner with other insides: what a page could do once it has taken it over.
TAKEN_OVER = """
import os, socket, sys, types
import crawler.learn.learner as learner
def taken_over(task):
    {deeds}
    return None
learner.learn_plain, learner.learn_app = taken_over, lambda task: None
learner.main()
"""


def _script(deeds: str) -> tuple[str, ...]:
    return (sys.executable, "-c", TAKEN_OVER.format(deeds=deeds.strip().replace("\n", "\n    ")))


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def task(serve: Serve, tmp_path: Path, told: list[str]) -> Task:
    url = serve({"/": "<p>En side</p>", "/anden": "<p>En anden</p>"})
    settings = Settings(data_dir=tmp_path, database_url="sqlite:///secret")
    looks = lambda browser: NearLooking("proeven", url, settings, now=NOW, browser=browser)  # noqa: E731
    return Task(url, "proeven", NOW, lambda step, done, total: told.append(step), looks)


def test_a_page_that_takes_the_learner_over_reaches_nothing(task: Task, told: list[str], tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text("the keys")
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    deeds = f"""
for name, deed in (
    ("keys", lambda: open({str(keys)!r}).read()),
    ("write", lambda: open({str(tmp_path / "taken")!r}, "w")),
    ("connect", lambda: socket.create_connection(("127.0.0.1", {listener.getsockname()[1]}), timeout=2)),
    ("program", lambda: os.execv("/bin/true", ["true"])),
    ("fork", lambda: os.fork()),
    ("kill", lambda: os.kill({os.getpid()}, 15)),
    ("environment", lambda: 1 / len([each for each in os.environ if "LYGTE" in each])),
):
    try:
        deed()
        task.progress(name, 0, 1)
    except (OSError, ZeroDivisionError):
        pass
"""
    assert learn_apart(task, _script(deeds)) is None
    with pytest.raises(BlockingIOError):
        listener.accept()
    listener.close()
    assert told == []
    assert sorted(file.name for file in tmp_path.iterdir()) == ["keys.json"]


def test_it_is_fetched_pages_of_its_own_site_only(task: Task, told: list[str]) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    deeds = f"""
with task.looking() as looking:
    for url in ("http://127.0.0.1:{listener.getsockname()[1]}/", "file:///etc/hostname", "http://localhost:1/", "not an address"):
        if looking.get(url) is not None:
            task.progress("got another", 0, 1)
    if "anden" in looking.get(task.url + "anden").text:
        task.progress("got its own", 0, 1)
"""
    assert learn_apart(task, _script(deeds)) is None
    assert told == ["got its own"]
    with pytest.raises(BlockingIOError):
        listener.accept()
    listener.close()


PROPOSAL = """
ours = {{"name": task.name, "start_url": task.url, "hosts": ["127.0.0.1"], "list": {{"ad": "li", "link": "a::attr(href)"}},
    "ad": {{"fields": {{"title": "h1"}}}}}}
return types.SimpleNamespace(definition={{**ours, {change}}}, samples=[], preview_rows=[], problems=[])
"""


def test_a_proposal_comes_across_as_it_was_made(task: Task) -> None:
    learned = learn_apart(task, _script(PROPOSAL.format(change="")))
    assert learned is not None
    assert learned.definition["list"] == {"ad": "li", "link": "a::attr(href)"}
    assert (learned.fixture, learned.looked_at, learned.problems) == (None, 0, [])


@pytest.mark.parametrize(
    ("deeds", "why"),
    [
        ("os._exit(1)", "it dies"),
        ("raise ValueError(task.url)", "it fails"),
        ("os.write(1, b'hello, this is no answer')", "it says nonsense"),
        ("task.looks(False).asker.ask('fly')", "it asks for what there is not"),
        ("task.looks(False).asker.ask('get', look=7, url=task.url)", "it asks for a look that is not open"),
        ("[task.looks(False).__enter__() for _ in range(40)]", "it opens look after look"),
        (PROPOSAL.format(change='"hosts": ["annoncer.example"]'), "it proposes another host"),
        (PROPOSAL.format(change='"name": "andet"'), "it proposes another site"),
        (PROPOSAL.format(change='"list": 7'), "it proposes what is no definition"),
    ],
)
def test_a_learner_that_fails_or_oversteps_is_one_sentence(task: Task, deeds: str, why: str) -> None:
    with pytest.raises(PageUnreadable, match=r"^A page could not be read by the process that parses pages\.$"):
        learn_apart(task, _script(deeds))
