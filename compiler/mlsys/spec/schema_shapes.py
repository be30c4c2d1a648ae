"""The shapes of the language in JSON Schema: closed mappings, branches on tags, values of several forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from mlsys.spec.fields import LanguageField, Section
from mlsys.spec.lookup import choices
from mlsys.spec.quantities import Quantity

Schema: TypeAlias = dict[str, Any]
Branch: TypeAlias = tuple[list[str], Schema]
"""Values of the tag, and what a section is with them: a closed mapping."""

ERROR: Final = "must be "
"""What an ``errorMessage`` starts with."""
EXTENSIONS: Mapping[str, Any] = {"^x-": True}

# -- sections ---------------------------------------------------------------------------------------------


def described(field: LanguageField, value: Schema) -> Schema:
    """Return the schema of a field with everything that people and tools may want to know."""
    meaning = field.meaning
    schema = {**value, "title": title_of(field.name), "description": meaning.doc}
    if meaning.example is not None:
        schema["examples"] = [meaning.example]
    if meaning.deprecated:
        schema["deprecated"] = True
    if meaning.choices:
        holder = schema
        if "items" in schema:
            holder = schema["items"] = dict(schema["items"])
        holder["enumDescriptions"] = [meaning.choices.get(str(option), "") for option in holder["enum"]]
    schema["x-mlsys"] = {**value.get("x-mlsys", {}), **metadata(field)}
    return schema


def plain_default(value: Any) -> Any:
    """Return the default of a field as a document would write it."""
    if isinstance(value, Quantity):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def metadata(field: LanguageField) -> dict[str, str]:
    """Return the ``x-mlsys`` entry of a field."""
    meaning = field.meaning
    entries = {
        "unit": meaning.unit,
        "merge": field.merge.value,
        "tighten": meaning.tighten.value if meaning.tighten else "",
        "impact": field.impact.value,
        "since": meaning.since,
        "deprecated": meaning.deprecated,
        "refers": meaning.refers,
        "registry": meaning.registry,
    }
    return {name: value for name, value in entries.items() if value}


def title_of(name: str) -> str:
    """Return the name of a field or section as words: ``predict_per``, ``CanaryInput``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ")
    return words[:1].upper() + words[1:].lower()


def tag_values(section: type[Section]) -> list[str]:
    """Return the values that the tag of ``section`` can have."""
    return list(choices(section.language_fields()[section.section_tag].annotation))


def union_of(section: type[Section]) -> Sequence[type[Section]]:
    """Return the members of the union that ``section`` is one of; empty if it is in none."""
    bases = (base for base in section.__mro__ if issubclass(base, Section))
    return next((members for base in bases if (members := base.variants())), [])


def tag_schema(tag: str, members: Sequence[type[Section]]) -> Schema:
    """Return the values that tell the members of a union apart, with what each is."""
    values = [choices(section.language_fields()[tag].annotation)[0] for section in members]
    return {"enum": values, "enumDescriptions": [summary(section) for section in members]}


def union_base(members: Sequence[type[Section]]) -> type[Section]:
    """Return the section that holds what the members of a union have in common, and knows their tag."""
    return next(base for base in members[0].__mro__ if all(issubclass(each, base) for each in members))


def summary(section: type[Section]) -> str:
    """Return in a sentence what a section is."""
    return " ".join((section.__doc__ or "").split("\n\n")[0].split())


def closed(section: type[Section], properties: Schema, required: Iterable[str]) -> Schema:
    """Return the schema of a section with these fields and, but for ``x-*``, no others."""
    needed = list(required)
    return {
        "type": "object",
        "title": title_of(section.__name__),
        "description": summary(section),
        "properties": properties,
        **({"required": needed} if needed else {}),
        "patternProperties": dict(EXTENSIONS),
        "additionalProperties": False,
    }


def branching(section: type[Section], properties: Schema) -> Schema:
    """Return the schema of a section some of whose fields stand only with some values of its tag."""
    fields = section.language_fields()
    tag = section.section_tag
    common = {name: value for name, value in properties.items() if not fields[name].meaning.only}
    groups: dict[tuple[str, ...], list[str]] = {}
    for value in tag_values(section):
        own = tuple(name for name, field in fields.items() if value in field.meaning.only)
        groups.setdefault(own, []).append(value)
    branches = []
    for own, values in groups.items():
        needed = [name for name in own if set(values) & set(fields[name].meaning.needed_for)]
        branches.append((values, branch("", common, {name: properties[name] for name in own}, needed)))
    default = None if fields[tag].required else str(fields[tag].info.default)
    required = [name for name in common if fields[name].required]
    schema = branched(section, common, branches, default)
    return {**schema, "required": required} if required else schema


def branch(doc: str, common: Iterable[str], own: Schema, required: list[str]) -> Schema:
    """Return what holds with one tag; it is closed by itself, so that old validators understand it too."""
    return {
        **({"description": doc} if doc else {}),
        "properties": {**dict.fromkeys(common, True), **own},
        **({"required": required} if required else {}),
        "patternProperties": dict(EXTENSIONS),
        "additionalProperties": False,
    }


def branched(section: type[Section], common: Schema, branches: list[Branch], default: str | None) -> Schema:
    """Return a mapping with branches; without its tag, the branch of the ``default`` holds."""
    tag = section.section_tag
    clauses = []
    for values, branch in branches:
        test: Schema = {"const": values[0]} if len(values) == 1 else {"enum": values}
        condition: Schema = {"properties": {tag: test}}
        if default not in values:
            condition["required"] = [tag]
        clauses.append({"if": condition, "then": branch})
    return {
        "type": "object",
        "title": title_of(section.__name__),
        "description": summary(section),
        "properties": common,
        **({"required": [tag]} if default is None else {}),
        "allOf": clauses,
    }


# -- values of several forms ----------------------------------------------------------------------------


def merged(parts: Sequence[Schema]) -> Schema:
    """Return one schema for a value of several forms.

    JSON Schema keywords speak only about values of their own type, so that the keywords of a
    number, a text and a mapping stand beside one another without conflict.
    """
    whole: Schema = {}
    for part in parts:
        whole |= {key: value for key, value in part.items() if key not in {"x-mlsys", "description", "title"}}
    whole["type"] = list(dict.fromkeys(kind for part in parts for kind in _types_of(part)))
    texts = [part for part in parts if "string" in _types_of(part)]
    if len(texts) > 1 or any("enum" in part for part in texts):
        whole.pop("enum", None)
        whole.pop("pattern", None)
        patterns = [_text_pattern(part) for part in texts]
        if None not in patterns:
            whole["pattern"] = "|".join(str(pattern) for pattern in patterns)
    whole["examples"] = [example for part in parts for example in part.get("examples", ())]
    forms = [form for part in parts if (form := _form_of(part))]
    whole["x-mlsys"] = {"quantity": "value", "form": " or ".join(forms)}
    return whole


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
