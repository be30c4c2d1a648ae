"""The published form of the schema: keywords of the standard, and one that editors know, ``errorMessage``.

Strict validators refuse keywords that they do not know, and lists of types. So values of several forms are
`anyOf`, each form with its own keywords; enumerations whose values mean something are a `oneOf` of constants,
each with its description; what the language knows beyond that is told in `$comment`. Where the values are a
text of a certain form, ``errorMessage`` says it in words. Names that a registry knows are offered; others are
allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from mlsys.spec.families import FAMILIES
from mlsys.spec.metric_tables import FAIRNESS, METRICS
from mlsys.spec.schema_shapes import ERROR, Schema

REGISTRIES: Final[Mapping[str, Mapping[str, str]]] = {
    "metrics": {name.replace("@k", "@10"): entry.doc for name, entry in METRICS.items()},
    "fairness": {name: entry.doc for name, entry in FAIRNESS.items()},
    "families": dict.fromkeys(FAMILIES, ""),
}
_OF_TYPE: Final[Mapping[str, frozenset[str]]] = {
    "string": frozenset({"pattern", "minLength", "maxLength", "format"}),
    "number": (numbers := frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})),
    "integer": numbers,
    "object": frozenset({"properties", "required", "patternProperties", "additionalProperties", "allOf"}),
    "array": frozenset({"items", "minItems", "maxItems", "uniqueItems"}),
}
_OF_SOME_TYPE: Final = frozenset().union(*_OF_TYPE.values())
_OF_SCHEMAS: Final = frozenset({"properties", "patternProperties", "$defs"})


def published(schema: Any) -> Any:
    """Return a schema of the models in its published form."""
    if isinstance(schema, list):
        return [published(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    notes = schema.get("x-mlsys", {})
    found = {key: _inner(key, value) for key, value in schema.items() if key not in _HANDLED}
    if "enumDescriptions" in schema:
        found.pop("enum")
        found["oneOf"] = list(_constants(schema["enum"], schema["enumDescriptions"]))
    if isinstance(found.get("type"), list):
        found = _alternatives(found)
    if "registry" in notes:
        found = _open(found, REGISTRIES[notes["registry"]])
    if "form" in notes:
        found["errorMessage"] = ERROR + notes["form"]
    comment = "; ".join(f"{name}: {value}" for name, value in notes.items() if name not in _TOLD)
    return {**found, **({"$comment": comment} if comment else {})}


_HANDLED: Final = frozenset({"x-mlsys", "enumDescriptions"})
_TOLD: Final = frozenset({"form", "quantity", "registry"})


def _inner(key: str, value: Any) -> Any:
    if key in _OF_SCHEMAS:
        return {name: published(part) for name, part in value.items()}
    return value if key in ("examples", "default", "enum", "const", "required") else published(value)


def _constants(values: Iterable[Any], texts: Iterable[str]) -> Iterable[Schema]:
    for value, text in zip(values, texts, strict=True):
        yield {"const": value, **({"description": text} if text else {})}


def _alternatives(schema: Schema) -> Schema:
    """Return a schema with several types as one with an alternative for each."""
    beside = {key: value for key, value in schema.items() if key != "type" and key not in _OF_SOME_TYPE}
    forms = [
        {"type": kind, **{key: schema[key] for key in schema if key in _OF_TYPE.get(kind, ())}}
        for kind in schema["type"]
    ]
    return {**beside, "anyOf": forms}


def _open(schema: Schema, names: Mapping[str, str]) -> Schema:
    """Return a schema that offers names, as values, as items or as keys, and allows others."""
    if schema.get("type") == "array":
        return {**schema, "items": _open(schema["items"], names)}
    if schema.get("type") == "object":
        offered = {name: {"description": text} if text else {} for name, text in names.items()}
        return {**schema, "allOf": [{"properties": offered}]}
    beside = {key: value for key, value in schema.items() if key != "type" and key not in _OF_SOME_TYPE}
    text = {key: value for key, value in schema.items() if key not in beside}
    return {**beside, "anyOf": [{"enum": list(names)}, text]}
