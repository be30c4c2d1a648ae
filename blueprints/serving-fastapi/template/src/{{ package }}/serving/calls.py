"""From the body of a call to its records, by the declared policy for what breaks the contract."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
import polars as pl
from pydantic import ValidationError

from ..config.operations import MAX_RECORDS_PER_CALL, ON_INVALID_INPUT
from ..config.types import Feature
from ..data.contract import DECIMAL, ENTITY, MODEL_FEATURES, NULL_VALUES
from ..data.parsing import flag
from ..data.records import NoTextError, decode, text_of
from ..data.tables import composed
from ..data.validation import Broken, Checked, Fault, checked
from .limits import MAX_KEY_LENGTH
from .payload import RECORD, RECORDS, Record

FEATURES: Final = {feature.name: feature for feature in MODEL_FEATURES}
NAMES: Final = {composed(name): name for name in (*FEATURES, *([ENTITY] if ENTITY else []))}
EXPECTED: Final = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "timestamp": "a moment in ISO 8601",
    "categorical": "text",
    "text": "text",
}
REQUIRED: Final = tuple(feature for feature in MODEL_FEATURES if not feature.nullable)
TEXT: Final = dict.fromkeys(FEATURES, pl.String())
SHOWN: Final = 40


class Violation(msgspec.Struct, frozen=True):
    """One fault of a request body."""

    field: str
    reason: str
    message: str
    record: int = 0


class InvalidBodyError(Exception):
    """The body breaks the contract, and is refused for it."""

    def __init__(self, *violations: Violation) -> None:
        """Carry every fault that was found."""
        super().__init__(violations)
        self.violations = violations


class Call(NamedTuple):
    """One call's records."""

    records: list[Record]
    single: bool
    """Whether the body was one record and not a list."""
    faults: list[Violation]
    """What broke the contract and was taken for a missing value, where the design allows that."""


def read(body: bytes) -> Call:
    """The records of a body.

    Raises:
        InvalidBodyError: naming every fault of every record.
    """
    try:
        return read_plain(body)
    except ValidationError as error:
        return read_again(body, error)


def read_plain(body: bytes) -> Call:
    """The records of a body in which JSON says plainly what it means.

    Raises:
        ValidationError: when something else stands there, right or wrong.
    """
    if body.lstrip()[:1] != b"[":
        return Call([RECORD.validate_json(body)], single=True, faults=[])
    records = RECORDS.validate_json(body)
    check_length(records)
    return Call(records, single=False, faults=[])


def read_again(body: bytes, refusal: ValidationError) -> Call:
    """The records of a body that the types refuse; the columns that they refuse are read as in a table."""
    try:
        raw = decode(body)
    except (ValueError, RecursionError) as error:
        raise InvalidBodyError(Violation("", "malformed_json", str(error)[:200])) from None
    entries = raw if isinstance(raw, list) else [raw]
    check_length(entries)
    faults: list[Violation] = []
    rows = [row(entry, index, faults) for index, entry in enumerate(entries)]
    columns = {
        place
        for fault in refusal.errors(include_url=False, include_context=False, include_input=False)
        for place in fault["loc"]
        if place in FEATURES
    }
    texts = {name: [texts.get(name) for texts in rows] for name in FEATURES if name in columns}
    frame = pl.DataFrame(
        {name: column for name, column in texts.items() if any(column)}, schema_overrides=TEXT
    )
    table = checked(frame, MODEL_FEATURES)
    known = {(fault.record, fault.field) for fault in faults}
    known |= {(index, name) for index, name in known if not name for name in FEATURES}
    found = (fault for broken in table.broken for fault in told(broken, rows))
    faults += (fault for fault in found if (fault.record, fault.field) not in known)
    if faults and ON_INVALID_INPUT == "reject":
        raise InvalidBodyError(*sorted(faults, key=lambda fault: fault.record))
    return Call(typed(table, rows), not isinstance(raw, list), faults)


