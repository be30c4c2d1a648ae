"""The page of a field: what the language says about it, what the document says, what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from mlsys.diagnostics.suggest import closest
from mlsys.pages.topics import nearest_topic
from mlsys.route import Route, format_route

if TYPE_CHECKING:
    from mlsys.ir.derivation import Derivation
    from mlsys.judge import Judgement
    from mlsys.spec.fields import LanguageField
    from mlsys.spec.lookup import Place
    from mlsys.syntax.nodes import Node

Page = dict[str, Any]
_TOLD = 5
_PLAIN_TYPES = {"object": "a mapping", "array": "a list", "string": "text", "boolean": "true or false"}


class UnknownSubject(ValueError):
    """Something that has no page; the message names what was perhaps meant."""


def describe(subject: str, route: Route, checked: Judgement | None) -> Page:
    """Return everything known about the field at ``route``, or about the derived number called ``subject``.

    Raises:
        UnknownSubject: if there is neither.
    """
    system = checked.system if checked is not None else None
    derivations = system.derivations if system is not None else {}
    if subject in derivations:
        return {"derivation": subject, **_derivation(derivations[subject])}
    from mlsys.spec.lookup import places

    document = _plain(checked)
    readings = places(route, document)
    named = _named(str(route[0])) if not readings and len(route) == 1 else ()
    if len(named) == 1:
        (route,) = named
        readings = places(route, document)
    if len(named) > 1:
        where = ", ".join(format_route(each) for each in named[:_TOLD])
        raise UnknownSubject(f"`{subject}` stands at {len(named)} places; name one of {where}")
    if not readings:
        raise UnknownSubject(_unknown(route, document, list(derivations)))
    page: Page = {"path": format_route(route), **_language(readings, route, document)}
    if mark := _mark(readings[0]):
        page["support"] = mark
    if checked is not None:
        page |= _in_document(route, checked)
    return page


def _mark(place: Place) -> str:
    """Return what to tell about a field that nothing holds yet."""
    from mlsys.reference.held import mark_of

    return mark_of(place.field.section, place.field.name) if place.exact and place.field else ""


def _named(name: str) -> tuple[Route, ...]:
    """Return every place of the language whose last step is ``name``, the outer ones first."""
    from mlsys.spec.lookup import fields, places

    found: list[Route] = []
    waiting: list[Route] = [()]
    while waiting:
        route = waiting.pop(0)
        for place in places(route):
            for below in fields(place.kind):
                step = (*route, below)
                if below == name and step not in found:
                    found.append(step)
                if step not in waiting and below not in route:
                    waiting.append(step)
    return tuple(found)


def _merged(checked: Judgement | None) -> Node | None:
    """Return the document with its parents and overlay, right or wrong; ``None`` when it is not YAML."""
    variant = checked.variants.get(checked.chosen) if checked is not None else None
    return variant.tree if variant is not None else None


def _plain(checked: Judgement | None) -> object:
    from mlsys.syntax.nodes import to_plain

    tree = _merged(checked)
    return to_plain(tree) if tree is not None else {}


def _unknown(route: Route, document: object, ids: list[str]) -> str:
    """Say how far the path leads, and which step was perhaps meant."""
    from mlsys.spec.lookup import places

    for length in range(len(route) - 1, -1, -1):
        readings = places(route[:length], document)
        if readings:
            names = list(_fields(readings, route[:length], document))
            whole = format_route(route)
            near = closest(str(route[length]), names) or closest(whole, ids)
            if not near and not length:
                near = nearest_topic(whole)
            where = f"`{format_route(route[:length])}`" if length else "the document"
            hint = (
                f"did you mean `{near}`?" if near else f"it has {', '.join(names) or 'no fields of its own'}"
            )
            return f"{where} has no field `{route[length]}`; {hint}"
    return f"there is no field {format_route(route)}"


def _fields(readings: Sequence[Place], route: Route, document: object) -> dict[str, LanguageField]:
    """Return the fields below a place, in all its readings."""
    from functools import reduce

    from mlsys.spec.lookup import child, fields

    value = reduce(child, route, document)
    found: dict[str, LanguageField] = {}
    for reading in readings:
        found = {**fields(reading.kind, value), **found}
    return found


def _language(readings: Sequence[Place], route: Route, document: object) -> Page:
    """Return what the models say about a place, of several readings the first."""
    from mlsys.spec.schema import place_schema
    from mlsys.spec.schema_shapes import metadata

    place = readings[0]
    shape = place_schema(place)
    page: Page = {"meaning": shape.get("description", "")}
    form = shape.get("x-mlsys", {}).get("form")
    page["type"] = form or _PLAIN_TYPES.get(str(shape.get("type")), str(shape.get("type", "")))
    if place.exact and place.field is not None:
        told = metadata(place.field)
        page |= {key: told[key] for key in told if key not in ("refers", "registry")}
    page |= {key: shape[key] for key in ("default", "examples") if key in shape}
    if "enum" in shape:
        page["values"] = shape["enum"]
        texts = shape.get("enumDescriptions", ())
        meant = {str(v): text for v, text in zip(shape["enum"], texts, strict=False) if text and text != v}
        page |= {"choices": meant} if meant else {}
    below = {name: field.meaning.doc for name, field in _fields(readings, route, document).items()}
    return page | ({"fields": below} if below else {})


def _in_document(route: Route, checked: Judgement) -> Page:
    from mlsys.pages.contributors import contributors
    from mlsys.syntax.locate import span_of
    from mlsys.syntax.nodes import find, to_plain

    page: Page = {}
    tree, system = _merged(checked), checked.system
    node = find(tree, route) if tree is not None else None
    if tree is not None and node is not None:
        span = span_of(tree, route)
        page["value"] = to_plain(node)
        page["location"] = f"{span.source.name}:{span.start.line}:{span.start.column}"
        page["contributors"] = contributors(route, checked)
    known = system.derivations.values() if system is not None else ()
    derived = [d for d in known if any(_touches(route, i) for i in d.inputs)]
    if derived:
        page["derived"] = {d.id: _derivation(d) for d in derived}
    enforced = _enforcements(route, checked)
    return page | ({"enforced_by": enforced} if enforced else {})


def _enforcements(route: Route, checked: Judgement) -> list[dict[str, object]]:
    """Return the artefacts that hold what is said at ``route``, below it or above it."""
    from mlsys.planning.claims import Claim

    if checked.planned is None:
        return []
    coverage, plan = checked.planned.coverage, checked.planned.plan
    held = [e for c in coverage.claims if _touches(route, c.route) for e in c.enforcements]
    claimed = [e for e in plan.enforcements if any(Claim.covers(c, route) for c in e.claims)]
    unique = {(e.by, e.anchor, e.kind.value, e.saboteur): None for e in (*held, *claimed)}
    return [
        {"artefact": by, "anchor": anchor, "kind": kind, "saboteur": saboteur}
        for by, anchor, kind, saboteur in unique
    ]


def _touches(route: Route, other: Route) -> bool:
    """Return whether one of the two lies within the other."""
    shared = min(len(route), len(other))
    return route[:shared] == other[:shared]


def _derivation(derivation: Derivation) -> Page:
    return {
        "summary": derivation.summary,
        "value": _readable(derivation.value),
        "unit": derivation.unit,
        "working": derivation.working,
        "inputs": [format_route(route) for route in derivation.inputs],
        "source": derivation.source,
    }


def _readable(value: object) -> object:
    if isinstance(value, (tuple, list)):
        return [_readable(item) for item in value]
    if is_dataclass(value):
        return {field.name: _readable(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, float):
        plain = float(f"{value:.12g}")  # without the dust of binary fractions
        return int(plain) if plain.is_integer() else plain
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
