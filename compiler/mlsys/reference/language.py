"""The page of the language: every section with its fields."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from mlsys.reference.held import held_sections, mark_of
from mlsys.reference.markdown import code, codes, page, table
from mlsys.spec.fields import Section
from mlsys.spec.lookup import choices
from mlsys.spec.root import MLSystem
from mlsys.spec.schema import field_schemas

_HEADER = ("field", "takes", "default", "merge", "change", "meaning")
_INTRO = """A document is one mapping. *Merge* says how an overlay or a child combines with the value below:
`override` replaces, `meet` keeps the stricter value (which one that is stands in brackets), `append` keeps
both, `fixed` may not differ. *Change* says what a changed value makes necessary. A field in **bold** is
required. Keys that start with `x-` are allowed everywhere."""


def render() -> str:
    """Return the page."""
    sections = list(sections_of(MLSystem, ""))
    homes = dict(sections)
    return page("The language", _INTRO, *(_section(section, path, homes) for section, path in sections))


def sections_of(root: type[Section], path: str) -> Iterator[tuple[type[Section], str]]:
    """Yield every section below ``root`` once, with the path at which it is first met, depth first."""
    seen: set[type[Section]] = set()

    def walk(section: type[Section], where: str) -> Iterator[tuple[type[Section], str]]:
        if section in seen:
            return
        seen.add(section)
        yield section, where
        for variant in section.variants():
            tag = choices(variant.language_fields()[section.section_tag].annotation)[0]
            yield from walk(variant, f"{where} ({section.section_tag}: {tag})")
        for name, info in section.language_fields().items():
            for inner, suffix in held_sections(info.annotation):
                yield from walk(inner, f"{where.partition(' ')[0]}.{name}{suffix}".lstrip("."))

    yield from walk(root, path)


def _section(section: type[Section], path: str, homes: Mapping[type[Section], str]) -> str:
    doc = " ".join((section.__doc__ or "").split("\n\n")[0].split())
    where, _, variant = path.partition(" ")
    title = f"{code(where)} {variant}".strip() if where else "The document"
    rows = [field_row(section, name) for name in _own_fields(section, homes)]
    body = table(_HEADER, rows) if rows else ""
    return f'<a id="{section.__name__}"></a>\n\n## {title}\n\n{doc}\n\n{body}'


def _own_fields(section: type[Section], homes: Mapping[type[Section], str]) -> list[str]:
    """Return the fields of a section without those that the base of its union has already told."""
    bases = [base for base in homes if base is not section and issubclass(section, base) and base.variants()]
    told = {name for base in bases for name in base.language_fields()}
    return [name for name in section.language_fields() if name not in told]


def field_row(section: type[Section], name: str, home: str = "") -> tuple[str, ...]:
    """Return the row of a field; ``home`` is the page that holds the sections."""
    info = section.language_fields()[name]
    meta = info.meaning
    schemas, found = field_schemas(section)
    schema = schemas[name]
    merge = info.merge.value + (f" ({meta.tighten.value})" if meta.tighten else "")
    notes = [meta.doc]
    if meta.only:
        notes.append(f"Only with {section.section_tag} {codes(meta.only)}.")
    if meta.refers:
        notes.append(f"Must be declared in {code(meta.refers)}.")
    if meta.deprecated:
        notes.append(f"Deprecated: {meta.deprecated}.")
    if mark := mark_of(section, name):
        notes.append(f"*{mark[0].upper()}{mark[1:]}.*")
    shown = code(name)
    default = "" if "default" not in schema else code(_plain(schema["default"]))
    return (
        f"**{shown}**" if info.required else shown,
        takes(schema, found, home) + (f" ({meta.unit})" if meta.unit in _TELLING_UNITS else ""),
        default,
        merge,
        info.impact.value,
        " ".join(notes),
    )


_TELLING_UNITS = frozenset({"rows", "columns", "USD", "%"})
"""Units that the form of the value does not tell by itself."""
_WORDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}


def takes(schema: Mapping[str, Any], found: Mapping[str, Any], home: str = "") -> str:  # noqa: PLR0911
    """Return what a field takes, as Markdown; ``home`` is the page that holds the sections."""
    reference = str(schema.get("$ref", "")).removeprefix("#/$defs/")
    below = found.get(reference, {})
    if "properties" in below:
        return f"[{reference}]({home}#{reference})"
    if reference:
        both = {**below.get("x-mlsys", {}), **schema.get("x-mlsys", {})}
        schema = {**below, **schema, "x-mlsys": both}
    if "enum" in schema:
        return codes(_plain(value) for value in schema["enum"])
    if "const" in schema:
        return code(_plain(schema["const"]))
    form = schema.get("x-mlsys", {}).get("form")
    if form:
        return str(form)
    if schema.get("type") == "array":
        return f"list of {takes(schema.get('items', {}), found, home)}"
    if schema.get("type") == "object":
        inner = [part for key, part in schema.get("patternProperties", {}).items() if key != "^x-"]
        return (
            f"map of names to {takes(inner[0], found, home)}" if inner and inner[0] is not True else "mapping"
        )
    return _WORDS.get(str(schema.get("type")), "any value") + _limits(schema)


def _limits(schema: Mapping[str, Any]) -> str:
    words = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    found = [f"{sign} {schema[name]:g}" for name, sign in words.items() if name in schema]
    return f" {', '.join(found)}" if found else ""


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
