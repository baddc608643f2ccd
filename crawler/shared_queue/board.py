"""The board of one shared pass in Redis: what waits, who has what in hand, what all workers together have met.

Each method is one step that happens whole or not at all. Keys, all behind ``lygte:SITE:PASS:``
  asked    hash: address id -> id of the task it belongs to (an address is asked for once a pass)
  tasks    hash: id -> task as JSON;  waiting: sorted set of ids;  in_hand: hash id -> worker;  turn: a counter
  tries    hash: id -> how many workers fell silent over it;  held: ids whose item waits for the end of the pass
  counts, looks   hashes of numbers;  seen, dead, alarms: sets;  rows, met: hash key -> id of the task that met it
  kept     hash: what belongs to the pass as a whole (stopped, permissions, answers of permission files)
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.shared_queue import scripts
from crawler.shared_queue.server import Server

# A worker that has not said for this long that it lives has lost what it had in hand (seconds).
SILENT_AFTER_S = 30
# A page over which so many workers fell silent is given up.
MOST_TRIES = 3
# A board nobody touches is gone after this long (seconds).
KEPT_S = 2 * 24 * 3600
KEYS = (
    "asked", "tasks", "waiting", "turn", "in_hand", "tries", "held", "counts", "looks", "seen", "dead", "alarms", "rows",
    "met", "kept",
)  # fmt: skip


@dataclass(slots=True)
class News:
    """What one worker has met since it last told: numbers to add, members to add, tasks that are done or held."""

    counts: Mapping[str, int] = field(default_factory=dict)
    looks: Mapping[str, int] = field(default_factory=dict)
    seen: Iterable[str] = ()
    dead: Iterable[str] = ()
    alarms: Iterable[str] = ()
    done: Iterable[str] = ()
    held: Iterable[str] = ()


class Board:
    """The board of one pass, as one worker uses it."""

    def __init__(self, server: Server, site: str, pass_id: int, worker: str) -> None:
        self.server, self.site, self.pass_id, self.worker = server, site, pass_id, worker
        self.at = {name: f"lygte:{site}:{pass_id}:{name}" for name in KEYS}
        self.lives = f"lygte:{site}:{pass_id}:lives:"
        self.closing = f"lygte:{site}:{pass_id}:closing"
        self.result = f"lygte:{site}:{pass_id}:result"

    def _eval(self, script: str, keys: Iterable[str], *arguments: object) -> Any:
        names = [self.at.get(key, key) for key in keys]
        return self.server.ask(lambda redis: redis.eval(script, len(names), *names, *arguments))

    def push(self, task_id: str, body: Mapping[str, object], priority: int) -> bool:
        """Add a task that no worker has asked for in this pass; False when one has."""
        text = json.dumps(body, ensure_ascii=False)
        return bool(
            self._eval(scripts.PUSH, ("asked", "tasks", "waiting", "turn"), task_id, task_id, text, int(priority))
        )

    def claim(self, address_id: str, task_id: str) -> bool:
        """Ask whether an address may be asked for as part of a task: once a pass, or again by the same task."""
        return self._first_or_same("asked", address_id, task_id)

    def meet(self, row_key: str, task_id: str) -> bool:
        """Note a row of a list; True for the first list page that shows it, also when that page is read again."""
        return self._first_or_same("rows", row_key, task_id)

    def claim_ad(self, external_id: str, task_id: str) -> bool:
        """Note an ad; True for the first page that gave it, also when that page is read again."""
        return self._first_or_same("met", external_id, task_id)

    def _first_or_same(self, name: str, key: str, task_id: str) -> bool:
        def note(redis: Any) -> bool:
            return bool(redis.hsetnx(self.at[name], key, task_id)) or redis.hget(self.at[name], key) == task_id

        return self.server.ask(note)

    def take(self) -> tuple[str, dict[str, Any]] | None:
        """Take the next task into this worker's hand; None when nothing waits."""
        found = self._eval(scripts.TAKE, ("tasks", "waiting", "in_hand"), self.worker)
        return (found[0], json.loads(found[1])) if found else None

    def give_back(self, task_ids: Iterable[str]) -> None:
        """Put tasks this worker could not do back into the queue."""

        def put(redis: Any) -> None:
            with redis.pipeline(transaction=True) as steps:
                for task_id in task_ids:
                    steps.hdel(self.at["in_hand"], task_id)
                    steps.srem(self.at["held"], task_id)
                    steps.zadd(self.at["waiting"], {task_id: 0})
                steps.execute()

        self.server.ask(put)

    def beat(self) -> bool:
        """Say that this worker lives; False when the board is gone (Redis lost it)."""

        def say(redis: Any) -> bool:
            with redis.pipeline(transaction=True) as steps:
                steps.set(self.lives + self.worker, "1", px=int(SILENT_AFTER_S * 1000))
                steps.exists(self.at["kept"])
                return bool(steps.execute()[1])

        return self.server.ask(say)

    def reclaim(self, known: Iterable[str]) -> int:
        """Put what silent workers had in hand back into the queue, and what is in this one's beside ``known``; return how much.

        A cut network may lose the answer that gave a task: then the board says this worker has it, and nobody does it.
        """
        keys = ("tasks", "waiting", "in_hand", "tries", "counts", "held")
        mine = json.dumps(sorted(known))
        return int(self._eval(scripts.RECLAIM, keys, self.lives, MOST_TRIES, self.worker, mine))

    def tell(self, news: News) -> None:
        """Add what this worker has met, and take its finished tasks off the board: one step."""

        def add(redis: Any) -> None:
            with redis.pipeline(transaction=True) as steps:
                for name, numbers in (("counts", news.counts), ("looks", news.looks)):
                    for key, number in numbers.items():
                        steps.hincrby(self.at[name], key, number)
                for name, members in (("seen", news.seen), ("dead", news.dead), ("alarms", news.alarms)):
                    if chosen := list(members):
                        steps.sadd(self.at[name], *chosen)
                if done := list(news.done):
                    for name in ("in_hand", "tasks"):
                        steps.hdel(self.at[name], *done)
                    steps.srem(self.at["held"], *done)
                if held := list(news.held):
                    steps.sadd(self.at["held"], *held)
                for key in self.at.values():
                    steps.expire(key, KEPT_S)
                steps.execute()

        self.server.ask(add)

    def stage(self) -> int:
        """Return 2 when nothing is left, 1 when only held items are, 0 while there is work."""
        return int(self._eval(scripts.STAGE, ("waiting", "in_hand", "held")))

    def keep(self, name: str, value: object) -> None:
        """Keep something of the pass as a whole; the first value stays."""
        text = json.dumps(value, ensure_ascii=False)
        self.server.ask(lambda redis: redis.hsetnx(self.at["kept"], name, text))

    def kept(self, name: str) -> Any:
        """Return what is kept under a name, None when nothing is."""
        found = self.server.ask(lambda redis: redis.hget(self.at["kept"], name))
        return json.loads(found) if found else None

    def numbers(self, name: str) -> dict[str, int]:
        """Return ``counts`` or ``looks`` of all workers."""
        found = self.server.ask(lambda redis: redis.hgetall(self.at[name]))
        return {key: int(number) for key, number in found.items()}

    def members(self, name: str) -> set[str]:
        """Return ``seen``, ``dead`` or ``alarms`` of all workers."""
        return set(self.server.ask(lambda redis: redis.smembers(self.at[name])))

    def sizes(self) -> dict[str, int]:
        """Return how many rows and ads all workers have met, and what waits or is in hand."""

        def count(redis: Any) -> dict[str, int]:
            return {
                "rows": redis.hlen(self.at["rows"]),
                "seen": redis.scard(self.at["seen"]),
                "waiting": redis.zcard(self.at["waiting"]),
                "in_hand": redis.hlen(self.at["in_hand"]),
            }

        return self.server.ask(count)

    def remove(self) -> None:
        """Take the board down."""
        self.server.ask(lambda redis: redis.delete(*self.at.values()))
