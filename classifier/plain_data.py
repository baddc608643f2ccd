"""Write dataclasses as plain data (lists, texts, numbers) and read them back by the types of their fields."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

_PLAIN = (str, int, float, bool, NoneType)


def as_plain(value: Any) -> Any:
    """Return a value as data that JSON can hold; sets in order, so that the same value is always written the same way."""
    if is_dataclass(value):
        return [as_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, dict):
        return {name: as_plain(one) for name, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(as_plain(one) for one in value)
    if isinstance(value, list | tuple):
        return [as_plain(one) for one in value]
    return value


def from_plain(kind: Any, data: Any) -> Any:
    """Return the value of a type that :func:`as_plain` wrote."""
    convert = _converter(kind)
    return data if convert is None else convert(data)


@cache
def _converter(kind: Any) -> Callable[[Any], Any] | None:
    """Return what turns plain data into a value of a type, None where the data is the value."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in _PLAIN or (origin in (Union, UnionType) and all(one in _PLAIN for one in inner)):
        return None
    if is_dataclass(kind):
        return _of_dataclass(kind)
    if origin is dict:
        return _of_dict(_converter(inner[1]))
    if origin in (list, tuple, set, frozenset):
        each = _converter(inner[0])
        if origin is tuple and inner[-1] is not ...:
            return _of_pair([_converter(one) for one in inner])
        if origin is tuple and inner[0] is str:
            return lambda data: _same(tuple(data))
        return origin if each is None else lambda data: origin(map(each, data))
    raise TypeError(f"{kind} cannot be read from plain data")


@lru_cache(maxsize=10_000)
def _same(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tuple that stands for all of equal ones: what cancels a wording is written for each wording of its rule."""
    return values


def _of_dataclass(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    converters = [_converter(hints[field.name]) for field in fields(kind)]
    return lambda data: kind(
        *(one if convert is None else convert(one) for convert, one in zip(converters, data, strict=True))
    )


def _of_dict(each: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    return dict if each is None else lambda data: {name: each(one) for name, one in data.items()}


def _of_pair(each: list[Callable[[Any], Any] | None]) -> Callable[[Any], Any]:
    return lambda data: tuple(one if convert is None else convert(one) for convert, one in zip(each, data, strict=True))
