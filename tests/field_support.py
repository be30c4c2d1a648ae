"""Other values for every field of the language, put into a document at their place."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlsys.route import Route, format_route
from mlsys.spec.schema import models_schema

FEWER: Mapping[Route, tuple[str, ...]] = {
    ("data", "features"): ("tenure", "contract", "phone_service", "senior_citizen"),
    ("metrics",): ("pr_auc", "ece"),
}
"""Of many entries of a kind, one of each type and use."""
QUANTITIES = {"duration": ("41d", "7min", "13ms", "90s"), "level": (0.37, 3), "ratio": (0.37,)}
TEXTS = ("other words", "other", "https://other.example/x", "@other")
"""Of these the first is taken that a field of a certain form can hold."""
NO_CLAIMS = ("apiVersion", "kind", "extends", "suppressions", "environments", "enforcement")


@dataclass(frozen=True)
class Leaf:
    """A field that holds a value, with other values that the schema allows there."""

    route: Route
    values: tuple[Any, ...]
    is_choice: bool
    """Whether the values are all there are, so that each must mean something."""

    @property
    def name(self) -> str:
        return format_route(self.route)


class Language:
    """The fields of the language as ``document`` uses them, or could."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._root = models_schema()
        self._definitions = self._root["$defs"]

    def leaves(self) -> Iterator[Leaf]:
        """Yield every field, also of sections that the document leaves out."""
        for route, schema, current in self._fields(self._root, self._document, ()):
            if route[0] not in NO_CLAIMS:
                default = self._resolved(schema).get("default")
                values = (v for v in self._samples(schema) if v != current and (current or v != default))
                yield Leaf(route, tuple(values), "enum" in self._resolved(schema))

    def put(self, route: Route, value: object) -> dict[str, Any]:
        """Return the document with ``value`` at ``route``; missing sections hold what they must."""
        document = copy.deepcopy(dict(self._document))
        self.write(document, route, value)
        return document

    def write(self, document: dict[str, Any], route: Route, value: object) -> None:
        """Put ``value`` into ``document`` itself; missing sections hold what they must."""
        self._section(document, route)[route[-1]] = value

    def without(self, route: Route) -> dict[str, Any]:
        """Return the document with the sections around ``route``, but without the field itself."""
        document = copy.deepcopy(dict(self._document))
        self._section(document, route).pop(route[-1], None)
        return document

    def _section(self, document: dict[str, Any], route: Route) -> Any:
        schema, place = self._root, document
        for step in route[:-1]:
            schema = self._resolved(self._below(self._resolved(schema), step))
            if isinstance(step, int):
                place.extend([self._least(schema)] if not place else [])  # type: ignore[attr-defined]
            elif place.get(step) is None:
                place[step] = [] if schema.get("type") == "array" else self._least(schema)
            place = place[step]  # type: ignore[index]
        return place

    def _below(self, schema: Mapping[str, Any], step: str | int) -> Any:
        if isinstance(step, int):
            return schema["items"]
        return schema.get("properties", {}).get(step) or self._entries(schema)

    def _fields(self, schema: Any, current: Any, route: Route) -> Iterator[tuple[Route, Any, Any]]:
        schema = self._resolved(schema)
        if "properties" in schema:
            held = current if isinstance(current, Mapping) else {}
            for name, inner in self._properties(schema, held).items():
                yield from self._fields(inner, held.get(name), (*route, name))
        elif (entries := self._entries(schema)) is not None:
            names = FEWER.get(route) or tuple(current or ())
            for name in names or ("contract" if self._refers(schema) == "data.features" else "sample",):
                yield from self._fields(entries, (current or {}).get(name), (*route, name))
        elif "properties" in self._resolved(schema.get("items", {})):
            yield from self._fields(schema["items"], (current or [None])[0], (*route, 0))
        else:
            yield route, schema, current

    def _properties(self, schema: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of a section as its tag has them."""
        found = dict(schema["properties"])
        for part in schema.get("allOf", ()):
            if all(held.get(name) in _allowed(test) for name, test in part["if"]["properties"].items()):
                told = part["then"].get("properties", {})
                found |= {name: inner for name, inner in told.items() if isinstance(inner, dict)}
        return found

    def _least(self, schema: Any) -> dict[str, Any]:
        """Return a section with just the fields that it must have."""
        schema = self._resolved(schema)
        held = {name: self._samples(schema["properties"][name])[0] for name in schema.get("required", ())}
        for part in schema.get("allOf", ()):
            if all(held.get(name) in _allowed(test) for name, test in part["if"]["properties"].items()):
                for name in part["then"].get("required", ()):
                    inner = schema["properties"].get(name) or part["then"]["properties"][name]
                    held.setdefault(name, self._samples(inner)[0])
        return held

    def _samples(self, schema: Any) -> list[Any]:
        schema = self._resolved(schema)
        if "const" in schema or "enum" in schema:
            return list(schema.get("enum") or [schema["const"]])
        kinds = schema["type"] if isinstance(schema.get("type"), list) else [schema.get("type", "string")]
        if names := self._names(schema):
            return names if "string" in kinds else [[name] for name in names]
        found = list(schema.get("examples", ()))
        for kind in kinds:
            found += [value for value in self._of_kind(kind, schema) if value not in found]
        return found

    def _of_kind(self, kind: str, schema: Mapping[str, Any]) -> list[Any]:
        quantity = schema.get("x-mlsys", {}).get("quantity")
        match kind:
            case "boolean":
                return [True, False]
            case "integer":
                return [max(schema.get("minimum", 1), 1), 7, 501]
            case "number":
                return [0.37, 3]
            case "array":
                return [[value] for value in self._samples(schema.get("items", {}))]
            case "object":
                return [self._least(schema)] if "properties" in schema else []
        if schema.get("format") == "date":
            return ["2027-05-05"]
        if "pattern" not in schema or quantity:
            return list(QUANTITIES.get(quantity, ())) if "pattern" in schema else ["other words"]
        return [text for text in TEXTS if re.search(schema["pattern"], text)][:1]

    def _names(self, schema: Mapping[str, Any]) -> list[str]:
        """Return names that the field may refer to."""
        match self._refers(schema):
            case "metrics" | "baseline" as section:
                return list(self._document[section])
            case "data.features":
                return ["contract", "senior_citizen"]
            case "stakeholders":
                return ["customer-ml", "ml-platform"]
            case "monitoring.routes":
                return ["page", "ticket"]
        return []

    def _refers(self, schema: Mapping[str, Any]) -> str | None:
        found: str | None = schema.get("x-mlsys", {}).get("refers")
        return found

    def _entries(self, schema: Mapping[str, Any]) -> Any:
        """Return the schema of the values of a map."""
        return next((s for p, s in schema.get("patternProperties", {}).items() if p != "^x-"), None)

    def _resolved(self, schema: Any) -> dict[str, Any]:
        if not isinstance(schema, dict):
            return {}
        found: dict[str, Any] = schema
        while "$ref" in found:
            target = self._definitions[found["$ref"].rpartition("/")[2]]
            found = {**target, **{name: value for name, value in found.items() if name != "$ref"}}
        return found


def _allowed(test: Mapping[str, Any]) -> list[Any]:
    return list(test.get("enum", [])) or [test["const"]]
