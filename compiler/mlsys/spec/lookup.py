"""Looking up fields of the language: by the route of a value, or all those of a bound document."""

import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import Struct

from mlsys.route import Route, Step
from mlsys.spec.fields import Field, FieldMeta, Section, meta_of


class LanguageField(Struct, frozen=True):
    """A field of the language at a place."""

    name: str
    """As the document writes it."""
    section: type[Section]
    info: Field
    meta: FieldMeta
    """Merge and impact filled in."""


class BoundField(Struct, frozen=True):
    """A field of a bound document with its value."""

    route: Route
    value: Any
    field: LanguageField
    declared: bool
    """Whether the document writes it; else the value is a default."""


def lookup(route: Route, root: type[Section] | None = None) -> tuple[LanguageField, ...]:
    """Return the fields that ``route`` can mean, the innermost field of each reading.

    A route below a union has one reading for each member that has such a field; keys of maps and
    indexes of lists stand for the field that holds the map or list. Empty when there is none.
    """
    if root is None:
        from mlsys.spec.root import MLSystem

        root = MLSystem
    readings: list[tuple[LanguageField | None, Any]] = [(None, root)]
    for step in route:
        readings = [reading for field, kind in readings for reading in _below(field, kind, step)]
    return tuple({(f.section, f.name): f for f, _ in readings if f is not None}.values())


def bound_fields(section: Section, route: Route = ()) -> Iterator[BoundField]:
    """Yield every field of a bound document that has a value, outer fields before inner ones."""
    values = vars(section)  # unseen: looking at all fields is no use of one
    declarations = values["declared"]
    for entry in _fields_of(type(section)):  # type: ignore[arg-type]  # classes are hashable
        name, attribute = entry.name, entry.info.attribute
        value = values[attribute]
        if value is None:
            continue
        declared = attribute in declarations
        yield BoundField((*route, name), value, entry, declared)
        yield from _inside(value, (*route, name))


@cache
def _fields_of(section: type[Section]) -> tuple[LanguageField, ...]:
    fields = section.language_fields().items()
    return tuple(LanguageField(name, section, info, meta_of(info, section)) for name, info in fields)


def _inside(value: object, route: Route) -> Iterator[BoundField]:
    match value:
        case str() | int() | float():
            return
        case Section():
            yield from bound_fields(value, route)
        case Mapping():
            for key, item in value.items():
                yield from _inside(item, (*route, str(key)))
        case tuple():
            for index, item in enumerate(value):
                yield from _inside(item, (*route, index))


def _below(field: LanguageField | None, kind: Any, step: Step) -> Iterator[tuple[LanguageField | None, Any]]:
    """Yield what ``step`` can lead to below a value of the type ``kind``, held by ``field``."""
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _below(field, get_args(kind)[0], step)
    elif origin in (Union, types.UnionType):
        for alternative in get_args(kind):
            yield from _below(field, alternative, step)
    elif origin is tuple and isinstance(step, int):
        yield field, get_args(kind)[0]
    elif isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(step, str):
        yield field, get_args(kind)[1]
    elif isinstance(kind, type) and issubclass(kind, Section):
        info = kind.language_fields().get(str(step))
        if info is not None:
            yield LanguageField(str(step), kind, info, meta_of(info, kind)), info.annotation
