"""From plain values to bound ones: one converter for each type, made when first needed.

The schema has judged the document before. What fails here is a disagreement of schema and
models, which is a bug, told with the route of the value.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

from mlsys.route import Route, format_route
from mlsys.spec.fields import Section, is_extension
from mlsys.spec.quantities import Quantity
from mlsys.spec.types import Form, Overlay, Tagged

S = TypeVar("S", bound=Section)
Converter: TypeAlias = Callable[[Any, Route], Any]

_NUMBERS = (int, float)


class BindingError(Exception):
    """A value that the schema accepts and the models do not: a bug of one of them."""

    def __init__(self, route: Route, message: str) -> None:
        super().__init__(f"{format_route(route)}: {message}")


def bind_section(section: type[S], value: object, route: Route = ()) -> S:
    """Return the section written as the plain mapping ``value``.

    Raises:
        BindingError: if ``value`` does not have the form of the section.
    """
    if not isinstance(value, Mapping):
        raise BindingError(route, f"{section.__name__} is a mapping")
    converters = _field_converters(section)  # type: ignore[arg-type]  # classes are hashable
    bound: dict[str, Any] = {}
    extensions: dict[str, Any] = {}
    for key, item in value.items():
        if key in converters:
            attribute, convert = converters[key]
            bound[attribute] = convert(item, (*route, key))
        elif is_extension(key):
            extensions[key] = item
        else:
            raise BindingError((*route, str(key)), f"{section.__name__} has no such field")
    try:
        return section(extensions=extensions, **bound)
    except TypeError as error:
        raise BindingError(route, str(error)) from error


@cache
def _field_converters(section: type[Section]) -> dict[str, tuple[str, Converter]]:
    return {
        name: (info.attribute, converter(info.annotation)) for name, info in section.language_fields().items()
    }


def converter(annotation: Any) -> Converter:
    """Return the function that binds values of a type."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _marked(annotation)
    if origin in (Union, types.UnionType):
        return _union([a for a in get_args(annotation) if a is not type(None)])
    if origin is Literal:
        return _literal(get_args(annotation))
    if origin is tuple:
        return _sequence(converter(get_args(annotation)[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(converter(get_args(annotation)[1]))
    return _class(annotation)


def _marked(annotation: Any) -> Converter:
    for mark in annotation.__metadata__:
        if isinstance(mark, Form):
            return _guarded(mark.convert)
        if isinstance(mark, Tagged):
            return _tagged(mark.base)
    return converter(annotation.__origin__)


def _class(kind: Any) -> Converter:
    if kind is Any:
        return lambda value, route: value
    if issubclass(kind, Section):
        return lambda value, route: bind_section(kind, value, route)
    if issubclass(kind, Quantity):
        return _guarded(kind.bind)
    return _guarded(_CLASSES[kind])


def _guarded(convert: Callable[[Any], Any]) -> Converter:
    def guarded(value: Any, route: Route) -> Any:
        try:
            return convert(value)
        except (ValueError, TypeError) as error:
            raise BindingError(route, str(error)) from error

    return guarded


def _to_float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, _NUMBERS):
        raise ValueError(f"not a number: {value!r}")
    return float(value)


def _to_int(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, _NUMBERS) or value != int(value):
        raise ValueError(f"not a whole number: {value!r}")
    return int(value)


def _to_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"not a text: {value!r}")
    return value


def _to_bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"not true or false: {value!r}")
    return value


_CLASSES: Mapping[type, Callable[[Any], Any]] = {
    str: _to_text,
    bool: _to_bool,
    int: _to_int,
    float: _to_float,
    date: date.fromisoformat,
    Overlay: Overlay,
}


def _literal(options: tuple[Any, ...]) -> Converter:
    def check(value: Any, route: Route) -> Any:
        if value not in options:
            raise BindingError(route, f"not one of {options}: {value!r}")
        return value

    return check


def _sequence(item: Converter) -> Converter:
    def convert(value: Any, route: Route) -> Any:
        if not isinstance(value, list):
            raise BindingError(route, f"not a list: {value!r}")
        return tuple(item(inner, (*route, index)) for index, inner in enumerate(value))

    return convert


def _mapping(item: Converter) -> Converter:
    def convert(value: Any, route: Route) -> Any:
        if not isinstance(value, dict):
            raise BindingError(route, f"not a mapping: {value!r}")
        return {key: item(inner, (*route, key)) for key, inner in value.items() if not is_extension(key)}

    return convert


def _tagged(base: type[Section]) -> Converter:
    tag = base.section_tag
    members = {get_args(variant.section_fields[tag].annotation)[0]: variant for variant in base.variants()}

    def convert(value: Any, route: Route) -> Any:
        member = members.get(value.get(tag)) if isinstance(value, dict) else None
        if member is None:
            raise BindingError(route, f"no `{tag}` out of {', '.join(members)}")
        return bind_section(member, value, route)

    return convert


def _union(alternatives: list[Any]) -> Converter:
    """Bind to the first alternative that takes the value; the language keeps their forms apart."""
    converters = [converter(alternative) for alternative in alternatives]
    if len(converters) == 1:
        return converters[0]

    def convert(value: Any, route: Route) -> Any:
        for attempt in converters:
            try:
                return attempt(value, route)
            except BindingError as error:
                refusal = error
        raise refusal

    return convert
