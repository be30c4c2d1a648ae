"""Request bodies of POST /predict, typed from the data contract.

The types carry every check of the contract, so msgspec decodes and validates in one pass in C.
Only a body that fails is looked at again, by `violations.py`, which names every fault at once.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from ..config.types import Feature
from ..data.contract import ENTITY, MODEL_FEATURES

Record: TypeAlias = Any
"""One decoded record: an instance of `RECORD_TYPE`, which exists at run time only."""


def annotation(feature: Feature) -> Any:
    """The type that accepts exactly what the contract allows for a feature."""
    meta = msgspec.Meta(description=" ".join(filter(None, (feature.description, unit_note(feature)))) or None)
    kind: Any
    match feature.kind:
        case "boolean":
            kind = bool
        case "categorical":
            kind = Literal[feature.values] if feature.values else str
        case "integer":
            kind = Annotated[int, bounds(feature)]
        case "number":
            kind = Annotated[float, bounds(feature)]
    return Annotated[kind | None if feature.nullable else kind, meta]


def bounds(feature: Feature) -> msgspec.Meta:
    """Range constraint of a numeric feature; infinite bounds are left out of the schema."""
    number = int if feature.kind == "integer" else float
    return msgspec.Meta(
        ge=number(feature.minimum) if feature.minimum > float("-inf") else None,
        le=number(feature.maximum) if feature.maximum < float("inf") else None,
    )


def unit_note(feature: Feature) -> str:
    """The unit as a sentence for the API's documentation."""
    return f"Unit: {feature.unit}." if feature.unit else ""


def record_type() -> type[msgspec.Struct]:
    """The type of one record: the model's features, and the entity's key for the log."""
    fields: list[tuple[str, Any, Any]] = [
        (feature.name, annotation(feature), None if feature.nullable else msgspec.NODEFAULT)
        for feature in MODEL_FEATURES
    ]
    if (name := ENTITY) is not None:
        key = Annotated[str | int | None, msgspec.Meta(description="Written to the prediction log.")]
        fields.append((name, key, None))
    return msgspec.defstruct(
        "Record", fields, kw_only=True, frozen=True, forbid_unknown_fields=True, gc=False
    )


RECORD_TYPE = record_type()


class Violation(msgspec.Struct, frozen=True):
    """One fault of a request body."""

    field: str
    reason: str
    message: str
    record: int = 0
