"""The process that learns: looks at pages it asks for, proposes a definition, and may do nothing else.

Started by `apart`. Like `page_reader` it has no environment, no key, no database and no network; the process that started it
fetches what it asks for, through gate, guard and manners, and believes nothing it says.
"""

import json
import os
import pickle  # what is unpickled comes from the process that started this one
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import dateparser

from crawler.addresses import join
from crawler.asking import split_body
from crawler.confinement import confine
from crawler.errors import SiteRefused
from crawler.learn.app import learn_app
from crawler.learn.fixture import synthetic_fixture
from crawler.learn.looks import Answer, Rendered
from crawler.learn.plain import learn_plain
from crawler.learn.proposal import LearnResult
from crawler.learn.samples import Sample
from crawler.learn.task import Task
from crawler.page_reader import readable
from crawler.reader_process import LENGTH
from models.said import as_stored


@dataclass
class Asker:
    """Asks the process that started this one, and waits for what it says."""

    taken: BinaryIO
    given: BinaryIO

    def say(self, **said: object) -> None:
        """Say something that has no answer."""
        content = json.dumps(said).encode()
        self.given.write(LENGTH.pack(len(content)) + content)
        self.given.flush()

    def ask(self, what: str, **about: object) -> Any:
        """Ask for something. Raises SiteRefused with the number of the refusal."""
        self.say(ask=what, **about)
        head = self.taken.read(LENGTH.size)
        if len(head) < LENGTH.size:
            raise SystemExit(0)
        answer, refusal = pickle.loads(self.taken.read(LENGTH.unpack(head)[0]))  # noqa: S301 - from the process that started this one
        if refusal is not None:
            raise SiteRefused(refusal)
        return answer


@dataclass
class FarLooking:
    """A look at the site through the process that may."""

    asker: Asker
    browser: bool
    number: int = 0
    pages: dict[str, Sample | None] = field(default_factory=dict)

    def __enter__(self) -> "FarLooking":
        self.number = self.asker.ask("open", browser=self.browser)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.asker.ask("close", look=self.number)

    def get(self, url: str) -> Sample | None:
        """Return a page, the same one each time; see `looks.Looking`."""
        key = url if split_body(url)[1] else join(url, "") or url
        if key not in self.pages:
            came = self.asker.ask("get", look=self.number, url=url)
            self.pages[key] = _sample(came) if came else None
        return self.pages[key]

    def browse(self, url: str, *, scrolls: int = 0, press: str | None = None) -> Rendered | None:
        """Return a page as the browser shows it; see `looks.Looking`."""
        came = self.asker.ask("browse", look=self.number, url=url, scrolls=scrolls, press=press)
        return Rendered(_sample(came[0]), [Answer(*each) for each in came[1]]) if came else None


def _sample(came: tuple[str, str, str]) -> Sample:
    return Sample(came[0], came[1], links=came[2])


def main() -> None:
    """Shut the doors, take the wish, learn, and say what came of it."""
    asker = Asker(sys.stdin.buffer, os.fdopen(os.dup(1), "wb"))
    # A stray print must not look like an answer.
    sys.stdout = sys.stderr
    # Loads what dateparser loads when first used.
    dateparser.parse("1. januar 2026", languages=["da"])
    shut = sorted(confine(readable()))
    wish = asker.ask("wish", shut=shut)
    task = Task(
        **wish,
        progress=lambda step, done, total: asker.say(tell=[step, done, total]),
        looks=lambda browser: FarLooking(asker, browser),
    )
    try:
        learned = learn_plain(task) or learn_app(task)
        asker.say(learned=_told(learned, task) if learned else None)
    except SiteRefused as refused:
        asker.say(refused=refused.args[0])
    except Exception as problem:  # told by its place in the code, never by a page's words
        frames = traceback.extract_tb(problem.__traceback__)
        asker.say(failed=f"{type(problem).__name__} in {Path(frames[-1].filename).name}:{frames[-1].lineno}")


def _told(learned: LearnResult, task: Task) -> dict[str, object]:
    fixture = synthetic_fixture(learned.definition, learned.samples, task.now)
    return {
        "definition": learned.definition,
        "rows": [list(row) for row in learned.preview_rows],
        "problems": [as_stored(problem) for problem in learned.problems],
        "fixture": [fixture.page_name, fixture.page, fixture.expected] if fixture else None,
        "looked_at": len(learned.samples),
    }


if __name__ == "__main__":
    main()
