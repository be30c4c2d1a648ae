"""What the language says about a place: the fields and types that a route can mean."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from mlsys.route import Route, Step
from mlsys.spec.fields import LanguageField, Section


@dataclass(frozen=True, slots=True)
class Place:
    """One reading of a route: what may stand there."""

    kind: Any
    """The type of the value, as annotated."""
    field: LanguageField | None = None
    """The innermost field that holds the value; ``None`` for the document itself."""
    exact: bool = False
    """Whether the value is that of the field, not an entry of the map or list that it holds."""


@dataclass(frozen=True, slots=True)
class BoundField:
    """A field of a bound document with its value."""

    route: Route
    value: Any
    field: LanguageField
    declared: bool
    """Whether the document writes it; else the value is a default."""


def document(root: type[Section] | None = None) -> Place:
    """Return the place of the document itself; ``root`` is its section where it is no ``MLSystem``."""
    if root is None:
        from mlsys.spec.root import MLSystem

        root = MLSystem
    return Place(root)


def places(route: Route, plain: object = None, root: type[Section] | None = None) -> tuple[Place, ...]:
    """Return what ``route`` can mean, one reading for each member of a union; empty for what there is not.

    Args:
        route: the place.
        plain: the document as plain values, whose tags decide between the members of unions.
        root: the section of the document.
    """
    readings: tuple[Place, ...] = (document(root),)
    for step in route:
        readings = tuple(below(readings, step, plain))
        plain = child(plain, step)
    return readings


def below(readings: Iterable[Place], step: Step, value: object = None) -> Iterator[Place]:
    """Yield what ``step`` can mean below ``readings``, of which ``value`` is the plain value."""
    for reading in readings:
        if not isinstance(step, str):
            for kind in _kinds(reading.kind):
                if get_origin(kind) is tuple:
                    yield Place(get_args(kind)[0], reading.field)
            continue
        found = _field(step, reading.kind, value)
        if found is not None:
            yield Place(found.annotation, found, exact=True)
        for kind in _kinds(reading.kind):
            if _is_map(kind):
                yield Place(get_args(kind)[1], reading.field)


def child(value: object, step: Step) -> object:
    """Return the plain value at ``step`` below a plain one, ``None`` if there is none."""
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def fields(kind: Any, value: object = None) -> Mapping[str, LanguageField]:
    """Return the fields that a value of a type can have, by name; the first mention of a name wins.

    With a plain ``value``, only those that go with its tag; all of them when the tag is missing or unknown.
    """
    found: dict[str, LanguageField] = {}
    for section in members(kind, value):
        own = section.language_fields()
        for name in sorted(own, key=section.section_tag.__ne__):
            if _stands(own[name], section, value):
                found.setdefault(name, own[name])
    return found


def _field(name: str, kind: Any, value: object) -> LanguageField | None:
    """Return the one of ``fields`` that is called ``name``."""
    for section in members(kind, value):
        field = section.language_fields().get(name)
        if field is not None and _stands(field, section, value):
            return field
    return None


def _stands(field: LanguageField, section: type[Section], value: object) -> bool:
    return not field.meaning.only or _tag(section, value) in (None, *field.meaning.only)


def members(kind: Any, value: object = None) -> tuple[type[Section], ...]:
    """Return the sections that a type allows; of a union, the one that the tag of ``value`` names."""
    sections = tuple(each for each in _kinds(kind) if isinstance(each, type) and issubclass(each, Section))
    if len(sections) > 1 and isinstance(value, Mapping):
        tagged = [each for each in sections if value.get(each.section_tag) in choices(_tag_type(each))]
        return tuple(tagged) or sections
    return sections


@cache
def sections(root: type[Section]) -> tuple[type[Section], ...]:
    """Return every section of a document once, outer ones before inner ones."""
    found = [root]
    for section in found:
        for field in section.language_fields().values():
            found += (each for each in _held(field.annotation) if each not in found)
    return tuple(found)


def _held(kind: Any) -> Iterator[type[Section]]:
    """Yield the sections in a type, also those of items and entries."""
    if isinstance(kind, type) and issubclass(kind, Section):
        yield kind
    for part in get_args(kind):
        yield from _held(part)


def choices(kind: Any) -> tuple[Any, ...]:
    """Return the values of the enumerations in a type, in the order of the language."""
    return tuple(value for each in _kinds(kind) if get_origin(each) is Literal for value in get_args(each))


NOT_OVERLAID: Final = frozenset({"apiVersion", "kind", "extends", "environments", "suppressions"})
"""What an overlay cannot say otherwise."""


@cache
def overlay_forms() -> Mapping[str, type[dict[str, Any]] | type[list[Any]]]:
    """Return what an overlay can say, with the form in which each part is written."""
    fields = document().kind.language_fields().items()
    return {
        name: list if any(get_origin(kind) is tuple for kind in _kinds(field.annotation)) else dict
        for name, field in fields
        if name not in NOT_OVERLAID
    }


def lookup(route: Route) -> tuple[LanguageField, ...]:
    """Return the fields that ``route`` can mean, the innermost field of each reading.

    Keys of maps and indexes of lists stand for the field that holds the map or list.
    """
    held = (place.field for place in places(route) if place.field is not None)
    return tuple({(each.section, each.name): each for each in held}.values())


def field_at(route: Route, plain: object = None, root: type[Section] | None = None) -> LanguageField | None:
    """Return the field whose own value stands at ``route``, ``None`` for entries and unknown routes."""
    return next((place.field for place in places(route, plain, root) if place.exact), None)


def bound_fields(section: Section, route: Route = ()) -> Iterator[BoundField]:
    """Yield every field of a bound document that has a value, outer fields before inner ones."""
    values = vars(section)  # unseen: looking at all fields is no use of one
    written = section.__pydantic_fields_set__
    for name, field in section.language_fields().items():
        value = values[field.attribute]
        if value is None:
            continue
        yield BoundField((*route, name), value, field, field.attribute in written)
        yield from _inside(value, (*route, name))


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


def _tag(section: type[Section], value: object) -> object:
    """Return the value of a section's tag, written or not; ``None`` if that cannot be told."""
    if not section.section_tag or not isinstance(value, Mapping):
        return None
    tag = section.language_fields()[section.section_tag]
    written = value.get(section.section_tag, None if tag.required else tag.info.default)
    return written if written in choices(tag.annotation) else None


def _tag_type(section: type[Section]) -> Any:
    return section.language_fields()[section.section_tag].annotation if section.section_tag else None


def _is_map(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


@cache
def _alternatives(kind: Any) -> tuple[Any, ...]:
    return tuple(_flat(kind))


def _kinds(kind: Any) -> tuple[Any, ...]:
    """Return the alternatives of a type without their constraints."""
    try:
        return _alternatives(kind)
    except TypeError:  # a constraint that cannot be hashed
        return tuple(_flat(kind))


def _flat(kind: Any) -> Iterator[Any]:
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _flat(get_args(kind)[0])
    elif origin in (Union, types.UnionType):
        for alternative in get_args(kind):
            yield from _flat(alternative)
    else:
        yield kind
