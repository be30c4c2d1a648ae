"""The published JSON Schema of the language, generated from the models.

Draft 2020-12. Closed but for ``x-*``; unions and sections whose fields depend on a tag are
`if`/`then` branches; every field has its meaning, default, examples and ``x-mlsys`` metadata
(unit, merge, tighten, impact, since, refers).
"""

import json
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from mlsys.spec.fields import LANGUAGE_VERSION, FieldMeta, Section, meta_of
from mlsys.spec.quantities import Quantity
from mlsys.spec.typeschema import EXTENSIONS, Schema, TypeSchemas


def kinds() -> dict[str, type[Section]]:
    """Return the kinds of documents whose schema is generated from models, with their root section."""
    from mlsys.spec.root import MLSystem

    return {"MLSystem": MLSystem}


def build_schema(kind: str = "MLSystem") -> Schema:
    """Return the JSON Schema of a kind of document.

    Raises:
        KeyError: if there is no such kind.
    """
    root = kinds()[kind]
    found = TypeSchemas()
    body = section_schema(root, found)
    described = 0
    while described < len(found.sections):
        section = found.sections[described]
        assert section.__name__ not in found.definitions, f"two types are called {section.__name__}"
        found.definitions[section.__name__] = section_schema(section, found)
        described += 1
    if "Overlay" in found.definitions:
        found.definitions["Overlay"] = _overlay_schema(root, found)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:mlsys:{LANGUAGE_VERSION}:{kind}",
        "title": kind,
        **body,
        "$defs": dict(sorted(found.definitions.items())),
    }


