"""The published JSON Schema of the language, written by pydantic's generator from the models.

Draft 2020-12. Closed but for ``x-*``; unions and sections whose fields depend on a tag are `if`/`then`
branches, so that editors and messages name the real mistake; every field has its meaning, default, examples
and ``x-mlsys`` metadata (unit, merge, tighten, impact, since, refers). It is output: what a field means, the
compiler asks the models.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from pydantic import TypeAdapter
from pydantic.json_schema import CoreRef, GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticUndefined, core_schema

from mlsys.spec.fields import LANGUAGE_VERSION, Section
from mlsys.spec.lookup import NOT_OVERLAID, Place
from mlsys.spec.quantities import core_reference
from mlsys.spec.schema_published import published
from mlsys.spec.schema_shapes import (
    EXTENSIONS,
    Schema,
    branch,
    branched,
    branching,
    closed,
    described,
    merged,
    plain_default,
    tag_schema,
    title_of,
    union_base,
    union_of,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def kinds() -> dict[str, type[Section]]:
    """Return the kinds of documents whose schema is generated from models, with their root section."""
    from mlsys.spec.index import Index
    from mlsys.spec.policy import Policy
    from mlsys.spec.root import MLSystem

    return {"MLSystem": MLSystem, "Policy": Policy, "Index": Index}


def build_schema(kind: str = "MLSystem") -> Schema:
    """Return the published JSON Schema of a kind of document.

    Raises:
        KeyError: if there is no such kind.
    """
    schema: Schema = published(models_schema(kind))
    return schema


def models_schema(kind: str = "MLSystem") -> Schema:
    """Return what the models say of a kind of document; in ``x-mlsys``, what JSON Schema has no word for."""
    root = kinds()[kind]
    body = root.model_json_schema(schema_generator=LanguageSchema)
    definitions = body.pop("$defs")
    if "environments" in body["properties"]:
        definitions["Overlay"] = _overlay(root, body, definitions)
    return {
        "$schema": DIALECT,
        "$id": f"urn:mlsys:{LANGUAGE_VERSION}:{kind}",
        **body,
        "title": kind,
        "$defs": dict(sorted(definitions.items())),
    }


def place_schema(place: Place) -> Schema:
    """Return the schema of what may stand at a place, with what its field means."""
    adapter: TypeAdapter[Any] = TypeAdapter(place.kind)
    schema: Schema = adapter.json_schema(schema_generator=LanguageSchema)
    schema.pop("$defs", None)
    field = place.field if place.exact else None
    if field is None:
        return schema
    if field.name == field.section.section_tag and (union := union_of(field.section)):
        schema = tag_schema(field.name, union)
    default = field.info.default
    written = {} if default in (None, PydanticUndefined) else {"default": plain_default(default)}
    return described(field, {**schema, **written})


@cache
def field_schemas(section: type[Section]) -> tuple[Schema, Schema]:
    """Return the schemas of the fields of ``section``, whatever its tag, and what they refer to."""
    whole = section.model_json_schema(schema_generator=_WithoutBranches)
    return whole["properties"], whole.get("$defs", {})


def schema_text(kind: str = "MLSystem") -> str:
    """Return the schema as it stands in the published file."""
    return json.dumps(build_schema(kind), indent=1, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> None:
    """Write the schema of each kind into ``folder``."""
    for kind in kinds():
        (folder / f"{kind.lower()}.schema.json").write_text(schema_text(kind), encoding="utf-8")


class LanguageSchema(GenerateJsonSchema):
    """Pydantic's generator, with the ways of the language: closed mappings, branches on tags, named forms."""

    branching: ClassVar[bool] = True
    """Whether fields that depend on a tag stand in branches."""

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        """Leave the fields in the order of the models."""
        return value

    # -- values -----------------------------------------------------------------------------------

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Describe the value: ``None`` means that nothing is written, and is never written itself."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Tell a default that is a value."""
        if self.get_default_value(schema) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def encode_default(self, dft: Any) -> Any:
        """Write a default as a document would."""
        return plain_default(dft)

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        """List the values; their type says nothing more."""
        return {key: value for key, value in super().literal_schema(schema).items() if key != "type"}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Close a map but for ``x-*`` keys; a map of anything is open."""
        names = schema.get("keys_schema", {}).get("pattern")
        if names is None:
            return {"type": "object"}
        entry = self.generate_inner(schema["values_schema"])
        pattern = f"^(?!x-){str(names).removeprefix('^')}"
        return {
            "type": "object",
            "patternProperties": {**EXTENSIONS, pattern: entry},
            "additionalProperties": False,
        }

    def union_schema(self, schema: core_schema.UnionSchema) -> JsonSchemaValue:
        """Merge the forms of a value: one schema with several types, never ``oneOf``."""
        forms = [choice[0] if isinstance(choice, tuple) else choice for choice in schema["choices"]]
        return merged([self._whole(form) for form in forms])

    # -- sections -----------------------------------------------------------------------------------

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Describe a section as a closed mapping, with branches where fields depend on its tag."""
        section: type[Section] = schema["cls"]
        found = self.generate_inner(schema["schema"])
        fields = section.language_fields()
        properties = {name: described(fields[name], value) for name, value in found["properties"].items()}
        if self.branching and any(field.meaning.only for field in fields.values()):
            return branching(section, properties)
        return closed(section, properties, found.get("required", []))

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Describe a union of sections: the common fields, and one branch for each tag."""
        members = [self._resolved(choice) for choice in schema["choices"].values()]
        bodies = [self._whole(member) for member in members]
        sections = [self._section(member) for member in members]
        base = union_base(sections)
        common = base.language_fields()
        tag = base.section_tag
        one = {key: value for key, value in bodies[0]["properties"][tag].items() if key != "const"}
        merged_tag = one | tag_schema(tag, sections)
        shared = {name: bodies[0]["properties"][name] for name in common}
        branches = []
        for body, value in zip(bodies, merged_tag["enum"], strict=True):
            own = {n: v for n, v in body["properties"].items() if n not in common and n != tag}
            required = [name for name in body.get("required", ()) if name != tag]
            branches.append(([value], branch(body["description"], [tag, *common], own, required)))
        return self._defined(
            base.__name__, branched(base, {tag: merged_tag, **shared}, branches, default=None)
        )

    # -- definitions ----------------------------------------------------------------------------------

    def definitions_schema(self, schema: core_schema.DefinitionsSchema) -> JsonSchemaValue:
        """Remember what the document defines, for unions that are met before their members."""
        self._core = {definition["ref"]: definition for definition in schema["definitions"]}
        return super().definitions_schema(schema)

    def _defined(self, name: str, schema: Schema) -> JsonSchemaValue:
        """Return a reference to ``schema``, which the document defines as ``name``."""
        key, reference = self.get_cache_defs_ref_schema(CoreRef(core_reference(name)))
        self.definitions.setdefault(key, schema)
        return reference

    def _whole(self, schema: Any) -> JsonSchemaValue:
        """Return the schema of a type in full, not a reference to it."""
        found = self.generate_inner(self._resolved(schema))
        reference = found.get("$ref")
        return dict((self.get_schema_from_definitions(reference) if reference else None) or found)

    def _resolved(self, schema: Any) -> Any:
        return self._core[schema["schema_ref"]] if schema["type"] == "definition-ref" else schema

    def _section(self, schema: Any) -> type[Section]:
        """Return the section that a core schema validates."""
        while schema["type"] != "model":
            schema = schema["schema"]
        section: type[Section] = schema["cls"]
        return section


class _WithoutBranches(LanguageSchema):
    """Describes sections with all fields that they can have."""

    branching = False


def _overlay(root: type[Section], body: Schema, definitions: Schema) -> Schema:
    """Return the schema of an overlay: the sections of the document, any part of each.

    What an overlay says is checked in full after it was merged. Here a misspelt section is caught; a part
    need not have the keys that the whole needs, so the whole stands where it judges nothing, under two
    negations beside `false`. Editors take keys, values and their meaning from there all the same: they
    follow `not`, and what is negated twice is offered.
    """
    sections = {}
    for name, field in root.language_fields().items():
        if name not in NOT_OVERLAID:
            said = {"title", "description", "default", "x-mlsys", "examples"}
            whole = {key: value for key, value in body["properties"][name].items() if key not in said}
            kind = definitions[whole["$ref"].rpartition("/")[2]] if "$ref" in whole else whole
            sections[name] = {
                "type": kind.get("type", "object"),
                "title": title_of(name),
                "description": field.meaning.doc,
                "not": {"allOf": [False, {"not": whole}]},
            }
    return {
        "type": "object",
        "title": "Overlay",
        "description": "The parts of the document that differ.",
        "properties": sections,
        "patternProperties": dict(EXTENSIONS),
        "additionalProperties": False,
    }