def row(entry: Any, index: int, faults: list[Violation]) -> dict[str, str | None]:
    """The texts of an entry that have one; what has none becomes a fault and a null."""
    if not isinstance(entry, dict):
        faults.append(Violation("", "type", "a record is an object of named features", index))
        return {}
    texts: dict[str, str | None] = {}
    broken = set()
    for given, value in entry.items():
        if (name := NAMES.get(composed(given))) is None:
            faults.append(Violation(given[:SHOWN], "unknown_field", "is not in the data contract", index))
            continue
        texts[name] = None
        try:
            text = text_of(value)
            texts[name] = None if text in NULL_VALUES else text
        except NoTextError:
            kind = EXPECTED[FEATURES[name].kind] if name in FEATURES else "text or a whole number"
            faults.append(Violation(name, "type", f"expected {kind}, got {shown(value)}", index))
            broken.add(name)
    for feature in REQUIRED:
        if feature.name not in texts:
            faults.append(Violation(feature.name, "missing", "is required", index))
        elif texts[feature.name] is None and feature.name not in broken:
            faults.append(Violation(feature.name, "null", "must not be null", index))
    if ENTITY and len(texts.get(ENTITY) or "") > MAX_KEY_LENGTH:
        texts[ENTITY] = None
        message = f"a key has at most {MAX_KEY_LENGTH} characters"
        faults.append(Violation(ENTITY, "too_long", message, index))
    return texts


def told(broken: Broken, rows: Sequence[Mapping[str, str | None]]) -> Iterator[Violation]:
    """The faults of a column as sentences about records."""
    feature = FEATURES[broken.column]
    for index in broken.rows.arg_true():
        yield Violation(feature.name, broken.fault, message(feature, broken.fault, rows[index]), index)


def message(feature: Feature, fault: Fault, texts: Mapping[str, str | None]) -> str:
    """What is wrong with a value."""
    value = shown(texts.get(feature.name))
    match fault:
        case "null":
            return "must not be null"
        case "category":
            return f"{value} is not one of {', '.join(map(repr, feature.values))}"
        case "length":
            return f"{value} is longer than {feature.length:,} characters"
        case "range":
            return f"{value} is {outside(feature)}"
        case _:
            return f"expected {EXPECTED[feature.kind]}, got {value}"


def outside(feature: Feature) -> str:
    """Where a number is that the contract does not allow."""
    low, high = feature.minimum, feature.maximum
    if math.isinf(low):
        return f"above the maximum {high:g}"
    if math.isinf(high):
        return f"below the minimum {low:g}"
    return f"outside the range {low:g} to {high:g}"


def typed(table: Checked, rows: Sequence[Mapping[str, str | None]]) -> list[Record]:
    """The records, null where they break the contract."""
    values = {name: table.values[name] for name in table.values.columns}
    for broken in table.broken:
        values[broken.column] = values[broken.column].set(broken.rows, None)
    parsed = {name: column.to_list() for name, column in values.items()}
    records = []
    for index, texts in enumerate(rows):
        record: Record = {
            name: of_kind(feature, parsed[name][index] if name in parsed else texts.get(name))
            for name, feature in FEATURES.items()
        }
        if ENTITY:
            record[ENTITY] = texts.get(ENTITY)
        records.append(record)
    return records


def of_kind(feature: Feature, value: str | float | datetime | None) -> str | float | bool | None:
    """A value that keeps the contract, in the type of JSON that it has there."""
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or feature.kind in {"timestamp", "categorical", "text"}:
        return value
    match feature.kind:
        case "boolean":
            return bool(flag(value) if isinstance(value, str) else value)
        case "integer":
            return int(value)
        case _:
            return float(value.replace(DECIMAL, ".") if isinstance(value, str) else value)


def check_length(entries: Sequence[object]) -> None:
    """Refuse an empty list and one beyond the limit.

    Raises:
        InvalidBodyError: saying which.
    """
    if not entries:
        raise InvalidBodyError(Violation("", "empty", "the list has no record"))
    if len(entries) > MAX_RECORDS_PER_CALL:
        told = f"a call has at most {MAX_RECORDS_PER_CALL} records, this one {len(entries)}"
        raise InvalidBodyError(Violation("", "too_many_records", told))


def shown(value: object) -> str:
    """A value, short enough for a log line."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."
