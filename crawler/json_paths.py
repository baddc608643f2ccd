"""Dotted paths in JSON documents (``items.*.name``) and what a value says as text. Pure; nothing raises on odd documents."""

from collections.abc import Iterator

from crawler.parse import read_minutes

# A path that names more than this is cut: no field of an ad has so many values.
MOST_VALUES = 10_000


def json_values(value: object, path: str) -> list[object]:
    """Return what a dotted path names in a JSON value: ``items.*.name``, ``0`` for the first. [] when nothing."""
    found = [value]
    for step in [step for step in path.split(".") if step]:
        found = [inner for each in found for inner in _step(each, step)]
        if len(found) > MOST_VALUES:
            found = found[:MOST_VALUES]
    return [each for each in found if each is not None]


def _step(value: object, step: str) -> list[object]:
    if step == "*":
        if isinstance(value, dict):
            return list(value.values())
        return list(value) if isinstance(value, list) else []
    if isinstance(value, dict):
        return [value[step]] if step in value else []
    if isinstance(value, list) and step.lstrip("-").isdigit() and -len(value) <= int(step) < len(value):
        return [value[int(step)]]
    return []


def paths(value: object, path: str = "", depth: int = 0, *, most_list: int = 30) -> Iterator[tuple[str, object]]:
    """Yield every dotted path of a document with its value; lists of objects as ``*`` (their first ``most_list``)."""
    if path:
        yield path, value
    if depth > 8:
        return
    if isinstance(value, dict):
        for key, inner in list(value.items())[:100]:
            if "." not in str(key) and key != "*":
                yield from paths(inner, f"{path}.{key}" if path else str(key), depth + 1, most_list=most_list)
    elif isinstance(value, list):
        for inner in value[:most_list]:
            if isinstance(inner, dict):
                yield from (
                    (found, each)
                    for found, each in paths(inner, f"{path}.*" if path else "*", depth + 1, most_list=most_list)
                    if found != f"{path}.*"
                )


def as_text(value: object) -> str:
    """Return a JSON value as text: numbers plainly, lists and objects as their parts on lines."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return "\n".join(as_text(each) for each in value)
    if isinstance(value, dict):
        return "\n".join(_keyed(str(key), each) for key, each in value.items())
    return "" if value is None else str(value)


def _keyed(key: str, value: object) -> str:
    """Return a value with its key where the key is part of what it says: {"30": 600} is 30 minutes for 600."""
    if key.isdigit():
        return f"{key} min {as_text(value)}"
    return f"{key} {as_text(value)}" if read_minutes(key) else as_text(value)
