"""Which tasks this worker has in hand, and when one is done: when nothing that came of it is under way. Pure state.

A task is one list page or one ad page. What follows from it (a number behind a button, further reviews, the item on its
way to the desk) belongs to it and stays with this worker; list and ad pages that it leads to are tasks of their own.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Units:
    """Tasks by id. ``open`` counts what is under way; ``done`` may be told once the desk has written; ``broken`` go back."""

    open: dict[str, int] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    # The task an item came from, by identity while it is on its way, by ad once it is at the desk.
    _items: dict[int, str] = field(default_factory=dict)
    of_ad: dict[str, str] = field(default_factory=dict)

    def begin(self, task: str) -> None:
        """Note something under way for a task."""
        self.open[task] = self.open.get(task, 0) + 1

    def end(self, task: str) -> None:
        """Note that something under way has come to its end."""
        left = self.open.get(task, 1) - 1
        if left > 0:
            self.open[task] = left
        else:
            self.open.pop(task, None)
            self.done.add(task)

    def fail(self, task: str) -> None:
        """Note that a task cannot be done now: the queue did not answer in the middle of it."""
        self.broken.add(task)

    def send(self, item: object, task: str) -> None:
        """Note an item on its way to the desk."""
        self.begin(task)
        self._items[id(item)] = task

    def task_of(self, item: object) -> str:
        """Return the task an item on its way belongs to."""
        return self._items[id(item)]

    def arrive(self, item: object, external_id: str | None) -> None:
        """Note that an item is at the desk (``external_id``) or was dropped (None)."""
        task = self._items.pop(id(item), None)
        if task is None:
            return
        if external_id is not None:
            self.of_ad[external_id] = task
        self.end(task)

    def known(self) -> set[str]:
        """Return all tasks this worker knows to have in hand."""
        return self.open.keys() | self.done | self.broken

    def settle(self) -> tuple[set[str], set[str]]:
        """Return the tasks that are done and those to give back."""
        back = {task for task in self.broken if task not in self.open}
        return self.done - self.broken, back

    def forget(self, tasks: set[str]) -> None:
        """Drop tasks that are off this worker's hands."""
        self.done -= tasks
        self.broken -= tasks
        for ad in [ad for ad, task in self.of_ad.items() if task in tasks]:
            del self.of_ad[ad]
