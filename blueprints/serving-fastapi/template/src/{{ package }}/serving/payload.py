"""Request bodies of POST /predict, typed from the data contract.

The types take what JSON writes plainly. Whatever they refuse is read by the parser of tables, in
`calls.py`, which knows every other spelling and names every fault at once.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, NotRequired, TypeAlias

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
    with_config,
)
from typing_extensions import TypedDict

from ..config.types import Feature
from ..data.contract import ENTITY, MODEL_FEATURES, NULL_VALUES
from ..data.parsing import LARGEST_INTEGER, WHOLE, moment
from .limits import MAX_KEY_LENGTH

Record: TypeAlias = dict[str, Any]
"""One decoded record: values by the contract's names; what may be missing may be absent."""

MOMENT: Final = {"type": "string", "description": "ISO 8601; in UTC where no offset is given."}


def known(text: str) -> str:
    """A moment that the contract can read.

    Raises:
        ValueError: when it is none.
    """
    moment(text)
    return text


def level(text: str) -> str:
    """A level that means what it says.

    Raises:
        ValueError: when the contract reads something else from it.
    """
    if text in NULL_VALUES or WHOLE.search(text):
        raise ValueError("is written in another way")
    return text


def prose(text: str) -> str:
    """A text that is one.

    Raises:
        ValueError: when the contract reads a null from it.
    """
    if text in NULL_VALUES:
        raise ValueError("means that there is none")
    return text


def annotation(feature: Feature) -> Any:
    """The type that accepts what the contract allows for a feature."""
    kind: Any
    match feature.kind:
        case "boolean":
            kind = Annotated[bool, Field(strict=True)]
        case "categorical":
            kind = Literal[feature.values] if feature.values else Annotated[str, AfterValidator(level)]
        case "text":
            limit = StringConstraints(strict=True, max_length=feature.length or None)
            kind = Annotated[str, limit, AfterValidator(prose)]
        case "integer":
            kind = Annotated[int, Field(strict=True, **bounds(feature))]
        case "number":
            kind = Annotated[float, Field(strict=True, allow_inf_nan=False, **bounds(feature))]
        case "timestamp":
            kind = Annotated[str, AfterValidator(known), WithJsonSchema(MOMENT)]
    note = " ".join(filter(None, (feature.description, f"Unit: {feature.unit}." if feature.unit else "")))
    described = Field(description=note or None)
    if feature.nullable:
        return NotRequired[Annotated[kind | None, described]]
    return Annotated[kind, described]


def bounds(feature: Feature) -> dict[str, Any]:
    """Range of a numeric feature; infinite bounds are left out of the schema."""
    low, high = feature.minimum, feature.maximum
    if feature.kind == "integer":
        low, high = max(low, -LARGEST_INTEGER), min(high, LARGEST_INTEGER)
        return {"ge": int(low), "le": int(high)}
    return {"ge": low if low > float("-inf") else None, "le": high if high < float("inf") else None}


def fields() -> dict[str, Any]:
    """The types of a record's values: the model's features, and the entity's key for the log."""
    types: dict[str, Any] = {feature.name: annotation(feature) for feature in MODEL_FEATURES}
    if (key := ENTITY) is not None:
        text = Annotated[str, StringConstraints(strict=True, max_length=MAX_KEY_LENGTH)]
        whole = Annotated[int, Field(strict=True, ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)]
        note = Field(description="Written to the prediction log.")
        types[key] = NotRequired[Annotated[text | whole | None, note]]
    return types


# Not a class with attributes: a column may have any name, and a dictionary takes each.
RECORD_TYPE: Any = with_config(ConfigDict(extra="forbid"))(TypedDict("Record", fields()))  # type: ignore[operator]
RECORD: Final = TypeAdapter[Record](RECORD_TYPE)
RECORDS: Final = TypeAdapter[list[Record]](list[RECORD_TYPE])
