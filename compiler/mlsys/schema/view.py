"""Looking things up in a JSON Schema: which parts of it speak about a place in a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from mlsys.route import Route, Step

Schema: TypeAlias = dict[str, Any]

EXTENSION = "x-"
"""Keys that start so are allowed everywhere and never interpreted."""


class SchemaView:
    """The parts of a schema that apply at a place, with ``$ref``, ``allOf`` and ``if`` resolved."""

    def __init__(self, root: Schema) -> None:
        self.root = root

    def at(self, route: Route, document: object) -> list[Schema]:
        """Return the subschemas that apply at ``route`` in ``document``; empty when the route is unknown."""
        parts = list(self.active(self.root, document))
        value = document
        for step in route:
            value = _child(value, step)
            parts = [
                a for part in parts for child in self._children(part, step) for a in self.active(child, value)
            ]
        return parts

    def active(self, schema: object, value: object) -> Iterator[Schema]:
        """Yield ``schema`` and everything in it that applies to ``value`` itself.

        A branch whose tag is missing in ``value`` counts as active, as do all branches when the tag has
        a value that none of them knows: the mistake is then the tag.
        """
        if not isinstance(schema, dict):
            return
        yield schema
        if "$ref" in schema:
            yield from self.active(self.resolve(schema["$ref"]), value)
        branches = [part for part in schema.get("allOf", ()) if isinstance(part, dict)]
        unknown_tag = not any(_matches(b["if"], value) for b in branches if "if" in b)
        for part in [*branches, *([schema] if "if" in schema and "allOf" not in schema else [])]:
            if "if" not in part:
                yield from self.active(part, value)
            elif unknown_tag or _matches(part["if"], value):
                yield from self.active(part.get("then"), value)
            else:
                yield from self.active(part.get("else"), value)
        for alternative in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            if "const" not in alternative:
                yield from self.active(alternative, value)

    def resolve(self, reference: str) -> Schema:
        """Return the subschema behind a reference inside the same document."""
        part: Any = self.root
        for step in reference.removeprefix("#").split("/")[1:]:
            part = part[step.replace("~1", "/").replace("~0", "~")]
        found: Schema = part
        return found

    def passed(self, path: Iterable[Step]) -> Iterator[Schema]:
        """Yield the schemas on a path of the validator, which leaves out references, from the root on."""
        part: Any = self.root
        for step in path:
            while isinstance(part, dict) and step not in part and "$ref" in part:
                yield part
                part = self.resolve(part["$ref"])
            if isinstance(part, dict):
                yield part
            part = part[step]

    def properties(self, parts: Sequence[Schema]) -> dict[str, Schema]:
        """Return the named fields that ``parts`` allow; the first mention of a name wins."""
        found: dict[str, Schema] = {}
        for part in parts:
            for name, schema in part.get("properties", {}).items():
                if schema is not False:
                    found.setdefault(name, schema if isinstance(schema, dict) else {})
        return found

    def _children(self, part: Schema, step: Step) -> Iterator[object]:
        if isinstance(step, int):
            prefix = part.get("prefixItems", ())
            yield prefix[step] if step < len(prefix) else part.get("items")
            return
        named = [part["properties"][step]] if step in part.get("properties", {}) else []
        for pattern, schema in part.get("patternProperties", {}).items():
            if re.search(pattern, step):
                named.append(schema)
        yield from named or [part.get("additionalProperties")]


def options(schema: Schema) -> list[Any] | None:
    """Return the values of an enumeration, ``None`` if ``schema`` is none."""
    constants = [part["const"] for part in schema.get("oneOf", ()) if "const" in part]
    return constants or schema.get("enum")


def flattened(schema: Schema) -> Schema:
    """Return a schema whose alternatives are told apart by their types as one with several types."""
    typed = [part for part in schema.get("anyOf", ()) if "type" in part]
    kinds = [part["type"] for part in typed]
    beside = {key: value for key, value in schema.items() if key != "anyOf"}
    limits = {key: value for part in typed for key, value in part.items()}
    return {**limits, **beside, "type": kinds[0] if len(kinds) == 1 else kinds}


def _child(value: object, step: Step) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _matches(condition: Schema, value: object) -> bool:
    """Whether an ``if`` on tags holds; only the keywords of tags are understood."""
    if not isinstance(value, dict):
        return False
    if any(name not in value for name in condition.get("required", ())):
        return False
    return all(_tag_is(schema, value.get(name)) for name, schema in condition.get("properties", {}).items())


def _tag_is(schema: Schema, tag: object) -> bool:
    if "const" in schema:
        return bool(tag == schema["const"])
    return tag in schema["enum"] if "enum" in schema else True
