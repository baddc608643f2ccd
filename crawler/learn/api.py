"""Lists of ads that a site holds as JSON: in the answers its pages fetch, or inside the pages themselves."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.asking import with_body
from crawler.islands import island_at, islands_of
from crawler.json_paths import json_values, paths
from crawler.learn.looks import Answer
from crawler.learn.samples import Sample
from crawler.parse import field_of_label

_AD_KEYS = frozenset(
    {
        "title",
        "alias",
        "age",
        "city",
        "postcode",
        "place",
        "kind",
        "prices",
        "phones",
        "posted_at",
        "text",
        "image_count",
    }
)
_ID_KEYS = ("id", "uid", "uuid", "ad_id", "adId", "adid", "slug", "key", "nr", "no", "number", "_id", "ref")
# A list that only names and places ads is one; a menu of towns is not.
FEWEST_NAMES = 2


@dataclass(frozen=True, slots=True)
class Api:
    """A list: the call that brings it, the path to its ads, the key of an ad's own id; ``data`` where it lies inside a page."""

    url: str
    path: str
    id: str
    items: tuple[dict[str, Any], ...]
    data: str | None = None

    def content(self, page: Sample) -> object:
        """Return the JSON of a page of this list."""
        return island_at(self.data, page.tree) if self.data and page.json is None else page.json

    def items_of(self, page: Sample) -> list[dict[str, Any]]:
        """Return the ads on a page of this list."""
        found = json_values(self.content(page), self.path)
        flat = [item for value in found for item in (value if isinstance(value, list) else [value])]
        return [item for item in flat if isinstance(item, dict) and _own_id(item, self.id) is not None]

    def key_of(self, item: dict[str, Any]) -> str:
        """Return an ad's own id."""
        return str(_own_id(item, self.id))


def _own_id(item: dict[str, Any], key: str) -> object:
    return next(iter(json_values(item, key)), None)


def best_list(answers: Sequence[Answer], pages: Sequence[Sample] = ()) -> Api | None:
    """Return the list of ads in these answers or inside these pages: an array of objects whose keys name fields of ads."""
    best: tuple[float, Api] | None = None
    for url, data, content in (*_answered(answers), *_inside(pages)):
        for path, items in arrays(content):
            score, key = list_score(items)
            if key and score > (best[0] if best else 0):
                best = (score, Api(url, path, key, tuple(items), data))
    return best[1] if best else None


def _answered(answers: Sequence[Answer]) -> Iterator[tuple[str, None, object]]:
    for answer in answers:
        reads_only = answer.method == "GET" or (
            answer.method == "POST" and answer.body and "mutation" not in answer.body
        )
        if answer.json and reads_only:
            try:
                yield with_body(answer.url, answer.body), None, json.loads(answer.text)
            except (ValueError, RecursionError):
                continue


def _inside(pages: Sequence[Sample]) -> Iterator[tuple[str, str, object]]:
    for page in pages:
        if page.json is None:
            yield from ((page.url, selector, value) for selector, value in islands_of(page.tree))


def list_score(items: Sequence[dict[str, Any]]) -> tuple[float, str | None]:
    """Return how much an array reads as a list of ads (0 when it does not), and the key of their ids."""
    names = {
        field_of_label(path.rsplit(".", maxsplit=1)[-1]) for item in items[:5] for path, _ in paths(item)
    } & _AD_KEYS
    key = id_key(items)
    if not key or len(items) < 2 or len(names) < FEWEST_NAMES:
        return 0.0, None
    return len(names) * min(len(items), 20) ** 0.5, key


def arrays(content: object) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield every array of objects in a document with its path ("" for the document itself)."""
    if isinstance(content, list):
        inner = [item for item in content if isinstance(item, dict)]
        if inner and len(inner) == len(content):
            yield "", inner
        return
    for path, value in paths(content, most_list=0):
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            yield path, value
        elif isinstance(value, dict) and len(value) > 2 and all(isinstance(item, dict) for item in value.values()):
            # Ads by their id: {"17": {...}, "24": {...}}.
            yield f"{path}.*", list(value.values())


def id_key(items: Sequence[dict[str, Any]]) -> str | None:
    """Return the key (or the path of a node's key) whose values are each item's own."""
    nested = [f"node.{key}" for key in _ID_KEYS] if all(isinstance(item.get("node"), dict) for item in items) else []
    for key in (*_ID_KEYS, *nested, *(each for each in items[0] if each.lower().endswith("id"))):
        values = [_own_id(item, key) for item in items]
        if all(isinstance(value, int | str) and value != "" for value in values) and len(set(values)) == len(values):
            return key
    return None
