"""What a page says, on its way between two processes: dataclasses to JSON and back, believing nothing on the way back."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from crawler.errors import PageUnreadable

LONGEST_TEXT = 5_000_000
MOST_VALUES = 10_000


def to_plain(value: object) -> Any:
    """Return a value as JSON knows it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def from_plain(kind: Any, value: object) -> Any:
    """Build a value of a type from JSON. Raises PageUnreadable where it is anything else."""
    if is_dataclass(kind):
        return _record(kind, value)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if value is None and types.NoneType in inner:
            return None
        return from_plain(next(each for each in inner if each is not types.NoneType), value)
    if origin in (list, tuple) and isinstance(value, list) and len(value) <= MOST_VALUES:
        return _sequence(origin, inner, value)
    if origin is dict and isinstance(value, dict) and len(value) <= MOST_VALUES:
        return {from_plain(str, key): from_plain(inner[1], each) for key, each in value.items()}
    return _single(kind, value)


def _record(kind: Any, value: object) -> Any:
    hints = _hints(kind)
    if not isinstance(value, dict) or set(value) != set(hints):
        raise PageUnreadable
    return kind(**{name: from_plain(hint, value[name]) for name, hint in hints.items()})


def _sequence(origin: Any, inner: tuple[Any, ...], value: list[object]) -> Any:
    if origin is tuple and inner[-1] is not Ellipsis:
        if len(inner) != len(value):
            raise PageUnreadable
        return tuple(from_plain(each, one) for each, one in zip(inner, value, strict=True))
    return origin(from_plain(inner[0], each) for each in value)


def _single(kind: Any, value: object) -> Any:
    if kind is date and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise PageUnreadable from None
    if kind is float and type(value) is int:
        return float(value)
    allowed = (str, int, float, bool, types.NoneType) if kind is object else (kind,)
    if type(value) not in allowed or (isinstance(value, str) and len(value) > LONGEST_TEXT):
        raise PageUnreadable
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
