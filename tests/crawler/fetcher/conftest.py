"""Fetchers that play a hostile script in place of ours: the same process, the same walls, other deeds."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import crawler.fetcher.keeper as keeper_module
import crawler.settings
from crawler.fetcher.nest import Nest


@pytest.fixture(scope="session")
def hostile_nest() -> Iterator[Nest]:
    """What hostile fetchers are born of: loaded once."""
    nest = Nest((sys.executable, str(Path(__file__).parent / "taken_over.py")))
    yield nest
    nest.close()


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch, hostile_nest: Nest) -> Callable[[str], None]:
    """Let all fetchers of this test be hostile; what they do at the page /ad/104 is the given code."""

    def begin(deed: str = "") -> None:
        monkeypatch.setattr(keeper_module, "NEST", hostile_nest)
        monkeypatch.setattr(crawler.settings, "USER_AGENT", deed)

    return begin
