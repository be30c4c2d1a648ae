"""From the type of a field to its JSON Schema.

Unions are `if`/`then` on their tag, so that editors and messages name the real mistake; quantities
carry the words for their form.
"""

import types
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from mlsys.spec.fields import Section
from mlsys.spec.quantities import Quantity
from mlsys.spec.types import Form, Keyed, Limits, Overlay, Tagged

Schema: TypeAlias = dict[str, Any]

EXTENSIONS: Schema = {"^x-": True}
DATE: Schema = {
    "type": "string",
    "format": "date",
    "pattern": r"^[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))$"
    r"|^[0-9]{2}(?:[02468][048]|[13579][26])-02-29$",
    "examples": ["2027-06-30"],
    "x-mlsys": {"quantity": "date", "form": "a day of the calendar as year-month-day"},
}
_SCALARS: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"$ref": "#/$defs/Date"},
    Any: {},
}


class TypeSchemas:
    """Collects the named schemas that the types of a document need."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {"Date": DATE}
        self.sections: list[type[Section]] = []
        """The sections that were referred to, in the order of their first mention."""

    def of(self, annotation: Any, metadata: tuple[Any, ...] = ()) -> Schema:
        """Return the schema of a type with the constraints in ``metadata``."""
        if get_origin(annotation) is Annotated:
            inner, *extra = get_args(annotation)
            return self.of(inner, (*extra, *metadata))
        for mark in metadata:
            if isinstance(mark, Form):
                return self._refer(mark.name, form_schema(mark))
            if isinstance(mark, Tagged):
                return self.section(mark.base)
        origin = get_origin(annotation)
        if origin is None:
            return self._plain(annotation, metadata)
        return self._composed(origin, get_args(annotation), metadata)

    def _composed(self, origin: Any, arguments: tuple[Any, ...], metadata: tuple[Any, ...]) -> Schema:
        if origin in (Union, types.UnionType):
            return self._union([a for a in arguments if a is not type(None)])
        if origin is Literal:
            return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
        if origin is tuple:
            return {"type": "array", "items": self.of(arguments[0]), **_limits(metadata, "Items")}
        assert issubclass(origin, Mapping)
        return self._map(arguments[1], metadata)

    def _plain(self, annotation: Any, metadata: tuple[Any, ...]) -> Schema:
        if isinstance(annotation, type) and issubclass(annotation, Section):
            return self.section(annotation)
        if annotation is Overlay:
            return self._refer("Overlay", {"type": "object"})
        if isinstance(annotation, type) and issubclass(annotation, Quantity):
            return self._refer(annotation.__name__, quantity_schema(annotation))
        return {**_SCALARS[annotation], **_limits(metadata, "Length")}

    def section(self, section: type[Section]) -> Schema:
        """Return a reference to the schema of ``section``, which is noted as wanted."""
        if section not in self.sections:
            self.sections.append(section)
        return {"$ref": f"#/$defs/{section.__name__}"}

    def _refer(self, name: str, schema: Schema) -> Schema:
        self.definitions.setdefault(name, schema)
        return {"$ref": f"#/$defs/{name}"}

    def _map(self, item: Any, metadata: tuple[Any, ...]) -> Schema:
        names = next((mark.pattern for mark in metadata if isinstance(mark, Keyed)), None)
        if names is None:
            return {"type": "object"}
        return {
            "type": "object",
            "patternProperties": {**EXTENSIONS, names: self.of(item)},
            "additionalProperties": False,
        }

    def _union(self, alternatives: list[Any]) -> Schema:
        """Merge forms that a value may have: one schema with several types, never ``oneOf``.

        JSON Schema keywords speak only about values of their own type, so that the keywords of a
        number, a text and a mapping stand beside one another without conflict.
        """
        if len(alternatives) == 1:
            return self.of(alternatives[0])
        parts = [self.inlined(self.of(alternative)) for alternative in alternatives]
        merged: Schema = {}
        for part in parts:
            merged |= {key: value for key, value in part.items() if key not in {"x-mlsys", "description"}}
        kinds = [kind for part in parts for kind in _types_of(part)]
        merged["type"] = list(dict.fromkeys(kinds))
        texts = [part for part in parts if "string" in _types_of(part)]
        if len(texts) > 1 or any("enum" in part for part in texts):
            merged.pop("enum", None)
            merged.pop("pattern", None)
            patterns = [_text_pattern(part) for part in texts]
            if None not in patterns:
                merged["pattern"] = "|".join(str(pattern) for pattern in patterns)
        merged["examples"] = [example for part in parts for example in part.get("examples", ())]
        forms = [form for part in parts if (form := _form_of(part))]
        merged["x-mlsys"] = {"quantity": "value", "form": " or ".join(forms)}
        return merged

    def inlined(self, schema: Schema) -> Schema:
        """Return ``schema`` with a reference at its top replaced by what it refers to."""
        if "$ref" not in schema:
            return schema
        name = schema["$ref"].removeprefix("#/$defs/")
        if name in self.definitions:
            return {**self.definitions[name], **{k: v for k, v in schema.items() if k != "$ref"}}
        section = next(s for s in self.sections if s.__name__ == name)
        from mlsys.spec.schema import section_schema  # the two modules describe one recursion

        return section_schema(section, self)


def quantity_schema(kind: type[Quantity]) -> Schema:
    """Return the schema of a quantity."""
    accepts_numbers = "number" in kind.JSON_TYPES
    return {
        "type": list(kind.JSON_TYPES) if accepts_numbers else "string",
        "pattern": kind.PATTERN,
        "description": (kind.__doc__ or "").strip().splitlines()[0],
        "examples": list(kind.EXAMPLES),
        "x-mlsys": {"quantity": kind.NAME, "form": kind.FORM},
    }


def form_schema(form: Form) -> Schema:
    """Return the schema of a type that is no class of its own."""
    return {
        "type": list(form.types) if len(form.types) > 1 else form.types[0],
        **_limits((form.limits,), "Length"),
        "description": form.doc,
        "examples": list(form.examples),
        "x-mlsys": {"quantity": form.quantity, "form": form.form},
    }


def _limits(metadata: tuple[Any, ...], what: str) -> Schema:
    """Return the keywords for the limits among ``metadata``; lengths are of items or characters."""
    keywords = {
        "minimum": "minimum",
        "exclusive_minimum": "exclusiveMinimum",
        "maximum": "maximum",
        "exclusive_maximum": "exclusiveMaximum",
        "min_length": f"min{what}",
        "max_length": f"max{what}",
        "pattern": "pattern",
    }
    return {
        keyword: value
        for limits in metadata
        if isinstance(limits, Limits)
        for name, keyword in keywords.items()
        if (value := getattr(limits, name)) is not None
    }


def _types_of(schema: Schema) -> list[str]:
    kinds = schema.get("type", "string")
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _text_pattern(schema: Schema) -> str | None:
    if "enum" in schema:
        return "^(?:" + "|".join(schema["enum"]) + ")$"
    pattern: str | None = schema.get("pattern")
    return pattern


def _form_of(schema: Schema) -> str:
    if "form" in schema.get("x-mlsys", {}):
        return str(schema["x-mlsys"]["form"])
    if "enum" in schema:
        return f"one of {', '.join(schema['enum'])}"
    if schema.get("type") == "object":
        return f"a mapping with {', '.join(f'`{name}`' for name in schema.get('required', ()))}"
    return {"integer": "a whole number", "number": "a number"}.get(str(schema.get("type")), "text")
