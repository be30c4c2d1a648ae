"""From the body of a call to its records, by the declared policy for what breaks the contract."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from ..config.operations import MAX_RECORDS_PER_CALL, ON_INVALID_INPUT
from ..data.contract import ENTITY
from .payload import RECORD_TYPE, Record, Violation
from .violations import FEATURES, check

UNDECODABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)

DECODER = msgspec.json.Decoder(RECORD_TYPE | list[RECORD_TYPE])  # type: ignore[valid-type]


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
        decoded = DECODER.decode(body)
    except UNDECODABLE:
        return read_slowly(body)
    if not isinstance(decoded, list):
        return Call([decoded], single=True, faults=[])
    check_length(decoded)
    return Call(decoded, single=False, faults=[])


def read_slowly(body: bytes) -> Call:
    """The records of a body that the typed decoder refused."""
    try:
        raw = msgspec.json.decode(body)
    except UNDECODABLE as error:
        raise InvalidBodyError(Violation("", "malformed_json", str(error))) from None
    entries = raw if isinstance(raw, list) else [raw]
    check_length(entries)
    faults = [fault for index, entry in enumerate(entries) for fault in check(entry, index)]
    if faults and ON_INVALID_INPUT == "reject":
        raise InvalidBodyError(*faults)
    broken = {(fault.record, fault.field) for fault in faults}
    records = [record(entry, index, broken) for index, entry in enumerate(entries)]
    return Call(records, not isinstance(raw, list), faults)


def record(entry: Any, index: int, broken: set[tuple[int, str]]) -> Record:
    """The record of an entry, null where the entry is broken."""
    given = entry if isinstance(entry, dict) else {}
    names = [*FEATURES, *([ENTITY] if ENTITY else [])]
    return RECORD_TYPE(
        **{name: None if (index, name) in broken else coerced(name, given.get(name)) for name in names}
    )


def coerced(name: str, value: Any) -> Any:
    """The value in the type that the record holds."""
    feature = FEATURES.get(name)
    if feature is not None and feature.kind == "integer" and isinstance(value, float):
        return int(value)
    return value


def check_length(entries: list[Any]) -> None:
    """Refuse an empty list and one beyond the limit.

    Raises:
        InvalidBodyError: saying which.
    """
    if not entries:
        raise InvalidBodyError(Violation("", "empty", "the list has no record"))
    if len(entries) > MAX_RECORDS_PER_CALL:
        message = f"a call has at most {MAX_RECORDS_PER_CALL} records, this one {len(entries)}"
        raise InvalidBodyError(Violation("", "too_many_records", message))
