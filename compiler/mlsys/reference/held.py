"""What the language offers, and what of it the blueprints that ship with the compiler hold."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Final, Union, get_args, get_origin

from mlsys.blueprints.catalogue import builtin_catalogue
from mlsys.blueprints.model import EnforcementKind
from mlsys.planning.claims import Claim, ClaimIndex
from mlsys.planning.coverage import NOT_CLAIMS
from mlsys.route import Route
from mlsys.spec.fields import LanguageField, Section
from mlsys.spec.lookup import members
from mlsys.spec.root import MLSystem
from mlsys.spec.schema_shapes import union_base

ANY: Final = "*"


@cache
def holders() -> tuple[ClaimIndex, tuple[EnforcementKind, ...]]:
    """Return the claims of all blueprints with the kinds of what holds them, by number."""
    found = [
        (Claim(text), rule.kind)
        for blueprint in builtin_catalogue()
        for rule in blueprint.manifest.enforces
        for text in rule.claims
    ]
    index = ClaimIndex((claim, number) for number, (claim, _) in enumerate(found))
    return index, tuple(kind for _, kind in found)


def kinds_of(route: Route) -> frozenset[EnforcementKind]:
    """Return by what kinds of artefacts any blueprint holds a field, names of entries written as ``*``."""
    index, kinds = holders()
    return frozenset(kinds[number] for number in index.covering(route))


def marked(route: Route, field: LanguageField) -> str:
    """Return what to tell about a field that no blueprint holds; empty for one that is held or stated."""
    if kinds_of(route) - ({EnforcementKind.DOC} if field.meaning.programmed else set()):
        return ""
    if field.meaning.programmed:
        return "not supported yet: `mlsys compile` refuses it (MLS038)"
    return "not held yet: no generated artefact enforces or states it"


@cache
def leaves() -> Mapping[Route, LanguageField]:
    """Return every field of the language that holds a plain value, by route; names of entries are ``*``."""
    return dict(_leaves(MLSystem, (), ()))


def _leaves(
    section: type[Section], route: Route, outer: tuple[type[Section], ...]
) -> Iterator[tuple[Route, LanguageField]]:
    for variant in section.variants() or (section,):
        for name, field in variant.language_fields().items():
            place = (*route, name)
            if place[0] in NOT_CLAIMS or place[-1] == "overlay":
                continue
            inner = list(held_sections(field.annotation))
            if not inner:
                yield place, field
            for kind, suffix in inner:
                steps = tuple(ANY for part in suffix.replace("[]", ".<index>").split(".") if part)
                if kind not in outer:
                    yield from _leaves(kind, (*place, *steps), (*outer, section))


def mark_of(section: type[Section], name: str) -> str:
    """Return what to tell about a field that is held at none of the places of its section."""
    field = section.language_fields()[name]
    found = [marked(route, field) for route, each in leaves().items() if each == field]
    return found[0] if found and all(found) else ""


def held_sections(annotation: Any, suffix: str = "") -> Iterator[tuple[type[Section], str]]:
    """Yield the sections that a value of this type holds, with the steps down to them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from held_sections(get_args(annotation)[0], suffix)
    elif origin in (Union, types.UnionType) and len(sections := members(annotation)) > 1:
        yield union_base(sections), suffix
    elif origin in (Union, types.UnionType):
        for alternative in get_args(annotation):
            yield from held_sections(alternative, suffix)
    elif origin is tuple:
        yield from held_sections(get_args(annotation)[0], f"{suffix}[]")
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        yield from held_sections(get_args(annotation)[1], f"{suffix}.<name>")
    elif isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation, suffix
