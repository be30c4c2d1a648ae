"""The validator of `jsonschema` for Draft 2020-12, with the regular expressions of JSON Schema.

Patterns are those of ECMA 262, in which `$` stands for the very end: Python's also matches before a final
line break. Each is compiled once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

_END = re.compile(r"(?<!\\)\$(?=$|[|)])")


def judge(schema: Mapping[str, Any]) -> Any:
    """Return the validator of a schema, which is not checked itself."""
    return _JUDGE(schema)


@cache
def ecma(pattern: str) -> re.Pattern[str]:
    """Return a regular expression of a schema as one of Python."""
    return re.compile(_END.sub(r"\\Z", pattern), re.ASCII)


def unexpected(schema: Mapping[str, Any], instance: Mapping[str, object]) -> list[str]:
    """Return the keys of a mapping that a closed schema does not name."""
    named = schema.get("properties", {})
    patterns = [ecma(pattern) for pattern in schema.get("patternProperties", {})]
    return [key for key in instance if key not in named and not any(p.search(key) for p in patterns)]


def _pattern(validator: Any, pattern: str, instance: object, _: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not ecma(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _properties(
    validator: Any, properties: Mapping[str, Any], instance: object, _: Any
) -> Iterator[ValidationError]:
    if not isinstance(instance, Mapping):
        return
    for name, schema in properties.items():
        if name not in instance:
            continue
        if schema is False:  # the validator would not say which field it is
            yield ValidationError(f"{name} is not allowed", "falseSchema", path=(name,), schema_path=(name,))
        else:
            yield from validator.descend(instance[name], schema, path=name, schema_path=name)


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], instance: object, _: Any
) -> Iterator[ValidationError]:
    if not isinstance(instance, Mapping):
        return
    for pattern, schema in patterns.items():
        matches = ecma(pattern).search
        for key, value in instance.items():
            if matches(key):
                yield from validator.descend(value, schema, path=key, schema_path=pattern)


def _additional_properties(
    validator: Any, extra: Any, instance: object, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    names = unexpected(schema, instance) if isinstance(instance, Mapping) else []
    if names and extra is False:
        yield ValidationError(f"there are no fields {', '.join(names)}")
    elif isinstance(extra, Mapping) and isinstance(instance, Mapping):
        for name in names:
            yield from validator.descend(instance[name], extra, path=name)


_JUDGE: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {
        "pattern": _pattern,
        "properties": _properties,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
    },
)
