"""What a page says, on its way between two processes: dataclasses to JSON and back, believing nothing on the way back.

Every page's answer passes here twice, so what a type needs is found out once and kept as a function.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from crawler.errors import PageUnreadable

LONGEST_TEXT = 5_000_000
MOST_VALUES = 10_000
_AS_THEY_ARE = frozenset({str, int, float, bool, types.NoneType})
Reader = Callable[[Any], Any]


def to_plain(value: object) -> Any:
    """Return a value as JSON knows it."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is list or kind is tuple:
        return [to_plain(each) for each in value]  # type: ignore[attr-defined]  # it is one of the two
    if isinstance(value, Mapping):
        return {str(key): to_plain(each) for key, each in value.items()}
    if is_dataclass(kind):
        return {name: to_plain(getattr(value, name)) for name in _names(kind)}
    return value.isoformat() if isinstance(value, date) else value


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def from_plain(kind: Any, value: object) -> Any:
    """Build a value of a type from JSON. Raises PageUnreadable where it is anything else."""
    return _reader(kind)(value)


@cache
def _reader(kind: Any) -> Reader:
    """Return what builds values of a type."""
    if is_dataclass(kind):
        return _record(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _perhaps(next(each for each in inner if each is not types.NoneType))
    if origin is list or (origin is tuple and inner[-1] is Ellipsis):
        return _sequence(origin, _reader(inner[0]))
    if origin is tuple:
        return _row([_reader(each) for each in inner])
    if origin is dict:
        return _mapping(_reader(inner[1]))
    return _day if kind is date else _single(kind)


def _record(kind: Any) -> Reader:
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
    names = readers.keys()

    def read(value: Any) -> Any:
        if type(value) is not dict or value.keys() != names:
            raise PageUnreadable
        return kind(**{name: readers[name](each) for name, each in value.items()})

    return read


def _perhaps(kind: Any) -> Reader:
    reader = _reader(kind)
    return lambda value: None if value is None else reader(value)


def _sequence(origin: Any, reader: Reader) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is not list or len(value) > MOST_VALUES:
            raise PageUnreadable
        return origin(map(reader, value))

    return read


def _row(readers: list[Reader]) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is not list or len(value) != len(readers):
            raise PageUnreadable
        return tuple(reader(each) for reader, each in zip(readers, value, strict=True))

    return read


def _mapping(reader: Reader) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is not dict or len(value) > MOST_VALUES:
            raise PageUnreadable
        return {key: reader(each) for key, each in value.items()}

    return read


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise PageUnreadable from None


def _single(kind: Any) -> Reader:
    allowed = _AS_THEY_ARE if kind is object else frozenset({kind})

    def read(value: Any) -> Any:
        if type(value) is int and kind is float:
            return float(value)
        if type(value) not in allowed or (type(value) is str and len(value) > LONGEST_TEXT):
            raise PageUnreadable
        return value

    return read