def schema_text(kind: str = "MLSystem") -> str:
    """Return the schema as it stands in the published file."""
    return json.dumps(build_schema(kind), indent=1, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> None:
    """Write the schema of each kind into ``folder``."""
    for kind in kinds():
        (folder / f"{kind.lower()}.schema.json").write_text(schema_text(kind), encoding="utf-8")


def section_schema(section: type[Section], found: TypeSchemas) -> Schema:
    """Return the schema of a section: a closed mapping, with branches where it has a tag."""
    variants = section.variants()
    if variants:
        return _union_schema(section, variants, found)
    if section.section_tag:
        return _branching_schema(section, found)
    fields = section.language_fields()
    return _closed(
        section,
        {name: field_schema(section, name, found) for name in fields},
        [name for name, info in fields.items() if info.required],
    )


def field_schema(section: type[Section], name: str, found: TypeSchemas) -> Schema:
    """Return the schema of one field with everything that people and tools may want to know."""
    info = section.language_fields()[name]
    meta = meta_of(info, section)
    schema = dict(found.of(info.annotation))
    schema["description"] = meta.doc
    if meta.examples:
        schema["examples"] = list(meta.examples)
    default = _plain_default(info.default) if info.factory is None else None
    if default is not None and not info.required:
        schema["default"] = default
    if meta.deprecated:
        schema["deprecated"] = True
    if meta.choices:
        _describe_choices(schema, meta)
    schema["x-mlsys"] = {**schema.get("x-mlsys", {}), **metadata(meta)}
    return schema


def metadata(meta: FieldMeta) -> dict[str, Any]:
    """Return the ``x-mlsys`` entry of a field."""
    assert meta.merge is not None
    assert meta.impact is not None
    entries = {
        "unit": meta.unit,
        "merge": meta.merge.value,
        "tighten": meta.tighten.value if meta.tighten else "",
        "impact": meta.impact.value,
        "since": meta.since,
        "deprecated": meta.deprecated,
        "refers": meta.refers,
    }
    return {name: value for name, value in entries.items() if value}


def _describe_choices(schema: Schema, meta: FieldMeta) -> None:
    holder = schema.get("items", schema)
    options = holder.get("enum", ())
    holder["enumDescriptions"] = [(meta.choices or {}).get(str(option), "") for option in options]


def _plain_default(default: Any) -> Any:
    if isinstance(default, Quantity):
        return str(default)
    return list(default) if isinstance(default, tuple) else default


def _closed(section: type[Section], properties: dict[str, Schema], required: list[str]) -> Schema:
    return {
        "type": "object",
        "description": _description(section),
        "properties": properties,
        **({"required": required} if required else {}),
        "patternProperties": EXTENSIONS,
        "additionalProperties": False,
    }


def _description(section: type[Section]) -> str:
    return " ".join((section.__doc__ or "").split("\n\n")[0].split())


def _union_schema(base: type[Section], variants: list[type[Section]], found: TypeSchemas) -> Schema:
    """Return the schema of a union of sections: common fields, and one branch for each tag."""
    tag = base.section_tag
    common = {name: field_schema(base, name, found) for name in base.language_fields()}
    branches: list[tuple[list[str], dict[str, Schema], list[str], str]] = []
    tag_schema: Schema = {}
    for variant in variants:
        fields = variant.language_fields()
        tag_schema = field_schema(variant, tag, found)
        own = {n: field_schema(variant, n, found) for n in fields if n not in common and n != tag}
        required = [n for n, info in fields.items() if info.required and n != tag]
        branches.append(([tag_schema.pop("const")], own, required, _description(variant)))
    tag_schema["enum"] = [values[0] for values, *_ in branches]
    tag_schema["enumDescriptions"] = [text for *_, text in branches]
    return _branched(base, tag, {tag: tag_schema, **common}, branches, optional_default=None)


def _branching_schema(section: type[Section], found: TypeSchemas) -> Schema:
    """Return the schema of a section some of whose fields stand only with some values of its tag."""
    tag = section.section_tag
    fields = section.language_fields()
    metas = {name: meta_of(info, section) for name, info in fields.items()}
    common = {name: field_schema(section, name, found) for name, m in metas.items() if not m.only}
    groups: dict[tuple[str, ...], list[str]] = {}
    for value in tag_values(section):
        own = tuple(name for name, m in metas.items() if value in m.only)
        groups.setdefault(own, []).append(value)
    branches = []
    for own, values in groups.items():
        needed = [name for name in own if set(values) & set(metas[name].needed_for)]
        branches.append((values, {name: field_schema(section, name, found) for name in own}, needed, ""))
    required = [name for name in common if fields[name].required]
    default = None if fields[tag].required else str(fields[tag].default)
    schema = _branched(section, tag, common, branches, optional_default=default)
    return {**schema, "required": required} if required else schema


def tag_values(section: type[Section]) -> list[str]:
    """Return the values that the tag of ``section`` can have."""
    annotation = section.language_fields()[section.section_tag].annotation
    assert get_origin(annotation) is Literal
    return list(get_args(annotation))


def _branched(
    section: type[Section],
    tag: str,
    common: dict[str, Schema],
    branches: list[tuple[list[str], dict[str, Schema], list[str], str]],
    *,
    optional_default: str | None,
) -> Schema:
    """Return a mapping with branches; each is closed, so that old validators understand it too."""
    clauses = []
    for values, own, required, description in branches:
        test: Schema = {"const": values[0]} if len(values) == 1 else {"enum": values}
        condition: Schema = {"properties": {tag: test}}
        if optional_default not in values:
            condition["required"] = [tag]
        clauses.append(
            {
                "if": condition,
                "then": {
                    **({"description": description} if description else {}),
                    "properties": {**dict.fromkeys(common, True), **own},
                    **({"required": required} if required else {}),
                    "patternProperties": EXTENSIONS,
                    "additionalProperties": False,
                },
            }
        )
    return {
        "type": "object",
        "description": _description(section),
        "properties": common,
        **({"required": [tag]} if optional_default is None else {}),
        "allOf": clauses,
    }


def _overlay_schema(root: type[Section], found: TypeSchemas) -> Schema:
    """Return the schema of an overlay: the sections of the document, any part of each.

    What an overlay says is checked in full after it was merged. Here a misspelt section is caught; a part
    need not have the keys that the whole needs, so the whole stands where it judges nothing, under two
    negations beside `false`. Editors take keys, values and their meaning from there all the same: they
    follow `not`, and what is negated twice is offered.
    """
    own = {"apiVersion", "kind", "extends", "environments", "suppressions"}
    sections = {}
    for name, info in root.language_fields().items():
        if name not in own:
            whole = found.of(info.annotation)
            kind = found.inlined(whole).get("type", "object")
            sections[name] = {
                "type": kind,
                "description": meta_of(info, root).doc,
                "not": {"allOf": [False, {"not": whole}]},
            }
    return {
        "type": "object",
        "description": "The parts of the document that differ.",
        "properties": sections,
        "patternProperties": EXTENSIONS,
        "additionalProperties": False,
    }
