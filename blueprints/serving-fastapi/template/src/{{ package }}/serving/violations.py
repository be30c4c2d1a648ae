"""Every fault of a request body at once, each with the field and the reason.

Slow and thorough: runs only on a body that the typed decoder refused. That decoder also refuses
`12.0` for an integer, which is one in JSON Schema, so a body may turn out to be fine here.
"""

from __future__ import annotations

import math
from typing import Any, TypeGuard

import msgspec

from ..config.types import Feature
from ..data.contract import ENTITY, MODEL_FEATURES
from .payload import Violation

FEATURES = {feature.name: feature for feature in MODEL_FEATURES}
EXPECTED = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "categorical": "text",
}


def check(entry: object, index: int) -> list[Violation]:
    """Faults of one record."""
    if not isinstance(entry, dict):
        return [Violation("", "type", "a record is an object of named features", index)]
    faults = [
        Violation(name, "unknown_field", "is not in the data contract", index)
        for name in entry
        if name not in FEATURES and name != ENTITY
    ]
    if (key := ENTITY) is not None and not isinstance(entry.get(key), str | int | None):
        faults.append(Violation(key, "type", "expected text or a whole number", index))
    for feature in MODEL_FEATURES:
        if feature.name in entry:
            fault = fault_of(feature, entry[feature.name])
        elif feature.nullable:
            fault = None
        else:
            fault = ("missing", "is required")
        if fault is not None:
            faults.append(Violation(feature.name, *fault, index))
    return faults


def fault_of(feature: Feature, value: Any) -> tuple[str, str] | None:
    """Reason and message of what is wrong with a value; None when it keeps the contract."""
    if value is None:
        return None if feature.nullable else ("null", "must not be null")
    if not has_kind(feature, value):
        return "type", f"expected {EXPECTED[feature.kind]}, got {shown(value)}"
    if feature.kind == "categorical" and feature.values and value not in feature.values:
        return "category", f"{shown(value)} is not one of {', '.join(map(repr, feature.values))}"
    if feature.kind in {"integer", "number"}:
        if value < feature.minimum:
            return "range", f"{shown(value)} is below the minimum {feature.minimum:g}"
        if value > feature.maximum:
            return "range", f"{shown(value)} is above the maximum {feature.maximum:g}"
    return None


def has_kind(feature: Feature, value: object) -> bool:
    """Whether a value has the JSON type of the feature."""
    match feature.kind:
        case "categorical":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return is_number(value) and value == math.floor(value)
        case "number":
            return is_number(value)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a finite JSON number; Python counts booleans as integers, JSON does not."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def shown(value: object) -> str:
    """A value as it stands in the body, short enough for a log line."""
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 40 else f"{text[:37]}..."
